//! The one flow the product exists for, from outside: a teacher authors and publishes, a student sits and submits, the
//! platform marks, the teacher marks the rest, both see the result.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use pediafor_kernel::Role;
use pediafor_local::Mischief;
use pediafor_tests::{Answer, Client, Options, Platform, backends, eventually, fixtures, stages};
use reqwest::{Method, multipart};
use serde_json::{Value, json};

/// Sends a text file as the answer to `item`; gives its id.
async fn upload(student: &Client, submission: &str, item: &str) -> String {
    let file = multipart::Part::text("H-O-H at an angle").file_name("sketch.txt").mime_str("text/plain").unwrap();
    let form = multipart::Form::new().text("item", item.to_owned()).part("file", file);
    let request = student.request(Method::POST, &format!("/api/submissions/{submission}/files")).multipart(form);
    let uploaded = student.send(request).await.expect_status(201);
    let found = student.get(uploaded.header("location")).await.expect_status(200);
    assert_eq!(found.body["id"], uploaded.body["id"], "an upload is found where it is said to be");
    uploaded.text_at("/id")
}

async fn grade_in_state(client: &Client, submission: &str, state: &str) -> Answer {
    eventually(&format!("the grade is {state}"), async || {
        let answer = client.get(&format!("/api/grades/submission/{submission}")).await;
        if answer.body["grade"]["state"] == state { Ok(answer) } else { Err(answer.text) }
    })
    .await
}

/// The whole way, once. Everything the student sees before the release is searched for what only the author may see.
async fn the_main_flow(platform: &Platform) {
    let teacher = platform.account("teacher", Role::Teacher).await;
    let student = platform.account("student", Role::Student).await;

    let created = teacher.post("/api/assessments", fixtures::assessment("General knowledge")).await.expect_status(201);
    let assessment = created.text_at("/id");
    teacher.get(created.header("location")).await.expect_status(200);
    student.get(&format!("/api/assessments/{assessment}")).await.expect_problem(404, "assessment_not_found");
    teacher.post_empty(&format!("/api/assessments/{assessment}/publish")).await.expect_status(200);

    let mut seen = vec![student.get(&format!("/api/assessments/{assessment}")).await.expect_status(200)];
    let listed = student.get("/api/assessments").await.expect_status(200);
    let offered = listed.body["items"].as_array().unwrap();
    assert!(offered.iter().any(|one| one["id"] == assessment.as_str()), "{}", listed.text);
    seen.push(listed);

    // The paper travels by event: until it has arrived there is nothing to start.
    let started = eventually("the paper has arrived", async || {
        let answer = student.post("/api/submissions", json!({ "assessment_id": assessment })).await;
        if answer.status == 201 { Ok(answer) } else { Err(answer.text) }
    })
    .await;
    let submission = started.text_at("/id");
    let paper = student.get(&format!("/api/submissions/{submission}/paper")).await.expect_status(200);
    let items: Vec<&Value> =
        paper.body["sections"].as_array().unwrap().iter().flat_map(|it| it["items"].as_array().unwrap()).collect();
    assert_eq!(items.len(), fixtures::BY_MACHINE.len() + fixtures::BY_HAND.len());
    seen.extend([started, paper]);

    let file = upload(&student, &submission, "sketch").await;
    for (seq, (item, response)) in fixtures::right_responses(&file).into_iter().enumerate() {
        let path = format!("/api/submissions/{submission}/answers/{item}");
        let saved = student.put(&path, json!({ "seq": seq + 1, "response": response })).await.expect_status(200);
        seen.push(saved);
    }
    let path = format!("/api/submissions/{submission}/answers/capital");
    let late = json!({ "seq": 1, "response": { "type": "choice", "chosen": "sydney" } });
    let capital = student.put(&path, json!({ "seq": 9, "response": { "type": "choice", "chosen": "canberra" } })).await;
    seen.push(capital.expect_status(200));
    student.put(&path, late).await.expect_problem(409, "stale_answer");

    let submitted = student.post_empty(&format!("/api/submissions/{submission}/submit")).await.expect_status(200);
    let again = student.post_empty(&format!("/api/submissions/{submission}/submit")).await.expect_status(200);
    assert_eq!(submitted.body, again.body, "handing in twice is handing in once");
    seen.push(submitted);

    // The machine marks what it can; the rest waits in the teacher's queue; the student sees no point of it.
    let marked = grade_in_state(&teacher, &submission, "partially_graded").await;
    assert_eq!(marked.body["grade"]["points"], json!(16), "{}", marked.text);
    assert_eq!(marked.body["grade"]["maximum"], json!(22), "{}", marked.text);
    let queue = teacher.get("/api/grades/queue").await.expect_status(200);
    assert!(queue.text.contains(&submission), "{}", queue.text);
    let mine = student.get(&format!("/api/grades/submission/{submission}")).await.expect_status(200);
    assert!(!mine.text.contains("points"), "{}", mine.text);
    seen.push(mine);
    for answer in &seen {
        assert!(!answer.text.contains(fixtures::SECRET), "{} shows what only the author may see", answer.asked);
    }

    for (item, points) in [("essay", 2.5), ("sketch", 3.0)] {
        let path = format!("/api/grades/submission/{submission}/question/{item}");
        teacher.put(&path, json!({ "points": points, "comment": "Well argued." })).await.expect_status(200);
    }
    let marked = grade_in_state(&teacher, &submission, "released").await;
    assert_eq!(marked.body["grade"]["points"], json!(21.5), "{}", marked.text);

    let result = grade_in_state(&student, &submission, "released").await;
    assert_eq!(result.body["grade"]["result"]["points"], json!(21.5), "{}", result.text);
    assert!(result.text.contains("Well argued."), "{}", result.text);
    let own = student.get("/api/grades/my-grades").await.expect_status(200);
    assert!(own.text.contains(&submission), "{}", own.text);
    eventually("the submission shows that its result is out", async || {
        let answer = student.get(&format!("/api/submissions/{submission}")).await;
        if answer.body["status"] == "released" { Ok(()) } else { Err(answer.text) }
    })
    .await;
    eventually("the student is told", async || {
        let inbox = student.get("/api/notifications").await;
        if inbox.text.contains("Results are out") { Ok(()) } else { Err(inbox.text) }
    })
    .await;
}

