use std::fmt;

use bytes::Bytes;
use pediafor_grading::PaperInteraction;
use pediafor_kernel::{Actor, Changes, FileId, Once, SubmissionId, once::replay};
use sha2::{Digest, Sha256};

use super::Submissions;
use crate::{
    Answer, Attempt, BlobKey, BlobStream, FilePolicy, FileRefusal, FileUpload, Sniffed, SubmissionError,
    file::{check_room, clean_name, fits},
    version,
};

/// A file to add to an answer.
#[derive(Clone)]
pub struct UploadFile {
    /// The item's id on the paper: one that takes files.
    pub item: String,
    /// What the student calls it.
    pub name: String,
    /// All of it.
    pub bytes: Bytes,
}

impl fmt::Debug for UploadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadFile").field("item", &self.item).field("size", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// A file and its bytes.
pub struct FileDownload {
    /// What is known of it.
    pub file: FileUpload,
    /// Its bytes.
    pub bytes: BlobStream,
}

impl fmt::Debug for FileDownload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileDownload").field("file", &self.file).finish_non_exhaustive()
    }
}

/// How much room a submission's files take, and how much there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStats {
    /// How many files there are.
    pub count: u32,
    /// Bytes of all of them.
    pub bytes: u64,
    /// How many there may be.
    pub max_count: u32,
    /// How many bytes all may take.
    pub max_bytes: u64,
    /// How many bytes one may take.
    pub max_file_bytes: u64,
}

/// What one item takes of files, within what the installation takes.
struct ItemLimits {
    max_files: u32,
    max_bytes: u64,
    media_types: Vec<String>,
}

impl Submissions {
    /// The student adds a file to an item of their own open attempt. What it is is decided by its content; its name is
    /// made harmless. It becomes part of the answer once a saved response names it.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such attempt of this student, not in progress, too late, an item that takes no files, an
    /// empty file, a kind that is not taken here, too large, or too many.
    pub async fn upload(
        &self,
        actor: &Actor,
        submission: SubmissionId,
        upload: UploadFile,
        once: Option<&Once>,
    ) -> Result<FileUpload, SubmissionError> {
        let now = self.now();
        self.own(actor, submission).await?;
        if let Some(done) = replay::<FileUpload>(self.ports.receipts.as_ref(), once).await? {
            return Ok(done);
        }
        let (_, paper) = self.working(actor, submission, now).await?;
        let interaction = version::item(&paper, &upload.item).map(|item| &item.interaction);
        let limits = ItemLimits::of(interaction, &upload.item, &self.policy)?;
        let sniffed = self.inspect(&upload, &limits)?;
        let file = FileUpload {
            id: FileId::from_uuid(self.ports.ids.next()),
            submission,
            item: upload.item,
            name: clean_name(&upload.name, &sniffed.extensions),
            media_type: sniffed.media_type.to_owned(),
            size: upload.bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&upload.bytes)),
            uploaded_at: now,
        };

        // The bytes come first: a file that is known always has them.
        let key = file.blob_key();
        self.ports.blobs.put(&key, upload.bytes).await?;
        let decide = |attempt: &Attempt, held: &[FileUpload]| {
            attempt.ensure_open(now)?;
            check_room(&file, held, limits.max_files, &self.policy)
        };
        let changes = Changes::default().with_receipt(once, &file, now)?;
        let refusal = match self.ports.files.add(&file, &decide, &changes).await {
            Ok(Ok(())) => return Ok(file),
            Ok(Err(refusal)) => refusal.into(),
            Err(error) if error.is_conflict() => error.into(),
            // Whether it was stored can't always be known: bytes too many are better than a file without them.
            Err(error) => return Err(error.into()),
        };
        self.ports.blobs.delete(&key).await?;
        // Where the same request was faster, what came of that one is the answer.
        replay(self.ports.receipts.as_ref(), once).await?.ok_or(refusal)
    }

    /// The files of a submission that the actor may see, oldest first.
    ///
    /// # Errors
    ///
    /// [`SubmissionError::NotFound`] where there is no submission that the actor may know about.
    pub async fn files(&self, actor: &Actor, submission: SubmissionId) -> Result<Vec<FileUpload>, SubmissionError> {
        self.visible(actor, submission).await?;
        Ok(self.ports.files.of(submission).await?)
    }

    /// How much room the files of a submission take.
    ///
    /// # Errors
    ///
    /// [`SubmissionError::NotFound`] where there is no submission that the actor may know about.
    pub async fn file_stats(&self, actor: &Actor, submission: SubmissionId) -> Result<FileStats, SubmissionError> {
        let files = self.files(actor, submission).await?;
        Ok(FileStats {
            count: u32::try_from(files.len()).unwrap_or(u32::MAX),
            bytes: files.iter().map(|file| file.size).sum(),
            max_count: self.policy.max_submission_files,
            max_bytes: self.policy.max_submission_bytes,
            max_file_bytes: self.policy.max_file_bytes,
        })
    }

    /// What is known of one file.
    ///
    /// # Errors
    ///
    /// [`SubmissionError::FileNotFound`] where there is none that the actor may know about.
    pub async fn file(&self, actor: &Actor, file: FileId) -> Result<FileUpload, SubmissionError> {
        let file = self.ports.files.find(file).await?.ok_or(SubmissionError::FileNotFound)?;
        match self.visible(actor, file.submission).await {
            Ok(_) => Ok(file),
            Err(SubmissionError::NotFound) => Err(SubmissionError::FileNotFound),
            Err(error) => Err(error),
        }
    }

    /// One file with its bytes.
    ///
    /// # Errors
    ///
    /// [`SubmissionError::FileNotFound`] where there is none that the actor may know about.
    pub async fn download(&self, actor: &Actor, file: FileId) -> Result<FileDownload, SubmissionError> {
        let file = self.file(actor, file).await?;
        let bytes = self.ports.blobs.get(&file.blob_key()).await?.ok_or(SubmissionError::FileNotFound)?;
        Ok(FileDownload { file, bytes })
    }

    /// The student removes a file from their own open attempt. One that the saved answer names stays: only a save changes
    /// an answer, so the answer is saved without it first.
    ///
    /// # Errors
    ///
    /// [`SubmissionError`]: no such file of this student, not in progress, too late, or named by the saved answer.
    pub async fn delete_file(&self, actor: &Actor, file: FileId) -> Result<(), SubmissionError> {
        let now = self.now();
        let file = self.ports.files.find(file).await?.ok_or(SubmissionError::FileNotFound)?;
        if let Err(error) = self.own(actor, file.submission).await {
            return Err(match error {
                SubmissionError::NotFound => SubmissionError::FileNotFound,
                other => other,
            });
        }
        let decide = |attempt: &Attempt, answer: Option<&Answer>| {
            attempt.ensure_open(now)?;
            if answer.is_some_and(|answer| answer.names(file.id)) { Err(FileRefusal::InUse) } else { Ok(()) }
        };
        self.ports.files.remove(&file, &decide).await??;
        self.ports.blobs.delete(&BlobKey::of(file.submission, file.id)).await?;
        Ok(())
    }

    fn inspect(&self, upload: &UploadFile, limits: &ItemLimits) -> Result<Sniffed, SubmissionError> {
        if upload.bytes.is_empty() {
            return Err(SubmissionError::field("/file", "empty", "the file is empty"));
        }
        if upload.bytes.len() as u64 > limits.max_bytes {
            return Err(SubmissionError::FileTooLarge { max_bytes: limits.max_bytes });
        }
        let sniffed = self.ports.sniffer.sniff(&upload.bytes);
        let found = sniffed.as_ref().map_or("something else", |sniffed| sniffed.media_type);
        let detail = format!("the content is {found}; taken here: {}", limits.media_types.join(", "));
        sniffed
            .filter(|sniffed| limits.media_types.iter().any(|taken| taken == sniffed.media_type))
            .ok_or_else(|| SubmissionError::field("/file", "media_type_not_taken", detail))
    }
}

