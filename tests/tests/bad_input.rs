//! Whatever a client sends, on every route: a refusal in the one form, nothing changed, nothing repeated, nothing broken.
//!
//! The routes come from the API's own document, so a new one is covered from its first day.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

#[path = "bad_input/address.rs"]
mod address;
#[path = "bad_input/case.rs"]
mod case;
#[path = "bad_input/forms.rs"]
mod forms;
#[path = "bad_input/headers.rs"]
mod headers;
#[path = "bad_input/json.rs"]
mod json;

use pediafor_kernel::Role;
use pediafor_tests::{PASSWORD, backends, operations::Operation, world::World};

use crate::case::{Case, Expected, Good, objections};

/// Everything that was answered wrongly, so that one run shows all of it.
#[derive(Default)]
struct Verdict {
    asked: usize,
    wrong: Vec<String>,
}

/// Every operation is asked badly in every way that `ways` knows.
async fn ask_badly(ways: fn(&Good<'_>) -> Vec<Case>) {
    for backend in backends() {
        let world = World::start(backend).await;
        let mut verdict = Verdict::default();
        for operation in Operation::all() {
            ask_one(&world, &operation, ways, &mut verdict).await;
        }
        let Verdict { asked, wrong } = verdict;
        assert!(wrong.is_empty(), "{} of {asked} answers on {backend:?}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(asked > 0, "nothing was asked");
        world.platform.anonymous().sign_in("admin@school.example", PASSWORD).await;
        world.stop().await;
    }
}

async fn ask_one(world: &World, operation: &Operation, ways: fn(&Good<'_>) -> Vec<Case>, verdict: &mut Verdict) {
    let example = world.example(operation).await;
    let client =
        if example.ends_sessions { world.somebody(Role::Student).await } else { world.who(example.by, &example) };
    let mut cases = ways(&Good { example: &example, client: &client });
    if cases.is_empty() {
        return;
    }
    // What may be done comes last: what is refused must have changed nothing until then.
    cases.sort_by_key(|case| case.expected == Expected::NoHarm);
    let harmless = cases.iter().filter(|case| case.expected != Expected::NoHarm).count();

    let title = operation.title();
    let before = world.watched(&example).await;
    for (place, Case { wrong, request, expected }) in cases.into_iter().enumerate() {
        if place == harmless && before != world.watched(&example).await {
            verdict.wrong.push(format!("{title}: what was refused changed something"));
        }
        verdict.asked += 1;
        match client.try_send(request).await {
            Ok(answer) => {
                let short: String = answer.text.chars().take(240).collect();
                let found = objections(&answer, expected);
                verdict
                    .wrong
                    .extend(found.into_iter().map(|it| format!("{title}, {wrong}: {it}: {} {short}", answer.status)));
            }
            Err(error) => verdict.wrong.push(format!("{title}, {wrong}: the connection broke: {error:?}")),
        }
    }
    let _ = world.platform.anonymous().get("/health").await.expect_status(200);
}

#[tokio::test]
async fn no_body_of_json_breaks_anything() {
    ask_badly(json::cases).await;
}

#[tokio::test]
async fn no_path_and_no_parameter_breaks_anything() {
    ask_badly(address::cases).await;
}

#[tokio::test]
async fn no_header_breaks_anything() {
    ask_badly(headers::cases).await;
}

#[tokio::test]
async fn no_form_breaks_anything() {
    ask_badly(forms::cases).await;
}
