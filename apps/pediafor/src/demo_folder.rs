//! Which data folders hold demo data.

use std::{fs, io, path::Path};

use anyhow::Context;

use crate::storage::make_private;

/// The file that says so.
const MARK: &str = "DEMO";

/// What a data folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, or it is not there.
    New,
    /// Demo data.
    Demo,
    /// Something else.
    Other,
}

/// What `folder` holds.
///
/// # Errors
///
/// Where it can't be read.
pub fn kind(folder: &Path) -> anyhow::Result<Kind> {
    if folder.join(MARK).exists() {
        return Ok(Kind::Demo);
    }
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(if entries.next().is_none() { Kind::New } else { Kind::Other }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kind::New),
        Err(error) => Err(error).with_context(|| format!("can't read {}", folder.display())),
    }
}

/// Marks `folder` as one of demo data, for ever.
///
/// # Errors
///
/// Where it can't be written.
pub fn mark(folder: &Path) -> anyhow::Result<()> {
    make_private(folder)?;
    fs::write(folder.join(MARK), "This folder holds demo data. Its passwords are known to everybody.\n")
        .with_context(|| format!("can't write to {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_new_demo_or_somebody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        assert_eq!(kind(&data).unwrap(), Kind::New);
        fs::create_dir(&data).unwrap();
        assert_eq!(kind(&data).unwrap(), Kind::New);
        fs::write(data.join("users.sqlite"), "").unwrap();
        assert_eq!(kind(&data).unwrap(), Kind::Other);
        mark(&data).unwrap();
        assert_eq!(kind(&data).unwrap(), Kind::Demo);
    }
}
