//! Formulas and counts are compared with the mean over all orders.

use super::*;
use crate::rules::ordering::{EditDistance, LongestSubsequence, OrderingScoring, partial::from_letters};

fn rule(name: &str) -> OrderingRule {
    serde_json::from_value(serde_json::json!({ "rule": name })).unwrap()
}

/// The mean over all orders of all blocks, one block after the other put first.
fn mean(scoring: &dyn OrderingScoring, keys: &[Partial], shown: Shown) -> f64 {
    fn put(given: &mut Vec<usize>, blocks: usize, see: &mut dyn FnMut(&[usize])) {
        if given.len() == blocks {
            see(given);
        }
        for block in 0..blocks {
            if !given.contains(&block) {
                given.push(block);
                put(given, blocks, see);
                given.pop();
            }
        }
    }
    let (mut sum, mut orders) = (0.0, 0.0);
    put(&mut Vec::new(), shown.blocks, &mut |places| {
        let given: Vec<_> = places.iter().map(|place| Some(*place).filter(|place| *place < shown.entries)).collect();
        let order = Order { given: &given, entries: shown.entries };
        sum += fraction(scoring, partial::nearest_of(keys, &order).as_ref(), &order).to_f64();
        orders += 1.0;
    });
    sum / orders
}

#[track_caller]
fn close(found: f64, expected: f64, of: &str) {
    assert!((found - expected).abs() < 1e-12, "{found}, not {expected}: {of}");
}

#[test]
fn what_is_known_of_a_line_is_the_mean_over_all_orders() {
    for name in OrderingRule::NAMES {
        let rule = rule(name);
        for blocks in 2..=7 {
            for entries in if blocks < 7 { 1..=blocks } else { 5..=7 } {
                let shown = Shown { entries, blocks };
                let known = rule.scoring().guess(shown).unwrap();
                close(known, mean(rule.scoring(), &[], shown), &format!("{name}, {shown:?}"));
            }
        }
    }
}

#[test]
fn a_line_without_distractors_earns_the_published_means() {
    let guess = |name: &str, n: usize| rule(name).scoring().guess(Shown { entries: n, blocks: n }).unwrap();
    for n in 2..=200 {
        let whole = n as f64;
        for name in ["absolute", "relative_next", "relative_next_and_last", "neighbours"] {
            close(guess(name, n), 1.0 / whole, name);
        }
        close(guess("all_before_after", n), 0.5, "all_before_after");
        close(guess("displacement", n), (2.0 * whole - 1.0) / (3.0 * whole), "displacement");
    }
    close(guess("exact", 5), 1.0 / 120.0, "exact");
    close(guess("exact", 200), 0.0, "exact");
}

