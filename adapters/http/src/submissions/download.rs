use std::sync::Arc;

use futures_util::TryStreamExt;
use pediafor_kernel::FileId;
use pediafor_submissions::Submissions;
use poem::{Body, web::Data};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::Path,
    payload::{Binary, Response},
};
use uuid::Uuid;

use super::file_name::attachment;
use crate::base::{ApiError, Bearer, Tag};

/// The bytes of a file.
#[derive(Debug, Clone, Copy)]
pub struct DownloadFile;

#[derive(ApiResponse)]
enum Downloaded {
    /// The file, to be saved and never shown in the page: under the media type that its content has.
    #[oai(status = 200)]
    Ok(
        Binary<Body>,
        /// Under which name to save it.
        #[oai(header = "Content-Disposition")]
        String,
        /// Nothing in it is to be run.
        #[oai(header = "Content-Security-Policy")]
        String,
    ),
}

#[OpenApi]
impl DownloadFile {
    /// Download a file.
    ///
    /// For its student, for the owner of the assessment, and for administrators.
    #[oai(path = "/files/:id/download", method = "get", operation_id = "download_file", tag = "Tag::Files")]
    async fn download_file(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The file.
        id: Path<Uuid>,
    ) -> Result<Response<Downloaded>, ApiError> {
        let download = submissions.download(&actor, FileId::from_uuid(id.0)).await?;
        let file = download.file;
        let bytes = download.bytes.map_err(move |error| {
            tracing::error!(file = %id.0, error = &error as &dyn std::error::Error, "a download broke off");
            std::io::Error::other(error)
        });
        let policy = "default-src 'none'; sandbox".to_owned();
        let body = Binary(Body::from_bytes_stream(bytes));
        Ok(Response::new(Downloaded::Ok(body, attachment(&file.name), policy))
            .header("Content-Type", file.media_type)
            .header("Content-Length", file.size))
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, admin, other_student, other_teacher, student, teacher};

    #[tokio::test]
    async fn a_file_comes_back_to_the_byte_to_be_saved_and_never_run() {
        let world = World::new().await;
        let id = world.started().await;
        let uploaded = world.upload(&id, "files", "Résumé.html", b"<b>not a page</b>").await.json();
        let path = format!("/files/{}/download", uploaded["id"].as_str().unwrap());
        for actor in [student(), teacher(), admin()] {
            let answer = world.client.get(&path).by(&actor).send().await;
            assert_eq!((answer.status.as_u16(), &answer.bytes[..]), (200, &b"<b>not a page</b>"[..]));
            for (name, value) in [
                ("content-type", "text/plain"),
                ("content-length", "17"),
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'; sandbox"),
                ("cache-control", "no-store"),
                (
                    "content-disposition",
                    "attachment; filename=\"R_sum_.html.txt\"; filename*=UTF-8''R%C3%A9sum%C3%A9.html.txt",
                ),
            ] {
                assert_eq!(answer.header(name), Some(value), "{name}");
            }
        }
        for actor in [other_student(), other_teacher()] {
            let answer = world.client.get(&path).by(&actor).send().await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "file_not_found"));
        }
    }
}
