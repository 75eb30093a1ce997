//! PASETO v4.public access tokens and argon2id passwords.
//!
//! [`PasetoSigner`] and [`PasetoVerifier`] are the two ends of an access token; [`VerifiedTokens`] remembers which
//! tokens held; [`Argon2id`] makes passwords into what may be stored; [`keys`] reads, makes and writes Ed25519 keys. The
//! crate holds no state but keys and what it verified, never reads the environment, and never takes a key out of a token:
//! a token only names one, and a name that is not on the verifier's list is refused.
//!
//! ```
//! use std::sync::Arc;
//!
//! use pediafor_kernel::{Role, SessionId, Timestamp, auth::{Claims, TokenVerifier}, mock::Counting};
//! use pediafor_security::{PasetoSigner, PasetoVerifier, PrivateKey};
//! use pediafor_users::TokenSigner;
//!
//! let key = PrivateKey::generate().unwrap();
//! let verifier = PasetoVerifier::new(vec![key.public()], "example").unwrap();
//! let signer = PasetoSigner::new(key, "example", Arc::new(Counting::default()));
//!
//! let now = Timestamp::default();
//! let claims = Claims {
//!     user: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
//!     role: Role::Student,
//!     session: "01890a5d-ac96-774b-bcce-b302099a8058".parse().unwrap(),
//!     issued_at: now,
//!     expires_at: now.plus_seconds(900),
//! };
//! let token = signer.sign(&claims).unwrap();
//! assert_eq!(verifier.verify(&token, now), Ok(claims));
//! ```

pub mod keys;
mod paseto;
mod passwords;
mod verified;

pub use keys::{KeyError, PrivateKey, PublicKey, load_private, load_public};
pub use paseto::{NoKey, PasetoSigner, PasetoVerifier};
pub use passwords::{Argon2id, HashCost, HashLimits, InvalidCost};
pub use verified::VerifiedTokens;