impl ItemLimits {
    fn of(interaction: Option<&PaperInteraction>, item: &str, policy: &FilePolicy) -> Result<Self, SubmissionError> {
        match interaction {
            Some(PaperInteraction::FileUpload(asked)) => Ok(Self {
                max_files: asked.max_files,
                max_bytes: asked.max_bytes.min(policy.max_file_bytes),
                media_types: policy
                    .media_types
                    .iter()
                    .filter(|taken| {
                        asked.media_types.is_empty() || asked.media_types.iter().any(|pattern| fits(pattern, taken))
                    })
                    .cloned()
                    .collect(),
            }),
            Some(PaperInteraction::Composite(asked)) => {
                let parts = asked.parts.iter().map(|part| &part.interaction);
                let parts = parts.filter(|part| matches!(part, PaperInteraction::FileUpload(_)));
                let all = parts.map(|part| Self::of(Some(part), item, policy)).reduce(|all, part| Ok(all?.and(part?)));
                all.unwrap_or_else(Self::of_none)
            }
            Some(_) => Self::of_none(),
            None => Err(SubmissionError::UnknownItem { item: item.to_owned() }),
        }
    }

    fn of_none() -> Result<Self, SubmissionError> {
        Err(SubmissionError::field("/item", "takes_no_files", "this question takes no files"))
    }

    /// What two parts of a composite take together: a file is uploaded for the item, and its part named in the response.
    fn and(mut self, other: Self) -> Self {
        self.max_files = self.max_files.saturating_add(other.max_files);
        self.max_bytes = self.max_bytes.max(other.max_bytes);
        for taken in other.media_types {
            if !self.media_types.contains(&taken) {
                self.media_types.push(taken);
            }
        }
        self
    }
}
