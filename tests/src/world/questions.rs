use pediafor_kernel::{Clock, Role, Timestamp};
use pediafor_local::SystemClock;
use serde_json::{Value, json};

use super::{Body, Example, Sitting, World};
use crate::{Client, PASSWORD, fixtures, operations::Operation};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Nobody: no token is needed.
    Anybody,
    /// The student whose thing it is.
    Student,
    /// The teacher whose assessment it is.
    Owner,
    /// An administrator.
    Admin,
}

impl World {
    /// The person of this world, for whom an example may name another student.
    pub fn who(&self, who: Who, example: &Example) -> Client {
        match who {
            Who::Anybody => self.platform.anonymous(),
            Who::Student => example.student.clone().unwrap_or_else(|| self.student.clone()),
            Who::Owner => self.owner.clone(),
            Who::Admin => self.admin.clone(),
        }
    }

    /// What stands where the example's effect is seen, without what the clock alone changes, once everything that
    /// happened has taken effect; nothing, where nothing is changed by it.
    pub async fn watched(&self, example: &Example) -> Option<(u16, Value)> {
        let (who, path) = example.watch.as_ref()?;
        self.settle().await;
        let answer = self.who(*who, example).get(path).await;
        Some((answer.status.as_u16(), timeless(answer.body)))
    }

    /// A right request to `operation`, about a fresh thing in a state in which it is granted.
    ///
    /// # Panics
    ///
    /// Where the operation is new: then it is to be added here.
    pub async fn example(&self, operation: &Operation) -> Example {
        let service = operation.path.split('/').nth(2).unwrap_or_default();
        match service {
            "auth" | "users" => self.about_users(operation).await,
            "assessments" => self.about_assessments(operation).await,
            "submissions" | "files" => self.about_submissions(operation).await,
            "grades" => self.about_grades(operation).await,
            "notifications" => self.about_notifications(operation).await,
            _ => unknown(operation),
        }
    }

    async fn about_users(&self, operation: &Operation) -> Example {
        let by = |who| Example::of(operation, who);
        let person =
            || json!({ "email": format!("{}@school.example", self.name("new")), "name": "New", "password": PASSWORD });
        match operation.id.as_str() {
            "login" => by(Who::Anybody).saying(json!({ "email": "student@school.example", "password": PASSWORD })),
            "refresh_token" => {
                let credentials = json!({ "email": "student@school.example", "password": PASSWORD });
                let session = self.platform.anonymous().post("/api/auth/login", credentials).await.expect_status(200);
                by(Who::Anybody).saying(json!({ "refresh_token": session.text_at("/refresh_token") }))
            }
            "register" | "register_user" => by(Who::Anybody).saying(person()),
            "logout" => Example { ends_sessions: true, ..by(Who::Student) },
            "change_password" => {
                let body = json!({ "current_password": PASSWORD, "new_password": PASSWORD });
                Example { ends_sessions: true, ..by(Who::Student).saying(body) }
            }
            "read_own_account" => by(Who::Student).tracing(self.student.id()),
            "list_sessions" | "end_session" => {
                let student = self.somebody(Role::Student).await;
                let _ = self.again(&student).await;
                let sessions = student.get("/api/auth/sessions").await.expect_status(200);
                let other =
                    sessions.body["items"].as_array().and_then(|all| all.iter().find(|it| it["current"] == false));
                let id = other.and_then(|it| it["id"].as_str()).expect("another session").to_owned();
                match operation.id.as_str() {
                    "list_sessions" => by(Who::Student).of_student(&student).tracing(id),
                    _ => by(Who::Student).of_student(&student).about("id", &id),
                }
            }
            "list_users" | "list_students" => {
                let student = self.somebody(Role::Student).await;
                let me = student.get("/api/auth/me").await.expect_status(200);
                let query = format!("q={}", me.text_at("/email"));
                by(Who::Admin).of_student(&student).with_query(&query).tracing(student.id())
            }
            "create_user" => {
                let mut body = person();
                body["role"] = json!("teacher");
                by(Who::Admin).saying(body)
            }
            id => {
                let student = self.somebody(Role::Student).await;
                let about = by(Who::Admin).of_student(&student).about("id", student.id());
                let watched = about.clone().watching(format!("/api/users/{}", student.id()));
                match id {
                    "read_user" | "read_student" => about,
                    "update_profile" => watched.saying(json!({ "name": "Another Name" })),
                    "change_role" => watched.saying(json!({ "role": "teacher" })),
                    "deactivate_user" | "delete_user" => watched,
                    "reactivate_user" => {
                        let path = format!("/api/users/{}/deactivate", student.id());
                        let _ = self.admin.post_empty(&path).await.expect_status(200);
                        self.settle().await;
                        // whose account it is can't ask: it is another student who does
                        Example { student: None, ..watched }
                    }
                    _ => unknown(operation),
                }
            }
        }
    }

