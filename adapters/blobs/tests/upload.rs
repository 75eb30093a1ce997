//! An upload the whole way: the use case, a folder, the content's kind. What a client can send to do harm stays inert.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::{fs, path::Path, sync::Arc};

use bytes::Bytes;
use pediafor_blobs::{FolderBlobs, InferSniffer};
use pediafor_kernel::{
    Actor, Fault, Role, SubmissionId, Timestamp,
    events::SittingRules,
    mock::{Counting, FakeClock},
};
use pediafor_submissions::{
    FilePolicy, FileUpload, Ports, PublishedVersion, PublishedVersions, SubmissionError, Submissions, VersionHeader,
    VersionState, memory::Memory, use_cases::UploadFile,
};
use serde_json::json;
use tempfile::TempDir;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const EMPTY_ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

struct World {
    submissions: Submissions,
    student: Actor,
    submission: SubmissionId,
    folder: TempDir,
}

impl World {
    /// A student at work on an item that takes whatever the installation does.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let memory = Arc::new(Memory::default());
        let header = VersionHeader {
            id: "00000000-0000-7000-8000-00000000000b".parse().unwrap(),
            assessment: "00000000-0000-7000-8000-00000000000a".parse().unwrap(),
            number: 1,
            owner: "00000000-0000-7000-8000-000000000002".parse().unwrap(),
            title: String::new(),
            subject: String::new(),
            instructions: String::new(),
            sitting: SittingRules::default(),
            state: VersionState::Published,
        };
        let assessment = header.assessment;
        let files = json!({ "type": "file_upload", "max_files": 50, "max_bytes": 1_000_000_000 });
        let item = json!({ "id": "files", "body": "?", "points": 1, "interaction": files });
        let paper = json!({ "format": 1, "sections": [{ "id": "s", "items": [item] }] });
        let version = PublishedVersion { header, paper: serde_json::from_value(paper).unwrap() };
        PublishedVersions::keep(memory.as_ref(), &version).await.unwrap();
        let ports = Ports {
            attempts: memory.clone(),
            versions: memory.clone(),
            files: memory.clone(),
            blobs: Arc::new(FolderBlobs::new(&folder.path().join("uploads")).unwrap()),
            sniffer: Arc::new(InferSniffer),
            people: memory.clone(),
            receipts: memory,
            clock: Arc::new(FakeClock::at(Timestamp::default())),
            ids: Arc::new(Counting::default()),
            secrets: Arc::new(Counting::default()),
        };
        let submissions = Submissions::new(ports, FilePolicy::default());
        let student = Actor::new("00000000-0000-7000-8000-000000000001".parse().unwrap(), Role::Student);
        let submission = submissions.start(&student, assessment, None).await.unwrap().submission.attempt.id();
        Self { submissions, student, submission, folder }
    }

    async fn upload(&self, name: &str, bytes: impl Into<Bytes>) -> Result<FileUpload, SubmissionError> {
        let upload = UploadFile { item: "files".into(), name: name.into(), bytes: bytes.into() };
        self.submissions.upload(&self.student, self.submission, upload, None).await
    }

    /// Every file under the test's folder, by its path there.
    fn on_disk(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(self.folder.path(), &mut found);
        let root = self.folder.path();
        found.iter().map(|path| Path::new(path).strip_prefix(root).unwrap().display().to_string()).collect()
    }
}

fn collect(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, found) } else { found.push(path.display().to_string()) }
    }
}

#[tokio::test]
async fn whatever_a_file_is_called_it_lies_under_the_servers_own_name() {
    let world = World::new().await;
    for name in [
        "../../escape.png",
        "/etc/passwd",
        r"..\..\windows\system32\escape.png",
        "a\0b.png",
        "%2e%2e%2fescape.png",
        "CON.png",
        "..",
        "",
        "photo\u{202E}gnp.exe",
        &"long".repeat(1000),
    ] {
        let file = world.upload(name, PNG).await.unwrap();
        let path = format!("uploads/submissions/{}/{}", world.submission, file.id);
        assert!(world.on_disk().contains(&path), "{name:?} is not at {path}: {:?}", world.on_disk());
        assert_eq!(fs::read(world.folder.path().join(&path)).unwrap(), PNG);
        assert!(file.name.ends_with(".png"), "{:?}", file.name);
        assert!(!file.name.contains(['/', '\\', '\0', '\u{202E}']), "{:?}", file.name);
    }
    assert_eq!(world.on_disk().len(), 10, "{:?}", world.on_disk());
}

#[tokio::test]
async fn a_name_that_lies_about_the_content_changes_nothing() {
    let world = World::new().await;
    let text = world.upload("picture.png", "just words").await.unwrap();
    assert_eq!((text.media_type.as_str(), text.name.as_str()), ("text/plain", "picture.png.txt"));
    let picture = world.upload("notes.txt", PNG).await.unwrap();
    assert_eq!((picture.media_type.as_str(), picture.name.as_str()), ("image/png", "notes.txt.png"));

    let program = [b"\x7FELF\x02\x01\x01".as_slice(), &[0; 60]].concat();
    for (name, bytes) in [
        ("picture.png", program),
        ("essay.txt", b"<!DOCTYPE html><script>alert(1)</script>".to_vec()),
        ("drawing.png", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec()),
    ] {
        let error = world.upload(name, bytes).await.unwrap_err();
        assert_eq!(error.fields()[0].code, "media_type_not_taken", "{name}");
    }
    assert_eq!(world.on_disk().len(), 2);
}

#[tokio::test]
async fn a_file_that_is_two_things_at_once_is_refused() {
    let world = World::new().await;
    for bytes in [[PNG, EMPTY_ZIP].concat(), [b"%PDF-1.7\n\xE2\xE3\xCF\xD3".as_slice(), EMPTY_ZIP].concat()] {
        let error = world.upload("picture.png", bytes).await.unwrap_err();
        assert_eq!(error.fields()[0].code, "media_type_not_taken");
    }
    assert_eq!(world.on_disk(), [""; 0]);
}

#[tokio::test]
async fn a_file_of_the_largest_size_is_taken_and_a_byte_more_is_not() {
    let world = World::new().await;
    let largest = usize::try_from(FilePolicy::default().max_file_bytes).unwrap();
    world.upload("large.txt", vec![b'a'; largest]).await.unwrap();
    let error = world.upload("large.txt", vec![b'a'; largest + 1]).await.unwrap_err();
    assert!(matches!(error, SubmissionError::FileTooLarge { max_bytes } if max_bytes == largest as u64), "{error:?}");
    assert_eq!(world.on_disk().len(), 1);
}

#[tokio::test]
async fn a_removed_file_leaves_nothing_on_the_disk() {
    let world = World::new().await;
    let file = world.upload("a.png", PNG).await.unwrap();
    world.submissions.delete_file(&world.student, file.id).await.unwrap();
    assert_eq!(world.on_disk(), [""; 0]);
}
