//! What the `BlobStore` port promises, on a folder.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::{fs, path::Path};

use bytes::Bytes;
use futures_util::TryStreamExt;
use pediafor_blobs::FolderBlobs;
use pediafor_kernel::{FileId, SubmissionId};
use pediafor_submissions::{BlobKey, BlobStore};

fn key(file: u128) -> BlobKey {
    let id = |text: &str, n: u128| format!("{text}{n:012x}");
    let submission: SubmissionId = id("00000000-0000-7000-8000-", 1).parse().unwrap();
    let file: FileId = id("00000000-0000-7000-8000-", file).parse().unwrap();
    BlobKey::of(submission, file)
}

async fn read(blobs: &FolderBlobs, key: &BlobKey) -> Option<Vec<u8>> {
    let stream = blobs.get(key).await.unwrap()?;
    let pieces: Vec<Bytes> = stream.try_collect().await.unwrap();
    Some(pieces.concat())
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn what_is_put_comes_back_to_the_byte_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let uploads = folder.path().join("made/where/absent");
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let blobs = FolderBlobs::new(&uploads).unwrap();
    blobs.put(&key(1), Bytes::from(large.clone())).await.unwrap();
    blobs.put(&key(2), Bytes::from_static(b"small")).await.unwrap();
    drop(blobs);

    let blobs = FolderBlobs::new(&uploads).unwrap();
    assert!(read(&blobs, &key(1)).await.unwrap() == large);
    assert_eq!(read(&blobs, &key(2)).await.unwrap(), b"small");
    assert_eq!(read(&blobs, &key(3)).await, None);
    assert_eq!(files(&uploads), 2, "no half-written file is left");
}

#[tokio::test]
async fn a_second_put_replaces_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FolderBlobs::new(folder.path()).unwrap();
    blobs.put(&key(1), Bytes::from_static(b"one")).await.unwrap();
    blobs.put(&key(1), Bytes::from_static(b"two")).await.unwrap();
    assert_eq!(read(&blobs, &key(1)).await.unwrap(), b"two");
}

#[tokio::test]
async fn what_is_deleted_is_gone_and_deleting_again_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = FolderBlobs::new(folder.path()).unwrap();
    blobs.put(&key(1), Bytes::from_static(b"one")).await.unwrap();
    blobs.delete(&key(1)).await.unwrap();
    assert_eq!(read(&blobs, &key(1)).await, None);
    blobs.delete(&key(1)).await.unwrap();
}

#[tokio::test]
async fn a_store_that_fails_is_unavailable_and_says_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let uploads = folder.path().join("uploads");
    let blobs = FolderBlobs::new(&uploads).unwrap();
    fs::remove_dir_all(&uploads).unwrap();
    fs::write(&uploads, b"a file stands where the folder was").unwrap();
    let error = blobs.put(&key(1), Bytes::from_static(b"one")).await.unwrap_err();
    assert_eq!(error.code(), pediafor_kernel::PortErrorCode::Unavailable);
    assert_eq!(error.to_string(), "put a blob");
}
