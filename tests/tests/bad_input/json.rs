//! What can be wrong with a JSON body.

use pediafor_tests::world::Body;
use serde_json::{Map, Value, json};

use crate::case::{
    Case,
    Expected::{NoHarm, Refusal, Status},
    Good, MARKER,
};

const JSON: &str = "application/json";

pub(crate) fn cases(good: &Good<'_>) -> Vec<Case> {
    let Body::Json(Value::Object(body)) = &good.example.body else { return Vec::new() };
    let mut cases = forms(good, body);
    cases.extend(kinds(good));
    cases.extend(members(good, body));
    cases.extend(numbers(good, body));
    cases.extend(texts(good, body));
    cases
}

fn send(good: &Good<'_>, body: &Map<String, Value>) -> reqwest::RequestBuilder {
    good.carrying(JSON, serde_json::to_vec(body).expect("JSON"))
}

fn with(body: &Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    let mut body = body.clone();
    body.insert(name.to_owned(), value);
    body
}

/// The body as text with `value` written where the member `name` stands.
fn written(body: &Map<String, Value>, name: &str, value: &str) -> String {
    let hole = "the-hole-in-the-body";
    let text = serde_json::to_string(&with(body, name, json!(hole))).expect("JSON");
    text.replace(&format!("\"{hole}\""), value)
}