    async fn about_assessments(&self, operation: &Operation) -> Example {
        let by = Example::of(operation, Who::Owner);
        let item = || fixtures::assessment("")["sections"][0]["items"][0].clone();
        let watched = |id: &str| by.clone().about("id", id).watching(format!("/api/assessments/{id}"));
        let after = async |id: String, step: &str| {
            let _ = self.owner.post_empty(&format!("/api/assessments/{id}/{step}")).await.expect_status(200);
            id
        };
        let tomorrow = Timestamp::from_micros(SystemClock.now().micros() + 86_400_000_000).expect("an instant");
        match operation.id.as_str() {
            "list_assessments" => {
                let id = self.published().await;
                let title = self.owner.get(&format!("/api/assessments/{id}")).await.text_at("/title");
                by.with_query(&format!("q={title}")).tracing(id)
            }
            "create_assessment" => by.saying(self.content()),
            "lint_item" => by.saying(item()),
            "read_assessment" => by.about("id", &self.published().await).tracing(fixtures::SECRET),
            "read_assessment_version" => {
                by.about("id", &self.published().await).about("number", "1").tracing(fixtures::SECRET)
            }
            "read_assessment_ownership" => by.about("id", &self.published().await).about("teacher_id", self.owner.id()),
            "list_assessment_versions" => by.about("id", &self.published().await),
            "update_assessment" => watched(&self.draft().await).saying(self.content()),
            "schedule_assessment" => watched(&self.draft().await).saying(json!({ "publish_at": tomorrow })),
            "unschedule_assessment" => {
                let id = self.draft().await;
                let body = json!({ "publish_at": tomorrow });
                let _ = self.owner.post(&format!("/api/assessments/{id}/schedule"), body).await.expect_status(200);
                watched(&id)
            }
            "delete_assessment" | "duplicate_assessment" | "publish_assessment" => watched(&self.draft().await),
            "close_assessment" | "begin_assessment_version" => watched(&self.published().await),
            "archive_assessment" => watched(&after(self.published().await, "close").await),
            _ => unknown(operation),
        }
    }

