//! The services of the platform: each domain on its own database.

use std::{fmt, path::Path, sync::Arc};

use anyhow::Context;
use pediafor_assessments::Assessments;
use pediafor_blobs::{FolderBlobs, InferSniffer};
use pediafor_gradebook::{Gradebook, KeepKeys, MarkSubmitted};
use pediafor_kernel::{Clock, EventHandler, IdSource, people::RememberPeople};
use pediafor_local::{RevocationList, SystemIds, SystemSecrets};
use pediafor_notifications::{Inform, Notifications, RememberTitles};
use pediafor_security::{Argon2id, HashLimits, PasetoSigner, PasetoVerifier};
use pediafor_sql::{
    Service, SqlPeople, SqlReceipts,
    assessments::SqlAssessments,
    grading::{SqlGrades, SqlMarkingKeys},
    notifications::{SqlInbox, SqlTitles},
    submissions::{SqlAttempts, SqlFiles, SqlPublishedVersions},
    users::{SqlAccounts, SqlSessions},
};
use pediafor_submissions::{FilePolicy, FollowGrading, RememberPublished, Submissions};
use pediafor_users::Users;

use crate::{identity::Identity, storage::Databases};

/// The use cases of every domain and the consumers between them.
#[derive(Clone)]
pub(crate) struct Services {
    pub users: Arc<Users>,
    pub assessments: Arc<Assessments>,
    pub submissions: Arc<Submissions>,
    pub gradebook: Arc<Gradebook>,
    pub notifications: Arc<Notifications>,
    pub verifier: Arc<PasetoVerifier>,
    pub revoked: Arc<RevocationList>,
    pub clock: Arc<dyn Clock>,
    pub consumers: Vec<Arc<dyn EventHandler>>,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").field("consumers", &self.consumers.len()).finish_non_exhaustive()
    }
}

impl Services {
    pub(crate) fn new(
        databases: &Databases,
        identity: Identity,
        environment: &str,
        uploads: &Path,
        files: FilePolicy,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
        let secrets = Arc::new(SystemSecrets);
        let receipts = |service| Arc::new(SqlReceipts::new(databases.of(service)));
        let people = |service| Arc::new(SqlPeople::new(databases.of(service)));

        let users = Users::new(
            pediafor_users::Ports {
                accounts: Arc::new(SqlAccounts::new(databases.of(Service::Users))),
                sessions: Arc::new(SqlSessions::new(databases.of(Service::Users))),
                receipts: receipts(Service::Users),
                hasher: Arc::new(Argon2id::new(identity.cost, HashLimits::of_this_machine())?),
                signer: Arc::new(PasetoSigner::new(identity.signing, environment, ids.clone())),
                clock: clock.clone(),
                ids: ids.clone(),
                secrets: secrets.clone(),
            },
            identity.lifetimes,
        );

        let authored = Arc::new(SqlAssessments::new(databases.of(Service::Assessments)));
        let assessments = Assessments {
            repository: authored.clone(),
            catalogue: authored,
            receipts: receipts(Service::Assessments),
            clock: clock.clone(),
            ids: ids.clone(),
        };

        let attempts = Arc::new(SqlAttempts::new(databases.of(Service::Submissions)));
        let versions = Arc::new(SqlPublishedVersions::new(databases.of(Service::Submissions)));
        let students = people(Service::Submissions);
        let blobs =
            FolderBlobs::new(uploads).with_context(|| format!("can't keep uploads in {}", uploads.display()))?;
        let submissions = Submissions::new(
            pediafor_submissions::Ports {
                attempts: attempts.clone(),
                versions: versions.clone(),
                files: Arc::new(SqlFiles::new(databases.of(Service::Submissions))),
                blobs: Arc::new(blobs),
                sniffer: Arc::new(InferSniffer),
                people: students.clone(),
                receipts: receipts(Service::Submissions),
                clock: clock.clone(),
                ids: ids.clone(),
                secrets,
            },
            files,
        );

        let grades = Arc::new(SqlGrades::new(databases.of(Service::Grading)));
        let keys = Arc::new(SqlMarkingKeys::new(databases.of(Service::Grading)));
        let marked = people(Service::Grading);
        let gradebook = Gradebook::new(grades.clone(), keys.clone(), marked.clone(), clock.clone(), ids.clone());

        let inbox = Arc::new(SqlInbox::new(databases.of(Service::Notifications)));
        let titles = Arc::new(SqlTitles::new(databases.of(Service::Notifications)));
        let notifications = Notifications::new(inbox.clone(), clock.clone());

        let revoked = Arc::new(RevocationList::default());
        let consumers: Vec<Arc<dyn EventHandler>> = vec![
            revoked.clone(),
            Arc::new(RememberPeople::new("submissions.people", students)),
            Arc::new(RememberPublished::new(versions)),
            Arc::new(FollowGrading::new(attempts)),
            Arc::new(RememberPeople::new("grading.people", marked)),
            Arc::new(KeepKeys::new(keys.clone())),
            Arc::new(MarkSubmitted::new(grades, keys, clock.clone(), ids.clone())),
            Arc::new(RememberTitles::new(titles.clone())),
            Arc::new(Inform::new(inbox, titles, clock.clone(), ids)),
        ];
        Ok(Self {
            users: Arc::new(users),
            assessments: Arc::new(assessments),
            submissions: Arc::new(submissions),
            gradebook: Arc::new(gradebook),
            notifications: Arc::new(notifications),
            verifier: Arc::new(PasetoVerifier::new(identity.accepted, environment)?),
            revoked,
            clock,
            consumers,
        })
    }
}
