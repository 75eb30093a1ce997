//! Writes what each operation of `pediafor_grading::json` gives, a case a line, for other languages to replay:
//!
//! `cargo run -p pediafor-grading --example conformance -- <file>`
//!
//! A line is `{"operation": "mark", "arguments": ["{…}", "{…}"], "output": "{…}"}`, or has an `error` in place of the output.
//! Arguments and output are the very texts. The file is the same each time: the examples of `docs/format.md`, cases made by
//! hand, and cases drawn by a generator with a fixed seed. Those who replay it call operations by their names and know none,
//! so that an operation is added in [`Case::run`] and by its cases alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a case that cannot be made stops the program"
)]

mod drawn;
mod hand;
#[expect(dead_code, reason = "the laws draw more kinds of items than are wanted here")]
#[path = "../../tests/support/items.rs"]
mod items;

use std::{env, fs};

use pediafor_grading::json;
use serde::Serialize;

/// An operation and what it is given.
struct Case {
    operation: &'static str,
    arguments: Vec<String>,
}

impl Case {
    fn new<const N: usize>(operation: &'static str, arguments: [impl Serialize; N]) -> Self {
        Self::of_texts(operation, arguments.map(|argument| serde_json::to_string(&argument).unwrap()))
    }

    fn of_texts<const N: usize>(operation: &'static str, arguments: [String; N]) -> Self {
        Self { operation, arguments: arguments.into() }
    }

    /// What it gives: the one list of operations here.
    fn run(&self) -> Result<String, json::Error> {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        match (self.operation, &*arguments) {
            ("mark", [item, response]) => json::mark(item, response),
            ("mark_tries", [item, behaviour, tries]) => json::mark_tries(item, behaviour, tries),
            ("lint", [item]) => json::lint(item),
            ("total", [outcomes, floor]) => json::total(outcomes, floor),
            ("to_paper", [item]) => json::to_paper(item),
            (operation, arguments) => panic!("no operation {operation} takes {} arguments", arguments.len()),
        }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    operation: &'a str,
    arguments: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

fn main() {
    let file = env::args_os().nth(1).expect("usage: conformance <file>");
    let mut lines = String::new();
    for case in hand::cases().chain(drawn::cases()) {
        let ran = case.run();
        let line = Line {
            operation: case.operation,
            arguments: &case.arguments,
            output: ran.as_ref().ok().cloned(),
            error: ran.err().map(|error| error.to_string()),
        };
        lines.push_str(&serde_json::to_string(&line).unwrap());
        lines.push('\n');
    }
    fs::write(file, lines).unwrap();
}
