//! Uploaded files on an object store, checked by content.
