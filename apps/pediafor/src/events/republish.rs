//! `pediafor events republish`: services that start late, or were restored from a backup, hear again how everything stands.

use std::{
    io::{self, Write},
    sync::Arc,
};

use anyhow::Context;
use clap::{Args, ValueEnum};
use pediafor_kernel::{
    AssessmentId, Clock, Event, GradeId, IdSource, PortError, SessionId, SubmissionId, Timestamp, UserId,
};
use pediafor_local::SystemIds;
use pediafor_sql::{
    Database, DatabaseClock, Service,
    assessments::SqlAssessments,
    grading::SqlGrades,
    submissions::SqlAttempts,
    users::{SqlAccounts, SqlSessions},
};

use crate::{say::say, storage::StorageArgs};

/// What is told again, and from where on.
#[derive(Debug, Args)]
pub(super) struct RepublishArgs {
    /// What to tell again
    noun: Noun,
    /// Only what changed then or later, such as 2026-03-01T09:00:00Z; accounts keep no such time and are all told
    #[arg(long, value_name = "RFC3339")]
    since: Option<Timestamp>,
    /// Go on after this id, which a run that was broken off named last
    #[arg(long, value_name = "ID")]
    after: Option<UserId>,
    #[command(flatten)]
    storage: StorageArgs,
}

/// What can be told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Noun {
    /// Every account: name, address, role, and whether it may sign in
    Users,
    /// Every session that ended before its tokens
    Sessions,
    /// Every published version: papers, keys, and whether it is closed
    Assessments,
    /// Every attempt: begun, and handed in with what it holds
    Submissions,
    /// Every grade as it stands, and every marking that failed
    Grades,
}

impl Noun {
    /// Who tells.
    fn owner(self) -> Service {
        match self {
            Self::Users | Self::Sessions => Service::Users,
            Self::Assessments => Service::Assessments,
            Self::Submissions => Service::Submissions,
            Self::Grades => Service::Grading,
        }
    }
}

/// Writes the events to the owner's outbox; whoever relays it publishes them.
///
/// # Errors
///
/// Where the database can't be opened or fails; what was told before stays told.
pub(super) async fn run(args: RepublishArgs) -> anyhow::Result<()> {
    let database = args.storage.open(args.noun.owner()).await?;
    let mut told = Told { database: database.clone(), events: 0, last: None };
    let done = retell(&args, &mut told).await;
    database.close().await;
    done.with_context(|| match told.last {
        Some(last) => format!("{} events were told; go on with --after {last}", told.events),
        None => "nothing was told".to_owned(),
    })?;
    say(format_args!("{} events are in the outbox of the {} service", told.events, args.noun.owner()))?;
    Ok(())
}

async fn retell(args: &RepublishArgs, told: &mut Told) -> anyhow::Result<()> {
    let RepublishArgs { noun, since, after, .. } = *args;
    let database = told.database.clone();
    let clock: Arc<dyn Clock> = Arc::new(DatabaseClock::of(&database).await?);
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
    match noun {
        Noun::Users | Noun::Sessions => {
            let retell = pediafor_users::Retell {
                accounts: Arc::new(SqlAccounts::new(database.clone())),
                sessions: Arc::new(SqlSessions::new(database)),
                clock,
                ids,
            };
            if noun == Noun::Users {
                retell.accounts(after, async |events, last| told.page(events, last).await).await?;
            } else {
                let after = after.map(|id| SessionId::from_uuid(id.uuid()));
                retell.sessions(since, after, async |events, last| told.page(events, last).await).await?;
            }
        }
        Noun::Assessments => {
            let retell =
                pediafor_assessments::Retell { repository: Arc::new(SqlAssessments::new(database)), clock, ids };
            let after = after.map(|id| AssessmentId::from_uuid(id.uuid()));
            let mut before = None;
            let tell = async |events, of: AssessmentId| {
                // One that has more versions is not done with the first of them.
                match before.replace(of) {
                    Some(before) if before != of => told.page(events, before).await,
                    _ => told.part(events).await,
                }
            };
            retell.assessments(since, after, tell).await?;
        }
        Noun::Submissions => {
            let retell = pediafor_submissions::Retell { attempts: Arc::new(SqlAttempts::new(database)), clock, ids };
            let after = after.map(|id| SubmissionId::from_uuid(id.uuid()));
            retell.attempts(since, after, async |events, last| told.page(events, last).await).await?;
        }
        Noun::Grades => {
            let retell = pediafor_gradebook::Retell { grades: Arc::new(SqlGrades::new(database)), clock, ids };
            let after = after.map(|id| GradeId::from_uuid(id.uuid()));
            retell.grades(since, after, async |events, last| told.page(events, last).await).await?;
            retell.failures(since, None, async |events, _| told.part(events).await).await?;
        }
    }
    Ok(())
}

/// How far it is.
struct Told {
    database: Database,
    events: usize,
    /// After which to go on.
    last: Option<String>,
}

impl Told {
    /// Stores a page of events, after which everything up to `last` is told.
    async fn page(&mut self, events: Vec<Event>, last: impl ToString) -> Result<(), PortError> {
        self.part(events).await?;
        let last = last.to_string();
        // Whether anybody looks makes no difference.
        let _ = writeln!(io::stderr(), "{} events, up to {last}", self.events);
        self.last = Some(last);
        Ok(())
    }

    async fn part(&mut self, events: Vec<Event>) -> Result<(), PortError> {
        let count = events.len();
        if count > 0 {
            self.database.raise(events).await?;
        }
        self.events += count;
        Ok(())
    }
}
