use pediafor_kernel::Role;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::{Client, Exam, Platform, fixtures};

/// A class at an exam: one teacher, and students who have begun.
#[derive(Debug)]
pub struct Sitting {
    /// Who set it.
    pub teacher: Client,
    /// What they sit.
    pub exam: Exam,
    /// Who sits it.
    pub seats: Vec<Seat>,
}

/// A student with an attempt.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The student, signed in.
    pub student: Client,
    /// The attempt.
    pub submission: String,
}

impl Sitting {
    /// A new exam, which so many new students begin.
    pub async fn begin(platform: &Platform, students: usize) -> Self {
        let teacher = platform.account("teacher", Role::Teacher).await;
        let exam = Exam::publish(&teacher, fixtures::assessment("An exam")).await;
        let begun = exam.begin_all(platform.class("student", students).await).await;
        let seats = begun.into_iter().map(|(student, submission)| Seat { student, submission }).collect();
        Self { teacher, exam, seats }
    }
}

impl Seat {
    /// The same, speaking to the platform at `base`.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self { student: self.student.at(base), submission: self.submission.clone() }
    }

    /// A save of the right response to `item`, not yet sent.
    pub fn saving(&self, item: &str, seq: u64) -> RequestBuilder {
        let response = &fixtures::right_responses("")[item];
        let path = format!("/api/submissions/{}/answers/{item}", self.submission);
        self.student.request(Method::PUT, &path).json(&json!({ "seq": seq, "response": response }))
    }
}
