//! What a blind guess earns, against the mean over every guess there is.
#![expect(clippy::unwrap_used, reason = "a broken table stops the test")]

use std::time::{Duration, Instant};

use pediafor_grading::{
    Area, BlindGuess, Choice, Entry, Fraction, HotArea, Hotspot, Image, Interaction, Item, Matching, MatchingRule,
    MultipleChoice, MultipleChoiceRule, Pair, Pin, PointArea, PointLabel, Points, Response, SelectPoint,
    SelectPointRule, Severity, Spot, blind_guess, mark,
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

#[test]
fn a_guess_at_parts_is_the_mean_by_their_weights() {
    let part =
        |id: &str, weight: f64, interaction: Value| json!({"id": id, "weight": weight, "interaction": interaction});
    let options = |count: usize| -> Value { (0..count).map(|n| json!({"id": id(n), "text": id(n)})).collect() };
    let cost = json!({"rule": "negative_marking", "penalty": f64::from(POINTS) / 8.0});
    let parts = json!([
        part("a", 1.0, json!({"type": "choice", "options": options(4), "key": "o1"})),
        part("b", 2.0, json!({"type": "true_false", "key": true, "scoring": cost})),
        part("c", 1.0, json!({"type": "short_text", "keys": [{"text": "frog"}]})),
    ]);
    let question = serde_json::from_value(json!({"type": "composite", "parts": parts})).unwrap();
    // True or false has half of the points, so that wrong costs a quarter of them.
    check(&item(question), 0.25 / 4.0 + 2.0 * 0.375 / 4.0);
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

/// So many gaps with a label each, of `labels` in all, each of which may be used so often.
fn gap_match_item(gaps: usize, labels: usize, uses: u32, scoring: &Value) -> Item {
    let gaps: Vec<_> = (0..gaps).map(|n| json!({"id": id(n), "keys": [id(n)]})).collect();
    let labels: Vec<_> = (0..labels).map(|n| json!({"id": id(n), "text": id(n), "uses": uses})).collect();
    let interaction = json!({"type": "gap_match", "gaps": gaps, "labels": labels, "scoring": scoring});
    let item = json!({"id": "q", "body": "?", "points": POINTS, "interaction": interaction});
    serde_json::from_value(item).unwrap()
}

#[test]
fn a_guess_at_gaps_is_the_mean_over_all_labels_for_each_gap() {
    for (gaps, labels) in [(1, 2), (2, 2), (3, 3), (3, 4), (4, 3)] {
        for scoring in [
            json!({"rule": "exact"}),
            json!({"rule": "each_pair"}),
            json!({"rule": "each_pair", "penalty": 0.2, "floor": -1}),
            json!({"rule": "each_pair", "penalty": "1/3", "floor": -0.5}),
        ] {
            let item = gap_match_item(gaps.min(labels), labels, 0, &scoring);
            let all = all_targets(gaps.min(labels), labels).map(|guess| {
                let Response::Matching { pairs } = guess else { unreachable!() };
                Response::gap_match(pairs.into_iter().map(|pair| (pair.source, pair.target)))
            });
            check_against_all(&item, all);
        }
    }
}

fn picture(width: u32, height: u32) -> Image {
    Image { source: "map".into(), width, height, text: "A map".into() }
}

fn rectangle(left: i32, top: i32, right: i32, bottom: i32) -> Area {
    Area::Rectangle { from: Spot::new(left, top), to: Spot::new(right, bottom) }
}

fn hotspot(areas: usize, keys: usize, most: u32, scoring: MultipleChoiceRule) -> Item {
    item(Interaction::Hotspot(Hotspot {
        image: picture(500, 50),
        areas: (0..areas).map(|n| HotArea::new(id(n), rectangle(n as i32, 0, n as i32 + 1, 9), id(n))).collect(),
        keys: (0..keys).map(id).collect(),
        most: Some(most),
        scoring,
    }))
}

#[test]
fn a_guess_at_areas_is_the_mean_over_all_ways_to_choose_as_many_as_may_be() {
    for areas in 2..=6 {
        for keys in 1..=areas {
            for most in keys..=areas {
                for rule in rules(areas, keys) {
                    let item = hotspot(areas, keys, most as u32, rule);
                    let ways = (1_u32..1 << areas).filter(|ticks| ticks.count_ones() <= most as u32);
                    let chosen = |ticks| Response::hotspot((0..areas).filter(|n| ticks & (1 << n) != 0).map(id));
                    check_against_all(&item, ways.map(chosen));
                }
            }
        }
    }
}

/// Each way to put so many of these into a line.
fn arrangements(of: &[usize], length: usize) -> Vec<Vec<usize>> {
    if length == 0 {
        return vec![Vec::new()];
    }
    let first = |index: usize| {
        let others: Vec<_> = [&of[..index], &of[index + 1..]].concat();
        arrangements(&others, length - 1).into_iter().map(move |rest| [vec![of[index]], rest].concat())
    };
    (0..of.len()).flat_map(first).collect()
}

#[test]
fn a_guess_at_gaps_knows_that_labels_are_used_up() {
    for (gaps, labels) in [(1, 2), (2, 2), (2, 4), (3, 3), (4, 5)] {
        for scoring in [
            json!({"rule": "exact"}),
            json!({"rule": "each_pair"}),
            json!({"rule": "each_pair", "weights": {"o0": 3}, "penalty": 0.2, "floor": -1}),
        ] {
            let item = gap_match_item(gaps, labels, 1, &scoring);
            let all = arrangements(&(0..labels).collect::<Vec<_>>(), gaps);
            let earned = all.iter().map(|labels| {
                let gaps = labels.iter().enumerate().map(|(gap, label)| (id(gap), id(*label)));
                mark(&item, Some(&Response::gap_match(gaps))).points.millionths()
            });
            check(&item, earned.sum::<i64>() as f64 / 1e6 / f64::from(POINTS) / all.len() as f64);
        }
    }
}

/// Of so many areas that not every way to choose is judged: 14 of which up to 6 may be chosen.
#[test]
fn a_guess_at_many_areas_is_counted_or_drawn() {
    for rule in rules(14, 4) {
        let item = hotspot(14, 4, 6, rule);
        let ways = (1_u32..1 << 14).filter(|ticks| ticks.count_ones() <= 6);
        let chosen = |ticks| Response::hotspot((0..14).filter(|n| ticks & (1 << n) != 0).map(id));
        let stated = ["option_weights", "checked_unchecked"].contains(&item.interaction.rule());
        if !stated {
            check_against_all(&item, ways.map(chosen));
            continue;
        }
        let earned: Vec<_> = ways.map(|ticks| mark(&item, Some(&chosen(ticks))).points).collect();
        let sum: i64 = earned.iter().map(|points| points.millionths()).sum();
        let mean = sum as f64 / 1e6 / f64::from(POINTS) / earned.len() as f64;
        let guess = item.blind_guess();
        // Two margins: one is missed once in twenty times.
        assert!(guess.margin > 0.0 && guess.margin < 0.02, "{guess:?}");
        assert!((guess.share - mean).abs() <= 2.0 * guess.margin, "{guess:?}, not {mean}, of {item:?}");
        assert_eq!(item.minimum(), earned.into_iter().min().unwrap().min(Points::ZERO), "{item:?}");
    }
    let start = Instant::now();
    for rule in rules(100, 2) {
        let guess = hotspot(100, 2, 50, rule).blind_guess();
        assert!((-1.0..=1.0).contains(&guess.share), "{guess:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(60), "took {:?}", start.elapsed());
}

fn points_item(areas: Vec<PointArea>, labels: &[(&str, u32)], most: u32, scoring: SelectPointRule) -> Item {
    let labels = labels.iter().map(|(id, uses)| PointLabel { uses: *uses, ..PointLabel::new(*id, *id) }).collect();
    item(Interaction::SelectPoint(SelectPoint { image: picture(4, 3), areas, labels, most, scoring }))
}

/// Each way to set a point with each of these labels on twelve pixels.
fn all_places<'a>(labels: &'a [Option<&'a str>]) -> impl Iterator<Item = Response> + 'a {
    (0..12_usize.pow(labels.len() as u32)).map(|way| {
        let pins = labels.iter().enumerate().map(move |(n, label)| {
            let pixel = way / 12_usize.pow(n as u32) % 12;
            Pin { label: label.map(str::to_owned), ..Pin::new((pixel % 4) as i32, (pixel / 4) as i32) }
        });
        Response::select_point(pins)
    })
}

#[test]
fn a_guess_at_points_is_the_mean_over_all_places_for_each() {
    let each_area = |rule: Value| SelectPointRule::EachArea(serde_json::from_value(rule).unwrap());
    let areas = || vec![PointArea::new("a", rectangle(0, 0, 1, 1)), PointArea::new("b", rectangle(3, 0, 4, 3))];
    let exact = || SelectPointRule::Exact(Default::default());
    let per_point = || SelectPointRule::PerPoint(Default::default());
    for most in 1..=3 {
        let points = vec![None; most as usize];
        for rule in [
            exact(),
            per_point(),
            each_area(json!({})),
            each_area(json!({"weights": {"a": 2, "b": 0.5}})),
            each_area(json!({"penalty": 0.2, "floor": -1})),
            each_area(json!({"penalty": "1/3", "floor": -1, "weights": {"a": 3}})),
        ] {
            let item = points_item(areas(), &[], most, rule);
            check_against_all(&item, all_places(&points));
        }
    }
    // One point costs no more than the floor says.
    for rule in [json!({"penalty": 0.5}), json!({"penalty": 1, "floor": -0.25})] {
        check_against_all(&points_item(areas(), &[], 1, each_area(rule)), all_places(&[None]));
    }
    let labelled = || {
        let [a, b] = [areas().remove(0).labelled("x"), areas().remove(1).labelled("y")];
        vec![a, b, PointArea::new("c", rectangle(2, 2, 2, 2)).labelled("x")]
    };
    let (uses, guessed) = ([("x", 2), ("y", 1), ("z", 1)], [Some("x"), Some("y"), Some("z")]);
    let rules = || {
        [
            exact(),
            per_point(),
            each_area(json!({})),
            each_area(json!({"penalty": 0.25, "floor": -1, "weights": {"c": 2}})),
        ]
    };
    for rule in rules() {
        check_against_all(&points_item(labelled(), &uses, 3, rule), all_places(&guessed));
    }
    for rule in rules() {
        let points = [Some("x"), Some("y"), Some("x")];
        check_against_all(&points_item(labelled(), &uses[..2], 3, rule), all_places(&points));
    }
}

#[test]
fn points_whose_cost_comes_to_the_floor_are_sampled_within_a_stated_margin() {
    let areas =
        vec![PointArea::new("a", rectangle(0, 0, 1, 1)).labelled("x"), PointArea::new("b", rectangle(3, 0, 4, 3))];
    for (rule, labels) in [
        (json!({"rule": "each_area", "penalty": 0.4}), [Some("x"), Some("y"), Some("x")]),
        (
            json!({"rule": "each_area", "penalty": 0.5, "floor": -0.75, "weights": {"a": 2}}),
            [Some("x"), Some("y"), Some("x")],
        ),
        (json!({"rule": "exact"}), [Some("x"), Some("y"), Some("x")]),
    ] {
        let item = points_item(areas.clone(), &[("x", 2), ("y", 1)], 3, serde_json::from_value(rule).unwrap());
        let earned: Vec<_> = all_places(&labels).map(|guess| mark(&item, Some(&guess)).points.millionths()).collect();
        let mean = earned.iter().sum::<i64>() as f64 / 1e6 / f64::from(POINTS) / earned.len() as f64;
        let guess = item.blind_guess();
        assert!(guess.margin > 0.0 && guess.margin < 0.02, "{guess:?}");
        assert!((guess.share - mean).abs() <= 2.0 * guess.margin, "{guess:?}, not {mean}, of {item:?}");
        assert_eq!(item.blind_guess(), guess, "the same each time");
    }
}

#[test]
fn points_on_areas_that_overlap_are_sampled_where_it_matters() {
    let areas = || vec![PointArea::new("a", rectangle(0, 0, 2, 1)), PointArea::new("b", rectangle(1, 1, 3, 2))];
    for (rule, reckoned) in [
        (json!({"rule": "each_area", "weights": {"a": 3}}), true),
        (json!({"rule": "per_point"}), true),
        (json!({"rule": "each_area", "penalty": 0.25, "floor": -1}), false),
        (json!({"rule": "exact"}), false),
    ] {
        let item = points_item(areas(), &[], 2, serde_json::from_value(rule).unwrap());
        let places: Vec<_> = all_places(&[None, None]).collect();
        if reckoned {
            check_against_all(&item, places.into_iter());
            continue;
        }
        let earned = places.iter().map(|guess| mark(&item, Some(guess)).points.millionths()).sum::<i64>();
        let mean = earned as f64 / 1e6 / f64::from(POINTS) / places.len() as f64;
        let guess = item.blind_guess();
        assert!(guess.margin > 0.0 && (guess.share - mean).abs() <= 2.0 * guess.margin, "{guess:?}, not {mean}");
    }
}

#[test]
fn the_largest_pictures_are_reckoned_in_time() {
    let start = Instant::now();
    let circle = |n: i32| Area::Circle { center: Spot::new(5_000, 5_000), radius: 5_000 - n as u32 };
    let star =
        || Area::Polygon { corners: (0..100).map(|n| Spot::new(n * 7_919 % 10_000, n * 104_729 % 10_000)).collect() };
    let areas = (0..100).map(|n| PointArea::new(id(n), if n < 3 { star() } else { circle(n as i32) }));
    let areas: Vec<_> = areas.map(|area| area.labelled("x")).collect();
    for rule in [json!({"rule": "exact"}), json!({"rule": "each_area", "penalty": 0.5}), json!({"rule": "per_point"})] {
        let item = item(Interaction::SelectPoint(SelectPoint {
            image: picture(10_000, 10_000),
            areas: areas.clone(),
            labels: vec![PointLabel { uses: 100, ..PointLabel::new("x", "x") }],
            most: 100,
            scoring: serde_json::from_value(rule).unwrap(),
        }));
        let guess = item.blind_guess();
        assert!((-1.0..=1.0).contains(&guess.share), "{guess:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
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
        // Of two in its group, of three in the other with two keys, and none that may be put there.
        (
            json!({"type": "gap_match",
            "gaps": [
                {"id": "a", "keys": ["x"], "group": "one"}, {"id": "b", "keys": ["p", "q"]},
                {"id": "c", "group": "none"},
            ],
            "labels": [
                {"id": "x", "text": "X", "group": "one"}, {"id": "y", "text": "Y", "group": "one"},
                {"id": "p", "text": "P"}, {"id": "q", "text": "Q"}, {"id": "r", "text": "R"},
            ]}),
            7.0 / 12.0,
        ),
        (json!({"type": "gap_match", "gaps": [], "labels": []}), 0.0),
        (
            json!({"type": "graphic_order", "image": {"source": "i", "width": 9, "height": 9, "text": "I"},
            "entries": [
                {"id": "x", "text": "X", "area": {"shape": "polygon", "corners": []}},
                {"id": "y", "text": "Y", "area": {"shape": "polygon", "corners": []}},
            ]}),
            0.5,
        ),
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
