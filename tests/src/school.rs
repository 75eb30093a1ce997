use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Answer, Client, eventually};

/// Whether the tests with smaller numbers than promised by default run with the promised ones: `PEDIAFOR_TEST_FULL=1`.
pub fn full() -> bool {
    #[expect(clippy::disallowed_methods, reason = "the test command says so")]
    std::env::var("PEDIAFOR_TEST_FULL").is_ok_and(|value| value == "1")
}

/// A published assessment, as a student meets it.
#[derive(Debug, Clone)]
pub struct Exam {
    /// The assessment.
    pub assessment: String,
}

impl Exam {
    /// `teacher` makes and publishes an assessment with this content.
    pub async fn publish(teacher: &Client, content: Value) -> Self {
        let assessment = teacher.post("/api/assessments", content).await.expect_status(201).text_at("/id");
        teacher.post_empty(&format!("/api/assessments/{assessment}/publish")).await.expect_status(200);
        Self { assessment }
    }

    /// What a start asks for.
    pub fn start(&self) -> Value {
        json!({ "assessment_id": self.assessment })
    }

    /// `student` begins it, or goes on with it, as soon as the paper has arrived; gives the submission.
    pub async fn begin(&self, student: &Client) -> String {
        let started = eventually("the paper has arrived", async || {
            let answer = student.post("/api/submissions", self.start()).await;
            match answer.status.as_u16() {
                200 | 201 => Ok(answer),
                404 => Err(answer.text),
                _ => panic!("{}: {}", answer.status, answer.text),
            }
        });
        started.await.text_at("/id")
    }
}

impl Client {
    /// Saves an answer of a student, whatever comes of it.
    pub async fn save(&self, submission: &str, item: &str, seq: u64, response: Value) -> Answer {
        let path = format!("/api/submissions/{submission}/answers/{item}");
        self.put(&path, json!({ "seq": seq, "response": response })).await
    }

    /// Hands a submission in; gives the receipt.
    pub async fn hand_in(&self, submission: &str) -> Value {
        self.post_empty(&format!("/api/submissions/{submission}/submit")).await.expect_status(200).body
    }

    /// The answers that the server holds: items, sequences, responses.
    pub async fn answers(&self, submission: &str) -> Vec<Value> {
        let answer = self.get(&format!("/api/submissions/{submission}/answers")).await.expect_status(200);
        answer.body["items"].as_array().expect("a list").clone()
    }

    /// The submission itself.
    pub async fn submission(&self, submission: &str) -> Value {
        self.get(&format!("/api/submissions/{submission}")).await.expect_status(200).body
    }

    /// The grade of a submission, as its teacher sees it, once the machine has marked it.
    pub async fn marked(&self, submission: &str) -> Value {
        eventually("the submission is marked", async || {
            let answer = self.get(&format!("/api/grades/submission/{submission}")).await;
            match answer.body["grade"]["state"].as_str() {
                Some("partially_graded" | "graded" | "released") => Ok(answer.body["grade"].clone()),
                _ => Err(answer.text),
            }
        })
        .await
    }

    /// A request like [`Client::save`], not yet sent.
    pub fn saving(&self, submission: &str, item: &str, seq: u64, response: &Value) -> reqwest::RequestBuilder {
        let path = format!("/api/submissions/{submission}/answers/{item}");
        self.request(Method::PUT, &path).json(&json!({ "seq": seq, "response": response }))
    }
}

/// The fingerprint that a receipt shows where exactly these answers were handed in.
pub fn fingerprint(answers: &[Value]) -> String {
    let name = |answer: &Value| answer["item"].as_str().expect("an item").to_owned();
    let responses: Value = answers.iter().map(|answer| (name(answer), answer["response"].clone())).collect();
    hex::encode(Sha256::digest(pediafor_submissions::canonical_json(&responses)))
}
