use std::sync::Arc;

use pediafor_http::base::{After, ApiError, Bearer, ETag, Idempotency, Limit, Page, Tag, page_request};
use poem::web::Data;
use poem_openapi::{ApiResponse, Object, OpenApi, param::Query, payload::Json};

use super::{Note, Notes};

pub struct WriteNote;

/// A note to be written.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
struct NewNote {
    /// What it says.
    #[oai(validator(max_length = "100"))]
    text: String,
}

#[derive(ApiResponse)]
enum Written {
    /// It is written.
    #[oai(status = 201)]
    Created(
        Json<Note>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        ETag,
    ),
}

#[OpenApi]
impl WriteNote {
    /// Write a note.
    #[oai(path = "/notes", method = "post", operation_id = "write_note", tag = "Tag::Assessments")]
    async fn write_note(
        &self,
        Bearer(actor): Bearer,
        notes: Data<&Arc<Notes>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        Json(body): Json<NewNote>,
    ) -> Result<Written, ApiError> {
        let note = notes.write(&actor, body.text, idempotency.once(&actor, "write_note")).await?;
        let etag = ETag::of(note.version);
        Ok(Written::Created(Json(note.clone().into()), format!("/notes/{}", note.id), etag))
    }

    /// Your notes.
    #[oai(path = "/notes", method = "get", operation_id = "list_notes", tag = "Tag::Assessments")]
    async fn list_notes(
        &self,
        Bearer(actor): Bearer,
        notes: Data<&Arc<Notes>>,
        /// How many notes at most.
        limit: Query<Option<Limit>>,
        /// Where the page begins.
        cursor: Query<Option<After>>,
    ) -> Result<Json<Page<Note>>, ApiError> {
        let page = notes.list(&actor, &page_request(limit.0, cursor.0)).await?;
        Ok(Json(Page::from_domain(page, Note::from)))
    }
}
