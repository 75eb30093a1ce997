//! The REST API of the users service.

use crate::base::About;

/// What the service says about itself.
pub const ABOUT: About = About {
    name: "users",
    title: "Pediafor users",
    description: "Accounts, signing in and out, sessions.",
};

/// Every endpoint of the service: one unit struct per file.
pub type Api = ();

/// Every endpoint of the service.
pub const API: Api = ();
