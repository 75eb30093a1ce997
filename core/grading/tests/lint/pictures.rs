//! Pictures, areas to choose, and points to set.

use serde_json::{Value, json};

use super::{check, found};

const KINDS: [&str; 2] = ["hotspot", "select_point"];

#[test]
fn a_picture_is_found_described_and_measured() {
    for kind in KINDS {
        let picture = |field: &str, value: Value| found(kind, &[(&format!("/interaction/image/{field}"), value)]);
        assert_eq!(picture("source", json!(" ")), ["E empty_text /interaction/image/source"]);
        assert_eq!(picture("source", json!("x".repeat(2_001))), ["E too_long /interaction/image/source"]);
        assert_eq!(picture("text", json!("")), ["E empty_text /interaction/image/text"]);
        assert_eq!(picture("text", json!("x".repeat(10_001))), ["E too_long /interaction/image/text"]);
        assert_eq!(picture("width", json!(10_001)), ["E out_of_range /interaction/image/width"]);
        assert_eq!(picture("width", json!(10_000)), [""; 0]);
        assert_eq!(picture("height", json!(0))[0], "E out_of_range /interaction/image/height");
    }
}

#[test]
fn an_area_lies_in_the_picture_and_has_a_size() {
    for kind in KINDS {
        let area = |area: Value| found(kind, &[("/interaction/areas/1/area", area)]);
        let spot = |x: i32, y: i32| json!({"x": x, "y": y});
        let wrong = ["E out_of_range /interaction/areas/1/area"];
        assert_eq!(area(json!({"shape": "circle", "center": spot(10, 10), "radius": 0})), wrong);
        assert_eq!(area(json!({"shape": "circle", "center": spot(10, 10), "radius": 11})), wrong);
        assert_eq!(area(json!({"shape": "circle", "center": spot(10, 10), "radius": 10})), [""; 0]);
        assert_eq!(area(json!({"shape": "ellipse", "center": spot(10, 10), "across": 1, "down": 0})), wrong);
        assert_eq!(area(json!({"shape": "rectangle", "from": spot(5, 5), "to": spot(5, 9)})), wrong);
        assert_eq!(area(json!({"shape": "rectangle", "from": spot(90, 90), "to": spot(100, 101)})), wrong);
        let corners = |corners: Vec<Value>| area(json!({"shape": "polygon", "corners": corners}));
        assert_eq!(corners(vec![spot(0, 0), spot(5, 5), spot(9, 9)]), wrong);
        let at = |code: &str| [format!("E {code} /interaction/areas/1/area/corners")];
        assert_eq!(corners(vec![spot(0, 0), spot(5, 6)]), at("too_few"));
        let ring = |count: i32| (0..count).map(|n| spot(n % 90, n * n % 90)).collect();
        assert_eq!(corners(ring(100)), [""; 0]);
        assert_eq!(corners(ring(101)), at("too_many"));
    }
}

#[test]
fn areas_are_told_apart() {
    let areas = |kind: &str, path: &str, value: Value| found(kind, &[(&format!("/interaction/areas/{path}"), value)]);
    for kind in KINDS {
        assert_eq!(areas(kind, "1/id", json!("a"))[0], "E duplicate_id /interaction/areas/1/id");
        assert_eq!(areas(kind, "1/id", json!("x y"))[0], "E bad_id /interaction/areas/1/id");
        let long = json!("x".repeat(50_001));
        assert_eq!(areas(kind, "0/explanation", long), ["E too_long /interaction/areas/0/explanation"]);
    }
    assert_eq!(areas("hotspot", "2/text", json!("A")), ["E duplicate_text /interaction/areas/2/text"]);
    assert_eq!(areas("hotspot", "2/text", json!(" ")), ["E empty_text /interaction/areas/2/text"]);
    let area = |n: usize| {
        let area = json!({"shape": "rectangle", "from": {"x": n % 50, "y": 0}, "to": {"x": n % 50 + 1, "y": 50}});
        json!({"id": format!("o{n}"), "area": area})
    };
    let many = |count: usize, text: bool| -> Value {
        let areas = (0..count).map(area).enumerate();
        areas
            .map(|(n, mut area)| {
                if text {
                    area["text"] = json!(n.to_string());
                }
                area
            })
            .collect()
    };
    for (count, expected) in
        [(100, &[][..]), (101, &["E too_many /interaction/areas"]), (201, &["E too_many /interaction/areas"])]
    {
        let hot = [("/interaction/areas", many(count, true)), ("/interaction/keys", json!(["o1"]))];
        check("hotspot", &hot, expected);
        let points = [
            ("/interaction/areas", many(count, false)),
            ("/interaction/labels", json!([])),
            ("/interaction/most", json!(30)),
        ];
        check("select_point", &points, expected);
    }
    check(
        "hotspot",
        &[("/interaction/areas", many(1, true)), ("/interaction/keys", json!(["o0"]))],
        &["E too_few /interaction/areas", "W nothing_wrong /interaction/keys"],
    );
    check("select_point", &[("/interaction/areas", json!([]))], &["E no_key /interaction/areas"]);
}

