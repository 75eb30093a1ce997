use std::path::PathBuf;

use clap::Args;
use pediafor_http::{base::Limits, submissions::Autosave};
use pediafor_submissions::FilePolicy;

/// Room for the framing of a multipart body around the file in it.
const FRAMING: usize = 64 << 10;

/// What a student may send, and how often.
#[derive(Debug, Clone, Args)]
pub struct SittingArgs {
    /// Where uploaded files are kept, a folder that replicas share [default: `uploads` in the data folder]
    #[arg(long, env = "UPLOAD_PATH", value_name = "DIR")]
    pub upload_path: Option<PathBuf>,
    /// The longest a client may hold a changed answer before it saves it, in milliseconds
    #[arg(long, env = "AUTOSAVE_INTERVAL", default_value_t = 30_000, value_name = "MS", value_parser = clap::value_parser!(u32).range(1_000..=600_000))]
    pub autosave_interval: u32,
    /// The largest file a student may upload, in bytes
    #[arg(long, env = "MAX_FILE_SIZE", default_value_t = 5 << 20, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1_024..=104_857_600))]
    pub max_file_size: u64,
}

impl Default for SittingArgs {
    fn default() -> Self {
        Self { upload_path: None, autosave_interval: 30_000, max_file_size: 5 << 20 }
    }
}

impl SittingArgs {
    /// Which files students may upload.
    pub fn files(&self) -> FilePolicy {
        FilePolicy { max_file_bytes: self.max_file_size, ..FilePolicy::default() }
    }

    /// How often clients save.
    pub fn autosave(&self) -> Autosave {
        Autosave { interval_ms: self.autosave_interval }
    }

    /// How much of a request is read: an upload of the largest file fits.
    pub fn limits(&self) -> Limits {
        let file = usize::try_from(self.max_file_size).unwrap_or(usize::MAX);
        Limits { upload: file.saturating_add(FRAMING), ..Limits::default() }
    }
}
