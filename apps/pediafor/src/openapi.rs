//! `pediafor openapi`: the API as documents.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;

use crate::say::say;

/// What to do with the documents.
#[derive(Debug, Args)]
pub struct OpenapiArgs {
    /// The folder they are in
    #[arg(long, default_value = "openapi", value_name = "DIR")]
    out: PathBuf,
    /// Change nothing: say which files are stale, and fail where one is
    #[arg(long)]
    check: bool,
}

/// Writes one document a service and the merged one, or compares them with what is there.
///
/// # Errors
///
/// Where a file can't be read or written.
pub fn run(args: &OpenapiArgs) -> anyhow::Result<ExitCode> {
    let mut stale = 0;
    for (name, text) in pediafor_http::openapi::documents()? {
        let path = args.out.join(&name);
        if args.check {
            if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                say(format_args!("stale: {}", path.display()))?;
                stale += 1;
            }
        } else {
            fs::create_dir_all(&args.out).with_context(|| format!("can't make {}", args.out.display()))?;
            fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
            say(format_args!("wrote {}", path.display()))?;
        }
    }
    if stale > 0 {
        say(format_args!("{stale} of the documents differ from the code: run `cargo run -p pediafor -- openapi`"))?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
