use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;
use pediafor_kernel::{
    Timestamp,
    auth::{Claims, TokenError, TokenVerifier},
};
use sha2::{Digest, Sha256};

/// What is not asked for in this time is forgotten.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// Remembers which tokens held, so that a signature is checked once and not with every request.
///
/// It keeps a SHA-256 hash of the token, never the token. What it remembers is good from the time at which the token
/// was seen to hold until the token expires, and for no other time; then the verifier behind is asked again. That a
/// token does *not* hold is never remembered. Whether its session was ended is not its business: whoever asks must
/// look at [`RevokedSessions`](pediafor_kernel::auth::RevokedSessions) each time.
pub struct VerifiedTokens {
    behind: Arc<dyn TokenVerifier>,
    held: Cache<[u8; 32], Held>,
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Clone)]
struct Held {
    /// When it was first seen to hold.
    from: Timestamp,
    claims: Claims,
}

impl VerifiedTokens {
    /// How many tokens are remembered unless told otherwise: some 25 MiB.
    pub const CAPACITY: u64 = 100_000;

    /// Remembers at most about `capacity` tokens that held by `behind`.
    pub fn new(behind: Arc<dyn TokenVerifier>, capacity: u64) -> Self {
        let held = Cache::builder().max_capacity(capacity).time_to_idle(IDLE).build();
        Self { behind, held, hits: AtomicU64::new(0), misses: AtomicU64::new(0) }
    }

    /// How often a token was remembered.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// How often the verifier behind was asked.
    pub fn misses(&self) -> u64 {
        self.misses.load(Ordering::Relaxed)
    }
}

impl TokenVerifier for VerifiedTokens {
    fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        let key: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        if let Some(held) = self.held.get(&key) {
            if held.from <= now && now < held.claims.expires_at {
                self.hits.fetch_add(1, Ordering::Relaxed);
                metrics::counter!("pediafor_token_cache_hits_total").increment(1);
                return Ok(held.claims);
            }
            self.held.invalidate(&key);
        }
        self.misses.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("pediafor_token_cache_misses_total").increment(1);
        let claims = self.behind.verify(token, now)?;
        self.held.insert(key, Held { from: now, claims: claims.clone() });
        Ok(claims)
    }
}

impl fmt::Debug for VerifiedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedTokens")
            .field("hits", &self.hits())
            .field("misses", &self.misses())
            .finish_non_exhaustive()
    }
}
