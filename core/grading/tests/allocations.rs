//! Marking by a compiled item takes no memory of its own, on the common kinds.
#![expect(clippy::unwrap_used, reason = "a broken item stops the test")]

use pediafor_grading::{CompiledItem, CompiledPaper, Item, Marks, Response, Verdict, mark};
use serde_json::{Value, json};

#[global_allocator]
static COUNTING: dhat::Alloc = dhat::Alloc;

fn list(prefix: &str, n: usize) -> Vec<Value> {
    (0..n).map(|at| json!({"id": format!("{prefix}{at}"), "text": format!("{prefix} {at}")})).collect()
}

fn item(id: &str, interaction: &Value) -> Item {
    serde_json::from_value(json!({"id": id, "body": "?", "points": 3, "interaction": interaction})).unwrap()
}

/// Questions, and responses to each: right, wrong, partly right, blank, unfit.
fn questions() -> Vec<(Value, Vec<Value>)> {
    let choice = |chosen: Value| json!({"type": "choice", "chosen": chosen});
    let several = |chosen: &[&str]| json!({"type": "multiple_choice", "chosen": chosen});
    let number = |text: &str| json!({"type": "numeric", "text": text});
    let pairs = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().map(|(source, target)| json!({"source": source, "target": target})).collect();
        json!({"type": "matching", "pairs": pairs})
    };
    let order = |order: Vec<String>| json!({"type": "ordering", "order": order});
    let mixed = |n: usize| order((0..n).map(|at| format!("e{}", at * 7 % n)).collect());
    let line = |n: usize| order((0..n).map(|at| format!("e{at}")).collect());
    let chosen =
        [several(&["a0", "a2"]), several(&["a0"]), several(&["a1", "a0", "a0"]), several(&[]), several(&["x"])];
    let mut questions = vec![
        (
            json!({"type": "choice", "options": list("a", 4), "key": "a1", "scoring": {"rule": "negative_marking", "penalty": 0.5}}),
            vec![choice("a1".into()), choice("a2".into()), choice(Value::Null)],
        ),
        (
            json!({"type": "true_false", "key": true}),
            [Some(true), Some(false), None].map(|value| json!({"type": "true_false", "value": value})).to_vec(),
        ),
        (
            json!({"type": "numeric", "keys": [
                {"value": -11.7, "tolerance": {"rule": "absolute", "within": 0.02}},
                {"value": -11.7, "tolerance": {"rule": "relative", "within": 0.1}, "fraction": 0.5},
                {"value": "3e20", "tolerance": {"rule": "significant_figures", "figures": 3}, "fraction": 0.25}]}),
            ["-11.72", "-12", "3", "300000000000000000000", "0.000000000001", " "].map(number).to_vec(),
        ),
    ];
    let image = json!({"source": "map", "width": 9, "height": 9, "text": "A map"});
    let areas: Vec<_> = (0..3)
        .map(|at| {
            json!({"id": format!("a{at}"), "text": format!("a {at}"),
            "area": {"shape": "circle", "center": {"x": 4, "y": 4}, "radius": at + 1}})
        })
        .collect();
    for (kind, field, shown) in [("hotspot", "areas", areas), ("hot_text", "phrases", list("a", 3))] {
        let mut question = json!({"type": kind, "keys": ["a0"], "most": 2, field: shown});
        if kind == "hotspot" {
            question["image"] = image.clone();
        }
        let responses = [vec!["a0"], vec!["a1", "a0"], vec![]].map(|chosen| json!({"type": kind, "chosen": chosen}));
        questions.push((question, responses.to_vec()));
    }
    for scoring in [
        json!({"rule": "exact"}),
        json!({"rule": "right_minus_wrong"}),
        json!({"rule": "each_option"}),
        json!({"rule": "coverage"}),
        json!({"rule": "share_of_keys"}),
        json!({"rule": "penalised", "penalty": 0.25}),
        json!({"rule": "morgan", "allow_negative": true}),
        json!({"rule": "halves"}),
        json!({"rule": "negative_marking", "penalty": 1}),
        json!({"rule": "option_weights", "weights": {"a0": "1/3", "a2": "2/3", "a1": -0.5}}),
        json!({"rule": "checked_unchecked", "states": {"a0": {"checked": 1}, "a2": {"checked": 2}, "a3": {"unchecked": 1}}}),
    ] {
        let question =
            json!({"type": "multiple_choice", "options": list("a", 4), "keys": ["a0", "a2"], "scoring": scoring});
        questions.push((question, chosen[..4].to_vec()));
    }
    for scoring in [
        json!({"rule": "each_pair"}),
        json!({"rule": "each_pair", "weights": {"s0": 2}, "penalty": 0.1, "floor": -1}),
        json!({"rule": "exact"}),
    ] {
        let key: Vec<_> = (0..3).map(|at| json!({"source": format!("s{at}"), "target": format!("t{at}")})).collect();
        questions.push((
            json!({"type": "matching", "sources": list("s", 4), "targets": list("t", 5), "pairs": key, "scoring": scoring}),
            vec![pairs(&[("s0", "t0"), ("s1", "t1"), ("s2", "t2")]), pairs(&[("s0", "t1"), ("s3", "t4")]), pairs(&[])],
        ));
    }
    for rule in [
        "exact",
        "absolute",
        "relative_next",
        "relative_next_and_last",
        "neighbours",
        "all_before_after",
        "longest_subsequence",
        "longest_run",
        "displacement",
        "edit_distance",
    ] {
        let question = |n: usize| json!({"type": "ordering", "entries": list("e", n), "scoring": {"rule": rule}});
        questions.push((question(6), vec![line(6), mixed(6), line(3), line(0)]));
        questions.push((question(200), vec![line(200), mixed(200)]));
    }
    for rule in ["exact", "all_before_after", "longest_subsequence", "edit_distance"] {
        let depends: serde_json::Map<String, Value> =
            (1..60).map(|at| (format!("e{at}"), json!([format!("e{}", (at - 1) / 2)]))).collect();
        questions.push((
            json!({"type": "ordering", "entries": list("e", 60), "distractors": list("x", 3), "graphs": [{"depends": depends}],
                "scoring": {"rule": rule}}),
            vec![line(60), mixed(60), line(7)],
        ));
    }
    questions
}

