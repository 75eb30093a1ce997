//! A small world in which every route can be asked for something that is there.

use pediafor_kernel::Role;
use pediafor_tests::{Answer, Client, Platform, eventually, fixtures};
use reqwest::{Method, multipart};
use serde_json::{Value, json};

/// The password of every account of the world.
const PASSWORD: &str = "a long enough password";

/// A platform with an assessment that can be sat, and one submission that was handed in and marked.
pub(crate) struct World {
    pub(crate) platform: Platform,
    admin: Client,
    teacher: Client,
    /// Handed in `submission`.
    student: Client,
    assessment: String,
    submission: String,
    strangers: std::cell::Cell<u32>,
}

/// Who asks for what, with what.
struct Question {
    client: Client,
    ids: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    Nothing,
    Json(Value),
    File { item: &'static str },
}

impl Question {
    fn by(client: &Client) -> Self {
        Self { client: client.clone(), ids: Vec::new(), body: Body::Nothing }
    }

    /// `{name}` in the path is `id`.
    fn about(mut self, name: &'static str, id: &str) -> Self {
        self.ids.push((name, id.to_owned()));
        self
    }

    fn saying(self, body: Value) -> Self {
        Self { body: Body::Json(body), ..self }
    }
}

impl World {
    pub(crate) async fn new(platform: Platform) -> Self {
        let admin = platform.account("admin", Role::Admin).await;
        let teacher = platform.account("teacher", Role::Teacher).await;
        let student = platform.account("student", Role::Student).await;
        let made = teacher.post("/api/assessments", fixtures::assessment("Everything")).await.expect_status(201);
        let assessment = made.text_at("/id");
        let _ = teacher.post_empty(&format!("/api/assessments/{assessment}/publish")).await.expect_status(200);
        platform.running().settle().await.unwrap();
        let submission = start(&student, &assessment).await;
        let essay = json!({ "seq": 1, "response": { "type": "essay", "text": "Ice is less dense." } });
        let _ = student.put(&format!("/api/submissions/{submission}/answers/essay"), essay).await.expect_status(200);
        let _ = student.post_empty(&format!("/api/submissions/{submission}/submit")).await.expect_status(200);
        let strangers = std::cell::Cell::new(0);
        let world = Self { platform, admin, teacher, student, assessment, submission, strangers };
        eventually("the submission is marked and everybody told", async || {
            let grade = world.teacher.get(&format!("/api/grades/submission/{}", world.submission)).await;
            let inbox = world.student.get("/api/notifications").await;
            if grade.status == 200 && inbox.body["items"][0].is_object() {
                Ok(())
            } else {
                Err((grade.text, inbox.text))
            }
        })
        .await;
        world
    }

    /// Asks for what `method` and `proper` stand for, as somebody who may, by the method `way` at `path`.
    pub(crate) async fn ask(&self, method: &Method, proper: &str, way: &str, path: &str) -> Answer {
        let question = self.question(method, proper).await;
        let path = fill(path, &question.ids);
        let request = question.client.request(way.parse().unwrap(), &path);
        let request = match question.body {
            Body::Nothing => request,
            Body::Json(body) => request.json(&body),
            Body::File { item } => {
                let file = multipart::Part::text("H-O-H").file_name("sketch.txt").mime_str("text/plain").unwrap();
                request.multipart(multipart::Form::new().text("item", item).part("file", file))
            }
        };
        question.client.send(request).await
    }

    /// Asks `path` as an administrator, with any ids.
    pub(crate) async fn ask_as_admin(&self, method: &Method, path: &str) -> Answer {
        let path = fill(path, &[]);
        self.admin.send(self.admin.request(method.clone(), &path)).await
    }

    /// Somebody new.
    async fn stranger(&self, role: Role) -> Client {
        self.strangers.set(self.strangers.get() + 1);
        self.platform.account(&format!("stranger-{}", self.strangers.get()), role).await
    }

    /// A draft of the teacher's.
    async fn draft(&self) -> String {
        let made = self.teacher.post("/api/assessments", fixtures::assessment("A draft")).await;
        made.expect_status(201).text_at("/id")
    }

    /// A student who has just begun, and the submission.
    async fn sitting(&self) -> (Client, String) {
        let student = self.stranger(Role::Student).await;
        let submission = start(&student, &self.assessment).await;
        (student, submission)
    }

