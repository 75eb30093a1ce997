use serde_json::json;

use super::*;
use crate::mark::Earned;

/// Gaps by their keys, one letter each, and labels with how often they can be used.
fn question(gaps: &[(&str, &str)], labels: &[(&str, u32)]) -> GapMatch {
    let keys = |keys: &str| keys.chars().map(String::from).collect::<Vec<_>>();
    GapMatch {
        gaps: gaps.iter().map(|(id, list)| LabelGap::new(*id, keys(list))).collect(),
        labels: labels.iter().map(|(id, uses)| Label::new(*id, *id).uses(*uses)).collect(),
        scoring: MatchingRule::default(),
    }
}

/// The fraction, and for each gap what was given and expected (`-` for nothing) and whether it is right.
fn assessed(question: &GapMatch, given: &[(&str, &str)]) -> (Ratio, Vec<String>) {
    let filled = given.iter().map(|(gap, label)| ((*gap).to_owned(), (*label).to_owned())).collect();
    let assessed = question.labelling().assess(&filled, Points::whole(1));
    let Earned::Fraction(fraction) = assessed.earned else { unreachable!() };
    let shown = |id: &Option<String>| id.clone().unwrap_or("-".into());
    let parts = assessed.parts.iter().map(|part| {
        let mark = if part.correct == Some(true) { '=' } else { '!' };
        format!("{}: {}{mark}{}", part.part, shown(&part.given), shown(&part.expected))
    });
    (fraction, parts.collect())
}

#[test]
fn each_gap_has_its_label() {
    let plain = question(&[("g", "a"), ("h", "b"), ("i", "")], &[("a", 1), ("b", 1), ("x", 1)]);
    for (given, earned, parts) in [
        (&[("g", "a"), ("h", "b")][..], (2, 2), ["g: a=a", "h: b=b", "i: -=-"]),
        (&[("g", "b"), ("h", "a")], (0, 2), ["g: b!a", "h: a!b", "i: -=-"]),
        (&[("g", "a"), ("h", "")], (1, 2), ["g: a=a", "h: -!b", "i: -=-"]),
        (&[("g", "a"), ("i", "x")], (1, 2), ["g: a=a", "h: -!b", "i: x!-"]),
        (&[], (0, 2), ["g: -!a", "h: -!b", "i: -=-"]),
    ] {
        let parts = parts.map(str::to_owned).to_vec();
        assert_eq!(assessed(&plain, given), (Ratio::share(earned.0, earned.1), parts), "{given:?}");
    }
}

#[test]
fn of_several_keys_the_one_given_is_expected_or_one_that_is_left() {
    let colours = question(&[("g", "abc"), ("h", "abc"), ("i", "abc")], &[("a", 1), ("b", 1), ("c", 1), ("x", 1)]);
    for (given, right, parts) in [
        (&[("g", "c"), ("h", "a"), ("i", "b")][..], 3, ["g: c=c", "h: a=a", "i: b=b"]),
        (&[("h", "a")], 1, ["g: -!b", "h: a=a", "i: -!c"]),
        (&[("g", "x"), ("h", "a"), ("i", "b")], 2, ["g: x!c", "h: a=a", "i: b=b"]),
        (&[], 0, ["g: -!a", "h: -!b", "i: -!c"]),
    ] {
        let parts = parts.map(str::to_owned).to_vec();
        assert_eq!(assessed(&colours, given), (Ratio::share(right, 3), parts), "{given:?}");
    }
    // Where a right one is needed elsewhere it stays right, and the first key is expected there as well.
    let needed = question(&[("g", "ab"), ("h", "a")], &[("a", 1), ("b", 1)]);
    assert_eq!(assessed(&needed, &[("g", "a")]).1, ["g: a=a", "h: -!a"]);
    assert_eq!(assessed(&needed, &[("g", "x")]).1, ["g: x!b", "h: -!a"]);
    let often = question(&[("g", "ab"), ("h", "ab"), ("i", "ab")], &[("a", 2), ("b", 0)]);
    assert_eq!(assessed(&often, &[]).1, ["g: -!a", "h: -!a", "i: -!b"]);
}

#[test]
fn the_paper_shows_labels_and_groups_but_no_key() {
    let mut question = question(&[("g", "a"), ("h", "b")], &[("a", 1), ("b", 0)]);
    question.labels.push(Label::new("c", "C").of_group("other"));
    question.gaps.push(LabelGap { group: Some("other".into()), ..LabelGap::new("i", ["c"]) });
    let paper = json!(question.to_paper("q"));
    assert_eq!(paper["gaps"], json!([{"id": "g"}, {"id": "h"}, {"id": "i", "group": "other"}]));
    let mut labels = paper["labels"].as_array().unwrap().clone();
    labels.sort_by_key(|label| label["id"].to_string());
    let expected = json!([
        {"id": "a", "text": "a"}, {"id": "b", "text": "b", "uses": 0}, {"id": "c", "text": "C", "group": "other"},
    ]);
    assert_eq!(json!(labels), expected);
    let read: PaperGapMatch = serde_json::from_value(paper).unwrap();
    assert!(read.labels.iter().any(|label| label.id == "a" && label.uses == 1), "once where nothing is stated");
}

#[test]
fn many_gaps_with_many_keys_take_no_time() {
    let ids: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    let gap = |id: &String| LabelGap::new(format!("g{id}"), ids.iter().rev());
    let labels = ids.iter().map(|id| Label::new(id, id));
    let question =
        GapMatch { gaps: ids.iter().map(gap).collect(), labels: labels.collect(), scoring: MatchingRule::default() };
    let started = std::time::Instant::now();
    let assessed = question.labelling().assess(&BTreeMap::new(), Points::whole(1));
    let expected: HashSet<_> = assessed.parts.into_iter().filter_map(|part| part.expected).collect();
    assert_eq!(expected.len(), 200);
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "took {:?}", started.elapsed());
}
