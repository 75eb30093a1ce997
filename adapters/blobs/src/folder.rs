use std::{io, path::Path as FilePath};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::{ObjectStoreExt, local::LocalFileSystem, path::Path};
use pediafor_kernel::{PortError, PortErrorCode};
use pediafor_submissions::{BlobKey, BlobStore, BlobStream};

/// Why a folder can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenFolderError {
    /// It is not there and can't be made.
    #[error("can't make the folder for uploads")]
    Create(#[source] io::Error),
    /// It can't be opened.
    #[error("can't open the folder for uploads")]
    Open(#[source] object_store::Error),
}

/// Blobs as files of a folder: whole or not there, and on the disk before a `put` returns.
#[derive(Debug)]
pub struct FolderBlobs(LocalFileSystem);

impl FolderBlobs {
    /// In `folder`, made where absent.
    ///
    /// # Errors
    ///
    /// [`OpenFolderError`] where it can't be made or opened.
    pub fn new(folder: &FilePath) -> Result<Self, OpenFolderError> {
        std::fs::create_dir_all(folder).map_err(OpenFolderError::Create)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(OpenFolderError::Open)?;
        Ok(Self(store.with_fsync(true).with_automatic_cleanup(true)))
    }
}

#[async_trait]
impl BlobStore for FolderBlobs {
    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), PortError> {
        self.0.put(&path(key), bytes.into()).await.map_err(failed("put a blob"))?;
        Ok(())
    }

    async fn get(&self, key: &BlobKey) -> Result<Option<BlobStream>, PortError> {
        match self.0.get(&path(key)).await {
            Ok(found) => Ok(Some(found.into_stream().map_err(failed("read a blob")).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed("get a blob")(error)),
        }
    }

    async fn delete(&self, key: &BlobKey) -> Result<(), PortError> {
        match self.0.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed("delete a blob")(error)),
        }
    }
}

fn path(key: &BlobKey) -> Path {
    Path::from(key.as_str())
}

/// A store that fails is not there just now: a full disk, a folder taken away.
fn failed(context: &'static str) -> impl Fn(object_store::Error) -> PortError {
    move |error| PortError::new(PortErrorCode::Unavailable, context).caused_by(error)
}
