//! Ending and starting again: nothing is forgotten, the end comes in time, and what must not be served is not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::{path::Path, time::Duration};

use pediafor_sql::Service;
use pediafor_tests::{
    Client, Exam, PASSWORD, Program, Request, Server, Signal, answers_in_file, count_in_file, eventually, fixtures,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pediafor-under-test");
const ADMIN: &str = "admin@school.example";
/// How long the end may take, whatever clients do.
const END: Duration = Duration::from_secs(5);

fn program() -> Program {
    Program::new(PROGRAM)
}

/// Makes an account; gives its address.
async fn account(admin: &Client, name: &str, role: &str) -> String {
    let email = format!("{name}@school.example");
    let account = json!({ "email": email, "name": name, "role": role, "password": PASSWORD });
    admin.post("/api/users", account).await.expect_status(201);
    email
}

/// A school with a teacher, a student and an exam that the student sits.
struct School {
    teacher: Client,
    student: Client,
    submission: String,
}

async fn school(folder: &Path, server: &Server) -> School {
    let anonymous = server.anonymous();
    let admin = anonymous.sign_in(ADMIN, PASSWORD).await;
    let teacher = anonymous.sign_in(&account(&admin, "teacher", "teacher").await, PASSWORD).await;
    let student = anonymous.sign_in(&account(&admin, "student", "student").await, PASSWORD).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("Before and after")).await;
    let submission = exam.begin(&student).await;
    assert!(answers_in_file(folder, &submission).await.is_empty());
    School { teacher, student, submission }
}

/// A folder with an administrator, served.
async fn served(program: &Program) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    program.create_admin(folder.path(), ADMIN, PASSWORD).await;
    let server = program.serve(folder.path(), &[]).await;
    (folder, server)
}

fn essay(seq: u64) -> Value {
    json!({ "type": "essay", "text": format!("change {seq}") })
}

#[tokio::test]
async fn accounts_and_sessions_outlive_a_restart_and_what_was_ended_stays_ended() {
    let program = program();
    let (folder, server) = served(&program).await;
    let School { teacher, student, submission } = school(folder.path(), &server).await;
    student.save(&submission, "essay", 1, essay(1)).await.expect_status(200);
    let sign_in = async |server: &Server| {
        let credentials = json!({ "email": "teacher@school.example", "password": PASSWORD });
        server.anonymous().post("/api/auth/login", credentials).await.expect_status(200)
    };
    let [kept, ended] = [sign_in(&server).await, sign_in(&server).await];
    let over = teacher.with_token(ended.text_at("/access_token"));
    over.post_empty("/api/auth/logout").await.expect_status(204);
    over.get("/api/auth/me").await.expect_problem(401, "session_revoked");

    let exit = server.end(Signal::Terminate).await;
    assert!(exit.status.success(), "{}", exit.log);
    let server = program.serve(folder.path(), &[]).await;
    let [teacher, student, over] = [teacher, student, over].map(|client| client.at(server.base()));
    assert_eq!(teacher.get("/api/auth/me").await.expect_status(200).body["email"], "teacher@school.example");
    over.get("/api/auth/me").await.expect_problem(401, "session_revoked");
    assert_eq!(student.answers(&submission).await[0]["response"], essay(1));
    student.save(&submission, "essay", 2, essay(2)).await.expect_status(200);
    student.hand_in(&submission).await;
    assert_eq!(teacher.marked(&submission).await["state"], "partially_graded");

    let refresh = async |server: &Server, signed_in: &pediafor_tests::Answer| {
        let token = json!({ "refresh_token": signed_in.text_at("/refresh_token") });
        server.anonymous().post("/api/auth/refresh", token).await
    };
    let next = refresh(&server, &kept).await.expect_status(200);
    teacher.with_token(next.text_at("/access_token")).get("/api/auth/me").await.expect_status(200);
    assert_eq!(refresh(&server, &ended).await.status, 401, "the refresh token of an ended session");

    // An end that was acknowledged holds even where the process was killed right after.
    teacher.post_empty("/api/auth/logout").await.expect_status(204);
    server.kill().await;
    let server = program.serve(folder.path(), &[]).await;
    teacher.at(server.base()).get("/api/auth/me").await.expect_problem(401, "session_revoked");
    sign_in(&server).await;
    assert_eq!(refresh(&server, &next).await.expect_status(200).body["user"]["email"], "teacher@school.example");
    server.end(Signal::Terminate).await;
}

