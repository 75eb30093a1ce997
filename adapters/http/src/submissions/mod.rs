//! The REST API of the submissions service.

mod answers;
mod download;
mod dto;
mod end;
mod file_name;
mod files;
mod list;
mod paper;
mod read;
mod start;
mod stats;
#[cfg(test)]
mod world;

use std::sync::Arc;

use pediafor_submissions::Submissions;

pub use self::{
    answers::AnswerSubmission,
    download::DownloadFile,
    dto::{Submission, SubmissionCloser, SubmissionFile, SubmissionReceipt, SubmissionStatus, TimeLeft},
    end::EndSubmission,
    files::SubmissionFiles,
    list::ListSubmissions,
    paper::{Autosave, ReadPaper},
    read::ReadSubmission,
    start::StartSubmission,
    stats::CountSubmissions,
};
use crate::base::{About, Edge, Services, mount};

/// What the service says about itself.
pub const ABOUT: About = About {
    name: "submissions",
    title: "Pediafor submissions",
    description: "Sitting an assessment: starting, answering, submitting.",
};

/// Every endpoint of the service: one unit struct per file.
pub type Api = (
    StartSubmission,
    ListSubmissions,
    ReadSubmission,
    ReadPaper,
    AnswerSubmission,
    EndSubmission,
    CountSubmissions,
    SubmissionFiles,
    DownloadFile,
);

/// Every endpoint of the service.
pub const API: Api = (
    StartSubmission,
    ListSubmissions,
    ReadSubmission,
    ReadPaper,
    AnswerSubmission,
    EndSubmission,
    CountSubmissions,
    SubmissionFiles,
    DownloadFile,
);

/// The service behind its edge. `autosave` is what papers tell clients about saving.
pub fn router(submissions: Arc<Submissions>, autosave: Autosave, edge: &Edge) -> axum::Router {
    mount(&ABOUT, API, Services::new().with(submissions).with(Arc::new(autosave)), edge)
}
