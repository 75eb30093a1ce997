//! Labels and their gaps, and what lies on pictures.

use serde_json::{Value, json};

use super::{check, found};

#[test]
fn gaps_for_labels_stand_in_the_body() {
    let body = |body: &str| [("/body", json!(body))];
    check("gap_match", &body("{{one}} {{two}}"), &["E gap_not_in_body /interaction/gaps/2/id"]);
    check("gap_match", &body("{{one}} {{two}} {{three}} {{four}}"), &["E unknown_gap /interaction/gaps"]);
    check(
        "gap_match",
        &[("/interaction/gaps/1/id", json!("one"))],
        &["E duplicate_id /interaction/gaps/1/id", "E unknown_gap /interaction/gaps"],
    );
    check(
        "gap_match",
        &[("/body", json!("No gaps.")), ("/interaction/gaps", json!([]))],
        &["E too_few /interaction/gaps"],
    );
}

#[test]
fn gaps_on_a_picture_are_told_apart_and_lie_somewhere() {
    let change = |pointer: &str, value: Value| {
        let pointer = format!("/interaction{pointer}");
        found("graphic_gap_match", &[(&pointer, value)])
    };
    assert_eq!(change("/gaps/1/id", json!("p")), ["E duplicate_id /interaction/gaps/1/id"]);
    assert_eq!(change("/gaps/1/id", json!("q b")), ["E bad_id /interaction/gaps/1/id"]);
    assert_eq!(change("/gaps/1/text", json!("")), [""; 0]);
    assert_eq!(change("/gaps/1/text", json!("x".repeat(10_001))), ["E too_long /interaction/gaps/1/text"]);
    assert_eq!(change("/gaps", json!([])), ["E too_few /interaction/gaps"]);
    let gap = |n: usize| json!({"id": format!("g{n}"), "keys": ["a"], "area": {"shape": "polygon", "corners": []}});
    let many: Vec<_> = (0..201).map(gap).collect();
    assert_eq!(change("/gaps", json!(many))[0], "E too_many /interaction/gaps");
    let polygon = |corners: usize| {
        let spots: Vec<_> = (0..corners).map(|n| json!({"x": 1 + n % 50, "y": n * n % 59})).collect();
        json!({"shape": "polygon", "corners": spots})
    };
    assert_eq!(change("/gaps/0/area", polygon(3)), [""; 0]);
    assert_eq!(change("/gaps/0/area", polygon(2)), ["E too_few /interaction/gaps/0/area/corners"]);
    assert_eq!(change("/gaps/0/area", polygon(101)), ["E too_many /interaction/gaps/0/area/corners"]);
    let rectangle = |x: i32| json!({"shape": "rectangle", "from": {"x": 5, "y": 5}, "to": {"x": x, "y": 9}});
    assert_eq!(change("/gaps/0/area", rectangle(6)), [""; 0]);
    assert_eq!(change("/gaps/0/area", rectangle(5)), ["E out_of_range /interaction/gaps/0/area"]);
    assert_eq!(change("/gaps/0/area", rectangle(4)), ["E out_of_range /interaction/gaps/0/area"]);
}

#[test]
fn a_picture_is_found_has_a_size_and_says_what_it_shows() {
    for kind in ["graphic_gap_match", "graphic_order"] {
        let change = |name: &str, value: Value| found(kind, &[(&format!("/interaction/image/{name}"), value)]);
        assert_eq!(change("source", json!("")), ["E empty_text /interaction/image/source"]);
        assert_eq!(change("source", json!("x".repeat(2_001))), ["E too_long /interaction/image/source"]);
        assert_eq!(change("width", json!(0))[0], "E out_of_range /interaction/image/width");
        assert_eq!(change("height", json!(0))[0], "E out_of_range /interaction/image/height");
        assert_eq!(change("text", json!(" ")), ["E empty_text /interaction/image/text"]);
    }
}

#[test]
fn labels_are_told_apart() {
    for kind in ["gap_match", "graphic_gap_match"] {
        let change = |path: &str, value: Value| found(kind, &[(&format!("/interaction/labels{path}"), value)]);
        assert_eq!(change("/2/text", json!(" B")), ["E duplicate_text /interaction/labels/2/text"]);
        assert_eq!(change("/2/text", json!("")), ["E empty_text /interaction/labels/2/text"]);
        let label = |n: usize| json!({"id": format!("l{n}"), "text": n.to_string()});
        let labels = |count: usize| {
            let first = ["a", "b", "c"].map(|id| json!({"id": id, "text": id}));
            json!(first.into_iter().chain((3..count).map(label)).collect::<Vec<_>>())
        };
        assert_eq!(change("", labels(200)), [""; 0]);
        assert_eq!(change("", labels(201)), ["E too_many /interaction/labels"]);
        let picture = |text: &str| json!({"source": "a.png", "width": 9, "height": 9, "text": text});
        assert_eq!(change("/2", json!({"id": "c", "image": picture("A frog")})), [""; 0]);
        assert_eq!(
            change("/2", json!({"id": "c", "image": picture("B")})),
            ["E duplicate_text /interaction/labels/2/text"]
        );
        assert_eq!(
            change("/2", json!({"id": "c", "text": "C", "image": picture("")})),
            ["E empty_text /interaction/labels/2/image/text"]
        );
    }
}

