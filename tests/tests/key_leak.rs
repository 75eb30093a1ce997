//! What a student never reads, and what a student never writes.
//!
//! Before the release no answer of the platform holds a key, an explanation or a mark; after it, exactly what the review
//! rules allow. And no member of any request makes anybody more than they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

#[path = "key_leak/exam.rs"]
mod exam;
#[path = "key_leak/look.rs"]
mod look;
#[path = "key_leak/secrets.rs"]
mod secrets;

use pediafor_tests::{
    Answer,
    fixtures::SECRET,
    operations::Operation,
    stages,
    world::{Body, Sitting, Who, World, sketch},
};
use reqwest::{Method, multipart};
use serde_json::{Value, json};

use crate::{
    exam::{ANSWERED, GUIDE, KEYS, RIGHT, Review},
    look::Known,
    secrets::assert_tells_nothing,
};

const EVERYTHING: Review = Review { marks: true, responses: true, keys: true, explanations: true };

async fn look_in_vain(world: &World, known: &Known, when: &str) {
    for answer in look::at_everything(world, &world.student, known).await {
        assert_tells_nothing(&answer, when);
    }
    for answer in look::at_everything(world, &world.other_student, known).await {
        assert_tells_nothing(&answer, when);
        let own = answer.text.contains(world.other_student.id());
        assert!(own || !answer.text.contains(world.student.id()), "{when}, another student: {}", answer.text);
    }
}

#[tokio::test]
async fn no_answer_tells_a_student_a_key_before_the_release_even_where_everything_is_shown_after_it() {
    for stage in stages() {
        let world = World::start(stage).await;
        until_the_release(&world).await;
        world.stop().await;
    }
}

async fn until_the_release(world: &World) {
    let assessment = world.publish(exam::content(world, EVERYTHING)).await;
    let known = Known { assessment: assessment.clone(), ..Known::default() };
    look_in_vain(world, &known, "before the start").await;

    let mut said = Vec::new();
    let start = json!({ "assessment_id": assessment });
    let started = world.student.post("/api/submissions", start.clone()).await.expect_status(201);
    let sitting = Sitting { assessment, submission: started.text_at("/id") };
    said.push(started);
    said.push(world.student.post("/api/submissions", start.clone()).await.expect_status(200));
    let paper = world.student.get(&format!("/api/submissions/{}/paper", sitting.submission)).await.expect_status(200);
    assert!(!exam::gives_the_order_away(&paper.body), "{}", paper.text);
    let file = world.upload(&sitting).await;
    let known = Known::of(&sitting, &file);
    look_in_vain(world, &known, "after the start").await;

    said.extend(answer_wrongly_and_badly(world, &sitting).await);
    exam::answer(world, &sitting, &file).await;
    look_in_vain(world, &known, "while it is sat").await;

    let submit = format!("/api/submissions/{}/submit", sitting.submission);
    said.push(world.student.post_empty(&submit).await.expect_status(200));
    look_in_vain(world, &known, "just after it was handed in").await;
    world.settle().await;
    said.push(world.student.post_empty(&submit).await.expect_status(200));
    said.push(world.student.post("/api/submissions", start).await.expect_status(409));
    look_in_vain(world, &known, "when the machine has marked").await;

    let feedback = format!("/api/grades/submission/{}/feedback", sitting.submission);
    world.owner.put(&feedback, json!({ "feedback": SECRET })).await.expect_status(200);
    world.mark(&sitting).await;
    look_in_vain(world, &known, "when everything is marked and held back").await;
    for answer in &said {
        assert_tells_nothing(answer, "until the release");
    }

    world.release(&sitting).await;
    let result = world.student.get(&format!("/api/grades/submission/{}", sitting.submission)).await.expect_status(200);
    assert!(result.text.contains(SECRET) && result.text.contains(RIGHT[0]), "the release shows it: {}", result.text);
    let recall = format!("/api/grades/submission/{}/recall", sitting.submission);
    world.owner.post_empty(&recall).await.expect_status(200);
    world.settle().await;
    look_in_vain(world, &known, "when the result was taken back").await;
}

