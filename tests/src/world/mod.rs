//! A platform with people on it, and a way to a thing of each kind in each state.

mod example;
mod questions;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use pediafor_kernel::{Clock, Role, Timestamp, auth::Claims};
use pediafor_local::{SystemClock, SystemIds};
use pediafor_security::PasetoSigner;
use pediafor_users::TokenSigner;
use reqwest::{Method, multipart};
use serde_json::{Value, json};

pub use self::{
    example::{Body, Example},
    questions::{Who, timeless},
};
use crate::{Client, Options, PASSWORD, Platform, Stage, fixtures};

/// A platform with five people: a student who is given everything, another who is given nothing, the teacher whose
/// assessments they are, another teacher, and an administrator.
#[derive(Debug)]
pub struct World {
    /// The platform.
    pub platform: Platform,
    /// The one whom the owner's assessments are for.
    pub student: Client,
    /// One whom they are not for.
    pub other_student: Client,
    /// Whose assessments they are.
    pub owner: Client,
    /// Somebody with assessments of their own.
    pub other_teacher: Client,
    /// An administrator.
    pub admin: Client,
    made: AtomicU32,
}

/// One student's sitting of one assessment.
#[derive(Debug, Clone)]
pub struct Sitting {
    /// The assessment.
    pub assessment: String,
    /// The submission.
    pub submission: String,
}

impl World {
    /// A fresh platform with the five on it.
    pub async fn start(stage: impl Into<Stage>) -> Self {
        let platform = Platform::start(stage, Options::default()).await;
        Self {
            student: platform.account("student", Role::Student).await,
            other_student: platform.account("other_student", Role::Student).await,
            owner: platform.account("owner", Role::Teacher).await,
            other_teacher: platform.account("other_teacher", Role::Teacher).await,
            admin: platform.account("admin", Role::Admin).await,
            platform,
            made: AtomicU32::new(0),
        }
    }

    /// Ends it.
    pub async fn stop(self) {
        self.platform.stop().await;
    }

    /// Waits until everything that happened has taken effect everywhere.
    pub async fn settle(&self) {
        self.platform.settle().await;
    }

    /// `word` and a number that nothing else has.
    pub fn name(&self, word: &str) -> String {
        format!("{word}-{}-", self.made.fetch_add(1, Ordering::Relaxed))
    }

    /// A new account with this role, signed in.
    pub async fn somebody(&self, role: Role) -> Client {
        self.platform.account(&self.name(role.as_str()), role).await
    }

    /// Another sign-in of the person behind `client`.
    pub async fn again(&self, client: &Client) -> Client {
        let me = client.get("/api/auth/me").await.expect_status(200);
        self.platform.anonymous().sign_in(&me.text_at("/email"), PASSWORD).await
    }

    /// A token of the person behind `client`, in the very session, that was given two hours ago and held one of them;
    /// or, for comparison, one that holds.
    pub async fn token(&self, client: &Client, holds: bool) -> String {
        let sessions = client.get("/api/auth/sessions").await.expect_status(200);
        let sessions = sessions.body["items"].as_array().expect("sessions");
        let current = sessions.iter().find(|it| it["current"] == true).expect("the current session");
        let me = client.get("/api/auth/me").await.expect_status(200);
        let now = SystemClock.now().micros();
        let hour = 3_600_000_000;
        let at = |micros| Timestamp::from_micros(micros).expect("an instant");
        let claims = Claims {
            user: me.text_at("/id").parse().expect("an id"),
            role: me.text_at("/role").parse().expect("a role"),
            session: current["id"].as_str().expect("an id").parse().expect("an id"),
            issued_at: at(now - 2 * hour),
            expires_at: at(if holds { now + hour } else { now - hour }),
        };
        let signer = PasetoSigner::new(self.platform.place().key(), "pediafor", Arc::new(SystemIds));
        signer.sign(&claims).expect("a token")
    }

    /// An assessment with every type of question, for the student alone; its results are held back.
    pub fn content(&self) -> Value {
        let mut content = fixtures::assessment(&self.name("assessment"));
        content["sitting"]["audience"] = json!({ "type": "students", "students": [self.student.id()] });
        content["marking"]["release"] = json!("held");
        content
    }