#[test]
fn a_hot_text_has_its_phrases_in_the_body() {
    check("hot_text", &[("/interaction/keys", json!([]))], &["E no_key /interaction/keys"]);
    check("hot_text", &[("/interaction/most", json!(0))], &["E out_of_range /interaction/most"]);
    check("hot_text", &[("/interaction/phrases/1/text", json!(" "))], &["E empty_text /interaction/phrases/1/text"]);
    let missing = found("hot_text", &[("/body", json!("{{one}} {{two}} {{four}}"))]);
    assert_eq!(missing, ["E gap_not_in_body /interaction/phrases/2/id", "E unknown_gap /interaction/phrases"]);
}

#[test]
fn a_hotspot_has_keys_that_may_all_be_chosen() {
    check("hotspot", &[("/interaction/keys", json!([]))], &["E no_key /interaction/keys"]);
    check("hotspot", &[("/interaction/keys", json!(["x"]))], &["E unknown_id /interaction/keys/0"]);
    check("hotspot", &[("/interaction/keys", json!(["a", "a"]))], &["E duplicate_id /interaction/keys/1"]);
    let most =
        |most: u32| found("hotspot", &[("/interaction/keys", json!(["a", "b"])), ("/interaction/most", json!(most))]);
    assert_eq!(most(0), ["E out_of_range /interaction/most"]);
    assert_eq!(most(1), ["E unreachable_maximum /interaction/most"]);
    assert_eq!(most(2), [""; 0]);
    assert_eq!(most(9), [""; 0]);
    check(
        "hotspot",
        &[("/interaction/scoring", json!({"rule": "option_weights", "weights": {"z": 1}}))],
        &["E unknown_id /interaction/scoring/weights/z", "E unreachable_maximum /interaction/scoring/weights"],
    );
    check(
        "hotspot",
        &[("/interaction/scoring", json!({"rule": "share_of_keys"}))],
        &["W select_all_earns /interaction/scoring", "W guessing_pays /interaction"],
    );
}

#[test]
fn points_are_enough_for_the_areas_and_labels_for_those_that_take_them() {
    let most = |most: u32| found("select_point", &[("/interaction/most", json!(most))]);
    assert_eq!(most(0), ["E out_of_range /interaction/most"]);
    assert_eq!(most(101), ["E out_of_range /interaction/most"]);
    assert_eq!(most(1), ["E unreachable_maximum /interaction/most"]);
    assert_eq!(most(100), [""; 0]);
    // One point may be in both of two areas that overlap, unless they take different labels.
    let same = json!({"shape": "rectangle", "from": {"x": 40, "y": 40}, "to": {"x": 45, "y": 45}});
    let overlapping = |label: Value| {
        found(
            "select_point",
            &[
                ("/interaction/areas/0/area", same.clone()),
                ("/interaction/areas/1/area", same.clone()),
                ("/interaction/areas/1/label", label),
                ("/interaction/most", json!(1)),
            ],
        )
    };
    assert_eq!(overlapping(Value::Null), [""; 0]);
    assert_eq!(overlapping(json!("heart")), [""; 0]);
    assert_eq!(overlapping(json!("lung")), ["E unreachable_maximum /interaction/most"]);

    check("select_point", &[("/interaction/areas/0/label", json!("x"))], &["E unknown_id /interaction/areas/0/label"]);
    check("select_point", &[("/interaction/labels/0/uses", json!(0))], &["E out_of_range /interaction/labels/0/uses"]);
    check(
        "select_point",
        &[("/interaction/labels/0/uses", json!(101))],
        &["E out_of_range /interaction/labels/0/uses"],
    );
    check(
        "select_point",
        &[("/interaction/labels/0/text", json!("Lung"))],
        &["E duplicate_text /interaction/labels/1/text"],
    );
    check(
        "select_point",
        &[("/interaction/labels/0/id", json!("lung"))],
        &["E unknown_id /interaction/areas/0/label", "E duplicate_id /interaction/labels/1/id"],
    );
    check(
        "select_point",
        &[("/interaction/areas/1/label", json!("heart"))],
        &["E unreachable_maximum /interaction/labels/0/uses"],
    );
    check(
        "select_point",
        &[("/interaction/areas/1/label", json!("heart")), ("/interaction/labels/0/uses", json!(2))],
        &[],
    );
}

#[test]
fn weights_and_costs_of_areas_make_sense() {
    let each_area = |mut rule: Value| {
        rule["rule"] = json!("each_area");
        found("select_point", &[("/interaction/scoring", rule)])
    };
    assert_eq!(each_area(json!({"penalty": 0.25, "floor": -0.5, "weights": {"a": 2}})), [""; 0]);
    assert_eq!(each_area(json!({"penalty": -0.25})), ["E out_of_range /interaction/scoring/penalty"]);
    assert_eq!(each_area(json!({"floor": 0.5})), ["E out_of_range /interaction/scoring/floor"]);
    assert_eq!(each_area(json!({"weights": {"x/y": 2}})), ["E unknown_id /interaction/scoring/weights/x~1y"]);
    let everywhere = json!({"shape": "rectangle", "from": {"x": 0, "y": 0}, "to": {"x": 80, "y": 100}});
    check(
        "select_point",
        &[("/interaction/areas/0/area", everywhere), ("/interaction/areas/0/label", Value::Null)],
        &["W guessing_pays /interaction"],
    );
}
