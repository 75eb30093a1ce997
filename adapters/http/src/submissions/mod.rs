//! The REST API of the submissions service.

use crate::base::About;

/// What the service says about itself.
pub const ABOUT: About = About {
    name: "submissions",
    title: "Pediafor submissions",
    description: "Sitting an assessment: starting, answering, submitting.",
};

/// Every endpoint of the service: one unit struct per file.
pub type Api = ();

/// Every endpoint of the service.
pub const API: Api = ();
