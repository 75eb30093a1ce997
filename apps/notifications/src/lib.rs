//! The notifications service: inboxes.

use std::sync::Arc;

use axum::Router;
use pediafor_http::{base::Edge, notifications};
use pediafor_kernel::EventHandler;
use pediafor_notifications::{Inform, Notifications, RememberTitles};
use pediafor_runtime::Background;
use pediafor_service::{Ground, Hosted};
use pediafor_sql::notifications::{SqlInbox, SqlTitles};

/// The notifications service on its database.
#[derive(Clone)]
pub struct NotificationsService {
    notifications: Arc<Notifications>,
    consumers: Vec<Arc<dyn EventHandler>>,
}

impl NotificationsService {
    /// On `ground`.
    pub fn new(ground: &Ground) -> Self {
        let inbox = Arc::new(SqlInbox::new(ground.database.clone()));
        let titles = Arc::new(SqlTitles::new(ground.database.clone()));
        let (clock, ids) = (ground.clock.clone(), ground.ids.clone());
        Self {
            notifications: Arc::new(Notifications::new(inbox.clone(), clock.clone())),
            consumers: vec![
                Arc::new(RememberTitles::new(titles.clone())),
                Arc::new(Inform::new(inbox, titles, clock, ids)),
            ],
        }
    }
}

impl std::fmt::Debug for NotificationsService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NotificationsService").finish_non_exhaustive()
    }
}

impl Hosted for NotificationsService {
    fn consumers(&self) -> Vec<Arc<dyn EventHandler>> {
        self.consumers.clone()
    }

    fn router(&self, edge: &Edge) -> Router {
        notifications::router(self.notifications.clone(), edge)
    }

    fn work(&self, _: &Background) {}
}
