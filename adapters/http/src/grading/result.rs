use std::sync::Arc;

use pediafor_gradebook::{GradeView, Gradebook};
use pediafor_kernel::SubmissionId;
use poem::web::Data;
use poem_openapi::{ApiResponse, OpenApi, Union, param::Path, payload::Json};
use uuid::Uuid;

use super::dto::{MarkedGrade, StudentResult};
use crate::base::{ApiError, Bearer, ETag, Tag};

/// The grade of one submission.
#[derive(Debug)]
pub struct ReadGrade;

/// A grade as the one who asks may see it.
#[derive(Debug, Union)]
#[oai(discriminator_name = "view", one_of)]
enum SubmissionGrade {
    /// With keys, marks and history: for the owner of the assessment and for admins.
    #[oai(mapping = "marker")]
    Marker(MarkedGrade),
    /// For the student who sat it.
    #[oai(mapping = "student")]
    Student(StudentResult),
}

#[derive(ApiResponse)]
enum Read {
    /// The grade.
    #[oai(status = 200)]
    Ok(
        Json<SubmissionGrade>,
        /// Its version; only for those who can change it.
        #[oai(header = "ETag")]
        Option<ETag>,
    ),
}

#[OpenApi]
impl ReadGrade {
    /// Read the grade of a submission.
    ///
    /// The owner of the assessment and admins see keys, marks and history. The student sees how far the marking is, and
    /// after the release the totals and what the assessment's review rules allow. For everybody else there is no grade.
    #[oai(path = "/grades/submission/:submission_id", method = "get", operation_id = "read_grade", tag = "Tag::Grades")]
    async fn read_grade(
        &self,
        Bearer(actor): Bearer,
        gradebook: Data<&Arc<Gradebook>>,
        /// The submission.
        submission_id: Path<Uuid>,
    ) -> Result<Read, ApiError> {
        Ok(match gradebook.grade(&actor, SubmissionId::from_uuid(submission_id.0)).await? {
            GradeView::Marker(view) => {
                let version = view.grade.record().version;
                Read::Ok(Json(SubmissionGrade::Marker((*view).into())), Some(ETag::of(version)))
            }
            GradeView::Student(result) => Read::Ok(Json(SubmissionGrade::Student((*result).into())), None),
        })
    }
}

#[cfg(test)]
mod tests {
    use pediafor_gradebook::sample::{SECRET, responses};
    use pediafor_kernel::events::Review;
    use serde_json::{Value, json};

    use super::super::world::World;

