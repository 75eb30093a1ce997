use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    str::FromStr,
};

use clap::Args;
use pediafor_runtime::{DrainArgs, TelemetryArgs};
use pediafor_security::{PublicKey, load_public};

use crate::neighbours::{BrokerArgs, CacheArgs};

/// What every service is told.
#[derive(Debug, Clone, Args)]
pub struct ServiceArgs {
    /// The address to listen on
    #[arg(long, env = "PEDIAFOR_HOST", default_value_t = IpAddr::V4(Ipv4Addr::UNSPECIFIED), value_name = "ADDRESS")]
    pub host: IpAddr,
    /// Its own PostgreSQL database, such as postgres://user:password@host:5432/name
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: DatabaseUrl,
    /// A read replica of it, for lists [default: none]
    #[arg(long, env = "DATABASE_REPLICA_URL", value_name = "URL", hide_env_values = true)]
    pub database_replica_url: Option<DatabaseUrl>,
    /// How many connections to it
    #[arg(long, env = "DATABASE_POOL_SIZE", default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub database_pool_size: u32,
    /// The environment; access tokens of one do not hold in another
    #[arg(long, env = "NODE_ENV", default_value = "development", value_name = "NAME")]
    pub node_env: String,
    #[command(flatten)]
    pub broker: BrokerArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
    #[command(flatten)]
    pub telemetry: TelemetryArgs,
    #[command(flatten)]
    pub drain: DrainArgs,
}

/// Whose access tokens are believed.
#[derive(Debug, Clone, Args)]
pub struct KeyArgs {
    /// The keys whose access tokens are accepted: one or more PEM blocks, PEM with literal \n, or a file
    #[arg(long = "paseto-public-key", env = "PASETO_PUBLIC_KEY", value_name = "KEY", value_parser = keys)]
    pub accepted: Keys,
}

/// The public keys whose signatures are believed.
pub type Keys = std::sync::Arc<[PublicKey]>;

fn keys(text: &str) -> Result<Keys, String> {
    load_public(text).map(Keys::from).map_err(|error| error.to_string())
}

/// The address of a PostgreSQL database. It is never shown: there is a password in it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// As the database adapter takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self(text.to_owned()))
        } else {
            Err("not a PostgreSQL address (example: postgres://user:password@host:5432/name)".into())
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}
