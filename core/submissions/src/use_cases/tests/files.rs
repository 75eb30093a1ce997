use bytes::Bytes;
use futures_util::TryStreamExt;
use pediafor_grading::Response;
use pediafor_kernel::{Fault, Kind, Role, SubmissionId};

use super::once;
use crate::{
    FileRefusal, FileUpload, SubmissionError,
    testing::{Service, actor, admin, at, other_student, other_teacher, sitting_student, teacher},
    use_cases::{SaveAnswer, UploadFile},
};

fn file(item: &str, name: &str, bytes: &'static [u8]) -> UploadFile {
    UploadFile { item: item.into(), name: name.into(), bytes: Bytes::from_static(bytes) }
}

async fn upload(service: &Service, id: SubmissionId, upload: UploadFile) -> Result<FileUpload, SubmissionError> {
    service.submissions.upload(&sitting_student(), id, upload, None).await
}

fn names(files: &[&FileUpload], seq: u64) -> SaveAnswer {
    let response = Response::file_upload(files.iter().map(|file| file.id.to_string()));
    SaveAnswer { item: "files".into(), seq, response }
}

#[tokio::test]
async fn an_uploaded_file_is_what_its_content_is_and_comes_back_to_the_byte() {
    let (service, id) = Service::started().await;
    let stored = upload(&service, id, file("files", "../evil\u{202E}.exe", b"PNG pixels")).await.unwrap();
    assert_eq!((stored.name.as_str(), stored.media_type.as_str(), stored.size), ("evil.exe.png", "image/png", 10));
    assert_eq!(stored.sha256.len(), 64);
    for viewer in [sitting_student(), actor(teacher(), Role::Teacher), actor(admin(), Role::Admin)] {
        let download = service.submissions.download(&viewer, stored.id).await.unwrap();
        let bytes: Vec<Bytes> = download.bytes.try_collect().await.unwrap();
        assert_eq!(bytes.concat(), b"PNG pixels");
        assert_eq!(service.submissions.files(&viewer, id).await.unwrap(), std::slice::from_ref(&stored));
    }
    let stats = service.submissions.file_stats(&sitting_student(), id).await.unwrap();
    assert_eq!((stats.count, stats.bytes, stats.max_bytes), (1, 10, 150));
}

#[tokio::test]
async fn a_file_is_not_there_for_anybody_else() {
    let (service, id) = Service::started().await;
    let stored = upload(&service, id, file("files", "a.txt", b"a")).await.unwrap();
    for other in [actor(other_student(), Role::Student), actor(other_teacher(), Role::Teacher)] {
        for outcome in [
            service.submissions.file(&other, stored.id).await.map(drop),
            service.submissions.download(&other, stored.id).await.map(drop),
            service.submissions.delete_file(&other, stored.id).await,
        ] {
            assert!(matches!(outcome, Err(SubmissionError::FileNotFound)), "{outcome:?}");
        }
        let outcome = service.submissions.upload(&other, id, file("files", "a.txt", b"a"), None).await;
        assert!(matches!(outcome, Err(SubmissionError::NotFound)), "{outcome:?}");
        assert!(matches!(service.submissions.files(&other, id).await, Err(SubmissionError::NotFound)));
    }
    let outcome = service.submissions.delete_file(&actor(teacher(), Role::Teacher), stored.id).await;
    assert!(matches!(outcome, Err(SubmissionError::StudentsOnly)), "seen by the owner, touched by nobody: {outcome:?}");
}

#[tokio::test]
async fn what_the_item_or_the_installation_does_not_take_is_refused_and_leaves_no_bytes() {
    let (service, id) = Service::started().await;
    const LARGE: [u8; 101] = [b'a'; 101];
    for (what, kind, code) in [
        (file("files", "a.txt", b""), Kind::Invalid, "invalid_request"),
        (file("files", "a.png", b"? unknown"), Kind::Invalid, "invalid_request"),
        (file("files", "a.png", b"PK zip where only text and PNG are asked for"), Kind::Invalid, "invalid_request"),
        (file("files", "a.txt", &LARGE), Kind::TooLarge, "file_too_large"),
        (file("text", "a.txt", b"a"), Kind::Invalid, "invalid_request"),
        (file("nope", "a.txt", b"a"), Kind::NotFound, "item_not_on_paper"),
    ] {
        let error = upload(&service, id, what).await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (kind, code), "{error:?}");
    }
    upload(&service, id, file("files", "a.txt", &LARGE[..100])).await.unwrap();
    let error = upload(&service, id, file("files", "b.txt", &LARGE[..51])).await.unwrap_err();
    assert!(matches!(error, SubmissionError::File(FileRefusal::TooLargeTogether { max_bytes: 150 })), "{error:?}");
    upload(&service, id, file("files", "b.txt", b"b")).await.unwrap();
    let error = upload(&service, id, file("files", "c.txt", b"c")).await.unwrap_err();
    assert!(matches!(error, SubmissionError::File(FileRefusal::TooManyForItem { max_files: 2 })), "{error:?}");
    assert_eq!(service.memory.blobs(), 2);
}

#[tokio::test]
async fn an_upload_repeated_under_its_key_is_one_file() {
    let (service, id) = Service::started().await;
    let wish = once("submissions.upload", "k", 1);
    let send = async || {
        service.submissions.upload(&sitting_student(), id, file("files", "a.txt", b"a"), Some(&wish)).await.unwrap()
    };
    assert_eq!(send().await, send().await);
    assert_eq!(service.memory.blobs(), 1);
}

#[tokio::test]
async fn a_file_that_the_saved_answer_names_stays_until_the_answer_is_saved_without_it() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    let stored = upload(&service, id, file("files", "a.txt", b"a")).await.unwrap();
    service.submissions.save_answer(&student, id, names(&[&stored], 1)).await.unwrap();
    let error = service.submissions.delete_file(&student, stored.id).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Conflict, "file_in_use"));

    service.submissions.save_answer(&student, id, names(&[], 2)).await.unwrap();
    service.submissions.delete_file(&student, stored.id).await.unwrap();
    assert_eq!(service.memory.blobs(), 0);
    let outcome = service.submissions.save_answer(&student, id, names(&[&stored], 3)).await;
    assert_eq!(outcome.unwrap_err().fields()[0].code, "unknown_file", "a file that is gone can't be named");
    let outcome = service.submissions.delete_file(&student, stored.id).await;
    assert!(matches!(outcome, Err(SubmissionError::FileNotFound)), "{outcome:?}");
}

#[tokio::test]
async fn files_are_neither_added_nor_removed_after_the_close() {
    let (service, id) = Service::started().await;
    let student = sitting_student();
    let stored = upload(&service, id, file("files", "a.txt", b"a")).await.unwrap();
    service.clock.set(at(3606));
    let late = service.submissions.delete_file(&student, stored.id).await.unwrap_err();
    assert_eq!(late.code(), "deadline_passed");
    let late = upload(&service, id, file("files", "b.txt", b"b")).await.unwrap_err();
    assert_eq!(late.code(), "deadline_passed");
    service.submissions.submit(&student, id, None).await.unwrap();
    let closed = service.submissions.delete_file(&student, stored.id).await.unwrap_err();
    assert_eq!(closed.code(), "attempt_not_open");
    assert!(service.submissions.download(&student, stored.id).await.is_ok());
}
