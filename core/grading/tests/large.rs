//! Large input takes time in proportion to its size. Each case is a size at which anything quadratic would take
//! minutes.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use pediafor_grading::{
    Area, Choice, Decimal, Entry, Graph, HotArea, Hotspot, Image, Interaction, Item, Matching, MultipleChoice, Numeric,
    NumericKey, Ordering, Pair, Pin, PointArea, PointLabel, Points, Response, SelectPoint, Severity, ShortText, Spot,
    TextKey, TextMatching, Tolerance, Unit, Units, Verdict, mark,
    rules::{multiple_choice, ordering},
};

/// Far more than any limit allows.
const MANY: usize = 100_000;

fn item(interaction: Interaction) -> Item {
    Item::new("q", "?", Points::whole(1), interaction)
}

#[track_caller]
fn quick<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < Duration::from_secs(20), "took {:?}", start.elapsed());
    result
}

fn ids() -> impl Iterator<Item = String> {
    (0..MANY).map(|n| n.to_string())
}

#[test]
fn many_options_are_linted_marked_and_checked_in_time() {
    let question = MultipleChoice {
        options: ids().map(|id| Choice::new(id.clone(), id)).collect(),
        keys: ids().collect(),
        none_apply: None,
        scoring: multiple_choice::OptionWeights {
            weights: ids().map(|id| (id, "0.00001".parse().unwrap())).collect(),
            allow_negative: true,
        }
        .into(),
    };
    let item = item(Interaction::MultipleChoice(question));
    quick(|| item.lint());
    let outcome = quick(|| mark(&item, Some(&Response::multiple_choice(ids().take(200)))));
    assert_eq!(outcome.points, Points::from_millionths(2_000));
    let outcome = quick(|| mark(&item, Some(&Response::multiple_choice(ids()))));
    assert_eq!(outcome.verdict, Verdict::InvalidResponse);
    quick(|| item.to_paper().reorder_options(&mut |n| (0..n).rev().collect()));
}

#[test]
fn many_pairs_and_entries_are_marked_in_time() {
    let entries = || ids().map(|id| Entry::new(id.clone(), id)).collect::<Vec<_>>();
    let pairs: Vec<_> = ids().map(|id| Pair::new(id.clone(), id)).collect();
    let matching = item(Interaction::Matching(Matching {
        sources: entries(),
        targets: entries(),
        pairs: pairs.clone(),
        scoring: Default::default(),
    }));
    quick(|| matching.lint());
    quick(|| matching.to_paper());
    quick(|| mark(&matching, Some(&Response::Matching { pairs: pairs[..200].to_vec() })));
    let ordering = item(Interaction::Ordering(Ordering {
        entries: entries(),
        scoring: ordering::AllBeforeAfter {}.into(),
        ..Default::default()
    }));
    quick(|| ordering.lint());
    quick(|| mark(&ordering, Some(&Response::ordering(ids().take(200)))));
    let chain: BTreeMap<_, _> = ids().zip(ids().skip(1)).map(|(before, after)| (after, vec![before])).collect();
    let graph = Graph {
        entries: ids().collect(),
        depends: chain,
        groups: ids().map(|id| (format!("g{id}"), vec![id])).collect(),
    };
    let graphs = item(Interaction::Ordering(Ordering {
        entries: entries(),
        distractors: entries(),
        graphs: vec![graph],
        scoring: ordering::EditDistance {}.into(),
    }));
    quick(|| graphs.lint());
    quick(|| graphs.to_paper());
    let outcome =
        quick(|| mark(&graphs, Some(&Response::ordering(ids().take(200).collect::<Vec<_>>().into_iter().rev()))));
    assert_eq!(outcome.verdict, Verdict::Incorrect);
    let outcome = quick(|| mark(&graphs, Some(&Response::ordering(ids().take(200)))));
    assert_eq!(outcome.verdict, Verdict::Correct);
}

