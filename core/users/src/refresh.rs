use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The token a client keeps to get new access tokens: 64 bytes in base64url, opaque to everybody.
///
/// Its first half names the *family*, which is all tokens of one session, and stays; its second half is another
/// 256-bit secret each time the token is exchanged. The store holds SHA-256 of either half and neither half itself.
/// Whoever shows the right family with a secret that is not the newest once had a genuine token of that session.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken {
    family: [u8; 32],
    secret: [u8; 32],
}

/// Text that no refresh token looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a refresh token")]
pub struct InvalidRefreshToken;

impl RefreshToken {
    /// The token's length, in characters.
    pub const LENGTH: usize = 86;

    pub(crate) fn new(family: [u8; 32], secret: [u8; 32]) -> Self {
        Self { family, secret }
    }

    /// Reads what [`RefreshToken::encode`] wrote.
    ///
    /// # Errors
    ///
    /// [`InvalidRefreshToken`] for everything else.
    pub fn parse(text: &str) -> Result<Self, InvalidRefreshToken> {
        if text.len() != Self::LENGTH {
            return Err(InvalidRefreshToken);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidRefreshToken)?;
        let (family, secret) = bytes.split_at_checked(32).ok_or(InvalidRefreshToken)?;
        let half = |half: &[u8]| half.try_into().map_err(|_| InvalidRefreshToken);
        Ok(Self { family: half(family)?, secret: half(secret)? })
    }

    /// The text a client keeps.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode([self.family, self.secret].concat())
    }

    /// SHA-256 of the family: what a session is found by.
    pub fn family_hash(&self) -> [u8; 32] {
        Sha256::digest(self.family).into()
    }

    /// SHA-256 of the secret: what the newest token is known by.
    pub fn secret_hash(&self) -> [u8; 32] {
        Sha256::digest(self.secret).into()
    }

    /// The token that comes after this one. It takes the token *and* the stored `seed` to work it out, so that a
    /// repeated request gets the same answer while neither a thief of the store nor of an old token can.
    pub(crate) fn successor(&self, seed: &[u8; 32]) -> Self {
        let secret = Sha256::new_with_prefix(b"pediafor refresh token successor")
            .chain_update(seed)
            .chain_update(self.secret)
            .finalize()
            .into();
        Self { family: self.family, secret }
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_token_survives_the_way_to_the_client_and_back_and_is_not_printed() {
        let token = RefreshToken::new([7; 32], [9; 32]);
        assert_eq!(token.encode().len(), RefreshToken::LENGTH);
        assert_eq!(RefreshToken::parse(&token.encode()), Ok(token.clone()));
        assert_eq!(format!("{token:?}"), "RefreshToken(…)");
    }

    #[test]
    fn a_successor_depends_on_both_the_token_and_the_seed() {
        let token = RefreshToken::new([1; 32], [2; 32]);
        let next = token.successor(&[3; 32]);
        assert_eq!(next, token.successor(&[3; 32]));
        assert_eq!(next.family_hash(), token.family_hash());
        assert_ne!(next, token.successor(&[4; 32]));
        assert_ne!(next, RefreshToken::new([1; 32], [5; 32]).successor(&[3; 32]));
    }

    proptest! {
        #[test]
        fn any_other_text_is_refused(text in "\\PC{0,200}") {
            if let Ok(token) = RefreshToken::parse(&text) {
                prop_assert_eq!(token.encode(), text);
            }
        }
    }
}
