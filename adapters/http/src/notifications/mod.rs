//! The REST API of the notifications service.

mod dto;
mod list;
mod read;
#[cfg(test)]
mod world;

use std::sync::Arc;

use pediafor_notifications::Notifications;

pub use self::{
    dto::{InboxMessage, NotificationKind},
    list::ListNotifications,
    read::ReadNotifications,
};
use crate::base::{About, Edge, Services, mount};

/// What the service says about itself.
pub const ABOUT: About =
    About { name: "notifications", title: "Pediafor notifications", description: "Messages to people." };

/// Every endpoint of the service: one unit struct per file.
pub type Api = (ListNotifications, ReadNotifications);

/// Every endpoint of the service.
pub const API: Api = (ListNotifications, ReadNotifications);

/// The service behind its edge.
pub fn router(notifications: Arc<Notifications>, edge: &Edge) -> axum::Router {
    mount(&ABOUT, API, Services::new().with(notifications), edge)
}