/// Answers one by one, stale ones, impossible ones, and files that are no answer.
async fn answer_wrongly_and_badly(world: &World, sitting: &Sitting) -> Vec<Answer> {
    let mut said = Vec::new();
    let path = |item: &str| format!("/api/submissions/{}/answers/{item}", sitting.submission);
    let choice = |seq: u32, chosen: &str| json!({ "seq": seq, "response": { "type": "choice", "chosen": chosen } });
    said.push(world.student.put(&path("capital"), choice(2, "perth")).await.expect_status(200));
    said.push(world.student.put(&path("capital"), choice(1, "perth")).await.expect_status(409));
    said.push(world.student.put(&path("capital"), choice(3, "atlantis")).await.expect_status(422));
    for item in [
        "primes",
        "earth",
        "author",
        "water",
        "organs",
        "planets",
        "boiling",
        "essay",
        "sketch",
        "sentence",
        "sky",
        "stars",
        "pole",
        "comet",
        "train",
        "share",
        "opinion",
        "derivative",
        "nothing",
    ] {
        let answer = world.student.put(&path(item), choice(1, "canberra")).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
        said.push(answer);
    }
    let batch = json!({ "answers": [
        { "item": "organs", "seq": 1, "response": { "type": "matching", "pairs": [{ "source": "heart", "target": "mars" }] } },
        { "item": "planets", "seq": 1, "response": { "type": "ordering", "order": ["u1"] } },
        { "item": "nothing", "seq": 1, "response": { "type": "numeric", "text": "1" } },
        { "item": "sentence", "seq": 1, "response": { "type": "gap_match", "gaps": { "who": "jumps" } } },
        { "item": "sky", "seq": 1, "response": { "type": "graphic_gap_match", "gaps": { "left": "sun", "right": "sun" } } },
        { "item": "share", "seq": 1, "response": { "type": "slider", "value": 0.3 } },
        { "item": "derivative", "seq": 1, "response": { "type": "formula", "text": "3x^" } },
    ] });
    let answers = format!("/api/submissions/{}/answers", sitting.submission);
    said.push(world.student.post(&answers, batch).await.expect_status(200));
    for item in ["capital", "essay", "nothing"] {
        let form = multipart::Form::new().text("item", item).part("file", sketch());
        let files = format!("/api/submissions/{}/files", sitting.submission);
        said.push(world.student.send(world.student.request(Method::POST, &files).multipart(form)).await);
    }
    said
}

#[tokio::test]
async fn a_released_result_shows_exactly_what_the_review_rules_allow() {
    for stage in stages() {
        let world = World::start(stage).await;
        for review in Review::all() {
            after_the_release(&world, review).await;
        }
        world.stop().await;
    }
}