#[tokio::test]
async fn a_teacher_authors_and_a_student_sits_and_both_see_the_result() {
    for stage in stages() {
        let platform = Platform::start(stage, Options::default()).await;
        the_main_flow(&platform).await;
        platform.stop().await;
    }
}

/// How often the flow is repeated under a misbehaving bus: `PEDIAFOR_TEST_REPEAT`, or a few times.
fn repeats() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "the test command says how often")]
    std::env::var("PEDIAFOR_TEST_REPEAT").ok().and_then(|times| times.parse().ok()).unwrap_or(3)
}

#[tokio::test]
async fn the_flow_is_the_same_when_events_come_twice_and_in_any_order() {
    for backend in backends() {
        for seed in 0..repeats() {
            let platform =
                Platform::start(backend, Options { mischief: Some(Mischief { seed }), ..Options::default() }).await;
            the_main_flow(&platform).await;
            platform.stop().await;
        }
    }
}

/// An assessment of the nine types that the main flow has not: answers that cannot be are refused with a pointer, right ones
/// earn everything, and an opinion counts for nothing.
#[tokio::test]
async fn the_other_types_of_question_are_answered_and_marked() {
    for stage in stages() {
        let platform = Platform::start(stage, Options::default()).await;
        the_other_types(&platform).await;
        platform.stop().await;
    }
}