    async fn about_submissions(&self, operation: &Operation) -> Example {
        let student = Example::of(operation, Who::Student);
        let owner = Example::of(operation, Who::Owner);
        let in_progress = async |by: &Example| {
            let Sitting { submission, .. } = self.started().await;
            by.clone().about("id", &submission).watching(format!("/api/submissions/{submission}"))
        };
        // answers are seen by the student alone until they are handed in
        let answering = |example: Example| {
            let answers = format!("/api/submissions/{}/answers", example.path[0].1);
            Example { watch: Some((Who::Student, answers)), ..example }
        };
        match operation.id.as_str() {
            "start_submission" => {
                let assessment = self.published().await;
                student.saying(json!({ "assessment_id": assessment }))
            }
            "list_submissions" => {
                let Sitting { assessment, submission } = self.started().await;
                owner.with_query(&format!("assessment={assessment}")).tracing(submission)
            }
            "list_assessment_submissions" => {
                let Sitting { assessment, submission } = self.started().await;
                owner.about("assessment_id", &assessment).tracing(submission)
            }
            "count_submissions" => owner.about("assessment_id", &self.started().await.assessment),
            "read_submission" | "read_answers" | "read_paper" | "abandon" | "submit" => in_progress(&student).await,
            "save_answers" => answering(in_progress(&student).await).saying(json!({ "answers": [
                { "item": "earth", "seq": 1, "response": { "type": "true_false", "value": true } },
            ] })),
            "save_answer" => {
                let about = answering(in_progress(&student).await).about("item", "earth");
                about.saying(json!({ "seq": 1, "response": { "type": "true_false", "value": true } }))
            }
            "upload_file" => {
                let about = in_progress(&student).await;
                let files = format!("/api/submissions/{}/files", about.path[0].1);
                Example { body: Body::File { item: "sketch" }, ..about.watching(files) }
            }
            "list_files" | "measure_files" | "read_file" | "download_file" | "delete_file" => {
                let sitting = self.started().await;
                let file = self.upload(&sitting).await;
                let files = format!("/api/submissions/{}/files", sitting.submission);
                match operation.id.as_str() {
                    "list_files" | "measure_files" => student.about("id", &sitting.submission),
                    _ => student.about("id", &file).watching(files),
                }
            }
            _ => unknown(operation),
        }
    }

    async fn about_grades(&self, operation: &Operation) -> Example {
        let by = Example::of(operation, Who::Owner);
        let watched = |id: &str| by.clone().about("submission_id", id).watching(format!("/api/grades/submission/{id}"));
        match operation.id.as_str() {
            "mark_again" => {
                let id = self.waiting().await.submission;
                by.saying(json!({ "submission_id": id })).watching(format!("/api/grades/submission/{id}"))
            }
            "read_grading_overview" => {
                self.waiting().await;
                by.tracing(r#""pending":1"#)
            }
            "list_assessment_grades" => {
                let Sitting { assessment, submission } = self.waiting().await;
                by.about("assessment_id", &assessment).tracing(submission)
            }
            "release_assessment_grades" => {
                let Sitting { assessment, submission } = self.graded().await;
                by.about("assessment_id", &assessment).watching(format!("/api/grades/submission/{submission}"))
            }
            "list_my_grades" => {
                let id = self.waiting().await.submission;
                Example { by: Who::Student, ..by }.tracing(id)
            }
            "list_marking_queue" => {
                let id = self.waiting().await.submission;
                by.with_query("limit=200").tracing(id)
            }
            "list_user_grades" => {
                let id = self.waiting().await.submission;
                by.about("user_id", self.student.id()).tracing(id)
            }
            "read_grade" => watched(&self.waiting().await.submission).tracing(fixtures::SECRET),
            "write_feedback" => watched(&self.waiting().await.submission).saying(json!({ "feedback": "Good work." })),
            "mark_item" => {
                let about = watched(&self.waiting().await.submission).about("item_id", "essay");
                about.saying(json!({ "points": 1.5, "comment": "Half of it." }))
            }
            "release_grade" => watched(&self.graded().await.submission),
            "recall_grade" => watched(&self.released().await.submission),
            _ => unknown(operation),
        }
    }

    async fn about_notifications(&self, operation: &Operation) -> Example {
        let by = Example::of(operation, Who::Student);
        let message = self.message().await;
        match operation.id.as_str() {
            "list_notifications" => by.with_query("limit=200").tracing(message),
            "read_notification" => by.about("id", &message),
            "read_notifications" => by.saying(json!({ "ids": [message] })),
            "count_unread_notifications" | "read_all_notifications" => by,
            _ => unknown(operation),
        }
    }
}

/// The same without what differs between two equal answers.
pub fn timeless(mut body: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.retain(|name, _| !["trace_id", "server_time", "remaining_ms"].contains(&name.as_str()));
    }
    body
}

fn unknown(operation: &Operation) -> ! {
    panic!("{} ({}) has no example yet: add one to the world", operation.title(), operation.id)
}
