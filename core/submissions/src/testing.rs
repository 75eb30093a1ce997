//! What the tests of this room share: one assessment, one version, one student, one teacher.

use std::sync::Arc;

use pediafor_grading::{PaperMaterial, Response};
use pediafor_kernel::{
    Actor, AssessmentId, Role, SessionId, SubmissionId, Timestamp, UserId, VersionId,
    events::SittingRules,
    mock::{Counting, FakeClock},
};
use serde_json::json;

use crate::{
    Answer, Attempt, ContentSniffer, FilePolicy, Ports, PublishedVersion, Seed, Sniffed, Start, Submissions,
    VersionHeader, VersionState, memory::Memory,
};

macro_rules! ids {
    ($($name:ident: $type:ident = $text:literal;)*) => {
        $(pub(crate) fn $name() -> $type { $text.parse().unwrap() })*
    };
}

ids! {
    student: UserId = "00000000-0000-7000-8000-000000000001";
    other_student: UserId = "00000000-0000-7000-8000-000000000002";
    teacher: UserId = "00000000-0000-7000-8000-000000000003";
    other_teacher: UserId = "00000000-0000-7000-8000-000000000004";
    admin: UserId = "00000000-0000-7000-8000-000000000005";
    assessment: AssessmentId = "00000000-0000-7000-8000-00000000000a";
    version: VersionId = "00000000-0000-7000-8000-00000000000b";
    submission: SubmissionId = "00000000-0000-7000-8000-00000000000c";
    session: SessionId = "00000000-0000-7000-8000-00000000000d";
}

pub(crate) fn actor(user: UserId, role: Role) -> Actor {
    Actor { user, role, session: Some(session()) }
}

/// `seconds` after the tests' day began.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-03-01T09:00:00Z".parse::<Timestamp>().unwrap().plus_seconds(seconds)
}

/// An hour, five seconds of grace, one attempt.
pub(crate) fn header() -> VersionHeader {
    VersionHeader {
        id: version(),
        assessment: assessment(),
        number: 1,
        owner: teacher(),
        title: "Photosynthesis".into(),
        subject: "Biology".into(),
        instructions: "Answer all.".into(),
        sitting: SittingRules { duration_seconds: Some(3600), ..SittingRules::default() },
        state: VersionState::Published,
    }
}

/// A section of a choice, an ordering, a matching and a short text, and one of a file upload.
pub(crate) fn paper() -> PaperMaterial {
    let entries = |prefix: &str, n: usize| -> Vec<_> {
        (1..=n).map(|at| json!({ "id": format!("{prefix}{at}"), "text": format!("{prefix} {at}") })).collect()
    };
    let item = |id: &str, interaction: serde_json::Value| json!({ "id": id, "body": id, "points": 1, "interaction": interaction });
    serde_json::from_value(json!({ "format": 1, "sections": [
        { "id": "one", "items": [
            item("choice", json!({ "type": "choice", "options": entries("o", 6) })),
            item("order", json!({ "type": "ordering", "entries": entries("e", 6) })),
            item("match", json!({ "type": "matching", "sources": entries("s", 4), "targets": entries("t", 5) })),
            item("text", json!({ "type": "short_text" })),
        ] },
        { "id": "two", "items": [
            item("files", json!({
                "type": "file_upload", "max_files": 2, "max_bytes": 100, "media_types": ["text/*", "image/png"],
            })),
        ] },
    ] }))
    .unwrap()
}

pub(crate) fn attempt(sitting: &SittingRules) -> Attempt {
    let start = Start {
        id: submission(),
        assessment: assessment(),
        assessment_version: version(),
        owner: teacher(),
        student: student(),
        number: 1,
        seed: Seed::new([7; 32]),
        sitting,
        now: at(0),
    };
    Attempt::start(&start).0
}

pub(crate) fn answer(item: &str, seq: u64, text: &str) -> Answer {
    Answer { item: item.into(), seq, response: Response::short_text(text), received_at: at(1) }
}

/// Everything beginning with `PNG` is an image; with `?`, nothing known; all else is text.
pub(crate) struct FakeSniffer;

impl ContentSniffer for FakeSniffer {
    fn sniff(&self, bytes: &[u8]) -> Option<Sniffed> {
        match bytes {
            [b'?', ..] => None,
            [b'P', b'N', b'G', ..] => Some(Sniffed { media_type: "image/png", extensions: vec!["png"] }),
            [b'P', b'K', ..] => Some(Sniffed { media_type: "application/zip", extensions: vec!["zip"] }),
            _ => Some(Sniffed { media_type: "text/plain", extensions: vec!["txt"] }),
        }
    }
}

/// The service in memory, with a clock to turn.
pub(crate) struct Service {
    pub(crate) submissions: Submissions,
    pub(crate) memory: Arc<Memory>,
    pub(crate) clock: Arc<FakeClock>,
}

impl Service {
    pub(crate) fn new() -> Self {
        let memory = Arc::new(Memory::default());
        let clock = Arc::new(FakeClock::at(at(0)));
        let ports = Ports {
            attempts: memory.clone(),
            versions: memory.clone(),
            files: memory.clone(),
            blobs: memory.clone(),
            sniffer: Arc::new(FakeSniffer),
            people: memory.clone(),
            receipts: memory.clone(),
            clock: clock.clone(),
            ids: Arc::new(Counting::default()),
            secrets: Arc::new(Counting::default()),
        };
        let policy = FilePolicy { max_submission_bytes: 150, ..FilePolicy::default() };
        Self { submissions: Submissions::new(ports, policy), memory, clock }
    }

    /// With the tests' version published.
    pub(crate) async fn published(header: VersionHeader) -> Self {
        let service = Self::new();
        let version = PublishedVersion { header, paper: paper() };
        crate::PublishedVersions::keep(service.memory.as_ref(), &version).await.unwrap();
        service
    }

    /// With the tests' student at work.
    pub(crate) async fn started() -> (Self, SubmissionId) {
        let service = Self::published(header()).await;
        let started = service.submissions.start(&sitting_student(), assessment(), None).await.unwrap();
        let id = started.submission.attempt.id();
        (service, id)
    }
}

pub(crate) fn sitting_student() -> Actor {
    actor(student(), Role::Student)
}

impl Service {
    /// The owner closes or archives the tests' version.
    pub(crate) async fn memory_state(&self, state: VersionState) {
        let memory = self.memory.as_ref();
        crate::PublishedVersions::keep_state(memory, assessment(), version(), state).await.unwrap();
    }
}

impl Service {
    /// What the clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        pediafor_kernel::Clock::now(self.clock.as_ref())
    }
}