    #[tokio::test]
    async fn the_owner_reads_keys_marks_and_history() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        for actor in [&world.teacher, &world.admin] {
            let answer = world.read(actor, submission).await;
            assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, Some("\"1\"")));
            let grade = answer.json();
            assert_eq!(grade["view"], "marker");
            assert_eq!(grade["grade"]["student_name"], "Ada");
            assert_eq!(grade["grade"]["state"], "partially_graded");
            assert_eq!((&grade["grade"]["points"], &grade["grade"]["percentage"]), (&json!(5), &json!(50.0)));
            let capital = &grade["items"][0];
            assert_eq!(capital["question"]["interaction"]["key"], "paris");
            assert_eq!(capital["response"], json!({"type": "choice", "chosen": "paris"}));
            assert_eq!(capital["outcome"]["verdict"], "correct");
            assert_eq!(capital["minimum"], json!(-0.5));
            assert!(grade["items"][2].get("earned").is_none(), "the essay waits");
            assert_eq!(grade["history"][0]["what"]["type"], "marked");
            assert_eq!(grade["history"][0]["after"], json!({"state": "partially_graded", "points": 5}));
        }
    }

    /// Every name of a member, at any depth.
    fn names(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    found.push(name.clone());
                    names(value, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| names(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    #[tokio::test]
    async fn before_the_release_nothing_a_student_reads_holds_a_key_a_point_or_an_explanation() {
        let world = World::new().await;
        let sample = world
            .published(&world.teacher, |mut sample| {
                sample.marking.review = Review { marks: true, responses: true, keys: true, explanations: true };
                sample
            })
            .await;
        let waiting = world.handed_in(&sample, &world.student, responses()).await;
        let graded = world.handed_in(&sample, &world.student, responses()).await;
        let mark = format!("/grades/submission/{graded}/question/essay");
        let body = json!({"points": 4, "comment": format!("{SECRET}: nearly")});
        assert_eq!(world.client.put(&mark).by(&world.teacher).json(&body).send().await.status, 200);
        let feedback = format!("/grades/submission/{graded}/feedback");
        let body = json!({"feedback": format!("{SECRET}: altogether")});
        assert_eq!(world.client.put(&feedback).by(&world.teacher).json(&body).send().await.status, 200);

        let student = world.student.user;
        let mut texts = Vec::new();
        for path in [
            format!("/grades/submission/{waiting}"),
            format!("/grades/submission/{graded}"),
            "/grades/my-grades".to_owned(),
            format!("/grades/user/{student}"),
        ] {
            let answer = world.client.get(&path).by(&world.student).send().await;
            assert_eq!(answer.status, 200, "{path}");
            let mut found = Vec::new();
            names(&answer.json(), &mut found);
            for name in
                ["points", "maximum", "percentage", "passed", "key", "keys", "explanation", "feedback", "result"]
            {
                assert!(!found.iter().any(|found| found == name), "{name} in {path}: {}", answer.json());
            }
            texts.push(String::from_utf8_lossy(&answer.bytes).into_owned());
        }
        for text in &texts {
            assert!(!text.contains(SECRET) && !text.contains("paris"), "{text}");
        }
        assert!(texts[1].contains("\"graded\""), "the state is told: {}", texts[1]);

        let release = format!("/grades/submission/{graded}/release");
        assert_eq!(world.client.post(&release).by(&world.teacher).send().await.status, 200);
        let after = world.read(&world.student, graded).await;
        assert!(String::from_utf8_lossy(&after.bytes).contains(SECRET), "the test would have seen it");
    }

    #[tokio::test]
    async fn after_the_release_a_student_reads_what_the_review_rules_allow() {
        let world = World::new().await;
        let marks_alone = Review { marks: true, responses: false, keys: false, explanations: false };
        let sample = world
            .published(&world.teacher, |mut sample| {
                sample.marking.review = marks_alone;
                sample.automatic().immediate()
            })
            .await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        let answer = world.read(&world.student, submission).await;
        assert_eq!(answer.header("etag"), None);
        let result = answer.json();
        assert_eq!(result["view"], "student");
        let totals = &result["grade"]["result"];
        assert_eq!((&totals["points"], &totals["maximum"], &totals["passed"]), (&json!(5), &json!(5), &json!(true)));
        let capital = json!({
            "item": "capital", "title": "Capital", "marks": {"points": 2, "maximum": 2, "verdict": "correct"},
        });
        assert_eq!(result["items"][0], capital);
    }

    #[tokio::test]
    async fn everything_shown_is_shown_as_it_stands() {
        let world = World::new().await;
        let everything = Review { marks: true, responses: true, keys: true, explanations: true };
        let sample = world
            .published(&world.teacher, |mut sample| {
                sample.marking.review = everything;
                sample.automatic().immediate()
            })
            .await;
        let mut given = responses();
        given["capital"]["chosen"] = json!("rome");
        let submission = world.handed_in(&sample, &world.student, given).await;
        let result = world.read(&world.student, submission).await.json();
        let capital = &result["items"][0];
        assert_eq!(capital["marks"], json!({"points": -0.5, "maximum": 2, "verdict": "incorrect"}));
        assert_eq!(capital["response"], json!({"type": "choice", "chosen": "rome"}));
        assert_eq!(capital["key"], json!([{"part": "", "expected": "paris"}]));
        assert_eq!(capital["explanation"]["feedback"], format!("{SECRET}: look again"));
        assert_eq!(capital["explanation"]["parts"][0]["feedback"], format!("{SECRET}: that is Italy's"));
        assert_eq!(capital["question"]["body"], "Which is the capital of France?");
        assert!(capital["question"]["interaction"].get("key").is_none(), "{capital}");
    }

    #[tokio::test]
    async fn for_everybody_else_there_is_no_such_grade() {
        let world = World::new().await;
        let sample = world.published(&world.teacher, |sample| sample).await;
        let submission = world.handed_in(&sample, &world.student, responses()).await;
        for actor in [&world.colleague, &world.classmate] {
            let answer = world.read(actor, submission).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "grade_not_found"));
        }
        let answer = world.client.get("/grades/submission/nonsense").by(&world.teacher).send().await;
        assert!(matches!(answer.status.as_u16(), 400 | 404), "{}", answer.status);
        let answer = world.client.get(&format!("/grades/submission/{submission}")).send().await;
        assert_eq!(answer.status, 401);
    }
}
