//! Where the services keep what they know.

use std::{
    collections::BTreeMap,
    fs::{DirBuilder, File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;
use pediafor_sql::{Database, Migrations, Service};

/// Makes `folder` where it is missing, for its owner alone: hashes of passwords, keys of questions and what students
/// wrote are nobody else's on a shared machine.
///
/// # Errors
///
/// Where it can't be made.
pub fn make_private(folder: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("can't make {}", folder.display()))
}

/// Serves `folder` for as long as what is returned lives, and nobody else does: who is signed out in one process would
/// stay signed in with another. A process that dies leaves nothing locked.
///
/// # Errors
///
/// Where somebody else serves it, or the file system knows no locks.
pub fn serve_alone(folder: &Path) -> anyhow::Result<File> {
    make_private(folder)?;
    let path = folder.join("serve.lock");
    let file = File::create(&path).with_context(|| format!("can't write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another process serves {} already: end it first, or choose another folder with --data",
            folder.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("can't lock {}", path.display())),
    }
}

/// Where the databases are: SQLite files in the data folder, or PostgreSQL.
#[derive(Debug, Clone, Args)]
pub struct StorageArgs {
    /// The folder that holds everything: databases, uploads, keys
    #[arg(long, env = "PEDIAFOR_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL for the users service instead of a file in the data folder
    #[arg(long, env = "USER_SERVICE_DB_URL", value_name = "URL", hide_env_values = true)]
    user_service_db_url: Option<String>,
    /// PostgreSQL for the assessments service instead of a file in the data folder
    #[arg(long, env = "ASSESSMENT_SERVICE_DB_URL", value_name = "URL", hide_env_values = true)]
    assessment_service_db_url: Option<String>,
    /// PostgreSQL for the submissions service instead of a file in the data folder
    #[arg(long, env = "SUBMISSION_SERVICE_DB_URL", value_name = "URL", hide_env_values = true)]
    submission_service_db_url: Option<String>,
    /// PostgreSQL for the grading service instead of a file in the data folder
    #[arg(long, env = "GRADING_SERVICE_DB_URL", value_name = "URL", hide_env_values = true)]
    grading_service_db_url: Option<String>,
    /// PostgreSQL for the notifications service instead of a file in the data folder
    #[arg(long, env = "NOTIFICATION_SERVICE_DB_URL", value_name = "URL", hide_env_values = true)]
    notification_service_db_url: Option<String>,
    /// How many connections each database is given
    #[arg(long, env = "DATABASE_POOL_SIZE", default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    database_pool_size: u32,
}

impl StorageArgs {
    /// Everything in `folder`, on SQLite.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            data: folder.into(),
            user_service_db_url: None,
            assessment_service_db_url: None,
            submission_service_db_url: None,
            grading_service_db_url: None,
            notification_service_db_url: None,
            database_pool_size: 10,
        }
    }

    /// The same with the database of `service` at `url`.
    #[must_use]
    pub fn with_url(mut self, service: Service, url: impl Into<String>) -> Self {
        *match service {
            Service::Users => &mut self.user_service_db_url,
            Service::Assessments => &mut self.assessment_service_db_url,
            Service::Submissions => &mut self.submission_service_db_url,
            Service::Grading => &mut self.grading_service_db_url,
            Service::Notifications => &mut self.notification_service_db_url,
        } = Some(url.into());
        self
    }

    /// The same with so many connections for each database.
    #[must_use]
    pub fn with_pool_size(self, database_pool_size: u32) -> Self {
        Self { database_pool_size, ..self }
    }

    /// Is any database outside the data folder?
    pub fn is_elsewhere(&self) -> bool {
        Service::ALL.into_iter().any(|service| self.url(service).is_some())
    }

    fn url(&self, service: Service) -> Option<&str> {
        match service {
            Service::Users => self.user_service_db_url.as_deref(),
            Service::Assessments => self.assessment_service_db_url.as_deref(),
            Service::Submissions => self.submission_service_db_url.as_deref(),
            Service::Grading => self.grading_service_db_url.as_deref(),
            Service::Notifications => self.notification_service_db_url.as_deref(),
        }
    }

    /// Opens the database of `service` as it is.
    ///
    /// # Errors
    ///
    /// Where it can't be opened.
    pub async fn open(&self, service: Service) -> anyhow::Result<Database> {
        if let Some(url) = self.url(service) {
            return Ok(Database::open(service, url, self.database_pool_size).await?);
        }
        make_private(&self.data)?;
        Ok(Database::open_file(service, &self.data, self.database_pool_size).await?)
    }

    /// Opens every database and brings it up to date.
    ///
    /// # Errors
    ///
    /// Where one can't be opened or a migration fails.
    pub async fn open_all(&self) -> anyhow::Result<Databases> {
        let mut databases = BTreeMap::new();
        for service in Service::ALL {
            let database = self.open(service).await?;
            let migrated = Migrations::of(&database).up().await;
            migrated.with_context(|| format!("can't bring the {service} database up to date"))?;
            databases.insert(service, database);
        }
        Ok(Databases(databases))
    }
}

/// The open databases, one a service.
#[derive(Debug, Clone)]
pub struct Databases(BTreeMap<Service, Database>);

impl Databases {
    /// The database of `service`.
    pub fn of(&self, service: Service) -> Database {
        self.0[&service].clone()
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Database> {
        self.0.values()
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        for database in self.all() {
            database.close().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_data_folder_is_its_owners_alone_and_one_that_is_there_stays_as_it_is() {
        use std::{
            fs::{self, Permissions},
            os::unix::fs::PermissionsExt,
        };

        let place = tempfile::tempdir().unwrap();
        let mode = |folder: &Path| fs::metadata(folder).unwrap().permissions().mode() & 0o777;
        let data = place.path().join("some/data");
        make_private(&data).unwrap();
        assert_eq!(mode(&data), 0o700);
        fs::set_permissions(&data, Permissions::from_mode(0o750)).unwrap();
        make_private(&data).unwrap();
        assert_eq!(mode(&data), 0o750);
    }

    #[test]
    fn a_folder_is_served_by_one_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let serving = serve_alone(place.path()).unwrap();
        assert!(serve_alone(place.path()).unwrap_err().to_string().starts_with("another process serves "));
        drop(serving);
        serve_alone(place.path()).unwrap();
    }
}
