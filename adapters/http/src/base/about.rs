//! What a service says about itself in its OpenAPI document.

use poem_openapi::Tags;

/// The name, title and purpose of one service's API.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The service's name: of its module, of its file in `openapi/`.
    pub name: &'static str,
    /// The document's title.
    pub title: &'static str,
    /// What the service is for, in Markdown.
    pub description: &'static str,
}

/// The groups in which documentation shows operations. One list for all services, so that none is there twice.
#[derive(Debug, Clone, Copy, Tags)]
pub enum Tag {
    /// Signing in and out, registering, verifying e-mail addresses, passwords, sessions.
    Authentication,
    /// Accounts, profiles and roles.
    Users,
    /// Classes and cohorts.
    Groups,
    /// Question banks.
    Banks,
    /// Assessments, their versions and their publication.
    Assessments,
    /// Pictures, sound and video in questions.
    Media,
    /// Sitting an assessment: starting, answering, submitting.
    Submissions,
    /// Files that students hand in.
    Files,
    /// Marks, release and marking by hand.
    Grades,
    /// Statistics of items and assessments.
    Analytics,
    /// Messages and how they are delivered.
    Notifications,
    /// Who did what.
    Audit,
}
