//! `pediafor analyse` as a program: what it prints, and what it refuses.
#![expect(clippy::unwrap_used, reason = "a broken scene stops the test")]

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

const ITEMS: &str = r#"[
  {"id": "easy", "title": "Sum", "body": "2 + 2 = ?", "points": 1,
   "interaction": {"type": "numeric", "keys": [{"value": 4}]}},
  {"id": "middle", "body": "Which is prime?", "points": 1,
   "interaction": {"type": "choice", "key": "a",
     "options": [{"id": "a", "text": "2"}, {"id": "b", "text": "9"}, {"id": "c", "text": "15"}, {"id": "d", "text": "21"}]}},
  {"id": "hard", "body": "Is 91 prime?", "points": 1, "interaction": {"type": "true_false", "key": false}},
  {"id": "essay", "body": "Discuss.", "points": 4, "interaction": {"type": "essay"}}
]"#;

/// Whoever is right at an item is right at all easier ones.
const CLASS: &str = r#"{"student": "Ada", "responses": {"easy": {"type": "numeric", "text": "4"}, "middle": {"type": "choice", "chosen": "a"}, "hard": {"type": "true_false", "value": false}, "essay": {"type": "essay", "text": "Well."}}}
{"student": "Ben", "responses": {"easy": {"type": "numeric", "text": "4"}, "middle": {"type": "choice", "chosen": "a"}, "hard": {"type": "true_false", "value": true}}}
{"student": "Cleo", "responses": {"easy": {"type": "numeric", "text": "4"}, "middle": {"type": "choice", "chosen": "b"}, "hard": {"type": "true_false", "value": true}}}
{"student": "Dan", "responses": {"easy": {"type": "numeric", "text": "5"}}}
"#;

fn analyse(items: &str, responses: &str, flags: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("items.json"), items).unwrap();
    fs::write(folder.path().join("class.jsonl"), responses).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pediafor"));
    command.args(["analyse", "items.json", "class.jsonl"]).args(flags).current_dir(folder.path());
    command.output().unwrap()
}

#[track_caller]
fn printed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_class_is_told_test_items_and_options() {
    let text = printed(&analyse(ITEMS, CLASS, &[]));
    for line in ["attempts  4", "mean  1.50", "median  1.50", "Cronbach's α  0.75 ("] {
        assert!(text.contains(line), "{line} is missing in\n{text}");
    }
    let row = |name: &str| -> Vec<String> {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("│ {name} ")))
            .unwrap_or_else(|| panic!("{name} in\n{text}"));
        line.split(['│', '┆']).map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect()
    };
    // facility, guess, …, omitted, not reached
    assert_eq!(row("Sum")[1..3], ["0.75", "0.00"]);
    assert_eq!(row("middle")[1..3], ["0.50", "0.25"]);
    assert_eq!(row("hard")[1..3], ["0.25", "0.50"]);
    assert_eq!(row("hard").last().unwrap(), "1");
    assert_eq!(row("a (key)")[1], "2");
    assert_eq!(row("d")[1], "0");
    assert!(text.contains("Left out, as a person marks them: essay"), "{text}");
}

#[test]
fn programs_are_told_everything_and_why_a_figure_is_missing() {
    let whole: Value = serde_json::from_str(&printed(&analyse(ITEMS, CLASS, &["--format", "json"]))).unwrap();
    assert_eq!((&whole["format"], &whole["left_out"][0]), (&1.into(), &"essay".into()));
    let report = &whole["report"];
    assert_eq!(report["test"]["alpha"]["value"], 0.75);
    assert_eq!(report["items"]["middle"]["options"]["groups"].as_array().unwrap().len(), 3);
    let five = printed(&analyse(ITEMS, CLASS, &["--format", "json", "--groups", "quintiles"]));
    let five: Value = serde_json::from_str(&five).unwrap();
    assert_eq!(five["report"]["items"]["middle"]["options"]["groups"].as_array().unwrap().len(), 5);

    let alone = printed(&analyse(ITEMS, CLASS.lines().next().unwrap(), &["--format", "json"]));
    let alone: Value = serde_json::from_str(&alone).unwrap();
    assert_eq!(alone["report"]["test"]["standard_deviation"]["insufficient"]["why"], "attempts");
}

#[test]
fn what_can_not_be_counted_is_refused() {
    let essay = r#"[{"id": "essay", "body": "Discuss.", "points": 4, "interaction": {"type": "essay"}}]"#;
    for (items, responses, said) in [
        (essay, r#"{"essay": {"type": "essay", "text": "Well."}}"#, "only a person can mark these items"),
        (ITEMS, r#"{"none": {"type": "numeric", "text": "4"}}"#, "there is no item \"none\""),
        (ITEMS, "", "class.jsonl: there are no responses"),
    ] {
        let output = analyse(items, responses, &[]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(said), "{said} is missing in {error}");
    }
}

#[test]
fn figures_come_as_rows_and_lines_and_what_is_wrong_is_left_out() {
    let broken = format!("{CLASS}{{\"student\": \"Eve\", \"responses\": 7}}\n");
    let output = analyse(ITEMS, &broken, &["--format", "csv"]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.starts_with("error: class.jsonl: line 5: /responses: an object from item ids"), "{error}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("item,attempts,omitted,not_reached,facility,blind_guess,"), "{text}");
    assert!(text.contains("\nmiddle,4,0,1,0.5,0.25,"), "{text}");

    let lines = printed(&analyse(ITEMS, CLASS, &["--format", "jsonl", "--threads", "3"]));
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let items: Vec<_> = lines.iter().map(|line| &line["item"]).collect();
    assert_eq!(items, ["easy", "middle", "hard"]);
    assert_eq!(lines[0]["facility"]["value"], 0.75);
}