    /// A student who is sitting and has uploaded a file, and the file.
    async fn uploading(&self) -> (Client, String) {
        let (student, submission) = self.sitting().await;
        let path = format!("/api/submissions/{submission}/files");
        let file = multipart::Part::text("H-O-H").file_name("sketch.txt").mime_str("text/plain").unwrap();
        let form = multipart::Form::new().text("item", "sketch").part("file", file);
        let answer = student.send(student.request(Method::POST, &path).multipart(form)).await.expect_status(201);
        (student, answer.text_at("/id"))
    }

    /// A message of the student's.
    async fn message(&self) -> String {
        self.student.get("/api/notifications").await.expect_status(200).text_at("/items/0/id")
    }

    /// Who asks that, for which things, with which body.
    async fn question(&self, method: &Method, proper: &str) -> Question {
        let nobody = self.platform.anonymous();
        match (method.as_str(), proper) {
            ("GET", "/" | "/health" | "/metrics") => Question::by(&nobody),
            ("GET", health) if health.starts_with("/health/") => Question::by(&nobody),
            (_, path) if path.starts_with("/api/auth/") => self.session_question(method, path).await,
            (_, path) if path.starts_with("/api/users") => self.account_question(method, path).await,
            (_, path) if path.starts_with("/api/assessments") => self.assessment_question(method, path).await,
            (_, path) if path.starts_with("/api/grades") => self.grade_question(method, path),
            (_, path) if path.starts_with("/api/notifications") => self.message_question(method, path).await,
            (_, path) => self.submission_question(method, path).await,
        }
    }

    async fn session_question(&self, method: &Method, path: &str) -> Question {
        let nobody = Question::by(&self.platform.anonymous());
        match (method.as_str(), path) {
            ("GET", "/api/auth/me") => Question::by(&self.student),
            ("POST", "/api/auth/login") => nobody.saying(self.credentials().await),
            ("POST", "/api/auth/refresh") => {
                let tokens = self.platform.anonymous().post("/api/auth/login", self.credentials().await).await;
                nobody.saying(json!({ "refresh_token": tokens.expect_status(200).body["refresh_token"] }))
            }
            ("POST", "/api/auth/logout") => Question::by(&self.stranger(Role::Student).await),
            ("POST", "/api/auth/register") => {
                self.strangers.set(self.strangers.get() + 1);
                let email = format!("new-{}@school.example", self.strangers.get());
                nobody.saying(json!({ "email": email, "name": "New", "password": PASSWORD }))
            }
            ("PUT", "/api/auth/password") => Question::by(&self.stranger(Role::Student).await)
                .saying(json!({ "current_password": PASSWORD, "new_password": "another long password" })),
            _ => unknown(method, path),
        }
    }

    async fn credentials(&self) -> Value {
        self.stranger(Role::Student).await;
        json!({ "email": format!("stranger-{}@school.example", self.strangers.get()), "password": PASSWORD })
    }

    async fn account_question(&self, method: &Method, path: &str) -> Question {
        let id = self.student.id();
        match (method.as_str(), path) {
            ("GET", "/api/users") => Question::by(&self.admin),
            ("GET", "/api/users/students") => Question::by(&self.teacher),
            ("GET", "/api/users/students/{student}") => Question::by(&self.teacher).about("student", id),
            ("GET", "/api/users/{user}") => Question::by(&self.student).about("user", id),
            ("PUT", "/api/users/{user}") => {
                Question::by(&self.student).about("user", id).saying(json!({ "name": "Somebody" }))
            }
            ("DELETE", "/api/users/{user}") => {
                Question::by(&self.admin).about("user", self.stranger(Role::Student).await.id())
            }
            _ => unknown(method, path),
        }
    }

    async fn assessment_question(&self, method: &Method, path: &str) -> Question {
        let teacher = Question::by(&self.teacher);
        match (method.as_str(), path) {
            ("GET", "/api/assessments") => teacher,
            ("POST", "/api/assessments") => teacher.saying(fixtures::assessment("Another")),
            ("PUT", "/api/assessments/{assessment}") => {
                teacher.about("assessment", &self.draft().await).saying(fixtures::assessment("Changed"))
            }
            ("DELETE", "/api/assessments/{assessment}") | ("POST", "/api/assessments/{assessment}/publish") => {
                teacher.about("assessment", &self.draft().await)
            }
            ("GET", "/api/assessments/{assessment}") | ("POST", "/api/assessments/{assessment}/duplicate") => {
                teacher.about("assessment", &self.assessment)
            }
            ("GET", "/api/assessments/{assessment}/ownership/{teacher}") => {
                teacher.about("assessment", &self.assessment).about("teacher", self.teacher.id())
            }
            _ => unknown(method, path),
        }
    }

