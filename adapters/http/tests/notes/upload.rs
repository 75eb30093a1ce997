use std::sync::Arc;

use pediafor_http::base::{ApiError, Bearer, Idempotency, Tag};
use poem::web::Data;
use poem_openapi::{
    Multipart, OpenApi,
    payload::{Binary, Json},
    types::multipart::Upload as File,
};

use super::{Note, Notes};

pub struct Upload;

/// A note as a file.
#[derive(Debug, Multipart)]
struct NoteFile {
    /// The file.
    file: File,
}

#[OpenApi]
impl Upload {
    /// Write a note from a file.
    #[oai(path = "/notes/files", method = "post", operation_id = "upload_note", tag = "Tag::Files")]
    async fn upload_note(
        &self,
        Bearer(actor): Bearer,
        notes: Data<&Arc<Notes>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        form: NoteFile,
    ) -> Result<Json<Note>, ApiError> {
        let bytes =
            form.file.into_vec().await.map_err(|_| ApiError::malformed("file", "file_unreadable", "broken off"))?;
        let once = idempotency.once_with(&actor, "upload_note", &bytes);
        let note = notes.write(&actor, format!("{} bytes", bytes.len()), once).await?;
        Ok(Json(note.into()))
    }

    /// The size of what is sent.
    #[oai(path = "/size", method = "post", operation_id = "size", tag = "Tag::Files")]
    async fn size(&self, body: Binary<Vec<u8>>) -> Json<u64> {
        Json(body.0.len() as u64)
    }
}
