//! The service asked through its whole edge.

use std::sync::Arc;

use pediafor_assessments::{Assessments, memory::MemoryAssessments, samples};
use pediafor_kernel::{
    Actor, Role,
    mock::{Counting, FakeClock},
};
use serde_json::{Value, json};

use super::router;
use crate::base::testing::{self, Answer, Client, NOW, actor};

/// The service over memory, with a clock to turn.
struct Room {
    client: Client,
    clock: Arc<FakeClock>,
    assessments: Arc<Assessments>,
}

fn room() -> Room {
    let memory = Arc::new(MemoryAssessments::default());
    let clock = Arc::new(FakeClock::at(NOW.parse().unwrap()));
    let assessments = Arc::new(Assessments {
        repository: memory.clone(),
        catalogue: memory.clone(),
        receipts: memory,
        clock: clock.clone(),
        ids: Arc::new(Counting::default()),
    });
    Room { client: Client::new(router(assessments.clone(), &testing::edge())), clock, assessments }
}

fn teacher() -> Actor {
    actor(Role::Teacher, 1)
}

fn student() -> Actor {
    actor(Role::Student, 7)
}

/// A request to create the sample.
fn sample() -> Value {
    let items = samples::items();
    let items = items.as_array().unwrap();
    json!({
        "title": "Light and lenses",
        "subject": "Physics",
        "description": "End of term, year 9",
        "instructions": "Answer **all** questions.",
        "sections": [
            {"id": "basics", "title": "Basics", "items": items[..5]},
            {"id": "lenses", "title": "Lenses", "instructions": "Use a ruler.", "items": items[5..]},
        ],
        "sitting": {
            "duration_seconds": 3600,
            "opens_at": "2026-03-01T10:00:00+01:00",
            "closes_at": "2026-04-01T09:00:00Z",
            "max_attempts": 2,
            "shuffle_options": true,
            "audience": {"type": "students", "students": [student().user]},
        },
        "marking": {"release": "held", "review": {"keys": true}, "pass_percent": 50},
    })
}

impl Room {
    async fn created(&self, body: &Value) -> Answer {
        let answer = self.client.post("/assessments").by(&teacher()).json(body).send().await;
        assert_eq!(answer.status, 201, "{:?}", answer.bytes);
        answer
    }

    /// The path of the sample, published.
    async fn published(&self) -> String {
        let path = self.created(&sample()).await.header("location").unwrap().to_owned();
        let answer = self.client.post(&format!("{path}/publish")).by(&teacher()).send().await;
        assert_eq!(answer.status, 200, "{:?}", answer.bytes);
        path
    }

    async fn post(&self, path: &str) -> Answer {
        self.client.post(path).by(&teacher()).send().await
    }
}

#[tokio::test]
async fn an_author_makes_reads_and_replaces_a_draft() {
    let room = room();
    let made = room.created(&sample()).await;
    assert_eq!(made.header("etag"), Some("\"1\""));
    let path = made.header("location").unwrap().to_owned();
    let assessment = made.json();
    assert_eq!(path, format!("/assessments/{}", assessment["id"].as_str().unwrap()));
    assert_eq!(assessment["state"], "draft");
    assert_eq!((&assessment["item_count"], &assessment["total_points"]), (&json!(10), &json!(22)));
    assert_eq!(assessment["sitting"]["opens_at"], "2026-03-01T09:00:00.000000Z");
    assert_eq!(assessment["sitting"]["grace_seconds"], 5);
    assert_eq!(
        assessment["marking"]["review"],
        json!({"marks": true, "responses": true, "keys": true, "explanations": true})
    );
    assert_eq!(assessment["sections"][0]["items"][1]["interaction"]["scoring"], json!({"rule": "exact"}));

    let read = room.client.get(&path).by(&teacher()).send().await;
    assert_eq!((read.status.as_u16(), read.header("etag")), (200, Some("\"1\"")));
    let mut seen = read.json();
    assert_eq!(seen.as_object_mut().unwrap().remove("view"), Some(json!("author")));
    assert_eq!(seen, assessment);

    // What was read can be sent back, without what only the service says.
    let mut body = assessment.clone();
    for own in ["id", "owner", "state", "item_count", "total_points", "versions", "created_at", "updated_at", "version"]
    {
        body.as_object_mut().unwrap().remove(own);
    }
    body["title"] = "Optics".into();
    let put = |tag: &'static str| room.client.put(&path).by(&teacher()).header("if-match", tag).json(&body).send();
    let answer = put("\"1\"").await;
    assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, Some("\"2\"")), "{:?}", answer.bytes);
    assert_eq!(answer.json()["title"], "Optics");
    assert_eq!(answer.json()["sections"], assessment["sections"]);
    let answer = put("\"1\"").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (412, "stale_version"));
    assert_eq!(put("*").await.status, 200);
}

