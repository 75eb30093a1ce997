//! A message that nobody can take.

use std::time::{Duration, Instant};

use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_tests::{App, Client, Exam, Place, Plan, Platform, Program, eventually, fixtures, full};
use serde_json::{Value, json};

const GRADING: App = App::Service(Service::Grading);
const PANICKING: &str = env!("CARGO_BIN_EXE_pediafor-grading-that-panics");
const PEDIAFOR: &str = env!("CARGO_BIN_EXE_pediafor-under-test");

/// `pediafor events dead-letters …` on the broker of `place`.
async fn dead_letters(place: &Place, arguments: &[&str]) -> String {
    let program = Program::new(PEDIAFOR).with("RABBITMQ_URL", &place.neighbours().amqp_url());
    let output = program.run(&[&["events", "dead-letters"], arguments].concat(), "").await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

async fn listed(place: &Place) -> Vec<Value> {
    let listed = dead_letters(place, &["list", "--json"]).await;
    serde_json::from_str(&listed).expect("a list of dead letters")
}

async fn answer(class: &[(Client, String)]) {
    for (student, submission) in class {
        let capital = json!({ "type": "choice", "chosen": "canberra" });
        student.save(submission, "capital", 1, capital).await.expect_status(200);
        let essay = json!({ "type": "essay", "text": "Ice is less dense." });
        student.save(submission, "essay", 1, essay).await.expect_status(200);
    }
}

/// Each in turn hands in and is marked; how long that took.
async fn marked_in_turn(teacher: &Client, class: &[(Client, String)]) -> Vec<Duration> {
    let mut took = Vec::new();
    for (student, submission) in class {
        let begun = Instant::now();
        student.hand_in(submission).await;
        let grade = teacher.marked(submission).await;
        took.push(begun.elapsed());
        assert_eq!(grade["points"], json!(2), "{grade}");
    }
    took.sort();
    took
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_always_panics_its_consumer_is_parked_and_told_and_delays_nobody() {
    // More poisoned ones than a consumer has in hand at once, so that they would fill its hands if they stayed there.
    let (healthy, poisoned) = if full() { (200, 20) } else { (20, 10) };
    let place = Place::with_neighbours().await;
    let file = place.folder().join("poisoned");
    let mut plan =
        Plan::default().everywhere("RATE_LIMITS", "off").with(GRADING, "PANIC_FILE", file.display().to_string());
    plan.programs.insert(GRADING, PANICKING.into());
    let mut platform = Platform::services(place.clone(), plan).await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("Poison")).await;
    let before = exam.begin_all(platform.class("before", healthy).await).await;
    let beside = exam.begin_all(platform.class("beside", healthy).await).await;
    let poison = exam.begin_all(platform.class("poison", poisoned).await).await;
    for class in [&before, &beside, &poison] {
        answer(class).await;
    }
    platform.settle().await;
    let usual = marked_in_turn(&teacher, &before).await;

    let names: Vec<_> = poison.iter().map(|(student, _)| student.id()).collect();
    std::fs::write(&file, names.join("\n")).expect("a file");
    let process = platform.cluster().process(GRADING, 0).id();
    let begun = Instant::now();
    for (student, submission) in &poison {
        student.hand_in(submission).await;
    }
    let meanwhile = marked_in_turn(&teacher, &beside).await;
    for (student, submission) in &poison {
        eventually("the student sees that marking failed", async || {
            let submission = student.submission(submission).await;
            if submission["status"] == "marking_failed" { Ok(()) } else { Err(submission) }
        })
        .await;
    }
    let told = begun.elapsed();
    let letters = eventually("all are parked", async || {
        let letters = listed(&place).await;
        if letters.len() == poisoned { Ok(letters) } else { Err(letters) }
    })
    .await;
    for letter in &letters {
        assert_eq!((&letter["consumer"], &letter["tries"]), (&json!("grading.mark"), &json!(5)), "{letter}");
        assert!(letter["reason"].as_str().is_some_and(|why| why.contains("panicked")), "{letter}");
        let subject = letter["event"]["subject"].as_str().expect("a submission");
        assert!(poison.iter().any(|(_, submission)| submission == subject), "{letter}");
    }
    assert_eq!(platform.cluster().process(GRADING, 0).id(), process, "the service lives on");
    let slowest = |took: &[Duration]| *took.last().expect("somebody");
    let bearable = slowest(&usual) * 2 + Duration::from_secs(1);
    assert!(slowest(&meanwhile) < bearable, "usually {:?}, meanwhile {:?}", slowest(&usual), slowest(&meanwhile));

    std::fs::remove_file(&file).expect("the file is there");
    let id = letters[0]["id"].as_str().expect("an id");
    let one = dead_letters(&place, &["redrive", "grading.mark", id]).await;
    let rest = dead_letters(&place, &["redrive", "grading.mark", "--all"]).await;
    let counted = |said: &str| said.split(' ').next().and_then(|number| number.parse::<usize>().ok());
    assert_eq!((counted(&one), counted(&rest)), (Some(1), Some(poisoned - 1)), "{one}{rest}");
    for (student, submission) in &poison {
        assert_eq!(teacher.marked(submission).await["points"], json!(2));
        eventually("the student sees no failure any more", async || {
            let submission = student.submission(submission).await;
            if submission["status"] == "marking_failed" { Err(submission) } else { Ok(()) }
        })
        .await;
    }
    platform.settle().await;
    assert_eq!(listed(&place).await, Vec::<Value>::new());
    let grades = i64::try_from(2 * healthy + poisoned).expect("a few");
    assert_eq!(place.count(Service::Grading, "SELECT count(*) FROM grades").await, grades);
    println!(
        "poison: {poisoned} of {grades} submissions panicked their consumer, each parked after 5 deliveries and shown as \
         marking_failed within {told:.1?}; submit to mark of the others: usually {:.0?} (slowest {:.0?}), meanwhile \
         {:.0?} (slowest {:.0?}); re-driven, all {poisoned} were marked once",
        usual[healthy / 2],
        slowest(&usual),
        meanwhile[healthy / 2],
        slowest(&meanwhile),
    );
    drop(place);
    platform.stop().await;
}
