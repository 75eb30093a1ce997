//! What a blind guess earns, against the mean over every guess there is.
#![expect(clippy::unwrap_used, reason = "a broken table stops the test")]

use std::time::{Duration, Instant};

use pediafor_grading::{
    BlindGuess, Choice, Entry, Fraction, Interaction, Item, Matching, MatchingRule, MultipleChoice, MultipleChoiceRule,
    Pair, Points, Response, Severity, blind_guess, mark,
    rules::{
        matching,
        multiple_choice::{self, CheckedUnchecked, OptionWeights, States},
    },
};
use serde_json::{Value, json};

/// So many that no rounding to a millionth shows.
const POINTS: i32 = 1_000_000;

fn item(interaction: Interaction) -> Item {
    Item::new("q", "?", Points::whole(POINTS), interaction)
}

fn id(index: usize) -> String {
    format!("o{index}")
}

fn fraction(text: &str) -> Fraction {
    text.parse().unwrap()
}

#[track_caller]
fn check(item: &Item, expected: f64) {
    let guess = item.blind_guess();
    assert!(guess.margin == 0.0 && (guess.share - expected).abs() < 1e-11, "{guess:?}, not {expected}, of {item:?}");
}

/// The mean over all guesses is what a blind guess earns, and the worst of them the minimum.
#[track_caller]
fn check_against_all(item: &Item, guesses: impl Iterator<Item = Response>) {
    let earned: Vec<_> = guesses.map(|guess| mark(item, Some(&guess)).points).collect();
    let sum: i64 = earned.iter().map(|points| points.millionths()).sum();
    check(item, sum as f64 / 1e6 / f64::from(POINTS) / earned.len() as f64);
    assert_eq!(item.minimum(), earned.into_iter().min().unwrap().min(Points::ZERO), "{item:?}");
}

fn multiple_choice(options: usize, keys: usize, none_apply: bool, scoring: MultipleChoiceRule) -> Item {
    item(Interaction::MultipleChoice(MultipleChoice {
        options: (0..options).map(|n| Choice::new(id(n), id(n))).collect(),
        keys: (0..keys).map(id).collect(),
        none_apply: none_apply.then(|| Choice::new("none", "None")),
        scoring,
    }))
}

/// Every rule, with parameters for so many options of which the first are keys.
fn rules(options: usize, keys: usize) -> Vec<MultipleChoiceRule> {
    let weights = |allow_negative| OptionWeights {
        weights: (0..options)
            .map(|n| {
                (id(n), fraction(if n < keys { ["1/3", "0.6", "1"][n % 3] } else { ["-0.4", "-1/7", "0.1"][n % 3] }))
            })
            .collect(),
        allow_negative,
    };
    let states = |allow_negative| CheckedUnchecked {
        states: (0..options)
            .map(|n| {
                let (better, worse) = (Points::whole(1 + n as i32 % 3), Points::whole(-(n as i32 % 4)));
                let (checked, unchecked) = if n < keys { (better, worse) } else { (worse, better) };
                (id(n), States { checked, unchecked })
            })
            .collect(),
        allow_negative,
    };
    let penalised = |penalty, floor| multiple_choice::Penalised { penalty: fraction(penalty), floor: fraction(floor) };
    vec![
        multiple_choice::Exact {}.into(),
        multiple_choice::RightMinusWrong {}.into(),
        multiple_choice::EachOption {}.into(),
        multiple_choice::Coverage {}.into(),
        multiple_choice::Halves {}.into(),
        multiple_choice::ShareOfKeys { full_needs_exact: false }.into(),
        multiple_choice::ShareOfKeys { full_needs_exact: true }.into(),
        multiple_choice::Morgan { allow_negative: false }.into(),
        multiple_choice::Morgan { allow_negative: true }.into(),
        multiple_choice::NegativeMarking { penalty: Points::whole(POINTS / 4) }.into(),
        penalised("0.25", "0").into(),
        penalised("1/3", "-0.5").into(),
        penalised("1/25", "-1").into(),
        weights(false).into(),
        weights(true).into(),
        states(false).into(),
        states(true).into(),
    ]
}

