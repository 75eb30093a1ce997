//! One assessment with ten types of question, as a teacher would send it, a section of the nine others, and responses to
//! them.

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

/// A section with the nine types of question that [`assessment`] has not, all marked by a machine. Every item is worth two
/// points, but the opinion, which is never marked.
pub fn more() -> Value {
    let explain = |about: &str| format!("{SECRET}: {about}");
    let item = |id: &str, points: u32, body: &str, interaction: Value| {
        json!({
            "id": id, "title": id, "body": body, "points": points, "interaction": interaction,
            "explanation": explain(id),
            "feedback": { "correct": explain("right"), "partial": explain("nearly"), "incorrect": explain("wrong") },
            "tags": ["general"], "difficulty": "easy",
        })
    };
    let image = json!({ "source": "sky.png", "width": 400, "height": 300, "text": "A sky" });
    let circle = |x: u32, y: u32| json!({ "shape": "circle", "center": { "x": x, "y": y }, "radius": 20 });
    let place = |id: &str, x: u32| json!({ "id": id, "text": id, "area": circle(x, 100) });
    let items = json!([
        item(
            "sentence",
            2,
            "The {{who}} {{does}} over the {{what}}.",
            json!({
                "type": "gap_match",
                "gaps": [
                    { "id": "who", "keys": ["fox"] }, { "id": "does", "keys": ["jumps"], "group": "verbs" },
                    { "id": "what", "keys": ["dog"] },
                ],
                "labels": [
                    { "id": "fox", "text": "fox" }, { "id": "dog", "text": "dog" },
                    { "id": "jumps", "text": "jumps", "group": "verbs" }, { "id": "sits", "text": "sits", "group": "verbs" },
                ],
            })
        ),
        item(
            "sky",
            2,
            "Label the sky.",
            json!({
                "type": "graphic_gap_match", "image": image,
                "gaps": [
                    { "id": "left", "text": "At the left", "area": circle(50, 50), "keys": ["sun"] },
                    { "id": "right", "text": "At the right", "area": circle(300, 50), "keys": ["moon"] },
                ],
                "labels": [{ "id": "sun", "text": "Sun" }, { "id": "moon", "text": "Moon" }, { "id": "star", "text": "Star" }],
            })
        ),
        item(
            "stars",
            2,
            "From the nearest to the farthest.",
            json!({
                "type": "graphic_order", "image": image,
                "entries": [place("s3", 250), place("s1", 50), place("s4", 350), place("s2", 150)],
                "scoring": { "rule": "absolute" },
            })
        ),
        item(
            "pole",
            2,
            "Which is the pole star?",
            json!({
                "type": "hotspot", "image": image, "most": 1, "keys": ["second"],
                "areas": [
                    { "id": "first", "text": "The first", "area": circle(50, 100), "explanation": explain("not the first") },
                    { "id": "second", "text": "The second", "area": circle(150, 100), "explanation": explain("the second") },
                    { "id": "third", "text": "The third", "area": circle(250, 100), "explanation": explain("not the third") },
                ],
            })
        ),
        item(
            "comet",
            2,
            "Mark the comet.",
            json!({
                "type": "select_point", "image": image, "most": 2,
                "areas": [{ "id": "comet", "area": circle(217, 193), "label": "comet", "explanation": explain("the tail") }],
                "labels": [{ "id": "comet", "text": "Comet" }, { "id": "planet", "text": "Planet" }],
            })
        ),
        item(
            "train",
            2,
            "A train leaves at 9:00 and arrives at 10:30, 120 km away.",
            json!({
                "type": "composite",
                "parts": [
                    { "id": "speed", "body": "How fast was it?", "interaction": {
                        "type": "numeric", "unit": "km/h", "keys": [{ "value": 80, "feedback": explain("80") }],
                    } },
                    { "id": "units", "body": "Which of these measure speed?", "interaction": {
                        "type": "multiple_choice", "keys": ["k"], "options": [
                            { "id": "k", "text": "km/h", "explanation": explain("km/h") },
                            { "id": "s", "text": "s", "explanation": explain("s") },
                        ],
                    } },
                ],
            })
        ),
        item(
            "share",
            2,
            "How many per cent of the Earth's surface are water?",
            json!({
                "type": "slider", "lower": 0, "upper": 100, "step": 0.5,
                "keys": [{ "value": 71, "tolerance": { "rule": "absolute", "within": 1 } }],
            })
        ),
        item(
            "opinion",
            0,
            "How was it?",
            json!({
                "type": "likert",
                "statements": [{ "id": "clear", "text": "The questions were clear." }],
                "scale": [{ "id": "no", "text": "No" }, { "id": "yes", "text": "Yes" }],
            })
        ),
        item(
            "derivative",
            2,
            "What is the derivative of x³ − x?",
            json!({
                "type": "formula", "variables": [{ "name": "x", "domain": { "from": -5, "to": 5 } }],
                "keys": [{ "expression": "3x^2 - 1" }],
            })
        ),
    ]);
    json!({ "id": "more", "title": "In other ways", "instructions": "", "items": items })
}

/// The right response to every item of [`more`].
pub fn more_right_responses() -> Map<String, Value> {
    let responses = json!({
        "sentence": { "type": "gap_match", "gaps": { "who": "fox", "does": "jumps", "what": "dog" } },
        "sky": { "type": "graphic_gap_match", "gaps": { "left": "sun", "right": "moon" } },
        "stars": { "type": "graphic_order", "order": ["s3", "s1", "s4", "s2"] },
        "pole": { "type": "hotspot", "chosen": ["second"] },
        "comet": { "type": "select_point", "points": [{ "x": 210, "y": 190, "label": "comet" }] },
        "train": { "type": "composite", "parts": {
            "speed": { "type": "numeric", "text": "80 km/h" }, "units": { "type": "multiple_choice", "chosen": ["k"] },
        } },
        "share": { "type": "slider", "value": 70.5 },
        "opinion": { "type": "likert", "ratings": { "clear": "yes" } },
        "derivative": { "type": "formula", "text": "3(x² − 1) + 2" },
    });
    match responses {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
