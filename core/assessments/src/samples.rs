//! Contents to test with.

use pediafor_grading::Item;
use serde_json::json;

use crate::{Content, Section};

/// A content that can be published: two sections with one item of each of ten types, 22 points in all.
///
/// # Panics
///
/// Where the item format has changed and this has not.
#[expect(clippy::expect_used, reason = "a sample that is no item is worth a failing test")]
pub fn content() -> Content {
    let items: Vec<Item> = serde_json::from_value(items()).expect("items");
    let mut items = items.into_iter();
    let mut section = |id: &str, title: &str, count: usize| Section {
        id: id.to_owned(),
        title: title.to_owned(),
        instructions: String::new(),
        items: items.by_ref().take(count).collect(),
    };
    Content {
        title: "Light and lenses".to_owned(),
        subject: "Physics".to_owned(),
        description: "End of term, year 9".to_owned(),
        instructions: "Answer **all** questions.".to_owned(),
        sections: vec![section("basics", "Basics", 5), section("lenses", "Lenses", 5)],
        ..Content::default()
    }
}

/// The ten items of [`content`] as the documents they are. Every key, guide and explanation says `secret`.
pub fn items() -> serde_json::Value {
    json!([
        {
            "id": "q1", "title": "Speed", "body": "How fast is light?", "points": 1,
            "interaction": {
                "type": "choice",
                "options": [
                    {"id": "a", "text": "Faster than sound", "explanation": "secret: by far"},
                    {"id": "b", "text": "Slower than sound"},
                ],
                "key": "a",
                "scoring": {"rule": "standard"},
            },
            "explanation": "secret: thunder comes after lightning",
            "feedback": {"correct": "secret: yes", "partial": "", "incorrect": "secret: no"},
            "hints": ["Think of a storm."], "tags": ["speed"], "difficulty": "easy",
        },
        {
            "id": "q2", "body": "Which are primary colours of light?", "points": 2,
            "interaction": {
                "type": "multiple_choice",
                "options": [{"id": "r", "text": "Red"}, {"id": "g", "text": "Green"}, {"id": "y", "text": "Yellow"}],
                "keys": ["r", "g"],
            },
        },
        {
            "id": "q3", "body": "Light needs a medium.", "points": 0.5,
            "interaction": {"type": "true_false", "key": false},
        },
        {
            "id": "q4", "body": "What bends light?", "points": 1.5,
            "interaction": {
                "type": "short_text",
                "keys": [{"text": "secret refraction"}, {"text": "secret*", "fraction": 0.5, "feedback": "secret: nearly"}],
                "matching": "wildcard",
            },
        },
        {
            "id": "q5", "body": "Explain the rainbow.", "points": 5,
            "interaction": {"type": "essay", "min_words": 50, "max_words": 200, "marking_guide": "secret: dispersion"},
        },
        {
            "id": "q6", "body": "A {{kind}} lens of {{power}} dioptres {{what}} light.", "points": 3,
            "interaction": {
                "type": "cloze",
                "gaps": [
                    {"id": "kind", "kind": {
                        "type": "dropdown", "options": [{"id": "x", "text": "convex"}, {"id": "v", "text": "concave"}], "key": "x",
                    }},
                    {"id": "power", "weight": 2, "kind": {"type": "numeric", "keys": [{"value": 7.25}]}},
                    {"id": "what", "kind": {"type": "text", "keys": [{"text": "secret gathers"}]}},
                ],
            },
        },
        {
            "id": "q7", "body": "Match the parts.", "points": 2,
            "interaction": {
                "type": "matching",
                "sources": [{"id": "s1", "text": "Iris"}, {"id": "s2", "text": "Retina"}],
                "targets": [{"id": "t1", "text": "Screen"}, {"id": "t2", "text": "Aperture"}, {"id": "t3", "text": "Lamp"}],
                "pairs": [{"source": "s1", "target": "t2"}, {"source": "s2", "target": "t1"}],
            },
        },
        {
            "id": "q8", "body": "From long to short waves.", "points": 1,
            "interaction": {
                "type": "ordering",
                "entries": [{"id": "e1", "text": "Red"}, {"id": "e2", "text": "Green"}, {"id": "e3", "text": "Blue"}],
            },
        },
        {
            "id": "q9", "body": "Focal length of +2 dioptres?", "points": 1,
            "interaction": {"type": "numeric", "keys": [{"value": 0.515625}], "unit": "m"},
        },
        {
            "id": "q10", "body": "Hand in your drawing.", "points": 5,
            "interaction": {
                "type": "file_upload", "max_files": 2, "max_bytes": 5_242_880,
                "media_types": ["image/png", "application/pdf"], "marking_guide": "secret: rays meet in F",
            },
        },
    ])
}
