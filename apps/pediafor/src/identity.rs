//! Who signs access tokens: a key that is named, or one that is made in the data folder on first use.

use std::path::Path;

use pediafor_security::{PrivateKey, keys::write_pair, load_private};
pub use pediafor_users_app::{Identity, IdentityArgs};

use crate::storage::make_private;

/// Reads the keys that `args` name; where no signing key is named, the one of the folder `keys`, made on first use.
///
/// # Errors
///
/// Where a key can't be read or a span is out of bounds.
pub fn load(args: &IdentityArgs, keys: &Path) -> anyhow::Result<Identity> {
    args.load(|| own_key(keys))
}

/// The key in `folder`, made where there is none.
fn own_key(folder: &Path) -> anyhow::Result<PrivateKey> {
    let file = folder.join("private.key");
    if !file.exists() {
        make_private(folder)?;
        write_pair(folder, &PrivateKey::generate()?)?;
    }
    Ok(load_private(&file.to_string_lossy())?)
}
