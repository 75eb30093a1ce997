//! The REST API of the assessments service.

use crate::base::About;

/// What the service says about itself.
pub const ABOUT: About = About {
    name: "assessments",
    title: "Pediafor assessments",
    description: "Authoring and publishing assessments.",
};

/// Every endpoint of the service: one unit struct per file.
pub type Api = ();

/// Every endpoint of the service.
pub const API: Api = ();