#[test]
fn marking_takes_no_memory() {
    let profiler = dhat::Profiler::builder().testing().build();
    let blocks = || dhat::HeapStats::get().total_blocks;
    let mut verdicts = std::collections::BTreeSet::new();
    for (question, responses) in questions() {
        let item = item("q", &question);
        let (compiled, paper) = (CompiledItem::new(&item), CompiledPaper::new([&item]));
        let mut marks = Marks::new();
        paper.mark([], &mut marks);
        for response in responses {
            let text = json!({"q": response}).to_string();
            let given: Response = serde_json::from_value(response).unwrap();
            let before = blocks();
            let marked = compiled.mark(Some(&given));
            paper.mark([("q", &given)], &mut marks);
            let by_response = blocks();
            paper.mark_json(&text, &mut marks).unwrap();
            let by_json = blocks();
            assert_eq!(by_response, before, "{question} {text}");
            assert_eq!(by_json, before, "from JSON, {question} {text}");
            let expected = mark(&item, Some(&given));
            assert_eq!((marked.points, marked.verdict), (expected.points, expected.verdict), "{question} {text}");
            assert_eq!(marks, [marked], "{question} {text}");
            verdicts.insert(format!("{:?}", marked.verdict));
        }
    }
    assert_eq!(verdicts.into_iter().collect::<Vec<_>>(), ["Correct", "Incorrect", "Partial", "Unanswered"]);
    // What it counts by sees an allocation.
    let before = blocks();
    drop(std::hint::black_box(vec![Verdict::Correct]));
    assert_eq!(blocks(), before + 1);
    drop(profiler);
}
