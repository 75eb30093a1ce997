//! Files that a student adds to an answer: what is kept of them, under which name, within which limits.

use pediafor_kernel::{FileId, SubmissionId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::AttemptError;

/// An uploaded file; its bytes are in the blob store under its [`BlobKey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUpload {
    /// The file.
    pub id: FileId,
    /// The submission it belongs to.
    pub submission: SubmissionId,
    /// The item it belongs to.
    pub item: String,
    /// What the student called it, made harmless: see [`clean_name`].
    pub name: String,
    /// What it is, by its content and not by its name.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// When it arrived.
    pub uploaded_at: Timestamp,
}

/// Where a file's bytes lie. Made of ids alone: nothing that a student typed reaches a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BlobKey(String);

impl BlobKey {
    /// The key of `file` of `submission`.
    pub fn of(submission: SubmissionId, file: FileId) -> Self {
        Self(format!("submissions/{submission}/{file}"))
    }

    /// `submissions/<uuid>/<uuid>`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FileUpload {
    /// Where its bytes lie.
    pub fn blob_key(&self) -> BlobKey {
        BlobKey::of(self.submission, self.id)
    }
}

/// What this installation takes; an item may ask for less, never for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePolicy {
    /// The largest file, in bytes.
    pub max_file_bytes: u64,
    /// All files of one submission together, in bytes.
    pub max_submission_bytes: u64,
    /// How many files one submission holds at most.
    pub max_submission_files: u32,
    /// The media types taken, each checked by content.
    pub media_types: Vec<String>,
}

impl Default for FilePolicy {
    /// 5 MiB a file, 50 MiB and 50 files a submission; images, PDF, text, ZIP and Word documents.
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            max_file_bytes: 5 * MIB,
            max_submission_bytes: 50 * MIB,
            max_submission_files: 50,
            media_types: [
                "image/jpeg",
                "image/png",
                "image/gif",
                "application/pdf",
                "text/plain",
                "application/zip",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ]
            .map(String::from)
            .to_vec(),
        }
    }
}

/// Why a file is not added or not removed. Decided under the attempt's lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// The attempt does not take files.
    #[error(transparent)]
    Attempt(#[from] AttemptError),
    /// The item holds as many as it may.
    #[error("this question takes at most {max_files} files")]
    TooManyForItem {
        /// How many it may.
        max_files: u32,
    },
    /// The submission holds as many as it may.
    #[error("a submission takes at most {max_files} files")]
    TooMany {
        /// How many it may.
        max_files: u32,
    },
    /// The submission's files would be too large together.
    #[error("the files of a submission take at most {max_bytes} bytes together")]
    TooLargeTogether {
        /// How many bytes they may take.
        max_bytes: u64,
    },
    /// The saved answer names it: save the answer without it first.
    #[error("the saved answer names this file")]
    InUse,
    /// It is not there (any more).
    #[error("there is no such file")]
    Unknown,
}

/// May `file` be added to the files `held` by the same submission, where its item takes `max_files`?
///
/// # Errors
///
/// [`FileRefusal`] with the first limit that says no.
pub fn check_room(
    file: &FileUpload,
    held: &[FileUpload],
    max_files: u32,
    policy: &FilePolicy,
) -> Result<(), FileRefusal> {
    let of_item = held.iter().filter(|other| other.item == file.item).count();
    let bytes = held.iter().map(|other| other.size).fold(file.size, u64::saturating_add);
    if of_item >= max_files as usize {
        return Err(FileRefusal::TooManyForItem { max_files });
    }
    if held.len() >= policy.max_submission_files as usize {
        return Err(FileRefusal::TooMany { max_files: policy.max_submission_files });
    }
    if bytes > policy.max_submission_bytes {
        return Err(FileRefusal::TooLargeTogether { max_bytes: policy.max_submission_bytes });
    }
    Ok(())
}

/// Does `media_type` fit `pattern`, which is a media type or all of a kind, such as `image/*`?
pub(crate) fn fits(pattern: &str, media_type: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(kind) => media_type.starts_with(kind),
        None => pattern == media_type,
    }
}

/// How many characters of a name are kept.
const NAME_LENGTH: usize = 120;

