//! Uploaded files on an object store, checked by content.
//!
//! [`FolderBlobs`] keeps the bytes of `pediafor-submissions`' files in a folder; every name there is made by the server
//! of ids. [`InferSniffer`] tells what a file is by its bytes. Neither looks at what a client says about a file, and
//! neither knows who may see it: that is the domain's.
//!
//! ```
//! use pediafor_blobs::InferSniffer;
//! use pediafor_submissions::ContentSniffer;
//!
//! let sniffed = InferSniffer.sniff(b"%PDF-1.7\n...").unwrap();
//! assert_eq!(sniffed.media_type, "application/pdf");
//! ```
//!
//! To add another store (S3, say), wrap its `ObjectStore` as `FolderBlobs` does and run `tests/folder.rs` against it.

mod folder;
mod sniff;

pub use folder::{FolderBlobs, OpenFolderError};
pub use sniff::InferSniffer;
