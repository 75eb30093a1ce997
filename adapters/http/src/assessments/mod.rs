//! The REST API of the assessments service.
//!
//! What an author gets holds everything, keys included; what a student gets is another type, which has no room for an
//! item.

mod close;
mod content;
mod create;
mod delete;
mod duplicate;
mod lint;
mod list;
mod ownership;
mod publish;
mod read;
mod rules;
#[cfg(test)]
mod tests;
mod update;
mod versions;
mod views;

use std::sync::Arc;

use pediafor_assessments::{Assessments, limits};

use crate::base::{About, Edge, Limits, Services, mount};

/// What the service says about itself.
pub const ABOUT: About =
    About { name: "assessments", title: "Pediafor assessments", description: "Authoring and publishing assessments." };

/// Every endpoint of the service: one unit struct per file.
pub type Api = (
    create::CreateAssessment,
    list::ListAssessments,
    lint::LintItem,
    read::ReadAssessment,
    update::UpdateAssessment,
    delete::DeleteAssessment,
    publish::PublishAssessment,
    close::CloseAssessment,
    duplicate::DuplicateAssessment,
    versions::AssessmentVersions,
    ownership::AssessmentOwnership,
);

/// Every endpoint of the service.
pub const API: Api = (
    create::CreateAssessment,
    list::ListAssessments,
    lint::LintItem,
    read::ReadAssessment,
    update::UpdateAssessment,
    delete::DeleteAssessment,
    publish::PublishAssessment,
    close::CloseAssessment,
    duplicate::DuplicateAssessment,
    versions::AssessmentVersions,
    ownership::AssessmentOwnership,
);

/// The service behind its edge. Bodies may be as large as the largest assessment, with room for blanks.
pub fn router(assessments: Arc<Assessments>, edge: &Edge) -> axum::Router {
    let limits = Limits { body: edge.limits.body.max(limits::DOCUMENT_BYTES + (1 << 20)), ..edge.limits };
    mount(&ABOUT, API, Services::new().with(assessments), &edge.clone().with_limits(limits))
}