/// Names that Windows keeps for devices, whatever their extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// `given` as a name that is harmless wherever it is saved: its last path component, without control characters,
/// text-direction marks and characters that file systems forbid, not a device's name, at most 120 characters, and
/// ending in one of `extensions` (the first is added where none fits, so that a name never lies about the content).
pub fn clean_name(given: &str, extensions: &[&str]) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = last.chars().filter(|c| !c.is_control() && !is_invisible(*c));
    let safe: String = kept.map(|c| if r#"<>:"|?*"#.contains(c) { '_' } else { c }).collect();
    let safe = safe.trim_matches(|c: char| c == '.' || c.is_whitespace());

    let (stem, extension) = match safe.rsplit_once('.') {
        Some((stem, extension)) if extensions.contains(&extension.to_lowercase().as_str()) => (stem, Some(extension)),
        _ => (safe, extensions.first().copied()),
    };
    let room = NAME_LENGTH.saturating_sub(extension.map_or(0, |extension| extension.chars().count() + 1));
    let mut stem: String = stem.chars().take(room).collect();
    stem.truncate(stem.trim_end_matches(|c: char| c == '.' || c.is_whitespace()).len());
    if stem.is_empty() {
        stem = "file".into();
    }
    let first =
        stem.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
    if DEVICES.contains(&first.as_str()) {
        stem.insert(0, '_');
    }
    match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    }
}

/// Characters that change how a name reads without being seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_harmless_wherever_it_is_saved() {
        for (given, extensions, clean) in [
            ("essay.pdf", &["pdf"][..], "essay.pdf"),
            ("Essay.PDF", &["pdf"], "Essay.PDF"),
            ("../../etc/passwd", &["txt"], "passwd.txt"),
            (r"C:\temp\photo.jpeg", &["jpg", "jpeg"], "photo.jpeg"),
            ("photo.png.exe", &["png"], "photo.png.exe.png"),
            ("invoice\u{202E}fdp.exe", &["pdf"], "invoicefdp.exe.pdf"),
            ("a\0b\r\nSet-Cookie: x.txt", &["txt"], "abSet-Cookie_ x.txt"),
            ("NUL", &["txt"], "_NUL.txt"),
            ("com1.txt", &["txt"], "_com1.txt"),
            ("  ...  ", &["gif"], "file.gif"),
            (".htaccess", &["txt"], "htaccess.txt"),
            ("", &["zip"], "file.zip"),
            ("Ü бг.docx", &["docx"], "Ü бг.docx"),
        ] {
            assert_eq!(clean_name(given, extensions), clean, "{given:?}");
        }
    }

    #[test]
    fn a_name_keeps_its_extension_however_long_it_is() {
        let clean = clean_name(&format!("{}.pdf", "é".repeat(500)), &["pdf"]);
        assert_eq!(clean.chars().count(), NAME_LENGTH);
        assert!(clean.ends_with(".pdf"));
    }

    #[test]
    fn a_kind_of_media_types_is_asked_for_with_a_star() {
        assert!(fits("image/*", "image/png"));
        assert!(fits("image/png", "image/png"));
        assert!(!fits("image/*", "imagery/png"));
        assert!(!fits("image/png", "image/png2"));
    }

    #[test]
    fn each_limit_is_told_by_its_name() {
        let file = |item: &str, size| FileUpload {
            id: FileId::from_uuid(Default::default()),
            submission: SubmissionId::from_uuid(Default::default()),
            item: item.into(),
            name: "a.txt".into(),
            media_type: "text/plain".into(),
            size,
            sha256: String::new(),
            uploaded_at: Timestamp::default(),
        };
        let policy = FilePolicy { max_submission_bytes: 10, max_submission_files: 3, ..FilePolicy::default() };
        let new = file("q1", 4);
        assert_eq!(check_room(&new, &[file("q1", 3), file("q2", 3)], 2, &policy), Ok(()));
        assert_eq!(check_room(&new, &[file("q1", 1)], 1, &policy), Err(FileRefusal::TooManyForItem { max_files: 1 }));
        let three = [file("q2", 1), file("q2", 1), file("q3", 1)];
        assert_eq!(check_room(&new, &three, 1, &policy), Err(FileRefusal::TooMany { max_files: 3 }));
        assert_eq!(
            check_room(&new, &[file("q2", 7)], 1, &policy),
            Err(FileRefusal::TooLargeTogether { max_bytes: 10 })
        );
    }
}