async fn after_the_release(world: &World, review: Review) {
    let assessment = world.publish(exam::content(world, review)).await;
    let sitting = world.start_sitting(assessment).await;
    let file = world.upload(&sitting).await;
    exam::answer(world, &sitting, &file).await;
    world.hand_in(&sitting).await;
    world.mark(&sitting).await;
    world.release(&sitting).await;

    let path = format!("/api/grades/submission/{}", sitting.submission);
    let result = world.student.get(&path).await.expect_status(200);
    let Review { marks, responses, keys, explanations } = review;
    let tells = |text: &str| result.text.contains(text);
    assert_eq!(result.body["grade"]["result"]["points"], json!(4), "{review:?}: {}", result.text);

    let items = result.body["items"].as_array().unwrap();
    assert_eq!(items.len(), if marks || responses || keys || explanations { 19 } else { 0 }, "{review:?}");
    for item in items {
        for (member, shown) in [
            ("marks", marks),
            ("response", responses),
            ("key", keys),
            ("explanation", explanations),
            ("question", responses || keys),
        ] {
            assert_eq!(item.get(member).is_some(), shown, "{review:?}: {member} of {item}");
        }
    }
    assert_eq!(tells("verdict"), marks, "{review:?}");
    for answered in ANSWERED {
        assert_eq!(tells(answered), responses, "{review:?}: {answered}");
    }
    for right in &RIGHT[..KEYS] {
        assert_eq!(tells(right), keys, "{review:?}: {right}");
    }
    assert_eq!(tells(SECRET), explanations, "{review:?}");
    assert_eq!(tells("Well argued."), explanations, "{review:?}");
    // The text on an option that was not chosen says which one was right.
    for not_chosen in ["Canberra", "2", "7", "9", "the second", "the tail", "km/h"] {
        assert!(!tells(&format!("{SECRET}: {not_chosen}\"")) || keys, "{review:?}: {not_chosen}");
    }
    assert!(!tells(GUIDE), "{review:?}: what is said to markers alone");

    // The result is the one place where any of it is shown.
    for answer in look::at_everything(world, &world.student, &Known::of(&sitting, &file)).await {
        let lists = answer.asked.contains("/grades/");
        let secrets = [SECRET, GUIDE].into_iter().chain(RIGHT);
        let told: Vec<_> = secrets.filter(|secret| answer.text.contains(secret)).collect();
        assert!(told.is_empty() || answer.asked.ends_with(&path), "{review:?}: {} tells {told:?}", answer.asked);
        if !lists {
            assert_tells_nothing(&answer, "after the release");
        }
    }
    for answer in look::at_everything(world, &world.other_student, &Known::of(&sitting, &file)).await {
        assert_tells_nothing(&answer, "after the release, another student");
    }
}

/// Members by which somebody would be more, or have done better, than they are.
fn ambitions(world: &World) -> Vec<(&'static str, Value)> {
    let teacher = json!(world.owner.id());
    vec![
        ("role", json!("teacher")),
        ("roles", json!(["admin"])),
        ("is_admin", json!(true)),
        ("id", teacher.clone()),
        ("user_id", teacher.clone()),
        ("owner", teacher.clone()),
        ("owner_id", teacher.clone()),
        ("student", teacher.clone()),
        ("student_id", teacher),
        ("score", json!(100)),
        ("points", json!(100)),
        ("maximum", json!(1)),
        ("grade", json!({ "points": 100 })),
        ("is_correct", json!(true)),
        ("verdict", json!("correct")),
        ("state", json!("released")),
        ("status", json!("graded")),
        ("attempt", json!(0)),
        ("number", json!(0)),
        ("version", json!(99)),
        ("deadline", json!("2099-01-01T00:00:00Z")),
        ("started_at", json!("2000-01-01T00:00:00Z")),
        ("submitted_at", json!("2000-01-01T00:00:00Z")),
        ("received_at", json!("2000-01-01T00:00:00Z")),
        ("created_at", json!("2000-01-01T00:00:00Z")),
        ("seed", json!("00")),
        ("key", json!("canberra")),
        ("password_hash", json!("x")),
        ("session", json!(world.owner.id())),
    ]
}