    async fn submission_question(&self, method: &Method, path: &str) -> Question {
        let student = Question::by(&self.student);
        match (method.as_str(), path) {
            ("POST", "/api/submissions") => {
                Question::by(&self.stranger(Role::Student).await).saying(json!({ "assessment_id": self.assessment }))
            }
            ("GET", "/api/submissions") => student,
            (
                "GET",
                "/api/submissions/{submission}"
                | "/api/submissions/{submission}/files"
                | "/api/submissions/{submission}/files/stats",
            ) => student.about("submission", &self.submission),
            ("GET", "/api/submissions/assessment/{assessment}") => student.about("assessment", &self.assessment),
            ("GET", "/api/submissions/stats/{assessment}") => {
                Question::by(&self.teacher).about("assessment", &self.assessment)
            }
            ("POST", "/api/submissions/{submission}/answers") => {
                let (student, submission) = self.sitting().await;
                let answer = json!({ "item": "earth", "seq": 1, "response": { "type": "true_false", "value": true } });
                Question::by(&student).about("submission", &submission).saying(json!({ "answers": [answer] }))
            }
            ("POST", "/api/submissions/{submission}/submit") => {
                let (student, submission) = self.sitting().await;
                Question::by(&student).about("submission", &submission)
            }
            ("POST", "/api/submissions/{submission}/files") => {
                let (student, submission) = self.sitting().await;
                Question { body: Body::File { item: "sketch" }, ..Question::by(&student) }
                    .about("submission", &submission)
            }
            ("GET", "/api/files/{file}" | "/api/files/{file}/download") | ("DELETE", "/api/files/{file}") => {
                let (student, file) = self.uploading().await;
                Question::by(&student).about("file", &file)
            }
            _ => unknown(method, path),
        }
    }

    fn grade_question(&self, method: &Method, path: &str) -> Question {
        let teacher = Question::by(&self.teacher);
        let marked = Question::by(&self.teacher).about("submission", &self.submission);
        match (method.as_str(), path) {
            ("POST", "/api/grades") => teacher.saying(json!({ "submission_id": self.submission })),
            ("GET", "/api/grades/queue" | "/api/grades/analytics/teacher/overview") => teacher,
            ("GET", "/api/grades/my-grades") => Question::by(&self.student),
            ("GET", "/api/grades/submission/{submission}") => marked,
            ("GET", "/api/grades/user/{user}") => teacher.about("user", self.student.id()),
            ("GET", "/api/grades/assessment/{assessment}") => teacher.about("assessment", &self.assessment),
            ("PUT", "/api/grades/submission/{submission}/feedback") => {
                marked.saying(json!({ "feedback": "Well done." }))
            }
            ("PUT", "/api/grades/submission/{submission}/question/{question}") => {
                marked.about("question", "essay").saying(json!({ "points": 2.5, "comment": "Good." }))
            }
            _ => unknown(method, path),
        }
    }

    async fn message_question(&self, method: &Method, path: &str) -> Question {
        let student = Question::by(&self.student);
        match (method.as_str(), path) {
            ("GET", "/api/notifications") => student,
            ("POST", "/api/notifications/{notification}/read") => student.about("notification", &self.message().await),
            ("POST", "/api/notifications/read") => student.saying(json!({ "ids": [self.message().await] })),
            _ => unknown(method, path),
        }
    }
}

/// Begins an attempt; gives the submission's id.
async fn start(student: &Client, assessment: &str) -> String {
    student.post("/api/submissions", json!({ "assessment_id": assessment })).await.expect_status(201).text_at("/id")
}

fn unknown(method: &Method, path: &str) -> ! {
    panic!("this test does not know how to ask {method} {path}: tell it in {}", file!())
}

/// The path with `ids` for the names in braces, and the nil UUID for any that is left.
fn fill(path: &str, ids: &[(&str, String)]) -> String {
    let mut filled = path.to_owned();
    for (name, id) in ids {
        filled = filled.replace(&format!("{{{name}}}"), id);
    }
    while let Some((before, rest)) = filled.split_once('{') {
        let (_, after) = rest.split_once('}').unwrap_or_else(|| panic!("{path} has a brace that is not closed"));
        filled = format!("{before}{}{after}", uuid::Uuid::nil());
    }
    filled
}
