//! One assessment with all ten types of question, as a teacher would send it, and responses to it.

use serde_json::{Map, Value, json};

/// The items a machine marks, each with its right response and its points.
pub const BY_MACHINE: [&str; 8] = ["capital", "primes", "earth", "author", "water", "organs", "planets", "boiling"];
/// The items that a person marks.
pub const BY_HAND: [&str; 2] = ["essay", "sketch"];

/// What every text that only the author may see contains, so that a leak is found by searching for it.
pub const SECRET: &str = "canary-only-for-the-author";

/// A request that makes an assessment. Every item is worth two points, the essay and the upload three.
pub fn assessment(title: &str) -> Value {
    let explain = |about: &str| format!("{SECRET}: {about}");
    let option = |id: &str, text: &str| json!({ "id": id, "text": text, "explanation": explain(text) });
    let entry = |id: &str, text: &str| json!({ "id": id, "text": text });
    let item = |id: &str, points: u32, body: &str, interaction: Value| {
        json!({
            "id": id, "title": id, "body": body, "points": points, "interaction": interaction,
            "explanation": explain(id),
            "feedback": { "correct": explain("right"), "partial": explain("nearly"), "incorrect": explain("wrong") },
            "tags": ["general"], "difficulty": "easy",
        })
    };
    let machine = json!([
        item(
            "capital",
            2,
            "What is the capital of Australia?",
            json!({
                "type": "choice",
                "options": [option("sydney", "Sydney"), option("canberra", "Canberra"), option("perth", "Perth")],
                "key": "canberra",
            })
        ),
        item(
            "primes",
            2,
            "Which of these are prime?",
            json!({
                "type": "multiple_choice",
                "options": [option("n2", "2"), option("n4", "4"), option("n7", "7"), option("n9", "9")],
                "keys": ["n2", "n7"],
                "scoring": { "rule": "right_minus_wrong" },
            })
        ),
        item("earth", 2, "The Earth is the third planet from the Sun.", json!({ "type": "true_false", "key": true })),
        item(
            "author",
            2,
            "Who wrote *Faust*?",
            json!({
                "type": "short_text",
                "keys": [{ "text": "*Goethe" }, { "text": "Schiller", "fraction": 0.25 }],
                "matching": "wildcard",
            })
        ),
        item(
            "water",
            2,
            "Water is made of {{first}} and {{second}}; a molecule has {{atoms}} atoms.",
            json!({
                "type": "cloze",
                "gaps": [
                    { "id": "first", "kind": { "type": "text", "keys": [{ "text": "hydrogen" }] } },
                    { "id": "second", "kind": { "type": "dropdown", "options": [entry("o", "oxygen"), entry("n", "nitrogen")], "key": "o" } },
                    { "id": "atoms", "weight": 2, "kind": { "type": "numeric", "keys": [{ "value": 3 }] } },
                ],
            })
        ),
        item(
            "organs",
            2,
            "What does each organ do?",
            json!({
                "type": "matching",
                "sources": [entry("heart", "Heart"), entry("lung", "Lung")],
                "targets": [entry("pump", "pumps blood"), entry("breathe", "exchanges gases"), entry("digest", "digests food")],
                "pairs": [{ "source": "heart", "target": "pump" }, { "source": "lung", "target": "breathe" }],
            })
        ),
        item(
            "planets",
            2,
            "Order these planets by their distance from the Sun.",
            json!({
                "type": "ordering",
                "entries": [entry("mercury", "Mercury"), entry("venus", "Venus"), entry("mars", "Mars")],
                "scoring": { "rule": "absolute" },
            })
        ),
        item(
            "boiling",
            2,
            "At how many degrees Celsius does water boil at sea level?",
            json!({
                "type": "numeric",
                "keys": [{ "value": 100, "tolerance": { "rule": "absolute", "within": 0.5 } }],
            })
        ),
    ]);
    let human = json!([
        item(
            "essay",
            3,
            "Why does ice float on water?",
            json!({ "type": "essay", "marking_guide": explain("density") })
        ),
        item(
            "sketch",
            3,
            "Upload a sketch of a water molecule.",
            json!({
                "type": "file_upload", "max_files": 1, "max_bytes": 100_000, "media_types": ["text/plain", "image/png"],
                "marking_guide": explain("an angle of about 104 degrees"),
            })
        ),
    ]);
    json!({
        "title": title,
        "subject": "General knowledge",
        "description": "A bit of everything.",
        "instructions": "Answer all questions.",
        "sections": [
            { "id": "machine", "title": "Quick questions", "instructions": "", "items": machine },
            { "id": "human", "title": "In your own words", "instructions": "", "items": human },
        ],
        "sitting": { "duration_seconds": 3600 },
        "marking": { "release": "immediate" },
    })
}

/// The right response to every item that a machine marks, and something to read for a person.
pub fn right_responses(file: &str) -> Map<String, Value> {
    let responses = json!({
        "capital": { "type": "choice", "chosen": "canberra" },
        "primes": { "type": "multiple_choice", "chosen": ["n7", "n2"] },
        "earth": { "type": "true_false", "value": true },
        "author": { "type": "short_text", "text": "Johann Wolfgang von Goethe" },
        "water": { "type": "cloze", "gaps": { "first": "Hydrogen", "second": "o", "atoms": "3" } },
        "organs": { "type": "matching", "pairs": [{ "source": "lung", "target": "breathe" }, { "source": "heart", "target": "pump" }] },
        "planets": { "type": "ordering", "order": ["mercury", "venus", "mars"] },
        "boiling": { "type": "numeric", "text": "1.0e2" },
        "essay": { "type": "essay", "text": "Ice is less dense than liquid water." },
        "sketch": { "type": "file_upload", "files": [file] },
    });
    match responses {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
