use serde_json::json;

use super::*;

fn question(json: serde_json::Value) -> Ordering {
    serde_json::from_value(json).unwrap()
}

fn list(ids: &str) -> serde_json::Value {
    ids.chars().map(|id| json!({ "id": id.to_string(), "text": id.to_string() })).collect()
}

/// The fraction, and for each part what was given and expected (`-` for nothing) and whether it is right.
fn assessed(question: &Ordering, given: &str) -> (Ratio, Vec<String>) {
    let order: Vec<String> = given.chars().map(String::from).collect();
    let assessed = question.sequence().assess(&order, Points::whole(1));
    let Earned::Fraction(fraction) = assessed.earned else { unreachable!() };
    let shown = |id: &Option<String>| id.clone().unwrap_or("-".into());
    let parts = assessed.parts.iter().enumerate().map(|(index, part)| {
        assert_eq!(part.part, (index + 1).to_string());
        let mark = part.correct.map_or('~', |correct| if correct { '=' } else { '!' });
        format!("{}{mark}{}", shown(&part.given), shown(&part.expected))
    });
    (fraction, parts.collect())
}

#[test]
fn with_a_line_each_position_has_its_entry() {
    let line =
        question(json!({"entries": list("abc"), "distractors": list("xy"), "scoring": {"rule": "edit_distance"}}));
    assert_eq!(assessed(&line, "abc").1, ["a=a", "b=b", "c=c"]);
    assert_eq!(
        assessed(&line, "axbcy"),
        (Ratio::share(1, 3), ["a=a", "x!b", "b!c", "c!-", "y!-"].map(str::to_owned).to_vec())
    );
    assert_eq!(assessed(&line, "").1, ["-!a", "-!b", "-!c"]);
}

#[test]
fn what_is_near_its_position_is_neither_right_nor_wrong() {
    let line = question(json!({"entries": list("abc"), "scoring": {"rule": "displacement"}}));
    assert_eq!(assessed(&line, "bac"), (Ratio::share(4, 6), ["b~a", "a~b", "c=c"].map(str::to_owned).to_vec()));
    assert_eq!(assessed(&line, "cba").1, ["c!a", "b=b", "a!c"]);
}

#[test]
fn with_partial_orders_the_nearest_right_order_is_expected() {
    let graphs = json!([
        {"depends": {"c": ["a", "b"], "d": ["c"]}, "entries": ["a", "b", "c", "d"]},
        {"depends": {"d": ["e"]}, "entries": ["e", "d"]},
    ]);
    let question = question(json!({"entries": list("abcde"), "graphs": graphs, "scoring": {"rule": "edit_distance"}}));
    for (given, earned, parts) in [
        ("abcd", (4, 4), &["a=a", "b=b", "c=c", "d=d"][..]),
        ("bacd", (4, 4), &["b=b", "a=a", "c=c", "d=d"]),
        ("bcad", (2, 4), &["b=b", "c!a", "a!c", "d=d"]),
        ("ed", (2, 2), &["e=e", "d=d"]),
        ("eda", (1, 2), &["e=e", "d=d", "a!-"]),
        ("bac", (3, 4), &["b=b", "a=a", "c=c", "-!d"]),
        ("d", (1, 2), &["d!e", "-!d"]),
    ] {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        assert_eq!(assessed(&question, given), (Ratio::share(earned.0, earned.1), parts), "{given}");
    }
}

#[test]
fn a_blind_guess_puts_all_that_is_shown_into_any_order() {
    let line = |rule: &str, entries: &str, distractors: &str| {
        question(json!({"entries": list(entries), "distractors": list(distractors), "scoring": {"rule": rule}}))
    };
    for (rule, entries, distractors, share) in [
        ("exact", "abcd", "", 1.0 / 24.0),
        ("exact", "abcd", "x", 0.0),
        ("absolute", "abcd", "", 0.25),
        ("all_before_after", "abcd", "", 0.5),
        ("all_before_after", "abc", "x", 0.25),
        ("relative_next", "abcd", "", 0.25),
        ("edit_distance", "ab", "", 0.5),
        ("edit_distance", "ab", "x", 0.25),
    ] {
        let guess = line(rule, entries, distractors).sequence().blind_guess();
        assert!(
            (guess.share - share).abs() < 1e-12 && guess.margin == 0.0,
            "{rule} {entries} {distractors}: {guess:?}"
        );
    }
    let graph = question(json!({"entries": list("abc"), "graphs": [{"depends": {"c": ["a", "b"]}}]}));
    assert!((graph.sequence().blind_guess().share - 1.0 / 3.0).abs() < 1e-12);
    for rule in ["exact", "all_before_after", "longest_subsequence", "edit_distance"] {
        let broken = json!({"entries": list("abc"), "graphs": [{"entries": ["x"]}], "scoring": {"rule": rule}});
        assert_eq!(question(broken).sequence().blind_guess(), BlindGuess::NOTHING, "{rule}");
    }
    for refused in [line("absolute", "", ""), line("absolute", "a", ""), line("absolute", "", "xy")] {
        assert_eq!(refused.sequence().blind_guess(), BlindGuess::NOTHING);
    }
    let many: Vec<_> = (0..201).map(|n| Entry::new(n.to_string(), n.to_string())).collect();
    assert_eq!(Ordering { entries: many, ..Ordering::default() }.sequence().blind_guess(), BlindGuess::NOTHING);
}

#[test]
fn the_paper_tells_only_that_something_may_be_left_out() {
    let distracted = question(json!({"entries": list("abc"), "distractors": list("xy")}));
    let other =
        question(json!({"entries": list("yxb"), "distractors": list("ca"), "graphs": [{"depends": {"y": ["b"]}}]}));
    assert_eq!(distracted.to_paper("q"), other.to_paper("q"));
    let alternative = json!({"entries": list("abcxy"), "graphs": [{"depends": {"b": ["a"]}}, {"entries": ["x", "y"]}]});
    assert_eq!(question(alternative).to_paper("q"), distracted.to_paper("q"));
    let whole = question(json!({"entries": list("abcxy"), "graphs": [{"depends": {"b": ["a"]}}]}));
    assert!(distracted.to_paper("q").leave_out && !whole.to_paper("q").leave_out);
    assert_eq!(whole.to_paper("q").entries, distracted.to_paper("q").entries);
}
