//! An assessment whose keys are recognised wherever they turn up, and answers to it that are all wrong.

use pediafor_tests::{
    fixtures::{self, SECRET},
    world::{Sitting, World},
};
use serde_json::{Value, json};

/// What is right, in words and numbers that stand nowhere else.
pub(crate) const RIGHT: [&str; 8] = [
    "Goethe-canary",
    "hydrogen-canary",
    "309170486",
    "486112593",
    "601844932",
    "733915028*x",
    "comet 217,193",
    "0.0625",
];
/// How many of these are keys, which come first.
pub(crate) const KEYS: usize = 7;
/// What is said to markers alone.
pub(crate) const GUIDE: &str = "guide-for-markers-canary";
/// What the student answers, in words that stand nowhere else.
pub(crate) const ANSWERED: [&str; 4] =
    ["shakespeare-by-student", "helium-by-student", "essay-by-student", "part-by-student"];

/// The order that is right.
const ORDER: [&str; 10] = ["u1", "z2", "a3", "q4", "m5", "c6", "x7", "b8", "k9", "d10"];

/// What a student sees of a released result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Review {
    pub(crate) marks: bool,
    pub(crate) responses: bool,
    pub(crate) keys: bool,
    pub(crate) explanations: bool,
}

impl Review {
    /// Each with each.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0_u8..16).map(|bits| Self {
            marks: bits & 1 != 0,
            responses: bits & 2 != 0,
            keys: bits & 4 != 0,
            explanations: bits & 8 != 0,
        })
    }
}

/// The assessment.
pub(crate) fn content(world: &World, review: Review) -> Value {
    let mut content = world.content();
    let Review { marks, responses, keys, explanations } = review;
    content["marking"]["review"] =
        json!({ "marks": marks, "responses": responses, "keys": keys, "explanations": explanations });
    content["sections"].as_array_mut().unwrap().push(fixtures::more());
    let mut change = |id: &str, pointer: &str, value: Value| {
        let sections = content["sections"].as_array_mut().unwrap();
        let mut items = sections.iter_mut().flat_map(|section| section["items"].as_array_mut().unwrap());
        let item = items.find(|item| item["id"] == id).unwrap();
        *item.pointer_mut(pointer).unwrap_or_else(|| panic!("{id} has no {pointer}")) = value;
    };
    change("author", "/interaction/keys", json!([{ "text": RIGHT[0], "feedback": SECRET }]));
    change("author", "/interaction/matching", json!("exact"));
    change("water", "/interaction/gaps/0/kind/keys", json!([{ "text": RIGHT[1], "feedback": SECRET }]));
    change("water", "/interaction/gaps/2/kind/keys", json!([{ "value": 309_170_486 }]));
    let close = json!({ "rule": "absolute", "within": 0.0625 });
    change("boiling", "/interaction/keys", json!([{ "value": 486_112_593.25, "tolerance": close }]));
    let entries: Vec<_> = ORDER.iter().map(|id| json!({ "id": id, "text": format!("Body {id}") })).collect();
    change("planets", "/interaction/entries", json!(entries));
    change("essay", "/interaction/marking_guide", json!(GUIDE));
    change("sketch", "/interaction/marking_guide", json!(GUIDE));
    change("train", "/interaction/parts/0/interaction/keys", json!([{ "value": 601_844_932, "feedback": SECRET }]));
    change("derivative", "/interaction/keys", json!([{ "expression": RIGHT[5], "feedback": SECRET }]));
    content
}

/// Wrong answers to everything a machine marks, in a batch.
pub(crate) fn wrong_answers(file: &str) -> Value {
    let reversed: Vec<_> = ORDER.iter().rev().collect();
    let responses = json!({
        "capital": { "type": "choice", "chosen": "sydney" },
        "primes": { "type": "multiple_choice", "chosen": ["n4"] },
        "earth": { "type": "true_false", "value": false },
        "author": { "type": "short_text", "text": ANSWERED[0] },
        "water": { "type": "cloze", "gaps": { "first": ANSWERED[1], "second": "n", "atoms": "77" } },
        "organs": { "type": "matching", "pairs": [{ "source": "heart", "target": "breathe" }] },
        "planets": { "type": "ordering", "order": reversed },
        "boiling": { "type": "numeric", "text": "12" },
        "essay": { "type": "essay", "text": ANSWERED[2] },
        "sketch": { "type": "file_upload", "files": [file] },
        "sentence": { "type": "gap_match", "gaps": { "who": "dog", "does": "sits", "what": "fox" } },
        "sky": { "type": "graphic_gap_match", "gaps": { "left": "star", "right": "sun" } },
        "stars": { "type": "graphic_order", "order": ["s2", "s4", "s1", "s3"] },
        "pole": { "type": "hotspot", "chosen": ["first"] },
        "comet": { "type": "select_point", "points": [{ "x": 3, "y": 4, "label": "planet" }] },
        "train": { "type": "composite", "parts": {
            "speed": { "type": "numeric", "text": ANSWERED[3] }, "units": { "type": "multiple_choice", "chosen": ["s"] },
        } },
        "share": { "type": "slider", "value": 12.5 },
        "opinion": { "type": "likert", "ratings": { "clear": "no" } },
        "derivative": { "type": "formula", "text": "x + 1" },
    });
    let answers = responses.as_object().unwrap().iter();
    json!({ "answers": answers.map(|(item, it)| json!({ "item": item, "seq": 9, "response": it })).collect::<Vec<_>>() })
}

/// Is the order of the ordering question's entries the right one?
pub(crate) fn gives_the_order_away(paper: &Value) -> bool {
    let sections = paper["sections"].as_array().unwrap();
    let items = sections.iter().flat_map(|section| section["items"].as_array().unwrap());
    let planets = items.clone().find(|item| item["id"] == "planets").unwrap();
    let entries = planets["interaction"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), ORDER.len());
    entries.iter().map(|entry| entry["id"].as_str().unwrap()).eq(ORDER)
}

/// The student answers everything, wrongly.
pub(crate) async fn answer(world: &World, sitting: &Sitting, file: &str) {
    let path = format!("/api/submissions/{}/answers", sitting.submission);
    let saved = world.student.post(&path, wrong_answers(file)).await.expect_status(200);
    assert!(!saved.text.contains("rejected"), "{}", saved.text);
}