#[tokio::test]
async fn a_draft_goes_through_all_its_states() {
    let room = room();
    let path = room.created(&sample()).await.header("location").unwrap().to_owned();
    let ask = |action: &str| room.client.post(&format!("{path}/{action}")).by(&teacher());

    let answer = ask("schedule").json(&json!({"publish_at": "2026-03-01T08:59:00Z"})).send().await;
    assert_eq!((answer.code().as_str(), answer.pointers()), ("scheduled_in_the_past", vec!["/publish_at".to_owned()]));
    let answer = ask("schedule").json(&json!({"publish_at": "2026-03-02T09:00:00Z"})).send().await;
    assert_eq!(answer.json()["state"], "scheduled");
    assert_eq!(answer.json()["publish_at"], "2026-03-02T09:00:00.000000Z");
    let answer = room.client.put(&path).by(&teacher()).json(&sample()).send().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "not_editable"));
    assert_eq!(ask("unschedule").send().await.json()["state"], "draft");
    assert_eq!(ask("close").send().await.code(), "illegal_transition");

    let answer = ask("publish").header("if-match", "\"3\"").send().await;
    assert_eq!((answer.header("etag"), &answer.json()["state"]), (Some("\"4\""), &json!("published")));
    let answer = room.client.delete(&path).by(&teacher()).send().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "ever_published"));
    assert_eq!(ask("versions").send().await.json()["state"], "draft");
    room.clock.advance_millis(1000);
    let answer = ask("publish").send().await.json();
    assert_eq!(
        answer["versions"].as_array().unwrap().iter().map(|version| &version["state"]).collect::<Vec<_>>(),
        ["closed", "published"]
    );
    assert_eq!(ask("archive").send().await.status, 409);
    assert_eq!(ask("close").send().await.json()["state"], "closed");
    assert_eq!(ask("archive").send().await.json()["state"], "archived");

    let list = room.client.get(&format!("{path}/versions")).by(&teacher()).send().await.json();
    assert_eq!(list["items"][0]["closed_at"], "2026-03-01T09:00:01.000000Z");
    let version = room.client.get(&format!("{path}/versions/1")).by(&teacher()).send().await.json();
    assert_eq!((&version["number"], &version["title"]), (&json!(1), &json!("Light and lenses")));
    assert_eq!(version["sections"][1]["items"][0]["id"], "q6");
    let answer = room.client.get(&format!("{path}/versions/3")).by(&teacher()).send().await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn a_scheduled_draft_is_published_by_itself() {
    let room = room();
    let path = room.created(&sample()).await.header("location").unwrap().to_owned();
    let schedule = json!({"publish_at": "2026-03-01T09:01:00Z"});
    room.client.post(&format!("{path}/schedule")).by(&teacher()).json(&schedule).send().await;
    room.clock.advance_millis(60_000);
    assert_eq!(room.assessments.publish_due().await.unwrap().published.len(), 1);
    assert_eq!(room.client.get(&path).by(&student()).send().await.status, 200);
}

#[tokio::test]
async fn no_answer_to_a_student_has_a_key_or_an_item() {
    let room = room();
    let path = room.published().await;
    let (student, stranger) = (student(), actor(Role::Student, 8));

    let answer = room.client.get(&path).by(&student).send().await;
    assert_eq!((answer.status.as_u16(), answer.header("etag")), (200, None));
    let seen = answer.json();
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(
        seen,
        json!({
            "view": "student", "id": id, "version_id": seen["version_id"], "version_number": 1,
            "title": "Light and lenses", "subject": "Physics", "instructions": "Answer **all** questions.",
            "window": "open", "opens_at": "2026-03-01T09:00:00.000000Z", "closes_at": "2026-04-01T09:00:00.000000Z",
            "duration_seconds": 3600, "max_attempts": 2, "item_count": 10, "total_points": 22,
            "published_at": "2026-03-01T09:00:00.000000Z",
        })
    );
    let list = room.client.get("/assessments").by(&student).send().await;
    assert_eq!(list.json(), json!({"items": [seen], "next_cursor": null}));
    assert_eq!(room.client.get(&path).by(&stranger).send().await.code(), "assessment_not_found");
    let list = room.client.get("/assessments").by(&stranger).send().await;
    assert_eq!(list.json()["items"], json!([]));

    let body = sample();
    let refused = [
        room.client.post("/assessments").by(&student).json(&body).send().await,
        room.client.put(&path).by(&student).json(&body).send().await,
        room.client.delete(&path).by(&student).send().await,
        room.client.post(&format!("{path}/publish")).by(&student).send().await,
        room.client.post(&format!("{path}/schedule")).by(&student).json(&json!({"publish_at": NOW})).send().await,
        room.client.post(&format!("{path}/unschedule")).by(&student).send().await,
        room.client.post(&format!("{path}/close")).by(&student).send().await,
        room.client.post(&format!("{path}/archive")).by(&student).send().await,
        room.client.post(&format!("{path}/duplicate")).by(&student).send().await,
        room.client.post(&format!("{path}/versions")).by(&student).send().await,
        room.client.get(&format!("{path}/versions")).by(&student).send().await,
        room.client.get(&format!("{path}/versions/1")).by(&student).send().await,
        room.client.get(&format!("{path}/ownership/{}", teacher().user)).by(&student).send().await,
        room.client.post("/assessments/lint").by(&student).json(&samples::items()[0]).send().await,
    ];
    for answer in &refused {
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "authors_only"));
    }
    for answer in refused.iter().chain([&answer, &list]) {
        let text = String::from_utf8_lossy(&answer.bytes);
        assert!(!text.contains("secret") && !text.contains("interaction"), "{text}");
    }
}

