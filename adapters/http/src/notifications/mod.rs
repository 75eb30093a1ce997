//! The REST API of the notifications service.

use crate::base::About;

/// What the service says about itself.
pub const ABOUT: About = About {
    name: "notifications",
    title: "Pediafor notifications",
    description: "Messages to people.",
};

/// Every endpoint of the service: one unit struct per file.
pub type Api = ();

/// Every endpoint of the service.
pub const API: Api = ();
