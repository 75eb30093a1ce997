//! The smallest service that uses every piece of the base: notes that their author writes and edits.

mod domain;
mod edit;
mod upload;
mod write;

use std::sync::Arc;

use axum::Router;
use pediafor_http::base::{About, Edge, Instant, Services, mount};
use poem_openapi::Object;
use uuid::Uuid;

pub use domain::Notes;

pub const ABOUT: About = About { name: "notes", title: "Notes", description: "An example." };

pub type Api = (write::WriteNote, edit::EditNote, upload::Upload);
pub const API: Api = (write::WriteNote, edit::EditNote, upload::Upload);

/// The service on its edge.
pub fn router(notes: &Arc<Notes>, edge: &Edge) -> Router {
    mount(&ABOUT, API, Services::new().with(notes.clone()), edge)
}

/// A note.
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Note {
    /// The note's id.
    pub id: Uuid,
    /// What it says.
    pub text: String,
    /// How it is marked.
    pub colour: Option<String>,
    /// When it was last written.
    pub written_at: Instant,
}

impl From<domain::Stored> for Note {
    fn from(note: domain::Stored) -> Self {
        Self { id: note.id, text: note.text, colour: None, written_at: note.at.into() }
    }
}
