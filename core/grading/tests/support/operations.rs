//! The examples of `docs/operations.md`: an operation, its arguments as texts, and what it gives.

use pediafor_grading::json;

const DOCUMENT: &str = include_str!("../../docs/operations.md");

/// Calls an operation by its name: the one list of all operations.
pub(crate) fn run(operation: &str, arguments: &[String]) -> Result<String, json::Error> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match (operation, &*arguments) {
        ("mark", [item, response]) => json::mark(item, response),
        ("mark_tries", [item, behaviour, tries]) => json::mark_tries(item, behaviour, tries),
        ("lint", [item]) => json::lint(item),
        ("total", [outcomes, floor]) => json::total(outcomes, floor),
        ("to_paper", [item]) => json::to_paper(item),
        ("assessment", [rules, attempts, items]) => json::assessment(rules, attempts, items),
        ("blind_guess", [items]) => json::blind_guess(items),
        ("statistics", [attempts, reading]) => json::statistics(attempts, reading),
        ("tally", [tally, change]) => json::tally(tally, change),
        ("report", [tally, reading, group]) => json::report(tally, reading, group),
        ("differentials", [tally, groups]) => json::differentials(tally, groups),
        ("calibrate", [responses, settings]) => json::calibrate(responses, settings),
        ("item_fit", [calibration, responses]) => json::item_fit(calibration, responses),
        ("abilities", [scale, answers]) => json::abilities(scale, answers),
        ("next_item", [pool, given, rules, seed]) => json::next_item(pool, given, rules, seed),
        ("process_qti", [item, responses, options]) => json::process_qti(item, responses, options),
        (operation, arguments) => panic!("no operation {operation} takes {} arguments", arguments.len()),
    }
}

/// Operations that the document has examples of, with their arguments in order.
pub(crate) const OPERATIONS: &[(&str, &[&str])] = &[
    ("assessment", &["rules", "attempts", "items"]),
    ("blind_guess", &["items"]),
    ("statistics", &["attempts", "reading"]),
    ("tally", &["tally", "change"]),
    ("report", &["tally", "reading", "group"]),
    ("differentials", &["tally", "groups"]),
    ("calibrate", &["responses", "settings"]),
    ("item_fit", &["calibration", "responses"]),
    ("abilities", &["scale", "answers"]),
    ("next_item", &["pool", "given", "rules", "seed"]),
    ("process_qti", &["item", "responses", "options"]),
];

/// One example; an argument that is not written is `null`.
pub(crate) struct Example {
    pub(crate) operation: &'static str,
    /// In order.
    pub(crate) arguments: Vec<String>,
    pub(crate) gives: String,
}

pub(crate) fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut written: Vec<(&str, &str)> = Vec::new();
    for block in DOCUMENT.split("```json ").skip(1) {
        let (heading, rest) = block.split_once('\n').unwrap();
        let (operation, argument) = heading.split_once(' ').unwrap();
        let text = rest.split("```").next().unwrap();
        if argument != "gives" {
            written.push((argument, text));
            continue;
        }
        let (operation, names) = OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap();
        let of = |name: &&str| written.iter().find(|(argument, _)| argument == name).map_or("null", |(_, text)| text);
        let arguments: Vec<String> = names.iter().map(|name| of(name).to_owned()).collect();
        assert!(written.iter().all(|(argument, _)| names.contains(argument)), "{operation}: {written:?}");
        examples.push(Example { operation, arguments, gives: text.to_owned() });
        written.clear();
    }
    examples
}