async fn the_other_types(platform: &Platform) {
    let teacher = platform.account("teacher", Role::Teacher).await;
    let student = platform.account("student", Role::Student).await;
    let mut content = fixtures::assessment("In other ways");
    content["sections"] = json!([fixtures::more()]);
    content["marking"]["review"] = json!({ "marks": true, "responses": true, "keys": true, "explanations": true });
    let assessment = teacher.post("/api/assessments", content).await.expect_status(201).text_at("/id");
    teacher.post_empty(&format!("/api/assessments/{assessment}/publish")).await.expect_status(200);
    let started = eventually("the paper has arrived", async || {
        let answer = student.post("/api/submissions", json!({ "assessment_id": assessment })).await;
        if answer.status == 201 { Ok(answer) } else { Err(answer.text) }
    })
    .await;
    let submission = started.text_at("/id");
    let paper = student.get(&format!("/api/submissions/{submission}/paper")).await.expect_status(200);
    assert_eq!(paper.body["sections"][0]["items"].as_array().unwrap().len(), 9);
    assert!(!paper.text.contains(fixtures::SECRET), "{}", paper.text);

    let answers = format!("/api/submissions/{submission}/answers");
    for (item, response, pointer, code) in [
        (
            "sentence",
            json!({ "type": "gap_match", "gaps": { "who": "dog", "what": "dog" } }),
            "/gaps/who",
            "used_too_often",
        ),
        ("sentence", json!({ "type": "gap_match", "gaps": { "who": "sits" } }), "/gaps/who", "wrong_group"),
        ("sky", json!({ "type": "graphic_gap_match", "gaps": { "left": "cloud" } }), "/gaps/left", "unknown_id"),
        ("stars", json!({ "type": "graphic_order", "order": ["s1", "s1"] }), "/order/1", "repeated_id"),
        ("pole", json!({ "type": "hotspot", "chosen": ["first", "second"] }), "/chosen", "too_many"),
        (
            "comet",
            json!({ "type": "select_point", "points": [{ "x": 1, "y": 2, "label": "sun" }] }),
            "/points/0/label",
            "unknown_id",
        ),
        (
            "train",
            json!({ "type": "composite", "parts": { "speed": { "type": "essay", "text": "fast" } } }),
            "/parts/speed/type",
            "wrong_type",
        ),
        ("share", json!({ "type": "slider", "value": 101 }), "/value", "out_of_range"),
        ("share", json!({ "type": "slider", "value": 0.3 }), "/value", "off_step"),
        ("opinion", json!({ "type": "likert", "ratings": { "clear": "maybe" } }), "/ratings/clear", "unknown_id"),
        ("derivative", json!({ "type": "numeric", "text": "3" }), "/type", "wrong_type"),
    ] {
        let refused = student.put(&format!("{answers}/{item}"), json!({ "seq": 1, "response": response })).await;
        let refused = refused.expect_status(422);
        let fault = &refused.body["errors"][0];
        assert_eq!(fault["pointer"], json!(format!("/response{pointer}")), "{}", refused.text);
        assert_eq!(fault["code"], json!(code), "{}", refused.text);
    }
    for (item, response) in fixtures::more_right_responses() {
        student.put(&format!("{answers}/{item}"), json!({ "seq": 2, "response": response })).await.expect_status(200);
    }
    student.post_empty(&format!("/api/submissions/{submission}/submit")).await.expect_status(200);

    let result = grade_in_state(&student, &submission, "released").await;
    let total = &result.body["grade"]["result"];
    assert_eq!((&total["points"], &total["maximum"]), (&json!(16), &json!(16)), "{}", result.text);
    let items = result.body["items"].as_array().unwrap();
    for item in items {
        let verdict = if item["item"] == "opinion" { "not_marked" } else { "correct" };
        assert_eq!(item["marks"]["verdict"], json!(verdict), "{item}");
    }
    let train = items.iter().find(|item| item["item"] == "train").unwrap();
    assert_eq!(train["key"][1]["parts"][0], json!({ "part": "k", "expected": "k" }), "{train}");
    assert!(train["explanation"]["parts"].to_string().contains(fixtures::SECRET), "{train}");
    let marked = teacher.get(&format!("/api/grades/submission/{submission}")).await.expect_status(200);
    assert_eq!(marked.body["grade"]["points"], json!(16), "{}", marked.text);
}