#[tokio::test]
async fn nobody_gets_anything_without_a_token_and_another_teacher_nothing_at_all() {
    let room = room();
    let path = room.published().await;
    for path in ["/assessments", &path, &format!("{path}/versions/1")] {
        assert_eq!(room.client.get(path).send().await.status, 401);
    }
    let other = actor(Role::Teacher, 2);
    for path in [&path, &format!("{path}/versions"), &format!("{path}/ownership/{}", other.user)] {
        assert_eq!(room.client.get(path).by(&other).send().await.code(), "assessment_not_found");
    }
    assert_eq!(room.client.post(&format!("{path}/close")).by(&other).send().await.code(), "assessment_not_found");
    let admin = actor(Role::Admin, 3);
    for (teacher, owns) in [(teacher(), true), (other, false)] {
        let answer = room.client.get(&format!("{path}/ownership/{}", teacher.user)).by(&admin).send().await;
        assert_eq!(answer.json(), json!({"owns": owns}));
    }
}

#[tokio::test]
async fn a_body_that_is_not_of_the_documented_form_is_refused_with_pointers_into_it() {
    let room = room();
    let item = "/sections/0/items/0";
    for (pointer, name, value, expected, code) in [
        ("", "colour", json!(1), "/colour".to_owned(), "unknown_member"),
        ("", "title", json!(["x"]), "/title".to_owned(), "wrong_type"),
        ("/sections/0", "extra", json!(null), "/sections/0/extra".to_owned(), "unknown_member"),
        ("/sitting", "audience", json!({"type": "friends"}), "/sitting/audience/type".to_owned(), "not_allowed"),
        ("/sitting", "shuffle", json!(true), "/sitting/shuffle".to_owned(), "unknown_member"),
        ("/sitting", "opens_at", json!("soon"), "/sitting/opens_at".to_owned(), "wrong_format"),
        ("/marking/review", "key", json!(true), "/marking/review/key".to_owned(), "unknown_member"),
        (item, "answer", json!("a"), format!("{item}/answer"), "unknown_member"),
        (item, "points", json!("1"), format!("{item}/points"), "wrong_type"),
        (item, "points", json!(1.123_456_7), format!("{item}/points"), "too_fine"),
        (item, "interaction", json!({"type": "guess"}), format!("{item}/interaction/type"), "not_allowed"),
        (item, "interaction", json!({"type": "true_false"}), format!("{item}/interaction/key"), "missing"),
        (&format!("{item}/interaction"), "keyy", json!("a"), format!("{item}/interaction/keyy"), "unknown_member"),
        (
            &format!("{item}/interaction/options/1"),
            "id",
            json!(2),
            format!("{item}/interaction/options/1/id"),
            "wrong_type",
        ),
        (
            &format!("{item}/interaction/scoring"),
            "rule",
            json!("kind"),
            format!("{item}/interaction/scoring/rule"),
            "not_allowed",
        ),
    ] {
        let mut body = sample();
        body.pointer_mut(pointer).unwrap()[name] = value;
        let answer = room.client.post("/assessments").by(&teacher()).json(&body).send().await;
        let problem = answer.json();
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (422, "invalid_body"),
            "{pointer}/{name}: {problem}"
        );
        assert_eq!(answer.pointers(), [expected], "{problem}");
        assert_eq!(problem["errors"][0]["code"], code, "{problem}");
    }
}

