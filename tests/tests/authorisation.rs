//! Who may do what, on every route and for everybody: the answers are those of `authorisation/rights.txt`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a helper that fails, fails its test")]

#[path = "authorisation/people.rs"]
mod people;
#[path = "authorisation/table.rs"]
mod table;

use std::collections::BTreeSet;

use pediafor_gateway::route;
use pediafor_tests::{
    Answer, Client,
    operations::Operation,
    stages_for_long,
    world::{Example, World, timeless},
};

use crate::{
    people::People,
    table::{Cell, Line, PEOPLE},
};

const RIGHTS: &str = include_str!("authorisation/rights.txt");

#[test]
fn the_table_of_rights_has_a_line_for_every_operation_and_for_nothing_else() {
    let lines = table::read(RIGHTS);
    let told: BTreeSet<String> = lines.iter().map(|line| line.title.clone()).collect();
    let there: BTreeSet<String> = Operation::all().iter().map(Operation::title).collect();
    assert_eq!(told.len(), lines.len(), "an operation has two lines");
    let missing: Vec<_> = there.difference(&told).collect();
    let gone: Vec<_> = told.difference(&there).collect();
    assert!(missing.is_empty(), "no line of rights.txt says who may do this: {missing:#?}");
    assert!(gone.is_empty(), "rights.txt speaks of what is not there: {gone:#?}");
}

#[test]
fn the_gateway_lets_through_without_a_token_what_the_document_says_needs_none() {
    let documented: BTreeSet<String> =
        Operation::all().iter().filter(|operation| operation.public).map(Operation::title).collect();
    let passed: BTreeSet<String> = route::PUBLIC.iter().map(|(method, path)| format!("{method} /api{path}")).collect();
    assert_eq!(passed, documented);
}

#[test]
fn without_a_token_nothing_is_granted_but_what_is_public() {
    let public: BTreeSet<String> =
        Operation::all().iter().filter(|operation| operation.public).map(Operation::title).collect();
    for Line { title, cells } in table::read(RIGHTS) {
        for (cell, person) in cells.iter().zip(PEOPLE).take(3) {
            assert_eq!(cell.status == 401, !public.contains(&title), "{title} for {person}");
        }
    }
}

/// Every cell whose answer was another, so that one run shows all of them.
#[derive(Default)]
struct Verdict {
    asked: usize,
    wrong: Vec<String>,
}

impl Verdict {
    fn demand(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(what());
        }
    }
}

#[tokio::test]
async fn everybody_is_answered_as_the_table_of_rights_says() {
    for stage in stages_for_long() {
        let world = World::start(stage).await;
        let people = People::of(&world).await;
        let lines = table::read(RIGHTS);
        // What only reads goes first: lists are then short.
        let mut operations = Operation::all();
        operations.sort_by_key(|operation| !operation.is_safe());

        let mut verdict = Verdict::default();
        for operation in operations {
            let Some(line) = lines.iter().find(|line| line.title == operation.title()) else { continue };
            ask_everybody(&world, &people, &operation, (&lines, line), &mut verdict).await;
        }
        let Verdict { asked, wrong } = verdict;
        assert_eq!(asked, lines.len() * PEOPLE.len(), "every cell was asked");
        assert!(wrong.is_empty(), "{} of {asked} answers on {stage:?}:\n{}", wrong.len(), wrong.join("\n"));
        world.stop().await;
    }
}