/// Bodies that are no JSON, or not an object.
fn forms(good: &Good<'_>, body: &Map<String, Value>) -> Vec<Case> {
    let text = serde_json::to_string(body).expect("JSON");
    let (first, value) = body.iter().next().expect("a member");
    let mut broken = text.clone().into_bytes();
    let within = text.rfind('"').expect("a text or a name");
    broken.splice(within..within, [0xff, 0xfe]);
    let repeated = format!("{{\"{first}\":{value},{}", &text[1..]);
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let deep_member = written(body, first, &deep("[", "]"));
    let bodies: [(&str, Vec<u8>); 17] = [
        ("null", b"null".into()),
        ("an array", b"[]".into()),
        ("the right thing in an array", format!("[{text}]").into()),
        ("a string", format!("\"{MARKER}\"").into()),
        ("a number", b"17".into()),
        ("nothing", Vec::new()),
        ("only space", b"  \r\n".into()),
        ("no member", b"{}".into()),
        ("truncated JSON", text.as_bytes()[..text.len() - 1].into()),
        ("half of the JSON", text.as_bytes()[..text.len() / 2].into()),
        ("something after the JSON", format!("{text} {MARKER}").into()),
        ("broken UTF-8", broken),
        ("UTF-16", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a member twice", repeated.into()),
        ("arrays 10,000 deep", deep("[", "]").into()),
        ("objects 10,000 deep", deep("{\"a\":", "}").into()),
        ("a member 10,000 deep", deep_member.into()),
    ];
    let refused = bodies.into_iter().map(|(wrong, body)| Case::new(wrong, good.carrying(JSON, body), Refusal));
    let many: String = (0..20_000).map(|place| format!(",\"{MARKER}{place}\":{place}")).collect();
    let many = format!("{}{many}}}", &text[..text.len() - 1]);
    refused.chain([Case::new("20,000 unknown members", good.carrying(JSON, many), Refusal)]).collect()
}

/// Bodies of another kind, and bodies too large.
fn kinds(good: &Good<'_>) -> Vec<Case> {
    let Body::Json(body) = &good.example.body else { return Vec::new() };
    let text = body.to_string();
    let media = [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "*/*",
        MARKER,
    ];
    let mut cases: Vec<_> = media
        .iter()
        .map(|media| Case::new(format!("the content type {media}"), good.carrying(media, text.clone()), Status(415)))
        .collect();
    cases.push(Case::new("no content type", good.bare().body(text.clone()), Status(415)));
    let compressed = good.carrying(JSON, text.clone()).header("content-encoding", "gzip");
    cases.push(Case::new("a content encoding that it has not", compressed, NoHarm));
    let large = || format!("{{\"{MARKER}\":\"{}\"}}", "x".repeat(10 << 20));
    cases.push(Case::new("10 MB", good.carrying(JSON, large()), Status(413)));
    let pieces = futures_util::stream::iter(
        large().into_bytes().chunks(64 << 10).map(|it| Ok::<_, std::io::Error>(it.to_vec())).collect::<Vec<_>>(),
    );
    cases.push(Case::new("10 MB in pieces", good.carrying(JSON, reqwest::Body::wrap_stream(pieces)), Status(413)));
    cases
}

/// Members of another type, unknown ones, and ones that are not there.
fn members(good: &Good<'_>, body: &Map<String, Value>) -> Vec<Case> {
    let schema = good.operation().body.as_ref().expect("who sends a body has one in the document");
    let mut cases = Vec::new();
    for (name, member) in &schema.members {
        let right = member["type"].as_str().unwrap_or("object");
        let values = [
            ("boolean", json!(true)),
            ("number", json!(12_345)),
            ("string", json!(MARKER)),
            ("array", json!([MARKER])),
            ("object", json!({ MARKER: MARKER })),
        ];
        for (kind, value) in values {
            if kind == right || (kind == "number" && right == "integer") {
                continue;
            }
            let request = send(good, &with(body, name, value));
            cases.push(Case::new(format!("{name} is of type {kind}"), request, Refusal));
        }
        if right == "array" {
            let request = send(good, &with(body, name, json!([{ MARKER: 1 }])));
            cases.push(Case::new(format!("{name} holds something unknown"), request, Refusal));
        }
        if right == "object" {
            let mut value = body.get(name).cloned().unwrap_or_else(|| json!({}));
            value[MARKER] = json!(MARKER);
            let request = send(good, &with(body, name, value));
            cases.push(Case::new(format!("{name} has an unknown member"), request, Refusal));
        }
    }
    for name in &schema.required {
        let mut without = body.clone();
        without.remove(name);
        cases.push(Case::new(format!("no {name}"), send(good, &without), Refusal));
        cases.push(Case::new(format!("{name} is null"), send(good, &with(body, name, Value::Null)), Refusal));
    }
    for name in [MARKER, "planted", "__proto__", "id", ""] {
        let request = send(good, &with(body, name, json!(MARKER)));
        if !schema.members.contains_key(name) {
            cases.push(Case::new(format!("an unknown member `{name}`"), request, Status(422)));
        }
    }
    cases
}

/// Numbers that are none, or too large for anything.
fn numbers(good: &Good<'_>, body: &Map<String, Value>) -> Vec<Case> {
    let schema = good.operation().body.as_ref().expect("who sends a body has one in the document");
    let mut cases = Vec::new();
    for (name, member) in &schema.members {
        let huge = "9".repeat(400);
        let mut numbers =
            vec!["1e999", "-1e999", "NaN", "Infinity", "1e400", "0x10", "01", "1.", "99999999999999999999999", &huge];
        let kind = member["type"].as_str();
        if kind == Some("integer") {
            numbers.extend(["-1", "1.5", "18446744073709551616", "1e3"]);
        }
        if kind == Some("number") {
            numbers.extend(["0.1234567", "1e-300", "-1e12"]);
        }
        for number in numbers {
            let request = good.carrying(JSON, written(body, name, number));
            cases.push(Case::new(format!("{name} is {}", &number[..number.len().min(24)]), request, Refusal));
        }
        cases.push(Case::new(format!("{name} is -0"), good.carrying(JSON, written(body, name, "-0")), NoHarm));
        cases.push(Case::new(format!("{name} is -0.0"), good.carrying(JSON, written(body, name, "-0.0")), NoHarm));
    }
    cases
}

/// Texts that no text should be.
fn texts(good: &Good<'_>, body: &Map<String, Value>) -> Vec<Case> {
    let schema = good.operation().body.as_ref().expect("who sends a body has one in the document");
    let mut cases = Vec::new();
    for (name, member) in &schema.members {
        if member["type"] != "string" {
            continue;
        }
        for (wrong, text) in [
            ("the character U+0000", "\"a\\u0000b\""),
            ("half a surrogate pair", "\"a\\ud800b\""),
            ("an unknown escape", "\"a\\qb\""),
            ("a line break as it is", "\"a\nb\""),
            ("the byte 0 as it is", "\"a\0b\""),
        ] {
            let request = good.carrying(JSON, written(body, name, text));
            cases.push(Case::new(format!("{name} holds {wrong}"), request, Refusal));
        }
        let long = format!("\"{}\"", "x".repeat(900_000));
        // what is wrong with an item is what a lint answers
        let refusal = if good.operation().id == "lint_item" { NoHarm } else { Refusal };
        let request = good.carrying(JSON, written(body, name, &long));
        cases.push(Case::new(format!("{name} is 900,000 long"), request, refusal));
        for (wrong, text) in [
            ("controls", "\"a\\u0001\\u001b[31m\\u007fb\""),
            ("turned text", "\"a\\u202eb\\u2066\""),
            ("nothing", "\"\""),
        ] {
            let request = good.carrying(JSON, written(body, name, text));
            cases.push(Case::new(format!("{name} holds {wrong}"), request, NoHarm));
        }
    }
    cases
}
