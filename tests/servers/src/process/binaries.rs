use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::environment;

/// The first folder in which all of `programs` lie: of those in `packaged` (where a last `*` stands for any name, the
/// highest first), then of those on the PATH.
pub(crate) fn folder_of(programs: &[&str], packaged: &[&str]) -> Option<PathBuf> {
    let path = environment::var("PATH").unwrap_or_default();
    let on_path: Vec<_> = path.split(':').map(PathBuf::from).collect();
    let complete = |folder: &PathBuf| programs.iter().all(|program| folder.join(program).is_file());
    packaged.iter().flat_map(|pattern| expand(pattern)).chain(on_path).find(complete)
}

/// `/usr/lib/postgresql/*/bin` as the folders there are.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((parent, rest)) = pattern.split_once("/*/") else { return vec![PathBuf::from(pattern)] };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path().join(rest)).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder, parent)));
    folders
}

/// The numbers in the first name below `parent`, so that 15 is higher than 9.
fn version(folder: &Path, parent: &str) -> Vec<u32> {
    let below = folder.strip_prefix(parent).ok().and_then(|below| below.iter().next());
    let name = below.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

/// User and group under which a server runs that refuses to be root or had better not be: `user`, or nobody, who then
/// owns the folder. None where this process is not root.
pub(crate) fn unprivileged(folder: &Path, user: &str) -> Result<Option<(u32, u32)>, String> {
    use std::os::unix::fs::{MetadataExt, chown};
    if fs::metadata(folder).map_err(|error| error.to_string())?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let find = |name: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (user, group) = find(user).or_else(|| find("nobody")).ok_or("no user to run it as")?;
    chown(folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
    Ok(Some((user, group)))
}
