//! The submissions service in memory behind its whole edge: one published assessment, students, teachers.

use std::sync::Arc;

use pediafor_kernel::{
    Actor, AssessmentId, Role, VersionId,
    events::SittingRules,
    mock::{Counting, FakeClock},
    people::{People, Person},
};
use pediafor_submissions::{
    ContentSniffer, FilePolicy, Ports, PublishedVersion, PublishedVersions, Sniffed, Submissions, VersionHeader,
    VersionState, memory::Memory,
};
use serde_json::json;
use uuid::Uuid;

use super::{Autosave, router};
use crate::base::testing::{self, Answer, Client, actor};

pub(super) fn student() -> Actor {
    actor(Role::Student, 1)
}

pub(super) fn other_student() -> Actor {
    actor(Role::Student, 2)
}

pub(super) fn teacher() -> Actor {
    actor(Role::Teacher, 3)
}

pub(super) fn other_teacher() -> Actor {
    actor(Role::Teacher, 4)
}

pub(super) fn admin() -> Actor {
    actor(Role::Admin, 5)
}

pub(super) fn assessment() -> AssessmentId {
    AssessmentId::from_uuid(Uuid::from_u128(0xA))
}

/// Text, unless it begins with a question mark.
struct Texts;

impl ContentSniffer for Texts {
    fn sniff(&self, bytes: &[u8]) -> Option<Sniffed> {
        (!bytes.starts_with(b"?")).then(|| Sniffed { media_type: "text/plain", extensions: vec!["txt"] })
    }
}

pub(super) struct World {
    pub(super) client: Client,
    pub(super) clock: Arc<FakeClock>,
}

impl World {
    pub(super) async fn new() -> Self {
        let memory = Arc::new(Memory::default());
        let clock = Arc::new(FakeClock::at(testing::NOW.parse().unwrap()));
        publish(&memory).await;
        let ports = Ports {
            attempts: memory.clone(),
            versions: memory.clone(),
            files: memory.clone(),
            blobs: memory.clone(),
            sniffer: Arc::new(Texts),
            people: memory.clone(),
            receipts: memory,
            clock: clock.clone(),
            ids: Arc::new(Counting::default()),
            secrets: Arc::new(Counting::default()),
        };
        let submissions = Submissions::new(ports, FilePolicy { max_file_bytes: 1000, ..FilePolicy::default() });
        let client = Client::new(router(Arc::new(submissions), Autosave { interval_ms: 15_000 }, &testing::edge()));
        Self { client, clock }
    }

    /// The student's submission.
    pub(super) async fn started(&self) -> String {
        self.started_by(&student()).await
    }

    pub(super) async fn started_by(&self, actor: &Actor) -> String {
        let body = json!({ "assessment_id": assessment().to_string() });
        let answer = self.client.post("/submissions").by(actor).json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.json());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub(super) async fn upload(&self, submission: &str, item: &str, name: &str, bytes: &[u8]) -> Answer {
        self.upload_with(submission, item, name, bytes, None).await
    }

    pub(super) async fn upload_with(
        &self,
        submission: &str,
        item: &str,
        name: &str,
        bytes: &[u8],
        key: Option<&str>,
    ) -> Answer {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"item\"\r\n\r\n{item}\r\n--edge\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let mut ask = self.client.post(&format!("/submissions/{submission}/files")).by(&student());
        if let Some(key) = key {
            ask = ask.header("idempotency-key", key);
        }
        ask.body("multipart/form-data; boundary=edge", body).send().await
    }
}

/// Makes the assessment known, and the student's name.
async fn publish(memory: &Memory) {
    let item = |id: &str, interaction: serde_json::Value| json!({ "id": id, "body": "?", "points": 1, "interaction": interaction });
    let options = json!([{ "id": "a", "text": "A" }, { "id": "b", "text": "B" }]);
    let paper = json!({ "format": 1, "sections": [{ "id": "s", "items": [
        item("text", json!({ "type": "short_text" })),
        item("choice", json!({ "type": "choice", "options": options })),
        item("files", json!({ "type": "file_upload", "max_files": 2, "max_bytes": 5000 })),
    ] }] });
    let header = VersionHeader {
        id: VersionId::from_uuid(Uuid::from_u128(0xB)),
        assessment: assessment(),
        number: 1,
        owner: teacher().user,
        title: "Photosynthesis".into(),
        subject: "Biology".into(),
        instructions: "Answer *all*.".into(),
        sitting: SittingRules {
            duration_seconds: Some(3600),
            closes_at: Some("2026-03-01T17:00:00Z".parse().unwrap()),
            ..SittingRules::default()
        },
        state: VersionState::Published,
    };
    let version = PublishedVersion { header, paper: serde_json::from_value(paper).unwrap() };
    PublishedVersions::keep(memory, &version).await.unwrap();
    let ada = Person { user: student().user, name: "Ada".into(), role: Role::Student };
    People::keep(memory, &ada, 1).await.unwrap();
}