#[test]
fn a_guess_at_boxes_is_the_mean_over_all_ways_to_tick_them() {
    for options in 2..=8 {
        for keys in 0..=options {
            for none_apply in [false, true] {
                for rule in rules(options, keys) {
                    let item = multiple_choice(options, keys, none_apply, rule);
                    let guesses = (usize::from(!none_apply)..1 << options).map(|ticks| match ticks {
                        0 => Response::multiple_choice(["none"]),
                        _ => Response::multiple_choice((0..options).filter(|n| ticks & (1 << n) != 0).map(id)),
                    });
                    check_against_all(&item, guesses);
                }
            }
        }
    }
}

fn matching_item(sources: usize, targets: usize, pairs: usize, scoring: MatchingRule) -> Item {
    let entries = |count| (0..count).map(|n| Entry::new(id(n), id(n))).collect();
    item(Interaction::Matching(Matching {
        sources: entries(sources),
        targets: entries(targets),
        pairs: (0..pairs).map(|n| Pair::new(id(n), id(n * n % targets))).collect(),
        scoring,
    }))
}

#[test]
fn a_guess_at_pairs_is_the_mean_over_all_targets_for_each_source() {
    let each_pair = |rule: Value| MatchingRule::from(serde_json::from_value::<matching::EachPair>(rule).unwrap());
    let weights = json!({"o0": 2, "o1": 0.5, "o3": 1.25});
    for (sources, targets, pairs) in [(2, 2, 2), (3, 2, 3), (3, 4, 3), (4, 3, 2), (5, 3, 5), (5, 3, 4)] {
        for rule in [
            matching::Exact {}.into(),
            each_pair(json!({})),
            each_pair(json!({"penalty": 0.2})),
            each_pair(json!({"penalty": 0.2, "floor": -1})),
            each_pair(json!({"penalty": "1/3", "floor": -0.5})),
        ] {
            let item = matching_item(sources, targets, pairs, rule);
            check_against_all(&item, all_targets(sources, targets));
        }
        if pairs >= 4 {
            for rule in [json!({"weights": weights}), json!({"weights": weights, "penalty": 0.15, "floor": -0.25})] {
                let item = matching_item(sources, targets, pairs, each_pair(rule));
                check_against_all(&item, all_targets(sources, targets));
            }
        }
    }
}

/// Each way to put a target to each source.
fn all_targets(sources: usize, targets: usize) -> impl Iterator<Item = Response> {
    (0..targets.pow(sources as u32))
        .map(move |way| Response::matching((0..sources).map(|n| (id(n), id(way / targets.pow(n as u32) % targets)))))
}

fn written(interaction: &Value) -> Item {
    let body = "{{a}} {{b}} {{c}}";
    serde_json::from_value(json!({"id": "q", "body": body, "points": 4, "interaction": interaction})).unwrap()
}

fn list(count: usize) -> Value {
    (0..count).map(|n| json!({"id": id(n), "text": id(n)})).collect()
}

