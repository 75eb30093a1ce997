//! The REST API of the grading service.

use crate::base::About;

/// What the service says about itself.
pub const ABOUT: About = About {
    name: "grading",
    title: "Pediafor grading",
    description: "Marks: automatic, by hand, released.",
};

/// Every endpoint of the service: one unit struct per file.
pub type Api = ();

/// Every endpoint of the service.
pub const API: Api = ();
