//! `pediafor keys`: the Ed25519 keys that sign and check access tokens.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use pediafor_security::{PrivateKey, keys::write_pair, load_public};

use crate::say::say;

/// What to do.
#[derive(Debug, Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a pair: private.key, which only the users service needs, and public.key, which every service needs
    Generate {
        /// The folder to write them to; neither file may be there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Show the ids of public keys, as access tokens name them
    Show {
        /// PEM, PEM with literal \n, base64 of PEM or DER, or a file
        #[arg(env = "PASETO_PUBLIC_KEY", value_name = "KEY")]
        key: String,
    },
}

/// Makes or shows keys.
///
/// # Errors
///
/// Where files can't be read or written, or hold no key.
pub fn run(args: KeysArgs) -> anyhow::Result<()> {
    match args.command {
        Command::Generate { out } => {
            let key = PrivateKey::generate()?;
            let files = write_pair(&out, &key)?;
            say(format_args!("{}  keep it secret: PASETO_PRIVATE_KEY of the users service", files.private.display()))?;
            say(format_args!("{}   PASETO_PUBLIC_KEY of every service", files.public.display()))?;
            say(format_args!("key id: {}", key.public().id()))?;
        }
        Command::Show { key } => {
            for key in load_public(&key)? {
                say(key.id())?;
            }
        }
    }
    Ok(())
}
