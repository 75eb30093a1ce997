//! Writes what each operation of `pediafor_grading::json` gives, a case a line, for other languages to replay:
//!
//! `cargo run -p pediafor-grading --features qti --example conformance -- <file>`
//!
//! A line is `{"operation": "mark", "arguments": ["{…}", "{…}"], "output": "{…}"}`, or has an `error` in place of the output.
//! Arguments and output are the very texts. The file is the same each time: the examples of `docs/format.md` and
//! `docs/operations.md`, cases made by hand, and cases drawn by a generator with a fixed seed. Those who replay it call operations by their names and know none,
//! so that an operation is added in `operations::run` and by its cases alone.
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
mod many;
#[expect(dead_code, reason = "what an example gives is compared in the tests")]
#[path = "../../tests/support/operations.rs"]
mod operations;
mod processed;
#[expect(dead_code, reason = "options are drawn here from what every language can write")]
#[path = "../../tests/support/qti.rs"]
mod qti;

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

    /// What it gives.
    fn run(&self) -> Result<String, json::Error> {
        operations::run(self.operation, &self.arguments)
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
    for case in hand::cases().chain(drawn::cases()).chain(many::cases()).chain(processed::cases()) {
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
