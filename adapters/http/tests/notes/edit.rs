use std::sync::Arc;

use pediafor_http::base::{ApiError, Bearer, ETag, IfMatch, Tag};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Path, payload::Json};
use uuid::Uuid;

use super::{Note, Notes};

pub struct EditNote;

/// What becomes of a note.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NoteChange {
    /// What it says from now on.
    text: String,
}

#[derive(ApiResponse)]
enum Shown {
    /// The note.
    #[oai(status = 200)]
    Ok(
        Json<Note>,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

#[OpenApi]
impl EditNote {
    /// One note.
    #[oai(path = "/notes/:id", method = "get", operation_id = "read_note", tag = "Tag::Assessments")]
    async fn read_note(
        &self,
        Bearer(actor): Bearer,
        notes: Data<&Arc<Notes>>,
        /// The note.
        id: Path<Uuid>,
    ) -> Result<Shown, ApiError> {
        let note = notes.find(&actor, id.0).await?;
        Ok(Shown::Ok(Json(note.clone().into()), ETag::of(note.version)))
    }

    /// Edit a note.
    #[oai(path = "/notes/:id", method = "patch", operation_id = "edit_note", tag = "Tag::Assessments")]
    async fn edit_note(
        &self,
        Bearer(actor): Bearer,
        notes: Data<&Arc<Notes>>,
        /// The note.
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: IfMatch,
        Json(body): Json<NoteChange>,
    ) -> Result<Shown, ApiError> {
        let note = notes.edit(&actor, id.0, if_match.expected(), body.text).await?;
        Ok(Shown::Ok(Json(note.clone().into()), ETag::of(note.version)))
    }
}
