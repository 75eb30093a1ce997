use std::{collections::HashMap, fmt, sync::Arc};

use pasetors::{
    Public,
    keys::AsymmetricSecretKey,
    token::UntrustedToken,
    version4::{PublicToken, V4},
};
use pediafor_kernel::{
    IdSource, PortError, PortErrorCode, Role, SessionId, Timestamp, UserId,
    auth::{Claims, TokenError, TokenVerifier},
};
use pediafor_users::TokenSigner;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{PrivateKey, PublicKey};

const ISSUER: &str = "pediafor";
const AUDIENCE: &str = "pediafor";
const ACCESS: &str = "access";

/// The payload: registered claims under their PASETO names, and ours.
#[derive(Serialize, Deserialize)]
struct Payload<'a> {
    sub: UserId,
    role: Role,
    sid: SessionId,
    jti: Uuid,
    iat: Timestamp,
    nbf: Timestamp,
    exp: Timestamp,
    iss: &'a str,
    aud: &'a str,
    typ: &'a str,
}

/// The footer: which key, and nothing else. It is read before anything is verified.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Footer<'a> {
    kid: &'a str,
}

/// What is signed but not sent: a token made for another environment or another purpose does not verify.
fn implicit_assertion(environment: &str) -> Vec<u8> {
    [environment.as_bytes(), &[0], ACCESS.as_bytes()].concat()
}

/// Signs access tokens: PASETO v4.public with the key's id in the footer.
pub struct PasetoSigner {
    key: PrivateKey,
    footer: String,
    implicit: Vec<u8>,
    ids: Arc<dyn IdSource>,
}

impl PasetoSigner {
    /// Signs with `key` for `environment`, a deployment's own name; each token's `jti` comes from `ids`.
    pub fn new(key: PrivateKey, environment: &str, ids: Arc<dyn IdSource>) -> Self {
        let footer = format!(r#"{{"kid":"{}"}}"#, key.public().id());
        Self { key, footer, implicit: implicit_assertion(environment), ids }
    }
}

impl TokenSigner for PasetoSigner {
    fn sign(&self, claims: &Claims) -> Result<String, PortError> {
        let payload = Payload {
            sub: claims.user,
            role: claims.role,
            sid: claims.session,
            jti: self.ids.next(),
            iat: claims.issued_at,
            nbf: claims.issued_at,
            exp: claims.expires_at,
            iss: ISSUER,
            aud: AUDIENCE,
            typ: ACCESS,
        };
        let internal = || PortError::new(PortErrorCode::Internal, "sign an access token");
        let payload = serde_json::to_vec(&payload).map_err(|error| internal().caused_by(error))?;
        let secret: AsymmetricSecretKey<V4> = self.key.secret().ok_or_else(internal)?;
        PublicToken::sign(&secret, &payload, Some(self.footer.as_bytes()), Some(&self.implicit))
            .map_err(|error| internal().caused_by(error))
    }
}

impl fmt::Debug for PasetoSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasetoSigner").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A verifier without a key would refuse everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("at least one public key is needed")]
pub struct NoKey;

/// Checks access tokens against one or more public keys.
///
/// During a rotation it knows the old and the new key; a key that is taken off the list takes its tokens with it.
#[derive(Debug, Clone)]
pub struct PasetoVerifier {
    keys: HashMap<String, PublicKey>,
    implicit: Vec<u8>,
}

impl PasetoVerifier {
    /// The longest token that is looked at, in bytes; ours have about 500.
    pub const MAX_TOKEN: usize = 2048;
    /// The longest footer that is read, in bytes; ours have 62.
    pub const MAX_FOOTER: usize = 128;
    /// By how many seconds the signer's clock may be ahead of this one.
    pub const LEEWAY_SECONDS: i64 = 5;

    /// Knows `keys` and takes tokens of `environment` alone.
    ///
    /// # Errors
    ///
    /// [`NoKey`] where `keys` is empty.
    pub fn new(keys: Vec<PublicKey>, environment: &str) -> Result<Self, NoKey> {
        if keys.is_empty() {
            return Err(NoKey);
        }
        let keys = keys.into_iter().map(|key| (key.id().to_owned(), key)).collect();
        Ok(Self { keys, implicit: implicit_assertion(environment) })
    }

    fn trusted_payload(&self, token: &str) -> Option<String> {
        if token.len() > Self::MAX_TOKEN {
            return None;
        }
        let token = UntrustedToken::<Public, V4>::try_from(token).ok()?;
        let footer = token.untrusted_footer();
        if footer.len() > Self::MAX_FOOTER {
            return None;
        }
        let Footer { kid } = serde_json::from_slice(footer).ok()?;
        let key = self.keys.get(kid)?;
        let trusted = PublicToken::verify(key.paseto(), &token, Some(footer), Some(&self.implicit)).ok()?;
        Some(trusted.payload().to_owned())
    }
}

impl TokenVerifier for PasetoVerifier {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let payload = self.trusted_payload(token).ok_or(TokenError::Invalid)?;
        let payload: Payload<'_> = serde_json::from_str(&payload).map_err(|_| TokenError::Invalid)?;
        if (payload.iss, payload.aud, payload.typ) != (ISSUER, AUDIENCE, ACCESS) || payload.exp <= payload.nbf {
            return Err(TokenError::Invalid);
        }
        if payload.nbf.max(payload.iat) > now.plus_seconds(Self::LEEWAY_SECONDS) {
            return Err(TokenError::NotYetValid);
        }
        if payload.exp <= now {
            return Err(TokenError::Expired);
        }
        Ok(Claims {
            user: payload.sub,
            role: payload.role,
            session: payload.sid,
            issued_at: payload.iat,
            expires_at: payload.exp,
        })
    }
}
