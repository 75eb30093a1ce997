//! The services of the platform: each domain on its own database.

use std::{fmt, path::Path, sync::Arc};

use pediafor_assessments_app::AssessmentsService;
use pediafor_grading_app::GradingService;
use pediafor_kernel::{Clock, EventHandler, limits::RateLimiter};
use pediafor_local::{LocalLimiter, RevocationList, SystemIds};
use pediafor_notifications_app::NotificationsService;
use pediafor_security::PasetoVerifier;
use pediafor_service::{Ground, Hosted, RateLimitArgs};
use pediafor_sql::Service;
use pediafor_submissions_app::{SittingArgs, SubmissionsService};
use pediafor_users_app::{Identity, UsersService};

use crate::storage::Databases;

/// All five services, and what they share in one process.
#[derive(Clone)]
pub(crate) struct Services {
    pub users: UsersService,
    pub assessments: AssessmentsService,
    pub submissions: SubmissionsService,
    pub grading: GradingService,
    pub notifications: NotificationsService,
    pub verifier: Arc<PasetoVerifier>,
    pub revoked: Arc<RevocationList>,
    pub limiter: Arc<dyn RateLimiter>,
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Services").finish_non_exhaustive()
    }
}

impl Services {
    pub(crate) fn new(
        databases: &Databases,
        identity: Identity,
        environment: &str,
        uploads: &Path,
        sitting: &SittingArgs,
        tries: RateLimitArgs,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let ids = Arc::new(SystemIds);
        let limiter: Arc<dyn RateLimiter> = Arc::new(LocalLimiter::default());
        let ground = |service| Ground {
            database: databases.of(service),
            clock: clock.clone(),
            ids: ids.clone(),
            limiter: limiter.clone(),
            environment: environment.to_owned(),
        };
        let verifier = Arc::new(PasetoVerifier::new(identity.accepted.clone(), environment)?);
        Ok(Self {
            users: UsersService::new(&ground(Service::Users), identity, tries.quota("sign-ins"))?,
            assessments: AssessmentsService::new(&ground(Service::Assessments)),
            submissions: SubmissionsService::new(&ground(Service::Submissions), uploads, sitting)?,
            grading: GradingService::new(&ground(Service::Grading)),
            notifications: NotificationsService::new(&ground(Service::Notifications)),
            verifier,
            revoked: Arc::default(),
            limiter,
            clock,
        })
    }

    /// The service called `name`.
    pub(crate) fn of(&self, name: Service) -> &dyn Hosted {
        match name {
            Service::Users => &self.users,
            Service::Assessments => &self.assessments,
            Service::Submissions => &self.submissions,
            Service::Grading => &self.grading,
            Service::Notifications => &self.notifications,
        }
    }

    /// Everybody who listens to events.
    pub(crate) fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        let own: Arc<dyn EventHandler> = self.revoked.clone();
        let theirs = Service::ALL.into_iter().flat_map(|name| self.of(name).consumers());
        std::iter::once(own).chain(theirs).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pediafor_kernel::{EventData, events::SessionRevoked};
    use pediafor_service::{CONSUMERS, HEARD, sessions_of};

    use super::*;
    use crate::{
        platform::{Platform, Settings},
        storage::StorageArgs,
    };

    #[tokio::test]
    async fn the_lists_of_consumers_and_of_what_they_hear_are_whole() {
        let folder = tempfile::tempdir().unwrap();
        let platform = Platform::open(Settings::for_tests(StorageArgs::in_folder(folder.path()))).await.unwrap();
        let hosted: Vec<_> = Service::ALL.into_iter().flat_map(|name| platform.services.of(name).consumers()).collect();
        let names = hosted.iter().map(|consumer| consumer.name()).chain(Service::ALL.map(sessions_of));
        assert_eq!(names.collect::<BTreeSet<_>>(), CONSUMERS.into_iter().collect());
        let kinds = hosted.iter().flat_map(|consumer| consumer.listens_to().iter().copied());
        assert_eq!(
            kinds.chain([SessionRevoked::TYPE]).collect::<BTreeSet<_>>(),
            HEARD.iter().copied().collect::<BTreeSet<_>>()
        );
    }
}