#[tokio::test]
async fn rules_of_the_draft_and_of_publishing_are_told_with_pointers_all_at_once() {
    let room = room();
    let mut body = sample();
    body["title"] = "x".into();
    body["sections"][1]["id"] = "basics".into();
    body["sections"][1]["items"][0]["id"] = "q1".into();
    body["sitting"]["max_attempts"] = 0.into();
    let answer = room.client.post("/assessments").by(&teacher()).json(&body).send().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "invalid_assessment"));
    let pointers = ["/title", "/sections/1/id", "/sections/1/items/0/id", "/sitting/max_attempts"];
    assert_eq!(answer.pointers(), pointers);

    let mut body = sample();
    body["sections"][0]["items"][0]["interaction"]["key"] = "z".into();
    body["sitting"]["closes_at"] = "2026-02-01T09:00:00Z".into();
    let path = room.created(&body).await.header("location").unwrap().to_owned();
    let answer = room.post(&format!("{path}/publish")).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "not_publishable"));
    let pointers = answer.pointers();
    for expected in ["/sections/0/items/0/interaction/key", "/sitting/closes_at"] {
        assert!(pointers.iter().any(|pointer| pointer == expected), "{expected} in {pointers:?}");
    }
}

#[tokio::test]
async fn the_same_key_makes_one_assessment_and_one_copy_and_publishes_once() {
    let room = room();
    let create = |key: &'static str, body: Value| {
        let ask = room.client.post("/assessments").by(&teacher()).header("idempotency-key", key);
        async move { ask.json(&body).send().await }
    };
    let first = create("k", sample()).await;
    let again = create("k", sample()).await;
    assert_eq!((again.status.as_u16(), again.json()), (201, first.json()));
    let answer = create("k", json!({"title": "Other"})).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "idempotency_key_reused"));

    let path = first.header("location").unwrap();
    let twice = async |action: &str| {
        let path = format!("{path}/{action}");
        let ask = || room.client.post(&path).by(&teacher()).header("idempotency-key", "k").send();
        (ask().await, ask().await)
    };
    let (one, two) = twice("publish").await;
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
    assert_eq!((one.json(), one.header("etag")), (two.json(), two.header("etag")));
    let (one, two) = twice("duplicate").await;
    assert_eq!((one.status.as_u16(), one.json()), (201, two.json()));
    assert_eq!(one.json()["title"], "Copy of Light and lenses");
    let list = room.client.get("/assessments").by(&teacher()).send().await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_authors_list_is_narrowed_and_comes_in_pages() {
    let room = room();
    for title in ["First", "Second", "Third"] {
        room.created(&json!({"title": title, "subject": if title == "Third" { "Art" } else { "Music" }})).await;
        room.clock.advance_millis(1000);
    }
    let titles = async |query: &str| -> Vec<String> {
        let answer = room.client.get(&format!("/assessments?{query}")).by(&teacher()).send().await;
        let items = answer.json()["items"].as_array().unwrap().clone();
        assert!(items.iter().all(|item| item["view"] == "author" && item.get("sections").is_none()), "{items:?}");
        items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("").await, ["Third", "Second", "First"]);
    assert_eq!(titles("subject=music&q=fir").await, ["First"]);
    assert_eq!(titles("state=published").await, [""; 0]);
    let page = room.client.get("/assessments?limit=2").by(&teacher()).send().await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(titles(&format!("limit=2&cursor={cursor}")).await, ["First"]);
    for query in ["state=open", "limit=0", "cursor=x"] {
        let answer = room.client.get(&format!("/assessments?{query}")).by(&teacher()).send().await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "invalid_parameter"), "{query}");
    }
}

#[tokio::test]
async fn a_question_is_checked_without_being_stored() {
    let room = room();
    let lint = |item: Value| {
        let ask = room.client.post("/assessments/lint").by(&teacher());
        async move { ask.json(&item).send().await }
    };
    let mut item = samples::items()[0].clone();
    assert_eq!(lint(item.clone()).await.json()["findings"].as_array().map(Vec::len), Some(0));
    item["interaction"]["key"] = "z".into();
    let findings = lint(item.clone()).await.json();
    assert_eq!(findings["findings"][0]["severity"], "error", "{findings}");
    assert_eq!(findings["findings"][0]["pointer"], "/interaction/key");
    item["interaction"]["colour"] = "red".into();
    let answer = lint(item).await;
    assert_eq!((answer.status.as_u16(), answer.pointers()), (422, vec!["/interaction/colour".to_owned()]));
}

#[tokio::test]
async fn the_largest_assessment_fits_and_a_larger_one_is_refused() {
    let room = room();
    let mut body = sample();
    let filler = "x".repeat(100_000);
    body["sections"][0]["items"][0]["hints"] = json!(vec![filler.clone(); 20]);
    room.created(&body).await;
    body["sections"][0]["items"][1]["hints"] = json!(vec![filler; 5]);
    let answer = room.client.post("/assessments").by(&teacher()).json(&body).send().await;
    assert_eq!((answer.status.as_u16(), answer.pointers()), (422, vec![String::new()]));
}