#[test]
fn pictures_with_many_areas_are_marked_in_time() {
    let image = || Image { source: "map".into(), width: 9_000, height: 9_000, text: "A map".into() };
    let area = || Area::Circle { center: Spot::new(50, 50), radius: 40 };
    for most in [None, Some(1), Some(100), Some(99_999)] {
        let areas = ids().map(|id| HotArea::new(id.clone(), area(), id)).collect();
        let scoring = multiple_choice::Penalised { penalty: "0.1".parse().unwrap_or_default(), ..Default::default() };
        let hotspot =
            Hotspot { image: image(), areas, keys: ids().step_by(2).collect(), most, scoring: scoring.into() };
        let hotspot = item(Interaction::Hotspot(hotspot));
        quick(|| hotspot.lint());
        quick(|| (hotspot.minimum(), hotspot.blind_guess(), hotspot.to_paper()));
        quick(|| mark(&hotspot, Some(&Response::hotspot(ids().take(200)))));
    }
    let ring = || Area::Polygon { corners: (0..100).map(|n| Spot::new(n * 7 % 97, n * 13 % 89)).collect() };
    let areas: Vec<_> = ids().take(5_000).map(|id| PointArea::new(id, ring()).labelled("l")).collect();
    let labels = ids().map(|id| PointLabel::new(id.clone(), id)).collect();
    let question = SelectPoint { image: image(), areas, labels, most: u32::MAX, scoring: Default::default() };
    let points = item(Interaction::SelectPoint(question));
    quick(|| points.lint());
    quick(|| (points.minimum(), points.blind_guess(), points.to_paper()));
    quick(|| mark(&points, Some(&Response::select_point(vec![Pin::new(1, 1); 100]))));
    let corners = (0..MANY).map(|n| Spot::new(n as i32 * 7 % 97, n as i32 * 13 % 89)).collect();
    let areas = vec![PointArea::new("a", Area::Polygon { corners })];
    let question = SelectPoint { image: image(), areas, labels: vec![], most: 9, scoring: Default::default() };
    let points = item(Interaction::SelectPoint(question));
    quick(|| (points.lint(), points.blind_guess()));
    quick(|| mark(&points, Some(&Response::select_point(vec![Pin::new(1, 1); 9]))));
}

#[test]
fn a_hostile_wildcard_is_matched_in_time() {
    let text = "a".repeat(2_000);
    let keys = (0..100).map(|n| TextKey::new(format!("{}b{n}", "a*".repeat(480)))).collect();
    let item =
        item(Interaction::ShortText(ShortText { keys, matching: TextMatching::Wildcard, case_sensitive: false }));
    assert!(item.lint().is_empty(), "{:?}", item.lint());
    assert_eq!(quick(|| mark(&item, Some(&Response::short_text(text)))).verdict, Verdict::Incorrect);
    let huge = ShortText {
        keys: vec![TextKey::new("a*".repeat(MANY)), TextKey::new("é\u{301}".repeat(MANY))],
        matching: TextMatching::Wildcard,
        case_sensitive: true,
    };
    quick(|| self::item(Interaction::ShortText(huge)).lint());
}

/// Marks a text against keys of which none matches.
fn miss(matching: TextMatching, keys: impl Iterator<Item = TextKey>, text: &str) {
    let keys = [TextKey::new("never")].into_iter().chain(keys).collect();
    let item = item(Interaction::ShortText(ShortText { keys, matching, case_sensitive: false }));
    let errors: Vec<_> =
        quick(|| item.lint()).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert_eq!(errors, [], "{matching:?}");
    assert_eq!(quick(|| mark(&item, Some(&Response::short_text(text)))).verdict, Verdict::Incorrect);
}