    /// A draft of the owner's.
    pub async fn draft(&self) -> String {
        self.owner.post("/api/assessments", self.content()).await.expect_status(201).text_at("/id")
    }

    /// An assessment of the owner's that can be sat.
    pub async fn published(&self) -> String {
        self.publish(self.content()).await
    }

    /// An assessment of the owner's that holds `content` and can be sat.
    pub async fn publish(&self, content: Value) -> String {
        let id = self.owner.post("/api/assessments", content).await.expect_status(201).text_at("/id");
        let _ = self.owner.post_empty(&format!("/api/assessments/{id}/publish")).await.expect_status(200);
        self.settle().await;
        id
    }

    /// The student sits a new assessment.
    pub async fn started(&self) -> Sitting {
        let assessment = self.published().await;
        self.start_sitting(assessment).await
    }

    /// The student begins `assessment`.
    pub async fn start_sitting(&self, assessment: String) -> Sitting {
        let started = self.student.post("/api/submissions", json!({ "assessment_id": assessment })).await;
        Sitting { submission: started.expect_status(201).text_at("/id"), assessment }
    }

    /// The student adds a file to the sketch; gives its id.
    pub async fn upload(&self, sitting: &Sitting) -> String {
        let path = format!("/api/submissions/{}/files", sitting.submission);
        let form = multipart::Form::new().text("item", "sketch").part("file", sketch());
        let uploaded = self.student.send(self.student.request(Method::POST, &path).multipart(form)).await;
        uploaded.expect_status(201).text_at("/id")
    }

    /// The student answers everything, and everything a machine marks rightly.
    pub async fn answer(&self, sitting: &Sitting) {
        let file = self.upload(sitting).await;
        let answers: Vec<_> = fixtures::right_responses(&file)
            .into_iter()
            .map(|(item, response)| json!({ "item": item, "seq": 1, "response": response }))
            .collect();
        let path = format!("/api/submissions/{}/answers", sitting.submission);
        let saved = self.student.post(&path, json!({ "answers": answers })).await.expect_status(200);
        assert!(!saved.text.contains("rejected"), "{}", saved.text);
    }

    /// The student hands in, and the machine marks what it can.
    pub async fn hand_in(&self, sitting: &Sitting) {
        let path = format!("/api/submissions/{}/submit", sitting.submission);
        let _ = self.student.post_empty(&path).await.expect_status(200);
        self.settle().await;
    }

    /// A submission with two questions that wait for a person.
    pub async fn waiting(&self) -> Sitting {
        let sitting = self.started().await;
        self.answer(&sitting).await;
        self.hand_in(&sitting).await;
        sitting
    }

    /// A submission that is marked to its end; the result is held back.
    pub async fn graded(&self) -> Sitting {
        let sitting = self.waiting().await;
        self.mark(&sitting).await;
        sitting
    }

    /// The owner marks what waits for a person.
    pub async fn mark(&self, sitting: &Sitting) {
        for item in fixtures::BY_HAND {
            let path = format!("/api/grades/submission/{}/question/{item}", sitting.submission);
            let mark = json!({ "points": 2, "comment": "Well argued." });
            let _ = self.owner.put(&path, mark).await.expect_status(200);
        }
        self.settle().await;
    }

    /// A submission whose result the student may see.
    pub async fn released(&self) -> Sitting {
        let sitting = self.graded().await;
        self.release(&sitting).await;
        sitting
    }

    /// The owner shows the result.
    pub async fn release(&self, sitting: &Sitting) {
        let path = format!("/api/grades/submission/{}/release", sitting.submission);
        let _ = self.owner.post_empty(&path).await.expect_status(200);
        self.settle().await;
    }

    /// A message in the student's inbox.
    pub async fn message(&self) -> String {
        let sitting = self.released().await;
        let inbox = self.student.get("/api/notifications?limit=200").await.expect_status(200);
        let messages = inbox.body["items"].as_array().expect("messages");
        let ours = messages.iter().find(|it| it["submission"] == sitting.submission.as_str());
        ours.and_then(|it| it["id"].as_str()).unwrap_or_else(|| panic!("no message: {}", inbox.text)).to_owned()
    }
}

/// A file as an answer.
pub fn sketch() -> multipart::Part {
    multipart::Part::text("H-O-H at an angle").file_name("sketch.txt").mime_str("text/plain").expect("a media type")
}
