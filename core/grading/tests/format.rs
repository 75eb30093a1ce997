//! The examples of `docs/format.md` are read, found sound, and marked as it says.
#![expect(clippy::unwrap_used, reason = "a broken document stops the test")]

use pediafor_grading::{Item, Outcome, Response, mark};
use serde_json::Value;

/// The contents of each block that begins with ```` ```json <name> ````.
fn blocks<'a>(document: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!("```json {name}\n");
    document.split(opening.as_str()).skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

#[test]
fn each_example_is_marked_as_the_document_says() {
    let document = include_str!("../docs/format.md");
    let (items, responses) = (blocks(document, "item"), blocks(document, "response"));
    let outcomes = blocks(document, "outcome");
    assert_eq!((items.len(), responses.len(), outcomes.len()), (12, 12, 12));
    for ((item, response), outcome) in items.into_iter().zip(responses).zip(outcomes) {
        let item: Item = serde_json::from_str(item).unwrap_or_else(|error| panic!("{error}: {item}"));
        let response: Response = serde_json::from_str(response).unwrap();
        assert_eq!(item.lint(), [], "{}", item.id);
        let expected: Outcome = serde_json::from_str(outcome).unwrap_or_else(|error| panic!("{error}: {outcome}"));
        let marked = mark(&item, Some(&response));
        let shown = serde_json::to_string_pretty(&marked).unwrap();
        assert_eq!(marked, expected, "{shown}");
        let written: Value = serde_json::from_str(outcome).unwrap();
        assert_eq!(serde_json::to_value(&marked).unwrap(), written, "{shown}");
    }
}

#[test]
fn the_paper_is_what_the_document_shows() {
    let document = include_str!("../docs/format.md");
    let items = blocks(document, "item").into_iter().map(|item| serde_json::from_str::<Item>(item).unwrap());
    for paper in blocks(document, "paper") {
        let written: Value = serde_json::from_str(paper).unwrap();
        let item = items.clone().find(|item| item.id == written["id"]).unwrap();
        assert_eq!(serde_json::to_value(item.to_paper()).unwrap(), written);
    }
}
