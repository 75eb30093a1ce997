use std::sync::Arc;

use pediafor_kernel::{FileId, SubmissionId};
use pediafor_submissions::{
    Submissions,
    use_cases::{FileStats, UploadFile},
};
use poem::web::Data;
use poem_openapi::{ApiResponse, Multipart, Object, OpenApi, param::Path, payload::Json, types::multipart::Upload};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::dto::SubmissionFile;
use crate::base::{ApiError, Bearer, Idempotency, Tag};

/// Files of a submission.
#[derive(Debug, Clone, Copy)]
pub struct SubmissionFiles;

/// A file for an answer.
#[derive(Debug, Multipart)]
#[oai(deny_unknown_fields)]
struct SubmissionFileForm {
    /// The question: one that takes files.
    item: String,
    /// The file.
    file: Upload,
}

/// The files of a submission.
#[derive(Debug, Object)]
struct SubmissionFileList {
    /// Oldest first.
    items: Vec<SubmissionFile>,
}

/// How much room the files of a submission take, and how much there is.
#[derive(Debug, Object)]
struct SubmissionFileStats {
    /// How many files there are.
    count: u32,
    /// Bytes of all of them.
    bytes: u64,
    /// How many there may be.
    max_count: u32,
    /// How many bytes all may take.
    max_bytes: u64,
    /// How many bytes one may take.
    max_file_bytes: u64,
}

impl From<FileStats> for SubmissionFileStats {
    fn from(stats: FileStats) -> Self {
        let FileStats { count, bytes, max_count, max_bytes, max_file_bytes } = stats;
        Self { count, bytes, max_count, max_bytes, max_file_bytes }
    }
}

#[derive(ApiResponse)]
enum Uploaded {
    /// The file is stored. It becomes part of the answer once a saved response names it.
    #[oai(status = 201)]
    Ok(
        Json<SubmissionFile>,
        /// Where it is.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum Listed {
    /// The files.
    #[oai(status = 200)]
    Ok(Json<SubmissionFileList>),
}

#[derive(ApiResponse)]
enum Measured {
    /// The numbers.
    #[oai(status = 200)]
    Ok(Json<SubmissionFileStats>),
}

#[derive(ApiResponse)]
enum Known {
    /// What is known of the file.
    #[oai(status = 200)]
    Ok(Json<SubmissionFile>),
}

#[derive(ApiResponse)]
enum Removed {
    /// The file is gone.
    #[oai(status = 204)]
    Ok,
}

#[OpenApi]
impl SubmissionFiles {
    /// Upload a file to a submission.
    ///
    /// For its student, while it is open. What the file is is decided by its content; what the client says about it plays
    /// no part, and its name is made harmless. Then save a `file_upload` response that names it.
    #[oai(path = "/submissions/:id/files", method = "post", operation_id = "upload_file", tag = "Tag::Files")]
    async fn upload_file(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        #[oai(name = "Idempotency-Key")] idempotency: Idempotency,
        /// The submission.
        id: Path<Uuid>,
        form: SubmissionFileForm,
    ) -> Result<Uploaded, ApiError> {
        let name = form.file.file_name().unwrap_or_default().to_owned();
        let bytes = form
            .file
            .into_vec()
            .await
            .map_err(|_| ApiError::malformed("file", "file_unreadable", "the file could not be read to its end"))?;
        let once = idempotency.once_with(&actor, "submission.upload", &fingerprint(&form.item, &name, &bytes));
        let upload = UploadFile { item: form.item, name, bytes: bytes.into() };
        let file = submissions.upload(&actor, SubmissionId::from_uuid(id.0), upload, once.as_ref()).await?;
        let location = format!("/files/{}", file.id);
        Ok(Uploaded::Ok(Json(file.into()), location))
    }

