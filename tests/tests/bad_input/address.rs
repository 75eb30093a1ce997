//! What can be wrong with a path and its parameters.

use crate::case::{
    Case,
    Expected::{NoHarm, Refusal, Status},
    Good, MARKER,
};

pub(crate) fn cases(good: &Good<'_>) -> Vec<Case> {
    let mut cases = paths(good);
    cases.extend(queries(good));
    cases.extend(methods(good));
    cases
}

/// The request at another address.
fn at(good: &Good<'_>, name: &str, value: &str) -> reqwest::RequestBuilder {
    let mut example = good.example.clone();
    for (placeholder, id) in &mut example.path {
        if *placeholder == name {
            value.clone_into(id);
        }
    }
    example.request(good.client)
}

fn paths(good: &Good<'_>) -> Vec<Case> {
    let long = "a".repeat(5_000);
    let mut cases = Vec::new();
    for (name, _) in &good.example.path {
        let parameter = good.operation().parameters.iter().find(|it| it.name == *name && it.place == "path");
        let schema = &parameter.unwrap_or_else(|| panic!("{name} is documented")).schema;
        let mut values = vec![
            ("%00", Refusal),
            ("a%00b", Refusal),
            ("..%2f..%2fetc%2fpasswd", Refusal),
            ("%2e%2e%5c", Refusal),
            ("%ff%fe", Refusal),
            ("%0d%0aset-cookie:%20a=b", Refusal),
            ("pl4nted%3Cb%3E", Refusal),
            ("%F0%9F%8E%93", Refusal),
            ("'%20or%20''='", Refusal),
            ("%zz", Refusal),
            (long.as_str(), Refusal),
            // well-formed, and nothing's: nothing there, or an empty list
            ("00000000-0000-0000-0000-000000000000", NoHarm),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", NoHarm),
            ("01890000-0000-7000-8000-00000000000a", NoHarm),
        ];
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (_, Some("uuid")) => values.extend([
                ("1", Status(400)),
                ("pl4nted", Status(400)),
                ("01890000-0000-7000-8000-00000000000g", Status(400)),
            ]),
            (Some("integer"), _) => values.extend([
                ("-1", Refusal),
                ("0", Refusal),
                ("4294967295", Refusal),
                ("99999999999999999999", Status(400)),
                ("1e1", Status(400)),
                ("pl4nted", Status(400)),
            ]),
            _ => values.push(("pl4nted", Refusal)),
        }
        for (value, expected) in values {
            let shown: String = value.chars().take(40).collect();
            cases.push(Case::new(format!("{{{name}}} is {shown}"), at(good, name, value), expected));
        }
    }
    cases
}

fn queries(good: &Good<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut ask = |query: String, expected| {
        let mut example = good.example.clone();
        example.query = format!("{}{}{query}", example.query, if example.query.is_empty() { "?" } else { "&" });
        let shown: String = query.chars().take(60).collect();
        cases.push(Case::new(format!("?{shown}"), example.request(good.client), expected));
    };
    for parameter in good.operation().parameters.iter().filter(|it| it.place == "query") {
        let (name, schema) = (&parameter.name, &parameter.schema);
        // a parameter that is there already would be the one that counts
        if good.example.query.contains(&format!("{name}=")) {
            continue;
        }
        let bad: &[&str] = match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("integer"), _) => &["-1", "0", "201", "abc", "1e1", "1.5", "99999999999999999999", "", "pl4nted"],
            (Some("boolean"), _) => &["maybe", "2", "pl4nted"],
            (_, Some("uuid")) => &["1", "pl4nted", "00000000-0000-0000-0000-00000000000g"],
            _ if schema["enum"].is_array() => &["pl4nted", "PUBLISHED", "%F0%9F%8E%93"],
            _ if name == "cursor" => {
                &["pl4nted", "%F0%9F%8E%93", "AAAA", "..%2f..%2f", "////////////////////////////////"]
            }
            _ => &[],
        };
        bad.iter().for_each(|value| ask(format!("{name}={value}"), Refusal));
        ask(format!("{name}=%00"), Refusal);
        ask(format!("{name}={}", "x".repeat(3_000)), Refusal);
        ask(format!("{name}=%ff%fe"), NoHarm);
        ask(format!("{name}=%25%5f%27%22%5c"), NoHarm);
        ask(format!("{name}[]={MARKER}"), NoHarm);
    }
    ask("limit=1&limit=2&cursor=&cursor=".to_owned(), NoHarm);
    ask(format!("nothing={MARKER}&&=&="), NoHarm);
    ask("a%00b=1".to_owned(), Refusal);
    cases
}

/// Methods that the path does not answer to.
fn methods(good: &Good<'_>) -> Vec<Case> {
    let path = good.example.target();
    let path = path.split('?').next().unwrap_or_default();
    let request = |method: &str| good.client.request(method.parse().expect("a method"), path);
    vec![
        Case::new("PATCH", request("PATCH"), Status(405)),
        // the edge answers it for no path
        Case::new("TRACE", request("TRACE"), Status(501)),
        Case::new("a method that is none", request("PL4NTED"), Status(405)),
        Case::new(
            "a path below it",
            good.client.request(good.operation().method.clone(), &format!("{path}/pl4nted")),
            Refusal,
        ),
    ]
}
