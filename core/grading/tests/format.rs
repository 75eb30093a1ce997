//! The examples of `docs/format.md` are read, found sound, and marked as it says.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken document stops the test")]

use std::collections::BTreeSet;

use pediafor_grading::{
    Behaviour, Finding, Item, Outcome, Response, Try,
    assessment::{GradeScale, LatePenalty, PassMark},
    mark,
};
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
    assert_eq!((responses.len(), outcomes.len()), (items.len(), items.len()));
    let mut interactions = BTreeSet::new();
    for ((item, response), outcome) in items.into_iter().zip(responses).zip(outcomes) {
        let item: Item = serde_json::from_str(item).unwrap_or_else(|error| panic!("{error}: {item}"));
        let response: Response = serde_json::from_str(response).unwrap();
        interactions.insert(item.interaction.kind());
        assert_eq!(item.lint(), [], "{}", item.id);
        let expected: Outcome = serde_json::from_str(outcome).unwrap_or_else(|error| panic!("{error}: {outcome}"));
        let marked = mark(&item, Some(&response));
        let shown = serde_json::to_string_pretty(&marked).unwrap();
        assert_eq!(marked, expected, "{shown}");
        let written: Value = serde_json::from_str(outcome).unwrap();
        assert_eq!(serde_json::to_value(&marked).unwrap(), written, "{shown}");
    }
    assert_eq!(interactions.len(), 20, "{interactions:?}");
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

/// Reads each block of this name, finds it sound, and writes it again as it was.
fn all<T: serde::Serialize + serde::de::DeserializeOwned>(name: &str, lint: impl Fn(&T) -> Vec<Finding>) -> usize {
    let blocks = blocks(include_str!("../docs/format.md"), name);
    for block in &blocks {
        let read: T = serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"));
        assert_eq!(lint(&read), [], "{block}");
        let written: Value = serde_json::from_str(block).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), written);
    }
    blocks.len()
}

#[test]
fn what_stands_over_items_is_read_as_the_document_writes_it() {
    assert_eq!(all::<Behaviour>("behaviour", Behaviour::lint), 3);
    assert_eq!(all::<Try>("try", |_| Vec::new()), 1);
    assert_eq!(all::<LatePenalty>("late", LatePenalty::lint), 2);
    assert_eq!(all::<PassMark>("pass", |_| Vec::new()), 1);
    assert_eq!(all::<GradeScale>("scale", GradeScale::lint), 1);
}