#[test]
fn the_other_interactions_are_guessed_as_it_is_said() {
    for (interaction, expected) in [
        (json!({"type": "choice", "options": list(4), "key": "o1"}), 0.25),
        (
            json!({"type": "choice", "options": list(4), "key": "o1",
                "scoring": {"rule": "standard", "fractions": {"o0": 0.5, "o2": -0.25}}}),
            0.3125,
        ),
        (
            json!({"type": "choice", "options": list(4), "key": "o1",
                "scoring": {"rule": "negative_marking", "penalty": 2}}),
            -0.125,
        ),
        (json!({"type": "choice", "options": [], "key": "o1"}), 0.0),
        (json!({"type": "true_false", "key": true}), 0.5),
        (json!({"type": "true_false", "key": false, "scoring": {"rule": "standard", "wrong": -0.5}}), 0.25),
        (json!({"type": "true_false", "key": false, "scoring": {"rule": "negative_marking", "penalty": 4}}), 0.0),
        (
            json!({"type": "cloze", "gaps": [
                {"id": "a", "weight": 3, "kind": {"type": "dropdown", "options": list(4), "key": "o0"}},
                {"id": "b", "weight": 2, "kind": {"type": "dropdown", "options": list(2), "key": "o1"}},
                {"id": "c", "weight": 5, "kind": {"type": "text", "keys": [{"text": "*"}], "matching": "wildcard"}},
            ]}),
            0.175,
        ),
        (json!({"type": "cloze", "gaps": []}), 0.0),
        (json!({"type": "short_text", "keys": [{"text": "yes"}]}), 0.0),
        (json!({"type": "numeric", "keys": [{"value": 1}]}), 0.0),
        (json!({"type": "essay"}), 0.0),
        (json!({"type": "formula", "keys": [{"expression": "1"}]}), 0.0),
        (json!({"type": "file_upload", "max_files": 1, "max_bytes": 1}), 0.0),
        (json!({"type": "multiple_choice", "options": [], "keys": []}), 0.0),
        (
            json!({"type": "multiple_choice", "options": list(2), "keys": ["o0"],
                "scoring": {"rule": "checked_unchecked", "states": {}}}),
            0.0,
        ),
        (
            json!({"type": "multiple_choice", "options": list(2), "keys": ["o0"],
                "scoring": {"rule": "checked_unchecked", "states": {"o0": {"checked": -1, "unchecked": -2}}}}),
            0.0,
        ),
        (json!({"type": "matching", "sources": list(2), "targets": [], "pairs": []}), 0.0),
    ] {
        check(&written(&interaction), expected);
    }
}

#[test]
fn a_paper_is_the_mean_of_its_items_by_their_points() {
    let mut sure = written(&json!({"type": "choice", "options": list(4), "key": "o1"}));
    let mut coin = written(&json!({"type": "true_false", "key": true}));
    (sure.points, coin.points) = (Points::whole(3), Points::whole(1));
    assert_eq!(blind_guess([&sure, &coin]), BlindGuess::exactly(0.3125));
    let sampled = sampled_item();
    let all = blind_guess([&sampled, &coin]);
    let one = sampled.blind_guess();
    let points = f64::from(POINTS);
    assert!((all.share - (points * one.share + 0.5) / (points + 1.0)).abs() < 1e-12, "{all:?}");
    assert!((all.margin - points * one.margin / (points + 1.0)).abs() < 1e-12, "{all:?}");
}

/// As many options as there may be, with weights that hardly any two sums have in common: each weight stands there with
/// its opposite, so that the mean is 0.
fn sampled_item() -> Item {
    let weight = |n: usize| {
        let millionths = ((n / 2) * (n / 2)) as i64 * 37 % 250_000 + 1;
        Fraction::new(if n.is_multiple_of(2) { millionths } else { -millionths }, 1_000_000).unwrap()
    };
    let weights = (0..200).map(|n| (id(n), weight(n))).collect();
    multiple_choice(200, 100, false, OptionWeights { weights, allow_negative: true }.into())
}

#[test]
fn too_many_sums_of_weights_are_sampled_within_a_stated_margin() {
    let guess = sampled_item().blind_guess();
    assert!(guess.margin > 0.0 && guess.margin < 0.02 && guess.share.abs() <= guess.margin, "{guess:?}");
    assert_eq!(sampled_item().blind_guess(), guess, "the same each time");
}

#[test]
fn the_largest_items_are_reckoned_in_time() {
    let start = Instant::now();
    for rule in rules(200, 100) {
        let item = multiple_choice(200, 100, false, rule);
        let guess = item.blind_guess();
        assert!((-1.0..=1.0).contains(&guess.share), "{guess:?} of {item:?}");
    }
    let coverage = multiple_choice(200, 100, false, multiple_choice::Coverage {}.into()).blind_guess();
    assert!((coverage.share - 0.25).abs() < 0.01, "half of the keys among as many others: {coverage:?}");
    let beyond = multiple_choice(201, 100, false, multiple_choice::EachOption {}.into());
    assert_eq!(beyond.blind_guess(), BlindGuess::NOTHING);
    assert!(beyond.lint().iter().any(|finding| finding.severity == Severity::Error));
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
}
