//! The schema of each database: plain SQL from `migrations/`, embedded.

use std::collections::HashMap;

use sqlx::{
    Connection, Executor, PgConnection, PgPool,
    migrate::{Migrate, MigrateError, Migrator},
};

use crate::{Backend, Database, Service, database::Pools};

static SHARED_SQLITE: Migrator = sqlx::migrate!("../../migrations/shared/sqlite");
static SHARED_POSTGRES: Migrator = sqlx::migrate!("../../migrations/shared/postgres");

macro_rules! embedded {
    ($($service:ident $sqlite:literal $postgres:literal;)*) => {
        fn own(service: Service, backend: Backend) -> &'static Migrator {
            match (service, backend) {$(
                (Service::$service, Backend::Sqlite) => {
                    static MIGRATOR: Migrator = sqlx::migrate!($sqlite);
                    &MIGRATOR
                }
                (Service::$service, Backend::Postgres) => {
                    static MIGRATOR: Migrator = sqlx::migrate!($postgres);
                    &MIGRATOR
                }
            )*}
        }
    };
}

embedded! {
    Users "../../migrations/users/sqlite" "../../migrations/users/postgres";
    Assessments "../../migrations/assessments/sqlite" "../../migrations/assessments/postgres";
    Submissions "../../migrations/submissions/sqlite" "../../migrations/submissions/postgres";
    Grading "../../migrations/grading/sqlite" "../../migrations/grading/postgres";
    Notifications "../../migrations/notifications/sqlite" "../../migrations/notifications/postgres";
}

/// One step of a schema and whether the database has taken it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// Its number.
    pub version: i64,
    /// Its name.
    pub description: String,
    /// Whether it has been applied.
    pub applied: bool,
}

/// The schema of one database.
#[derive(Debug)]
pub struct Migrations<'a>(&'a Database);

impl<'a> Migrations<'a> {
    /// Of `database`.
    pub fn of(database: &'a Database) -> Self {
        Self(database)
    }

    fn migrator(&self) -> Migrator {
        let shared = match self.0.backend() {
            Backend::Sqlite => &SHARED_SQLITE,
            Backend::Postgres => &SHARED_POSTGRES,
        };
        Migrator::with_migrations(
            shared.iter().chain(own(self.0.service(), self.0.backend()).iter()).cloned().collect(),
        )
    }

    /// Takes every step that has not been taken. On PostgreSQL one process does it and the others wait.
    ///
    /// # Errors
    ///
    /// Where a step fails, or a step that was taken has since been changed.
    pub async fn up(&self) -> Result<(), MigrateError> {
        match self.0.pools() {
            Pools::Sqlite { writer, .. } => self.migrator().run(writer).await,
            Pools::Postgres(pool) => {
                let mut connection = unhurried(pool).await?;
                let done = self.migrator().run(&mut connection).await;
                connection.close().await.ok();
                done
            }
        }
    }

    /// Takes the newest step back.
    ///
    /// # Errors
    ///
    /// Where it fails.
    pub async fn down(&self) -> Result<(), MigrateError> {
        let mut applied: Vec<_> = self.status().await?.into_iter().filter(|step| step.applied).collect();
        if applied.pop().is_none() {
            return Ok(());
        }
        let target = applied.last().map_or(0, |step| step.version);
        match self.0.pools() {
            Pools::Sqlite { writer, .. } => self.migrator().undo(writer, target).await,
            Pools::Postgres(pool) => {
                let mut connection = unhurried(pool).await?;
                let done = self.migrator().undo(&mut connection, target).await;
                connection.close().await.ok();
                done
            }
        }
    }

    /// Every step, oldest first.
    ///
    /// # Errors
    ///
    /// Where the database does not answer.
    pub async fn status(&self) -> Result<Vec<MigrationState>, MigrateError> {
        let applied = match self.0.pools() {
            Pools::Sqlite { writer, .. } => applied(&mut *writer.acquire().await?).await?,
            Pools::Postgres(pool) => applied(&mut *pool.acquire().await?).await?,
        };
        Ok(self
            .migrator()
            .iter()
            .filter(|step| !step.migration_type.is_down_migration())
            .map(|step| MigrationState {
                version: step.version,
                description: step.description.to_string(),
                applied: applied.contains_key(&step.version),
            })
            .collect())
    }
}

/// A connection of its own on which a step may take as long as it takes, and wait for another process's.
async fn unhurried(pool: &PgPool) -> Result<PgConnection, sqlx::Error> {
    let mut connection = pool.acquire().await?.detach();
    connection.execute("SET statement_timeout = 0").await?;
    Ok(connection)
}

async fn applied<C: Migrate>(connection: &mut C) -> Result<HashMap<i64, ()>, MigrateError> {
    const TABLE: &str = "_sqlx_migrations";
    connection.ensure_migrations_table(TABLE).await?;
    Ok(connection.list_applied_migrations(TABLE).await?.into_iter().map(|step| (step.version, ())).collect())
}
