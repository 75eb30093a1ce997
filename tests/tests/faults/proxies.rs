//! Clients behind proxies and behind one address.

use std::net::IpAddr;

use futures_util::{StreamExt, stream};
use pediafor_kernel::Role;
use pediafor_sql::Service;
use pediafor_test_servers::{Nginx, Private};
use pediafor_tests::{App, Client, Exam, PASSWORD, Place, Plan, Platform, fixtures, full};
use reqwest::StatusCode;
use serde_json::json;
use tokio::time::Instant;

/// How often an address may fail to sign in, unless it is told otherwise.
const TRIES: usize = 100;
/// Half as many again as could fail to sign in; five hundred, as promised, in the full form.
fn students() -> usize {
    if full() { 500 } else { 150 }
}
/// How many students do something at the same time.
const AT_ONCE: usize = 16;

/// A proxy that tells the gateway whom it speaks for.
async fn proxy(gateway: &str) -> Private<Nginx> {
    let nginx = Nginx::start(|port| {
        format!(
            "upstream gateway {{ server {}; keepalive 16; }}\n\
             server {{ listen 127.0.0.1:{port}; location / {{\n\
             proxy_pass http://gateway; proxy_http_version 1.1; proxy_set_header Connection \"\";\n\
             proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n\
             }} }}",
            gateway.replace("http://", "")
        )
    });
    nginx.await.expect("an nginx")
}

/// The gateway believes the proxy alone, which speaks from 127.0.0.1; clients have other addresses.
async fn platform() -> Platform {
    let plan = Plan::default().with(App::Gateway, "TRUSTED_PROXIES", "127.0.0.1/32");
    Platform::services(Place::with_neighbours().await, plan).await
}

/// What speaks from `address`.
fn from(address: [u8; 4]) -> reqwest::Client {
    reqwest::Client::builder().local_address(IpAddr::from(address)).build().expect("a client")
}

/// Fails to sign in once, and says of itself what it likes.
async fn guess(client: &reqwest::Client, base: &str, number: usize) -> StatusCode {
    let guess = json!({ "email": format!("nobody-{number}@school.example"), "password": PASSWORD });
    let request = client.post(format!("{base}/api/auth/login")).json(&guess);
    let lie = format!("203.0.113.{}", number % 250);
    request.header("x-forwarded-for", &lie).header("x-real-ip", lie).send().await.expect("an answer").status()
}

/// How often it may fail until it is refused.
async fn guesses(client: &reqwest::Client, base: &str) -> usize {
    for number in 0..2 * TRIES {
        match guess(client, base, number).await.as_u16() {
            401 => {}
            429 => return number,
            status => panic!("answered {status}"),
        }
    }
    panic!("never refused")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_behind_a_trusted_proxy_have_two_buckets_whatever_they_claim() {
    let platform = platform().await;
    let gateway = platform.anonymous().base().to_owned();
    let nginx = proxy(&gateway).await;
    let (one, other) = (from([127, 0, 0, 2]), from([127, 0, 0, 3]));
    let first = guesses(&one, nginx.url()).await;
    let second = guesses(&other, nginx.url()).await;
    println!("proxies: two clients through nginx, each with forged addresses: refused after {first} and {second}");
    // A bucket fills by one every nine seconds.
    assert!((TRIES..TRIES + 10).contains(&first) && (TRIES..TRIES + 10).contains(&second), "{first}, {second}");
    // Who goes round the proxy is who it is, and gains nothing by claiming to be a proxy.
    assert_eq!(guess(&one, &gateway, 7).await, StatusCode::TOO_MANY_REQUESTS);
    platform.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hall_behind_one_address_sits_undisturbed_while_another_is_refused() {
    let mut platform = platform().await;
    let teacher = platform.account("teacher", Role::Teacher).await;
    let exam = Exam::publish(&teacher, fixtures::assessment("An exam")).await;
    let admin = platform.cluster().admin().await;
    // Accounts are made behind the gateway: its limits are for the students here.
    let admin = admin.at(platform.cluster().process(App::Service(Service::Users), 0).base());
    let names: Vec<_> = (0..students()).map(|number| format!("student-{number}@school.example")).collect();
    let made = names.iter().map(|email| {
        let account = json!({ "email": email, "name": "A student", "role": "student", "password": PASSWORD });
        let admin = &admin;
        async move { admin.post("/users", account).await.expect_status(201) }
    });
    stream::iter(made).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
    let gateway = platform.anonymous().base().to_owned();
    let nginx = proxy(&gateway).await;

    // All students come from 127.0.0.1; the guesser has an address of its own.
    let base = nginx.url();
    let guesser = from([127, 0, 0, 9]);
    let begun = Instant::now();
    let sit = names.iter().map(|email| {
        let exam = &exam;
        async move {
            let student = Client::new(base).sign_in(email, PASSWORD).await;
            let submission = exam.begin(&student).await;
            student.get(&format!("/api/submissions/{submission}/paper")).await.expect_status(200);
            for (seq, item) in (1..).zip(["capital", "earth", "author"]) {
                let response = fixtures::right_responses("")[item].clone();
                student.save(&submission, item, seq, response).await.expect_status(200);
            }
            student.hand_in(&submission).await;
        }
    });
    let hall = stream::iter(sit).buffer_unordered(AT_ONCE).collect::<Vec<_>>();
    let (sat, tries) = tokio::join!(hall, guesses(&guesser, base));
    println!(
        "proxies: {} students behind one address signed in, began, read, saved three times and submitted in {:.1?}, none \
         refused; an address that fails to sign in was refused after {tries}",
        sat.len(),
        begun.elapsed(),
    );
    assert!((TRIES..TRIES + 10).contains(&tries), "{tries}");
    platform.stop().await;
}