#[test]
fn keys_of_a_gap_are_labels() {
    for kind in ["gap_match", "graphic_gap_match"] {
        let keys = |keys: Value| found(kind, &[("/interaction/gaps/0/keys", keys)]);
        assert_eq!(keys(json!(["x"])), ["E unknown_id /interaction/gaps/0/keys/0"]);
        assert_eq!(keys(json!(["b", "b"])), ["E duplicate_id /interaction/gaps/0/keys/1"]);
        assert_eq!(keys(json!(["b", "c"])), [""; 0]);
        assert_eq!(keys(json!([])), ["W source_without_key /interaction/gaps/0"]);
        assert_eq!(keys(json!(["c"])), ["E unreachable_maximum /interaction/gaps"]);
        assert_eq!(keys(json!(["c", "a"])), ["E unreachable_maximum /interaction/gaps"]);
        let keys = |gap: usize| (format!("/interaction/gaps/{gap}/keys"), json!([]));
        let none = [keys(0), keys(1), keys(2)];
        let none: Vec<_> = none.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
        let without = |gap: usize| format!("W source_without_key /interaction/gaps/{gap}");
        let expected = [without(0), without(1), without(2), "E no_key /interaction/gaps".to_owned()];
        assert_eq!(found(kind, &none), expected);
    }
    let twice = [("/interaction/gaps/0/keys", json!(["c"])), ("/interaction/labels/2/uses", json!(2))];
    check("gap_match", &twice, &[]);
    let any = [("/interaction/gaps/0/keys", json!(["c"])), ("/interaction/labels/2/uses", json!(0))];
    check("gap_match", &any, &[]);
    check(
        "gap_match",
        &[("/interaction/scoring", json!({"rule": "each_pair", "weights": {"one": 2, "four": 3}}))],
        &["E unknown_id /interaction/scoring/weights/four"],
    );
}

#[test]
fn labels_go_into_gaps_of_their_group() {
    let group = |gaps: [Option<&str>; 3], labels: [Option<&str>; 3]| {
        let of = |list: &str, index: usize, group: Option<&str>| {
            (format!("/interaction/{list}/{index}/group"), json!(group))
        };
        let changes = (0..3).flat_map(|n| [of("gaps", n, gaps[n]), of("labels", n, labels[n])]);
        let changes: Vec<_> = changes.collect();
        let changes: Vec<_> = changes.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
        found("gap_match", &changes)
    };
    let (x, y) = (Some("x"), Some("y"));
    assert_eq!(group([x, x, x], [x, x, x]), [""; 0]);
    // Two go into two, and one into one.
    assert_eq!(group([x, x, y], [x, x, y]), ["W guessing_pays /interaction"]);
    assert_eq!(
        group([x, x, None], [x, x, y]),
        ["E contradiction /interaction/gaps/2/keys/0", "E unknown_id /interaction/labels/2/group"]
    );
    assert_eq!(
        group([x, x, x], [x, x, None]),
        ["E contradiction /interaction/gaps/2/keys/0", "E contradiction /interaction/labels/2"]
    );
    assert_eq!(
        group([x, x, Some("")], [x, x, Some("")]),
        ["E bad_id /interaction/gaps/2/group", "E bad_id /interaction/labels/2/group"]
    );
    let same = [
        (
            "/interaction/labels",
            json!([
                {"id": "a", "text": "is", "group": "x"}, {"id": "b", "text": "are", "group": "x"},
                {"id": "c", "text": "is", "group": "y"}, {"id": "d", "text": "was", "group": "y"},
            ]),
        ),
        (
            "/interaction/gaps",
            json!([
                {"id": "one", "keys": ["b"], "group": "x"}, {"id": "two", "keys": ["a"], "group": "x"},
                {"id": "three", "keys": ["c"], "group": "y"},
            ]),
        ),
    ];
    check("gap_match", &same, &[]);
}

#[test]
fn ids_of_gaps_and_labels_do_not_stand_side_by_side() {
    let keys = |keys: [&str; 3]| {
        let keys = keys.into_iter().enumerate();
        let changes = keys.map(|(gap, key)| (format!("/interaction/gaps/{gap}/keys"), json!([key])));
        let changes: Vec<_> = changes.collect();
        found("graphic_gap_match", &changes.iter().map(|(p, v)| (p.as_str(), v.clone())).collect::<Vec<_>>())
    };
    assert_eq!(keys(["a", "b", "c"]), ["W telling_ids /interaction/gaps"]);
    assert_eq!(keys(["a", "c", "b"]), [""; 0]);
}

#[test]
fn places_in_order_are_an_ordering() {
    let change = |pointer: &str, value: Value| found("graphic_order", &[(&format!("/interaction{pointer}"), value)]);
    assert_eq!(change("/entries/1/id", json!("z")), ["E duplicate_id /interaction/entries/1/id"]);
    assert_eq!(change("/entries/1/text", json!("")), ["E empty_text /interaction/entries/1/text"]);
    assert_eq!(change("/entries/0/id", json!("a")), ["W telling_ids /interaction/entries"]);
    let bad = json!({"shape": "polygon", "corners": []});
    assert_eq!(change("/entries/1/area", bad.clone()), ["E too_few /interaction/entries/1/area/corners"]);
    assert_eq!(
        change("/graphs", json!([{"depends": {"z": ["x"]}}])),
        ["E unknown_id /interaction/graphs/0/depends/z/0"]
    );
    let distractors = json!([{"id": "z", "text": "Z", "area": bad}]);
    assert_eq!(
        change("/distractors", distractors),
        ["E too_few /interaction/distractors/0/area/corners", "E duplicate_id /interaction/distractors/0/id"]
    );
}
