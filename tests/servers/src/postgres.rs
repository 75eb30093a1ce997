use std::{any::Any, fmt};

#[cfg(feature = "databases")]
use crate::address;
use crate::{Failed, Missing, Private, Provider, docker, environment, process, provider::Server};

/// A PostgreSQL server for tests.
pub struct Postgres {
    url: String,
    provider: Provider,
    /// What ends when this does; nothing where the server is somebody else's.
    _running: Option<Box<dyn Any + Send + Sync>>,
}

impl Postgres {
    /// The first server that a provider gives.
    ///
    /// # Errors
    ///
    /// [`Missing`] with what each provider said.
    pub async fn find() -> Result<Self, Missing> {
        <Self as Server>::find().await
    }

    /// One of this provider alone.
    ///
    /// # Errors
    ///
    /// Where it has none.
    pub async fn from_provider(provider: Provider) -> Result<Self, Failed> {
        let server = <Self as Server>::from_provider(provider).await;
        server.map_err(|why| Failed { server: Self::NAME, why })
    }

    /// One for a test alone; what is committed in it survives its end.
    ///
    /// # Errors
    ///
    /// [`Missing`] where none is installed.
    pub async fn start_private() -> Result<Private<Self>, Missing> {
        let (url, process) = process::postgres::start().await.map_err(Self::missing)?;
        Ok(Private::new(Self { url, provider: Provider::Process, _running: None }, Self::NAME, process))
    }

    /// The address of a database on it from which others may be created.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where it came from.
    pub fn provider(&self) -> Provider {
        self.provider
    }
}

#[cfg(feature = "databases")]
impl Postgres {
    /// The address of the database `name`.
    pub fn url_of(&self, name: &str) -> String {
        let server = &self.url[..address::host_and_port(&self.url).end];
        let query = self.url.split_once('?').map(|(_, query)| format!("?{query}"));
        format!("{server}/{name}{}", query.unwrap_or_default())
    }

    /// Creates a database, and returns its address.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub async fn create_database(&self, name: &str) -> Result<String, Failed> {
        self.execute(format!("CREATE DATABASE {}", quoted(name))).await?;
        Ok(self.url_of(name))
    }

    /// Drops a database, whoever is still connected to it.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub async fn drop_database(&self, name: &str) -> Result<(), Failed> {
        self.execute(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name))).await
    }

    async fn execute(&self, statement: String) -> Result<(), Failed> {
        use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
        let failed = |error: sqlx::Error| Failed { server: Self::NAME, why: error.to_string() };
        let mut connection = PgConnection::connect(&self.url).await.map_err(failed)?;
        connection.execute(AssertSqlSafe(statement)).await.map_err(failed)?;
        connection.close().await.map_err(failed)
    }
}

#[cfg(feature = "databases")]
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Server for Postgres {
    const NAME: &'static str = "PostgreSQL";
    const PACKAGE: &'static str = "postgresql";
    const VARIABLE: &'static str = "PEDIAFOR_TEST_POSTGRES";

    fn external() -> Option<Self> {
        let database = || environment::var("DATABASE_URL").filter(|url| url.starts_with("postgres"));
        let url = environment::var(Self::VARIABLE).or_else(database)?;
        Some(Self { url, provider: Provider::External, _running: None })
    }

    async fn docker() -> Result<Self, String> {
        let (url, container) = docker::postgres().await?;
        Ok(Self { url, provider: Provider::Docker, _running: Some(Box::new(container)) })
    }

    async fn process() -> Result<Self, String> {
        let (url, process) = process::postgres::start().await?;
        Ok(Self { url, provider: Provider::Process, _running: Some(Box::new(process)) })
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").field("provider", &self.provider).finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "databases"))]
mod tests {
    use super::*;

    #[test]
    fn a_database_has_the_address_of_its_server() {
        let url_of = |url: &str| Postgres { url: url.into(), provider: Provider::External, _running: None }.url_of("x");
        assert_eq!(url_of("postgres://root@127.0.0.1:5432/test"), "postgres://root@127.0.0.1:5432/x");
        assert_eq!(url_of("postgres://root@127.0.0.1"), "postgres://root@127.0.0.1/x");
        assert_eq!(url_of("postgres://a/b?sslmode=disable"), "postgres://a/x?sslmode=disable");
    }
}