#[tokio::test]
async fn no_request_of_a_student_takes_a_member_that_is_not_the_students_to_set() {
    for stage in stages() {
        let world = World::start(stage).await;
        let mut asked = 0;
        for operation in Operation::all() {
            let Some(body) = &operation.body else { continue };
            let example = world.example(&operation).await;
            if !matches!(example.by, Who::Student | Who::Anybody) {
                continue;
            }
            let client = world.who(example.by, &example);
            let before = world.watched(&example).await;
            for (name, value) in ambitions(&world) {
                assert!(!body.members.contains_key(name), "{}: {name} is documented", operation.title());
                for bad in with_member(&example.body, name, &value) {
                    let answer =
                        client.send(client.request(operation.method.clone(), &example.target()).json(&bad)).await;
                    assert_eq!(answer.status, 422, "{} with {name}: {}", operation.title(), answer.text);
                    asked += 1;
                }
                if let Body::File { item } = example.body {
                    let form =
                        multipart::Form::new().text("item", item).part("file", sketch()).text(name, value.to_string());
                    let request = client.request(operation.method.clone(), &example.target()).multipart(form);
                    let answer = client.send(request).await;
                    assert_eq!(answer.status, 422, "{} with {name}: {}", operation.title(), answer.text);
                    asked += 1;
                }
            }
            let after = world.watched(&example).await;
            assert_eq!(before, after, "{}: what was refused was stored", operation.title());
        }
        assert!(asked > 200, "{asked} requests");
        let me = world.student.get("/api/auth/me").await.expect_status(200);
        assert_eq!((me.text_at("/role"), me.text_at("/id")), ("student".to_owned(), world.student.id().to_owned()));
        world.stop().await;
    }
}

/// The body with one member more: at its top, and in every object within that the document closes.
fn with_member(body: &Body, name: &str, value: &Value) -> Vec<Value> {
    let Body::Json(body) = body else { return Vec::new() };
    let places = ["", "/response", "/answers/0", "/answers/0/response"];
    let at = |place: &&str| {
        let mut body = body.clone();
        body.pointer_mut(place)?.as_object_mut()?.insert(name.to_owned(), value.clone());
        Some(body)
    };
    places.iter().filter_map(at).collect()
}

#[tokio::test]
async fn nobody_becomes_more_than_a_student_by_any_way_in() {
    let world = World::start(pediafor_tests::Backend::Sqlite).await;
    let nobody = world.platform.anonymous();
    let person = |email: &str| json!({ "email": email, "name": "Eve", "password": pediafor_tests::PASSWORD });
    for (place, path) in
        ["/api/auth/register", "/api/users/register", "/auth/register", "/users/register"].into_iter().enumerate()
    {
        let email = format!("eve{place}@school.example");
        let ask = nobody.request(Method::POST, &format!("{path}?role=admin&is_admin=true")).json(&person(&email));
        let ask = ask.header("x-user-role", "admin").header("x-role", "admin").header("x-user-id", world.admin.id());
        let made = nobody.send(ask).await.expect_status(201);
        assert_eq!(made.text_at("/role"), "student", "{path}");

        let eve = nobody.sign_in(&email, pediafor_tests::PASSWORD).await;
        let rise = [
            (Method::PUT, format!("/api/users/{}/role", eve.id()), json!({ "role": "teacher" })),
            (Method::PUT, format!("/api/users/{}/role", eve.id()), json!({ "role": "admin" })),
            (
                Method::POST,
                "/api/users".to_owned(),
                json!({ "email": "mallory@school.example", "name": "M", "role": "admin", "password": pediafor_tests::PASSWORD }),
            ),
            (Method::POST, "/api/assessments".to_owned(), world.content()),
        ];
        for (method, path, body) in rise {
            let ask = eve.request(method, &path).json(&body).header("x-user-role", "admin");
            let refused = eve.send(ask.header("x-http-method-override", "PUT")).await;
            assert_eq!(refused.status, 403, "{}: {}", refused.asked, refused.text);
        }
        let renamed = json!({ "name": "Eve, teacher" });
        let renamed = eve.put(&format!("/api/users/{}?role=teacher", eve.id()), renamed).await.expect_status(200);
        assert_eq!(renamed.text_at("/role"), "student");
        let again = nobody.sign_in(&email, pediafor_tests::PASSWORD).await;
        assert_eq!(again.get("/api/auth/me").await.expect_status(200).text_at("/role"), "student");
        let _ = again.get("/api/users").await.expect_problem(403, "forbidden");
    }
    world.stop().await;
}
