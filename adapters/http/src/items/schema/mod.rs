//! What the documents look like, for OpenAPI. These types are described and never made: values are the domain's.
//!
//! Members of unions carry no `deny_unknown_fields`, which would refuse the discriminator; reading is strict anyway.

pub(super) mod image;
pub(super) mod interactions;
pub(super) mod item;
pub(super) mod numbers;
pub(super) mod outcome;
pub(super) mod paper;
pub(super) mod response;
pub(super) mod rules;
