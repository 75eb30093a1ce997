//! Orderings, by a line and by graphs.

use serde_json::{Value, json};

use super::found;

#[test]
fn distractors_are_told_apart_from_entries_but_not_by_their_ids() {
    let distractors = |list: &[(&str, &str)]| {
        let list: Vec<_> = list.iter().map(|(id, text)| json!({"id": id, "text": text})).collect();
        [("/interaction/distractors", json!(list))]
    };
    let at = |found: &str, path: &str| format!("{found} /interaction/distractors{path}");
    let check =
        |list: &[(&str, &str)], expected: &[String]| assert_eq!(found("ordering", &distractors(list)), expected);
    check(&[("x", "X"), ("y", "Y")], &[]);
    check(&[("b", "X")], &[at("E duplicate_id", "/0/id")]);
    check(&[("x", "X"), ("x", "Y")], &[at("E duplicate_id", "/1/id")]);
    check(&[("x", " B\u{a0}")], &[at("E duplicate_text", "/0/text")]);
    check(&[("x", "X"), ("y", "X")], &[at("E duplicate_text", "/1/text")]);
    check(
        &[("x y", ""), ("y", "")],
        &[at("E bad_id", "/0/id"), at("E empty_text", "/0/text"), at("E empty_text", "/1/text")],
    );
    let many: Vec<_> = (0..198).map(|n| (format!("o{n}"), n.to_string())).collect();
    let many: Vec<_> = many.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    check(&many, &[at("E too_many", "")]);
    check(&many[1..], &[]);

    let entries = json!([{"id": "e2", "text": "A"}, {"id": "e1", "text": "B"}, {"id": "e3", "text": "C"}]);
    let named = |id: &str| {
        found("ordering", &[("/interaction/entries", entries.clone()), distractors(&[(id, "X")])[0].clone()])
    };
    assert_eq!(named("x1"), [at("W telling_ids", "")]);
    assert_eq!(named("e4"), [""; 0]);
}

/// So few entries in so free an order are easily guessed.
fn apart_from_guessing(mut found: Vec<String>) -> Vec<String> {
    found.retain(|finding| finding != "W guessing_pays /interaction");
    found
}

#[test]
fn a_graph_says_what_can_be_said_of_the_entries() {
    // The entries are z, b and c.
    let graph = |graph: Value| -> Vec<String> {
        let changes = [
            ("/interaction/graphs", json!([{"depends": {"b": ["z"]}}, graph])),
            ("/interaction/scoring", json!({"rule": "edit_distance"})),
        ];
        apart_from_guessing(found("ordering", &changes))
    };
    let at = |found: &str, path: &str| format!("{found} /interaction/graphs/1{path}");
    assert_eq!(graph(json!({"depends": {"c": ["z", "b"]}})), [""; 0]);
    assert_eq!(graph(json!({"entries": ["z", "c"], "depends": {"z": ["c"]}})), [""; 0]);
    assert_eq!(graph(json!({"depends": {"c": ["z"], "z": ["b"], "b": ["c"]}})), [at("E circular", "/depends")]);
    assert_eq!(graph(json!({"depends": {"c": ["c"]}})), [at("E circular", "/depends")]);
    assert_eq!(
        graph(json!({"depends": {"c": ["x"], "y": []}})),
        [at("E unknown_id", "/depends/c/0"), at("E unknown_id", "/depends/y")]
    );
    assert_eq!(graph(json!({"entries": ["z", "c"], "depends": {"c": ["b"]}})), [at("E unknown_id", "/depends/c/0")]);
    assert_eq!(
        graph(json!({"entries": ["z", "x", "z"]})),
        [at("E unknown_id", "/entries/1"), at("E duplicate_id", "/entries/2")]
    );
    assert_eq!(graph(json!({"entries": ["z"]})), [at("E too_few", "/entries")]);
    assert_eq!(graph(json!({})), [at("W nothing_wrong", "")]);

    let groups = |groups: Value, depends: Value| graph(json!({"groups": groups, "depends": depends}));
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"c": ["g"], "b": ["z"]})), [""; 0]);
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"g": ["c"]})), [""; 0]);
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"c": ["b"]})), [at("E crossed_group", "/depends/c/0")]);
    assert_eq!(groups(json!({"g": ["z", "b"]}), json!({"b": ["c"]})), [at("E crossed_group", "/depends/b/0")]);
    assert_eq!(
        groups(json!({"g": ["z", "b"]}), json!({"g": ["z"]})),
        [at("E crossed_group", "/depends/g/0"), at("E circular", "/depends")]
    );
    assert_eq!(groups(json!({"g": ["z", "x"]}), json!({"c": ["g"]})), [at("E unknown_id", "/groups/g/1")]);
    assert_eq!(groups(json!({"g": ["z"]}), json!({"c": ["g"]})), [at("E too_few", "/groups/g")]);
    assert_eq!(
        groups(json!({"g": ["z", "b"], "h": ["b", "c"]}), json!({"b": ["c"]})),
        [at("E duplicate_id", "/groups/h/0")]
    );
    assert_eq!(groups(json!({"c": ["z", "b"]}), json!({"b": ["z"]})), [at("E duplicate_id", "/groups/c")]);
    assert_eq!(groups(json!({"g h": ["z", "b"]}), json!({"b": ["z"]})), [at("E bad_id", "/groups/g h")]);
}

#[test]
fn graphs_are_a_key_that_the_rule_can_judge_by() {
    let with = |graphs: Value, rule: &str| {
        let changes = [("/interaction/graphs", graphs), ("/interaction/scoring", json!({"rule": rule}))];
        apart_from_guessing(found("ordering", &changes))
    };
    let some = json!([{"depends": {"b": ["z"]}}]);
    for rule in ["exact", "all_before_after", "longest_subsequence", "edit_distance"] {
        assert_eq!(with(some.clone(), rule), [""; 0], "{rule}");
    }
    for rule in ["absolute", "relative_next", "relative_next_and_last", "neighbours", "longest_run", "displacement"] {
        assert_eq!(with(some.clone(), rule), ["E unfit_rule /interaction/scoring"], "{rule}");
    }
    assert_eq!(with(json!([{}]), "all_before_after"), ["E unreachable_maximum /interaction/graphs/0"]);
    assert_eq!(
        with(json!([{"entries": ["z", "b"], "depends": {"b": ["z"]}}]), "exact"),
        ["W entry_without_graph /interaction/entries/2"]
    );
    assert_eq!(
        with(json!([{"depends": {"b": ["z"]}, "entries": ["z", "b"]}, {}]), "exact"),
        ["W nothing_wrong /interaction/graphs/1"]
    );
    assert_eq!(with(json!(vec![json!({"depends": {"b": ["z"]}}); 21]), "exact"), ["E too_many /interaction/graphs"]);
    let telling = ["W telling_ids /interaction/entries"];
    assert_eq!(with(json!([{"depends": {"c": ["b"], "z": ["c"]}}]), "exact"), telling);
    assert_eq!(with(json!([{"depends": {"z": ["b"]}}]), "exact"), telling);
}