/// Letters, those that belong, what comes before what, groups.
type Key = (usize, &'static str, &'static [&'static str], &'static [&'static str]);

const KEYS: [Key; 8] = [
    (4, "abcd", &["ab", "ac", "bd", "cd"], &[]),
    (5, "abcde", &["ab", "bc", "de"], &[]),
    (5, "abcde", &["ab", "de"], &["abc", "de"]),
    (6, "abcdef", &["ab", "bc", "fa"], &["de"]),
    (5, "abcd", &["ab", "cd"], &[]),
    (6, "abcd", &["ab", "cd"], &["cd"]),
    (4, "abc", &[], &[]),
    (5, "abcde", &["ab", "bc", "cd", "de"], &[]),
];

#[test]
fn what_is_known_of_a_partial_order_is_the_mean_over_all_orders() {
    for (letters, blocks, pairs, groups) in KEYS {
        let keys = [from_letters(letters, blocks, pairs, groups)];
        let shown = Shown { entries: letters, blocks: letters };
        let all_or_none = [0, blocks.len() * (blocks.len() - 1) / 2].contains(&keys[0].pairs()) && groups.is_empty();
        for (name, is_known) in [
            ("exact", true),
            ("all_before_after", true),
            ("edit_distance", all_or_none),
            ("longest_subsequence", all_or_none),
        ] {
            let rule = rule(name);
            let known = rule.scoring().partial().unwrap().guess_fit(&keys, letters);
            assert_eq!(known.is_some(), is_known, "{name} {blocks} {pairs:?}");
            if let Some(known) = known {
                close(known, mean(rule.scoring(), &keys, shown), &format!("{name}, {keys:?}"));
            }
        }
    }
}

#[test]
fn what_leaves_something_out_is_never_right_when_all_is_put_in() {
    let keys = [from_letters(9, "abcdefgh", &["ab"], &[]), from_letters(9, "abc", &["ab"], &[])];
    let shown = Shown { entries: 9, blocks: 9 };
    assert_eq!(blind(&rule("exact"), &keys, shown), BlindGuess::exactly(0.0));
    let keys = [from_letters(9, "abcdefghi", &["ab"], &[]), from_letters(9, "abc", &["ab"], &[])];
    assert_eq!(blind(&rule("exact"), &keys, shown).margin, 0.0);
    close(blind(&rule("exact"), &keys, shown).share, 0.5, "a before b");
}

#[test]
fn of_few_blocks_all_orders_are_tried() {
    let shown = Shown { entries: 5, blocks: 6 };
    for (letters, blocks, pairs, groups) in KEYS.into_iter().filter(|key| key.0 == 5) {
        let keys = [from_letters(letters, blocks, pairs, groups), from_letters(5, "abd", &["ba"], &[])];
        for name in ["exact", "edit_distance", "longest_subsequence", "all_before_after"] {
            for keys in [&keys[..], &keys[..1]] {
                let guessed = blind(&rule(name), keys, shown);
                assert_eq!(guessed.margin, 0.0);
                close(guessed.share, mean(rule(name).scoring(), keys, shown), name);
            }
        }
    }
}

#[test]
fn of_many_blocks_a_mean_is_drawn_that_is_as_near_as_it_says() {
    let key = [from_letters(8, "abcdefg", &["ab", "bc", "bd", "ef", "fg"], &["efg"])];
    let shown = Shown { entries: 8, blocks: 8 };
    for name in ["edit_distance", "longest_subsequence"] {
        let (drawn, mean) = (blind(&rule(name), &key, shown), mean(rule(name).scoring(), &key, shown));
        assert!((drawn.share - mean).abs() <= drawn.margin, "{drawn:?}, {mean}");
        assert!(drawn.margin > 0.0 && drawn.margin < 0.01, "{drawn:?}");
        assert_eq!(blind(&rule(name), &key, shown), drawn);
    }
    // One way of counting ends at 40 entries; drawing goes on where it ends.
    let counted = LongestSubsequence {}.guess(Shown { entries: 40, blocks: 40 }).unwrap();
    let drawn = blind(&rule("longest_subsequence"), &[], Shown { entries: 41, blocks: 41 });
    assert!((drawn.share - counted).abs() < 0.01 && drawn.margin > 0.0, "{drawn:?}, {counted}");
    assert_eq!(EditDistance {}.guess(Shown { entries: 41, blocks: 41 }), None);
}

#[test]
fn what_never_happened_may_be_rarer_than_three_draws() {
    let letters: String = ('a'..='z').collect();
    let pairs: Vec<String> =
        letters.as_bytes().windows(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
    let key = [from_letters(26, &letters, &pairs.iter().map(String::as_str).collect::<Vec<_>>(), &[])];
    let drawn = blind(&rule("exact"), &key, Shown { entries: 26, blocks: 26 });
    assert_eq!((drawn.share, drawn.margin), (0.0, 3.0 / 7_692.0));
}

#[test]
fn every_order_is_tried_once() {
    for (blocks, orders) in [(1, 1), (2, 2), (3, 6), (5, 120), (6, 720)] {
        let mut seen = std::collections::BTreeSet::new();
        each_order(blocks, |places| assert!(seen.insert(places.to_vec()), "{places:?}"));
        assert_eq!(seen.len(), orders);
    }
}
