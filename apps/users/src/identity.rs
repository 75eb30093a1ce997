//! Who signs access tokens, whose signatures are believed, and what a password costs.

use anyhow::Context;
use clap::Args;
use pediafor_runtime::Span;
use pediafor_security::{HashCost, PrivateKey, PublicKey, load_private, load_public};
use pediafor_users::Lifetimes;

/// Keys, lifetimes and costs.
#[derive(Debug, Clone, Args)]
pub struct IdentityArgs {
    /// The key that signs access tokens: PEM, PEM with literal \n, base64 of PEM or DER, or a file
    #[arg(long, env = "PASETO_PRIVATE_KEY", value_name = "KEY", hide_env_values = true)]
    paseto_private_key: Option<String>,
    /// Further keys whose tokens are accepted, one or more PEM blocks or a file
    #[arg(long, env = "PASETO_PUBLIC_KEY", value_name = "KEY")]
    paseto_public_key: Option<String>,
    /// How long an access token holds, 4h at most
    #[arg(long, env = "TOKEN_EXPIRY", default_value = "15m", value_name = "SPAN")]
    token_expiry: Span,
    /// How long a session holds that is not used
    #[arg(long, env = "REFRESH_TOKEN_EXPIRY", default_value = "7d", value_name = "SPAN")]
    refresh_token_expiry: Span,
    /// The memory a password hash takes, in KiB
    #[arg(long, env = "ARGON2_MEMORY_COST", default_value_t = HashCost::default().memory, value_name = "KIB")]
    argon2_memory_cost: u32,
    /// The passes a password hash takes
    #[arg(long, env = "ARGON2_TIME_COST", default_value_t = HashCost::default().time, value_name = "N")]
    argon2_time_cost: u32,
    /// The lanes of a password hash
    #[arg(long, env = "ARGON2_PARALLELISM", default_value_t = HashCost::default().parallelism, value_name = "N")]
    argon2_parallelism: u32,
}

/// The platform's identity: keys, lifetimes, costs.
pub struct Identity {
    /// Signs.
    pub signing: PrivateKey,
    /// Are believed, the signing key's public half among them.
    pub accepted: Vec<PublicKey>,
    /// How long tokens and sessions hold.
    pub lifetimes: Lifetimes,
    /// What a password costs.
    pub cost: HashCost,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").field("lifetimes", &self.lifetimes).finish_non_exhaustive()
    }
}

impl IdentityArgs {
    /// Reads the keys; where no signing key is named, takes the one that `otherwise` gives.
    ///
    /// # Errors
    ///
    /// Where a key can't be read or a span is out of bounds.
    pub fn load(&self, otherwise: impl FnOnce() -> anyhow::Result<PrivateKey>) -> anyhow::Result<Identity> {
        let signing = match &self.paseto_private_key {
            Some(key) => load_private(key).context("PASETO_PRIVATE_KEY")?,
            None => otherwise()?,
        };
        let mut accepted = vec![signing.public()];
        if let Some(key) = &self.paseto_public_key {
            let further = load_public(key).context("PASETO_PUBLIC_KEY")?;
            accepted.extend(further.into_iter().filter(|key| key.id() != signing.public().id()));
        }
        let seconds = |span: Span| u32::try_from(span.as_seconds()).unwrap_or(u32::MAX);
        let lifetimes = Lifetimes::new(seconds(self.token_expiry), seconds(self.refresh_token_expiry))
            .context("TOKEN_EXPIRY, REFRESH_TOKEN_EXPIRY")?;
        let cost = HashCost {
            memory: self.argon2_memory_cost,
            time: self.argon2_time_cost,
            parallelism: self.argon2_parallelism,
        };
        Ok(Identity { signing, accepted, lifetimes, cost })
    }
}
