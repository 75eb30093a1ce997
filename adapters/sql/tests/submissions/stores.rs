//! The stores under test, and the little that a test of them needs.

use std::{
    future::Future,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use pediafor_grading::{PaperMaterial, Response};
use pediafor_kernel::{
    AssessmentId, Event, EventData, EventPublisher, FileId, PortError, SubmissionId, Timestamp, UserId, VersionId,
    events::SittingRules, mock::FakeClock, once::Receipts, people::People,
};
use pediafor_sql::{
    Database, Relay, Service, SqlPeople, SqlReceipts,
    submissions::{SqlAttempts, SqlFiles, SqlPublishedVersions},
};
use pediafor_submissions::{
    Answer, Attempt, Attempts, FileUpload, Files, PublishedVersion, PublishedVersions, Seed, Start, VersionHeader,
    VersionState, memory::Memory,
};
use serde_json::json;
use uuid::Uuid;

use super::support::on_each;

/// One service's stores.
#[derive(Clone)]
pub(crate) struct Stores {
    pub(crate) attempts: Arc<dyn Attempts>,
    pub(crate) files: Arc<dyn Files>,
    pub(crate) versions: Arc<dyn PublishedVersions>,
    pub(crate) people: Arc<dyn People>,
    pub(crate) receipts: Arc<dyn Receipts>,
    outbox: Outbox,
}

#[derive(Clone)]
enum Outbox {
    Memory(Arc<Memory>),
    Sql(Database),
}

impl Stores {
    fn memory() -> Self {
        let memory = Arc::new(Memory::default());
        Self {
            attempts: memory.clone(),
            files: memory.clone(),
            versions: memory.clone(),
            people: memory.clone(),
            receipts: memory.clone(),
            outbox: Outbox::Memory(memory),
        }
    }

    fn sql(database: Database) -> Self {
        Self {
            attempts: Arc::new(SqlAttempts::new(database.clone())),
            files: Arc::new(SqlFiles::new(database.clone())),
            versions: Arc::new(SqlPublishedVersions::new(database.clone())),
            people: Arc::new(SqlPeople::new(database.clone())),
            receipts: Arc::new(SqlReceipts::new(database.clone())),
            outbox: Outbox::Sql(database),
        }
    }

    /// What the events of type `T` carry that were raised (since the last look, where a relay has to carry them).
    pub(crate) async fn raised<T: EventData>(&self) -> Vec<T> {
        let events = match &self.outbox {
            Outbox::Memory(memory) => memory.outbox(),
            Outbox::Sql(database) => {
                let recorder = Arc::new(Recorder::default());
                let late = Arc::new(FakeClock::at(second(1_000_000)));
                let relay = Relay::new(database.clone(), recorder.clone(), late);
                while !relay.turn().await.unwrap().is_idle() {}
                let seen = recorder.0.lock().unwrap();
                seen.clone()
            }
        };
        events.iter().filter_map(|event| event.data().ok()).collect()
    }
}

#[derive(Default)]
struct Recorder(Mutex<Vec<Event>>);

#[async_trait]
impl EventPublisher for Recorder {
    async fn publish(&self, events: &[Event]) -> Vec<Result<(), PortError>> {
        self.0.lock().unwrap().extend_from_slice(events);
        events.iter().map(|_| Ok(())).collect()
    }
}

/// Runs `test` on fresh stores of each kind.
pub(crate) async fn on_every<F, Fut>(test: F)
where
    F: Fn(Stores) -> Fut,
    Fut: Future<Output = ()>,
{
    test(Stores::memory()).await;
    on_each(Service::Submissions, |database| test(Stores::sql(database))).await;
}

macro_rules! ids {
    ($($name:ident: $type:ident from $base:literal;)*) => {
        $(pub(crate) fn $name(number: u128) -> $type { $type::from_uuid(Uuid::from_u128($base + number)) })*
    };
}

ids! {
    student: UserId from 0x1000;
    teacher: UserId from 0x2000;
    assessment: AssessmentId from 0x3000;
    version: VersionId from 0x4000;
    submission: SubmissionId from 0x5000;
    file_id: FileId from 0x6000;
}

/// `seconds` after nine o'clock.
pub(crate) fn second(seconds: i64) -> Timestamp {
    super::support::at("2026-03-01T09:00:00Z").plus_seconds(seconds)
}

/// An hour of working time and the usual five seconds of grace.
pub(crate) fn hour() -> SittingRules {
    SittingRules { duration_seconds: Some(3600), max_attempts: 3, ..SittingRules::default() }
}

/// Sitting `number` of student `who` at the first assessment, begun at second `at`.
pub(crate) fn attempt(id: u128, who: u128, number: u32, at: i64) -> Attempt {
    let start = Start {
        id: submission(id),
        assessment: assessment(1),
        assessment_version: version(1),
        owner: teacher(1),
        student: student(who),
        number,
        seed: Seed::new([u8::try_from(id % 251).unwrap(); 32]),
        sitting: &hour(),
        now: second(at),
    };
    Attempt::start(&start).0
}

pub(crate) fn answer(item: &str, seq: u64, text: &str) -> Answer {
    Answer { item: item.into(), seq, response: Response::short_text(text), received_at: second(1) }
}

pub(crate) fn naming(item: &str, seq: u64, files: &[&FileUpload]) -> Answer {
    let response = Response::file_upload(files.iter().map(|file| file.id.to_string()));
    Answer { response, ..answer(item, seq, "") }
}

pub(crate) fn file(id: u128, of: u128, item: &str) -> FileUpload {
    FileUpload {
        id: file_id(id),
        submission: submission(of),
        item: item.into(),
        name: "essay „final“.pdf".into(),
        media_type: "application/pdf".into(),
        size: 5 * 1024 * 1024,
        sha256: "ab".repeat(32),
        uploaded_at: second(10).plus_millis(i64::try_from(id).unwrap()),
    }
}

/// Version `number` of the first assessment, with a text and a file upload.
pub(crate) fn published(number: u32) -> PublishedVersion {
    let item = |id: &str, interaction: serde_json::Value| json!({ "id": id, "body": "?", "points": 0.5, "interaction": interaction });
    let paper = json!({ "format": 1, "sections": [{ "id": "s", "items": [
        item("text", json!({ "type": "short_text" })),
        item("files", json!({ "type": "file_upload", "max_files": 2, "max_bytes": 1000 })),
    ] }] });
    PublishedVersion {
        header: VersionHeader {
            id: version(number.into()),
            assessment: assessment(1),
            number,
            owner: teacher(1),
            title: "Photosynthèse".into(),
            subject: "Biology".into(),
            instructions: "Answer *all*.".into(),
            sitting: SittingRules { opens_at: Some(second(-60)), ..hour() },
            state: VersionState::Published,
        },
        paper: serde_json::from_value::<PaperMaterial>(paper).unwrap(),
    }
}