    /// List the files of a submission.
    ///
    /// For its student, for the owner of the assessment, and for administrators.
    #[oai(path = "/submissions/:id/files", method = "get", operation_id = "list_files", tag = "Tag::Files")]
    async fn list_files(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<Listed, ApiError> {
        let files = submissions.files(&actor, SubmissionId::from_uuid(id.0)).await?;
        let items = files.into_iter().map(SubmissionFile::from).collect();
        Ok(Listed::Ok(Json(SubmissionFileList { items })))
    }

    /// Tell how much room the files of a submission take.
    ///
    /// For those who may list them.
    #[oai(path = "/submissions/:id/files/stats", method = "get", operation_id = "measure_files", tag = "Tag::Files")]
    async fn measure_files(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The submission.
        id: Path<Uuid>,
    ) -> Result<Measured, ApiError> {
        let stats = submissions.file_stats(&actor, SubmissionId::from_uuid(id.0)).await?;
        Ok(Measured::Ok(Json(stats.into())))
    }

    /// Read what is known of a file.
    ///
    /// For its student, for the owner of the assessment, and for administrators.
    #[oai(path = "/files/:id", method = "get", operation_id = "read_file", tag = "Tag::Files")]
    async fn read_file(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The file.
        id: Path<Uuid>,
    ) -> Result<Known, ApiError> {
        let file = submissions.file(&actor, FileId::from_uuid(id.0)).await?;
        Ok(Known::Ok(Json(file.into())))
    }

    /// Remove a file.
    ///
    /// For its student, while the submission is open. `409` `file_in_use`: the saved answer names it; save the answer
    /// without it first.
    #[oai(path = "/files/:id", method = "delete", operation_id = "delete_file", tag = "Tag::Files")]
    async fn delete_file(
        &self,
        Bearer(actor): Bearer,
        submissions: Data<&Arc<Submissions>>,
        /// The file.
        id: Path<Uuid>,
    ) -> Result<Removed, ApiError> {
        submissions.delete_file(&actor, FileId::from_uuid(id.0)).await?;
        Ok(Removed::Ok)
    }
}

/// SHA-256 over all that was uploaded, each part after its length.
fn fingerprint(item: &str, name: &str, bytes: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [item.as_bytes(), name.as_bytes(), bytes] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::world::{World, admin, other_student, other_teacher, student, teacher};

    #[tokio::test]
    async fn an_uploaded_file_is_listed_measured_and_read() {
        let world = World::new().await;
        let id = world.started().await;
        let uploaded = world.upload(&id, "files", "../notes\u{202E}.exe", b"photosynthesis").await;
        assert_eq!(uploaded.status, 201);
        let file = uploaded.json();
        assert_eq!((&file["name"], &file["media_type"]), (&json!("notes.exe.txt"), &json!("text/plain")));
        assert_eq!((&file["size"], &file["item"], &file["submission"]), (&json!(14), &json!("files"), &json!(id)));
        let path = uploaded.header("location").unwrap();
        assert_eq!(path, format!("/files/{}", file["id"].as_str().unwrap()));

        for actor in [student(), teacher(), admin()] {
            let listed = world.client.get(&format!("/submissions/{id}/files")).by(&actor).send().await;
            assert_eq!(listed.json(), json!({ "items": [file] }));
            assert_eq!(world.client.get(path).by(&actor).send().await.json(), file);
        }
        let stats = world.client.get(&format!("/submissions/{id}/files/stats")).by(&student()).send().await.json();
        assert_eq!((&stats["count"], &stats["bytes"], &stats["max_file_bytes"]), (&json!(1), &json!(14), &json!(1000)));
        for actor in [other_student(), other_teacher()] {
            for (path, code) in [
                (format!("/submissions/{id}/files"), "submission_not_found"),
                (format!("/submissions/{id}/files/stats"), "submission_not_found"),
                (path.to_owned(), "file_not_found"),
            ] {
                let answer = world.client.get(&path).by(&actor).send().await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, code), "{path}");
            }
        }
    }

    #[tokio::test]
    async fn what_is_not_taken_is_refused() {
        let world = World::new().await;
        let id = world.started().await;
        for (item, bytes, status, code) in [
            ("files", b"".as_slice(), 422, "invalid_request"),
            ("files", b"?\x7FELF", 422, "invalid_request"),
            ("text", b"x", 422, "invalid_request"),
            ("nope", b"x", 404, "item_not_on_paper"),
            ("files", &[b'x'; 1001], 413, "file_too_large"),
        ] {
            let answer = world.upload(&id, item, "a.txt", bytes).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{item} {}", bytes.len());
        }
        world.upload(&id, "files", "a.txt", b"one").await;
        world.upload(&id, "files", "b.txt", b"two").await;
        let answer = world.upload(&id, "files", "c.txt", b"three").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "too_many_files"));
    }

    #[tokio::test]
    async fn an_upload_under_a_key_is_one_file_and_the_key_is_for_nothing_else() {
        let world = World::new().await;
        let id = world.started().await;
        let send = |bytes| world.upload_with(&id, "files", "a.txt", bytes, Some("k"));
        let (first, again) = (send(b"one").await, send(b"one").await);
        assert_eq!((first.status.as_u16(), again.status.as_u16(), first.json()), (201, 201, again.json()));
        let other = send(b"two").await;
        assert_eq!((other.status.as_u16(), other.code().as_str()), (422, "idempotency_key_reused"));
    }

    #[tokio::test]
    async fn a_file_is_removed_unless_the_saved_answer_names_it() {
        let world = World::new().await;
        let id = world.started().await;
        let uploaded = world.upload(&id, "files", "a.txt", b"one").await.json();
        let file = uploaded["id"].as_str().unwrap();
        let answers = format!("/submissions/{id}/answers/files");
        let naming = |seq, files| json!({ "seq": seq, "response": { "type": "file_upload", "files": files } });
        let saved = world.client.put(&answers).by(&student()).json(&naming(1, json!([file]))).send().await;
        assert_eq!(saved.status, 200, "{}", saved.json());

        let path = format!("/files/{file}");
        let refused = world.client.delete(&path).by(&teacher()).send().await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "students_only"));
        let refused = world.client.delete(&path).by(&student()).send().await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "file_in_use"));
        world.client.put(&answers).by(&student()).json(&naming(2, json!([]))).send().await;
        assert_eq!(world.client.delete(&path).by(&student()).send().await.status, 204);
        let gone = world.client.put(&answers).by(&student()).json(&naming(3, json!([file]))).send().await;
        assert_eq!((gone.status.as_u16(), gone.pointers()), (422, vec!["/response/files".to_owned()]));
    }
}
