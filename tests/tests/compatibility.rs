//! The routes of the older platform, asked of a running one: `docs/compatibility.md` says what each is answered with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

use std::collections::BTreeSet;

use pediafor_kernel::Role;
use pediafor_tests::{Answer, Backend, Client, Options, Platform};
use reqwest::Method;

mod compat;
mod pages;

use compat::{
    routes::{Prefixes, Route, Verdict, prefixes, routes},
    world::World,
};

/// What is not as the page says, for one route, through every prefix it is promised under.
async fn faults(world: &World, prefixes: &Prefixes, route: &Route) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &Answer, holds: bool| {
        if !holds {
            let Route { line, method, path, verdict, status, .. } = route;
            let said = format!("line {line}: {method} {path} is {verdict:?} with {status}");
            faults.push(format!("{said}, but {} answered {}: {}", what.asked, what.status, what.text));
        }
    };
    let public = route.path.starts_with('/');
    match &route.verdict {
        Verdict::Same | Verdict::Alias(..) | Verdict::Changed(..) => {
            let (method, proper) = route.proper();
            let mut ways: BTreeSet<_> = prefixes.all(proper).map(|path| (method.as_str(), path)).collect();
            if let Verdict::Alias(..) = route.verdict {
                ways.extend(prefixes.all(&route.path).map(|path| (route.method.as_str(), path)));
            }
            if let (Verdict::Changed(..), true) = (&route.verdict, public) {
                let gone = world.ask_as_admin(&route.method, &route.path).await;
                expect(&gone, gone.status.is_client_error());
            }
            for (way, path) in ways {
                let answer = world.ask(method, proper, way, &path).await;
                expect(&answer, answer.status == route.status);
            }
        }
        Verdict::Later | Verdict::Dropped if public => {
            let code = if route.status == 405 { "method_not_allowed" } else { "no_such_path" };
            for path in prefixes.all(&route.path) {
                let answer = world.ask_as_admin(&route.method, &path).await;
                expect(&answer, answer.status == route.status && answer.body["code"] == code);
            }
        }
        Verdict::Later | Verdict::Dropped => {}
    }
    faults
}

#[tokio::test]
async fn every_route_is_answered_as_the_page_says() {
    let page = pages::page("docs/compatibility.md");
    let (routes, prefixes) = (routes(&page), prefixes(&page));
    assert!(routes.len() >= 75, "the page names only {} routes", routes.len());
    let world = World::new(Platform::start(Backend::Sqlite, Options::default()).await).await;
    let mut wrong = Vec::new();
    for route in &routes {
        wrong.extend(faults(&world, &prefixes, route).await);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");

    for gone in &prefixes.gone {
        world.ask_as_admin(&Method::GET, &format!("{gone}/anything")).await.expect_problem(404, "no_such_path");
    }
    world.platform.stop().await;
}

#[tokio::test]
async fn a_route_that_is_not_as_the_page_says_is_found() {
    let head = "| Method | Path there | Verdict | In Pediafor | Status | What differs |\n| --- | --- | --- | --- | --- | --- |";
    let untrue = [
        // gone, or never there
        "| GET | `/api/auth/whoami` | alias | GET `/api/auth/me` | 200 | |",
        "| GET | `/api/me` | alias | GET `/api/auth/me` | 200 | |",
        "| DELETE | `/api/auth/me` | alias | GET `/api/auth/me` | 200 | |",
        // another status
        "| GET | `/api/auth/me` | same | | 204 | |",
        // said to be gone, and there
        "| GET | `/api/auth/me` | dropped | | 404 | A reason. |",
        "| GET | `/api/auth/me` | later | | 405 | A reason. |",
        "| GET | `/api/users/{user}` | dropped | | 404 | A reason. |",
        "| GET | `/api/auth/me` | changed | GET `/api/auth/me` | 200 | |",
    ];
    let world = World::new(Platform::start(Backend::Sqlite, Options::default()).await).await;
    let prefixes = prefixes(&pages::page("docs/compatibility.md"));
    for line in untrue {
        let [route] = &routes(&format!("{head}\n{line}"))[..] else { panic!("{line} is one row") };
        assert!(!faults(&world, &prefixes, route).await.is_empty(), "nobody noticed {line}");
    }
    world.platform.stop().await;
}

#[tokio::test]
async fn what_is_not_there_is_told_from_what_nobody_may_know_about() {
    let platform = Platform::start(Backend::Sqlite, Options::default()).await;
    let student: Client = platform.account("student", Role::Student).await;
    let nobody = uuid::Uuid::nil();
    for (path, code) in [
        ("/api/nothing".to_owned(), "no_such_path"),
        ("/api/assessments/lint/nothing".to_owned(), "no_such_path"),
        (format!("/api/assessments/{nobody}"), "assessment_not_found"),
        (format!("/api/submissions/{nobody}"), "submission_not_found"),
        (format!("/api/files/{nobody}"), "file_not_found"),
        (format!("/api/grades/submission/{nobody}"), "grade_not_found"),
    ] {
        student.get(&path).await.expect_problem(404, code);
    }
    platform.stop().await;
}