#[test]
fn hostile_expressions_are_matched_in_time() {
    let text = "a".repeat(2_000);
    let hostile = |n| TextKey::new(format!("(a|a?)*(a*)*{}b{n}", "a?".repeat(480)));
    miss(TextMatching::Regex, (1..30).map(hostile), &text);
    let large = |n| TextKey::new(format!(r"(\w+ ){{1,5}}\w{{{n},5}}\d"));
    miss(TextMatching::Regex, (1..5).map(large), &"école ".repeat(300));
    let huge = ShortText {
        keys: vec![TextKey::new("(a*)*".repeat(MANY)), TextKey::new("(".repeat(MANY)), TextKey::new("(a{999}){999}")],
        matching: TextMatching::Regex,
        case_sensitive: false,
    };
    let item = item(Interaction::ShortText(huge));
    quick(|| item.lint());
    assert_eq!(quick(|| mark(&item, Some(&Response::short_text(text)))).verdict, Verdict::Incorrect);
}

#[test]
fn long_texts_are_a_few_edits_apart_in_time() {
    let key = |n: usize| TextKey { edits: Some(10), ..TextKey::new(format!("{}{n}", "ab".repeat(495))) };
    miss(TextMatching::EditDistance, (1..30).map(key), &format!("{}zzzzzzzzzzz", "ab".repeat(490)));
    let key = TextKey { edits: Some(255), ..TextKey::new("ab".repeat(MANY)) };
    let keys = vec![key.clone(), key];
    let matching = TextMatching::EditDistance;
    quick(|| item(Interaction::ShortText(ShortText { keys, matching, case_sensitive: true })).lint());
}

#[test]
fn hostile_keywords_are_found_in_time() {
    let key = |n: usize| TextKey::new(format!("{}a|{n}{}", "a".repeat(480), "b a".repeat(150)));
    miss(TextMatching::Keywords, (1..100).map(key), &"a".repeat(2_000));
    let keys = vec![TextKey::new("a;|*".repeat(MANY)), TextKey::new(r"\".repeat(MANY))];
    let matching = TextMatching::Keywords;
    quick(|| item(Interaction::ShortText(ShortText { keys, matching, case_sensitive: true })).lint());
}

#[test]
fn a_number_with_any_unit_is_read_in_time() {
    let accepted = (0..50).map(|n| Unit::new(format!("{}{n}", "u".repeat(30)))).collect();
    let units = Units { accepted, missing: Default::default(), wrong: Default::default() };
    let keys = vec![NumericKey::new(Decimal::zero(), Tolerance::default())];
    let item =
        item(Interaction::Numeric(Numeric { keys, unit: None, units: Some(units), decimal_mark: Default::default() }));
    for text in
        ["u".repeat(2_000), "1".repeat(2_000), "1 u".repeat(600), format!("{} {}", "1".repeat(100), "u".repeat(32))]
    {
        assert_eq!(quick(|| mark(&item, Some(&Response::numeric(text)))).verdict, Verdict::Incorrect);
    }
}

#[test]
fn a_number_at_the_edge_of_its_bounds_is_compared_in_time() {
    let tiny: Decimal = "1e-400".parse().unwrap();
    let keys = (0..100).map(|_| NumericKey::new("9e399".parse().unwrap(), Tolerance::relative(tiny.clone()))).collect();
    let item = item(Interaction::Numeric(Numeric { keys, unit: None, units: None, decimal_mark: Default::default() }));
    let fraction = format!("{}e-310/{}e300", "9".repeat(40), "7".repeat(40));
    quick(|| item.lint());
    assert_eq!(quick(|| mark(&item, Some(&Response::numeric(fraction)))).verdict, Verdict::Incorrect);
    assert_eq!(quick(|| mark(&item, Some(&Response::numeric("9e399")))).verdict, Verdict::Correct);
}

#[test]
fn a_body_full_of_gaps_is_linted_in_time() {
    let gap = |n: usize| format!(r#"{{"id":"g{n}","kind":{{"type":"numeric","keys":[{{"value":1}}]}}}}"#);
    let gaps: Vec<_> = (0..20_000).map(gap).collect();
    let interaction = format!(r#"{{"type":"cloze","gaps":[{}]}}"#, gaps.join(","));
    let mut item = item(serde_json::from_str(&interaction).unwrap());
    item.body = (0..MANY).map(|n| format!("{{{{x{n}}}}} {{{{")).collect();
    quick(|| item.lint());
}