/// Saves until the server takes no more; gives the last sequence that was acknowledged.
async fn write(student: Client, submission: String, item: &'static str) -> u64 {
    let kind = if item == "essay" { "essay" } else { "short_text" };
    for seq in 1.. {
        let response = json!({ "type": kind, "text": format!("change {seq}") });
        let Ok(answer) = student.try_send(student.saving(&submission, item, seq, &response)).await else {
            return seq - 1;
        };
        answer.expect_status(200);
    }
    unreachable!("it ends with the server")
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_it_answers_what_is_under_way_and_ends_well() {
    let program = program();
    for signal in [Signal::Interrupt, Signal::Terminate] {
        let (folder, server) = served(&program).await;
        let School { student, submission, .. } = school(folder.path(), &server).await;
        let address = server.base().trim_start_matches("http://").to_owned();

        // A save of which the server has seen the beginning.
        let path = format!("/api/submissions/{submission}/answers/boiling");
        let body = json!({ "seq": 1, "response": { "type": "numeric", "text": "100" } });
        let request = Request::new(&student, "PUT", &path, None, Some(&body));
        let (first, rest) = request.bytes().split_at(request.head() + 5);
        let mut under_way = TcpStream::connect(&address).await.unwrap();
        under_way.write_all(first).await.unwrap();
        let mut writers = JoinSet::new();
        for item in ["essay", "author"] {
            writers.spawn(write(student.clone(), submission.clone(), item));
        }
        eventually("the writers are writing", async || match answers_in_file(folder.path(), &submission).await.len() {
            2 => Ok(()),
            items => Err(items),
        })
        .await;

        let ending = tokio::spawn(server.end(signal));
        eventually("nobody else is let in", async || match TcpStream::connect(&address).await {
            Err(_) => Ok(()),
            Ok(_) => Err("a connection"),
        })
        .await;
        under_way.write_all(rest).await.unwrap();
        let mut answer = String::new();
        under_way.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{signal:?}: {answer}");

        let exit = ending.await.unwrap();
        assert!(exit.status.success(), "{signal:?}: {:?} {}", exit.status, exit.log);
        assert!(exit.took < END, "{signal:?}: it took {:?}", exit.took);
        let acknowledged = writers.join_all().await.into_iter().max().unwrap();
        let stored = answers_in_file(folder.path(), &submission).await;
        let latest = stored.iter().filter_map(|answer| answer["seq"].as_u64()).max().unwrap();
        assert!(latest >= acknowledged, "acknowledged {acknowledged}, stored {stored:?}");
        assert!(stored.iter().any(|answer| answer["item"] == "boiling"), "{stored:?}");
        println!("{signal:?}: ended in {:.2?}", exit.took);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_never_finish_do_not_keep_it_from_ending() {
    let program = program();
    let (folder, server) = served(&program).await;
    let School { student, submission, .. } = school(folder.path(), &server).await;
    let address = server.base().trim_start_matches("http://").to_owned();
    let path = format!("/api/submissions/{submission}/answers/essay");
    let body = json!({ "seq": 1, "response": essay(1) });
    let request = Request::new(&student, "PUT", &path, None, Some(&body));
    let mut stuck = Vec::new();
    for sent in [0, 10, request.head() - 2, request.head(), request.bytes().len() - 1] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(&request.bytes()[..sent]).await.unwrap();
        stuck.push(stream);
    }
    // Connections are taken in order: this answer comes after those.
    student.submission(&submission).await;
    let exit = server.end(Signal::Terminate).await;
    assert!(exit.status.success(), "{:?} {}", exit.status, exit.log);
    assert!(exit.took < END, "it took {:?}: {}", exit.took, exit.log);
    println!("with {} clients that never finish: ended in {:.2?}", stuck.len(), exit.took);

    let server = program.serve(folder.path(), &[]).await;
    assert!(student.at(server.base()).answers(&submission).await.is_empty(), "half a request is none");
    server.end(Signal::Terminate).await;
}

/// Runs `serve` with these arguments, which must be refused with words that hold all of `expected`.
async fn refused(program: &Program, arguments: &[&str], expected: &[&str]) {
    let output = program.run(&[&["serve"][..], arguments].concat(), "").await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?} printed {}", String::from_utf8_lossy(&output.stdout));
    let said = said.lines().last().unwrap_or_default();
    assert!(said.starts_with("error: "), "{arguments:?}: {said}");
    for words in expected {
        assert!(said.contains(words), "{arguments:?}: {words:?} is not in {said:?}");
    }
}

#[tokio::test]
async fn demo_data_is_kept_apart_from_everything_real() {
    let program = program();
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("new");
    let new_folder = new.to_str().unwrap();
    let demo = ["--demo", "--port", "0", "--data", new_folder];
    refused(&program, &[&demo[..], &["--host", "0.0.0.0"]].concat(), &["--demo", "this machine only"]).await;
    refused(&program, &[&demo[..], &["--host", "::"]].concat(), &["--demo", "this machine only"]).await;
    refused(&program.clone().with("NODE_ENV", "production"), &demo, &["--demo", "NODE_ENV=production"]).await;
    assert!(!new.exists(), "what is refused leaves nothing behind");

    let real = folder.path().join("real");
    program.create_admin(&real, ADMIN, PASSWORD).await;
    let real_folder = real.to_str().unwrap();
    refused(&program, &["--demo", "--port", "0", "--data", real_folder], &[real_folder, "other data"]).await;
    let server = program.serve(&real, &[]).await;
    server.anonymous().sign_in(ADMIN, PASSWORD).await;
    server.end(Signal::Terminate).await;
}

#[tokio::test]
async fn a_demo_is_made_once_and_keeps_what_is_done_in_it() {
    let program = program();
    let folder = tempfile::tempdir().unwrap();
    let counts = async || {
        let (accounts, attempts) = ("SELECT count(*) FROM accounts", "SELECT count(*) FROM attempts");
        let accounts = count_in_file(folder.path(), Service::Users, accounts).await;
        (accounts, count_in_file(folder.path(), Service::Submissions, attempts).await)
    };
    let server = program.serve(folder.path(), &["--demo"]).await;
    let demo = "demo-password-2026";
    let teacher = server.anonymous().sign_in("amara.okafor@demo.pediafor.example", demo).await;
    let made = teacher.post("/api/assessments", fixtures::assessment("Made in the demo")).await.expect_status(201);
    let before = counts().await;
    assert!(server.end(Signal::Interrupt).await.status.success());

    let data = folder.path().to_str().unwrap();
    refused(&program, &["--port", "0", "--data", data], &[data, "demo data", "--demo"]).await;

    let server = program.serve(folder.path(), &["--demo"]).await;
    let kept = teacher.at(server.base()).get(&format!("/api/assessments/{}", made.text_at("/id"))).await;
    assert_eq!(kept.expect_status(200).body["title"], "Made in the demo");
    assert_eq!(counts().await, before, "nothing is made twice");
    assert!(server.end(Signal::Terminate).await.status.success());
}

#[tokio::test]
async fn a_port_in_use_and_a_folder_in_use_are_told_clearly() {
    let program = program();
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let data = folder.path().join("data");
    let arguments = ["--port", &port, "--data", data.to_str().unwrap()];
    refused(&program, &arguments, &[&format!("127.0.0.1:{port}"), "another server", "--port"]).await;
    assert!(!data.exists(), "what is refused leaves nothing behind");

    let server = program.serve(&data, &[]).await;
    refused(&program, &["--port", "0", "--data", data.to_str().unwrap()], &[data.to_str().unwrap()]).await;
    server.anonymous().get("/health").await.expect_status(200);
    // A process that is killed does not keep the folder.
    server.kill().await;
    let server = program.serve(&data, &[]).await;
    server.end(Signal::Terminate).await;
}