async fn ask_everybody(
    world: &World,
    people: &People,
    operation: &Operation,
    (rights, line): (&[Line], &Line),
    verdict: &mut Verdict,
) {
    let mut example = world.example(operation).await;
    for (place, cell) in line.cells.iter().enumerate() {
        let client = people.asking(world, place, &line.cells, &example).await;
        let before = world.watched(&example).await;
        let answer = example.send(&client).await;
        verdict.asked += 1;
        judge(line, place, &example, &answer, verdict);
        if cell.status >= 400 {
            let same = before == world.watched(&example).await;
            verdict.demand(same, || format!("{} | {}: refused, but it changed something", line.title, PEOPLE[place]));
        }
        if may_not_know(rights, line, place) {
            as_if_absent(&example, &client, &answer, &format!("{} | {}", line.title, PEOPLE[place]), verdict).await;
        }
        if operation.is_safe() {
            by_its_other_name(&example, &client, &answer, line, place, verdict).await;
        } else if answer.status.is_success() {
            world.settle().await;
            example = world.example(operation).await;
        }
    }
}

fn judge(line: &Line, place: usize, example: &Example, answer: &Answer, verdict: &mut Verdict) {
    let Cell { status, holds } = line.cells[place];
    let cell = format!("{} | {}", line.title, PEOPLE[place]);
    let short: String = answer.text.chars().take(300).collect();
    verdict.demand(answer.status == status, || format!("{cell}: {status} expected, got {}: {short}", answer.status));
    if let Some(holds) = holds {
        let trace = example.trace.as_deref().expect("who tells apart what is seen says by what");
        let word = if holds { "with" } else { "without" };
        verdict.demand(answer.text.contains(trace) == holds, || format!("{cell}: {word} {trace} expected: {short}"));
    }
    if answer.status.is_client_error() || answer.status.is_server_error() {
        let sound = answer.content_type() == "application/problem+json" && answer.body["code"].is_string();
        verdict.demand(sound, || format!("{cell}: no problem: {} {short}", answer.content_type()));
        if let Some(trace) = &example.trace {
            verdict.demand(!answer.text.contains(trace), || format!("{cell}: the refusal tells: {short}"));
        }
    }
}

/// May the person not even know that the thing is there? By the table: it is not found, or not in the list; or the
/// operation is none of theirs, and what reads the thing does not show it to them either.
fn may_not_know(rights: &[Line], line: &Line, place: usize) -> bool {
    let cell = line.cells[place];
    match (PEOPLE[place], cell.status) {
        (_, 404) => true,
        ("other_student" | "other_teacher", 403) => {
            let thing = line.title.split_once(' ').and_then(|(_, path)| Some(&path[..=path.find('}')?]));
            let reading = rights.iter().find(|it| thing.is_some_and(|thing| it.title == format!("GET {thing}")));
            reading.is_none_or(|reading| reading.cells[place].status >= 400)
        }
        ("other_student" | "other_teacher", _) => cell.holds == Some(false),
        _ => false,
    }
}

/// Whoever may not know of a thing can't tell it from one that was never there.
async fn as_if_absent(example: &Example, client: &Client, answer: &Answer, cell: &str, verdict: &mut Verdict) {
    let absent = example.absent().send(client).await;
    let seen = |answer: &Answer| (answer.status, timeless(answer.body.clone()));
    // what is found by a parameter, or is the caller's own, has no absent twin that differs
    verdict.demand(example.path.is_empty() && answer.status.is_success() || seen(answer) == seen(&absent), || {
        format!("{cell}: {} is told apart from an absent one: {} / {}", example.target(), answer.text, absent.text)
    });
}

/// An alias answers to everybody as the path it stands for.
async fn by_its_other_name(
    example: &Example,
    client: &Client,
    answer: &Answer,
    line: &Line,
    place: usize,
    verdict: &mut Verdict,
) {
    let target = example.target();
    let alias = target.strip_prefix("/api").expect("public paths begin so");
    let alias = alias.strip_prefix("/grades").map_or_else(|| alias.to_owned(), |rest| format!("/grade{rest}"));
    if route::find(alias.split('?').next().unwrap_or_default()).is_none() {
        return;
    }
    let by_alias = client.get(&alias).await;
    verdict.demand(by_alias.status == answer.status, || {
        format!("{} | {}: {alias} answers {}", line.title, PEOPLE[place], by_alias.status)
    });
}
