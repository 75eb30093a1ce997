//! What fits is compared with what trying all finds.

use proptest::prelude::*;

use super::*;
use crate::rules::ordering::partial::from_letters;

/// All orders of all parts of `letters`.
fn sequences(letters: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut from = 0;
    while from < all.len() {
        let longer: Vec<_> = letters
            .chars()
            .filter(|letter| !all[from].contains(*letter))
            .map(|letter| format!("{}{letter}", all[from]))
            .collect();
        all.extend(longer);
        from += 1;
    }
    all
}

fn place(letter: char) -> usize {
    letter as usize - 'a' as usize
}

fn order(letters: &str) -> Order<'static> {
    Order { given: Vec::leak(letters.chars().map(|letter| Some(place(letter))).collect()), entries: 26 }
}

/// Entries to take out and to put in, by the longest common subsequence.
fn steps(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut best = vec![0; to.len() + 1];
    for letter in from.chars() {
        let above = best.clone();
        for at in 0..to.len() {
            best[at + 1] = if to[at] == letter { above[at] + 1 } else { best[at].max(above[at + 1]) };
        }
    }
    from.len() + to.len() - 2 * best[to.len()]
}

fn keeps(order: &str, pairs: &[String]) -> bool {
    let at = |letter: &str| order.find(letter).unwrap();
    pairs.iter().all(|pair| at(&pair[..1]) < at(&pair[1..]))
}

fn stands_together(order: &str, group: &str) -> bool {
    let standing: Vec<usize> = group.chars().map(|letter| order.find(letter).unwrap()).collect();
    standing.iter().max().unwrap() - standing.iter().min().unwrap() == group.len() - 1
}

fn nearest(fit: &Fit<'_>) -> String {
    fit.nearest().into_iter().map(|place| char::from(b'a' + place as u8)).collect()
}

/// All pairs of letters of which the first stands first in the alphabet.
fn pairs(blocks: &str) -> Vec<String> {
    let pairs_with =
        |one: char| blocks.chars().filter(move |other| one < *other).map(move |other| format!("{one}{other}"));
    blocks.chars().flat_map(pairs_with).collect()
}

/// Every choice of pairs.
fn graphs(blocks: &str) -> impl Iterator<Item = Vec<String>> {
    let pairs = pairs(blocks);
    (0_u32..1 << pairs.len()).map(move |chosen| {
        pairs.iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1).map(|(_, pair)| pair.clone()).collect()
    })
}

fn partial(letters: usize, blocks: &str, pairs: &[String], groups: &[&str]) -> Partial {
    from_letters(letters, blocks, &pairs.iter().map(String::as_str).collect::<Vec<_>>(), groups)
}

/// Compares with the orders that the graph allows, found by trying all.
fn check(key: &Partial, allowed: &[&String], given: &str) {
    let fit = key.fit(&order(given));
    let fewest = allowed.iter().map(|right| steps(given, right)).min().unwrap();
    let nearest = nearest(&fit);
    assert!(allowed.iter().any(|right| **right == nearest), "{nearest} is not allowed by {key:?}");
    assert_eq!(fit.distance(), fewest, "{given} by {key:?}");
    assert_eq!(steps(given, &nearest), fewest, "{nearest} for {given} by {key:?}");
}

#[test]
fn the_distance_is_that_to_the_nearest_of_all_orders_that_are_allowed() {
    for (blocks, shown) in [("ab", "abxy"), ("abc", "abcxy"), ("abcd", "abcdx")] {
        let (given, orders) = (sequences(shown), sequences(blocks));
        for pairs in graphs(blocks) {
            let key = partial(26, blocks, &pairs, &[]);
            let allowed: Vec<_> =
                orders.iter().filter(|order| order.len() == blocks.len() && keeps(order, &pairs)).collect();
            given.iter().for_each(|given| check(&key, &allowed, given));
        }
    }
}

#[test]
fn of_five_entries_too() {
    let (given, orders) = (sequences("abcdex"), sequences("abcde"));
    for (number, pairs) in graphs("abcde").enumerate() {
        let key = partial(26, "abcde", &pairs, &[]);
        let allowed: Vec<_> = orders.iter().filter(|order| order.len() == 5 && keeps(order, &pairs)).collect();
        // Each graph with some orders, each order with some graphs.
        given.iter().skip(number % 67).step_by(67).for_each(|given| check(&key, &allowed, given));
    }
}

/// So many letters, pairs that make no circle, and an order of some of the letters with distractors.
fn larger() -> impl Strategy<Value = (usize, Vec<String>, String)> {
    let given = Just("abcdefgxy".chars().collect::<Vec<_>>()).prop_shuffle();
    (5_usize..=7, prop::collection::vec(prop::bool::weighted(0.3), 21), given, 0_usize..=9).prop_map(
        |(blocks, chosen, given, length)| {
            let blocks_of = &"abcdefg"[..blocks];
            let pairs =
                pairs(blocks_of).into_iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(pair, _)| pair).collect();
            (blocks, pairs, given[..length].iter().collect())
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn larger_orders_fit_as_trying_all_finds((blocks, pairs, given) in larger()) {
        let blocks = &"abcdefg"[..blocks];
        let orders = sequences(blocks);
        let allowed: Vec<_> = orders.iter().filter(|order| order.len() == blocks.len() && keeps(order, &pairs)).collect();
        check(&partial(26, blocks, &pairs, &[]), &allowed, &given);
    }
}

#[test]
fn of_five_entries_as_many_stay_as_trying_all_parts_finds() {
    let orders: Vec<String> = sequences("abcde").into_iter().filter(|order| order.len() == 5).collect();
    for pairs in graphs("abcde") {
        let key = partial(5, "abcde", &pairs, &[]);
        // Each tenth order, another tenth for each graph.
        for given in orders.iter().skip(pairs.len()).step_by(10) {
            let blocks: Vec<usize> = given.chars().map(place).collect();
            let goes = |one: usize, other: usize| !key.before[blocks[one]].contains(blocks[other]);
            let most = (0_u32..32)
                .filter(|part| {
                    let stays = |position: &usize| part >> position & 1 == 1;
                    (0..5).filter(stays).all(|one| (one + 1..5).filter(stays).all(|other| goes(one, other)))
                })
                .map(u32::count_ones)
                .max();
            assert_eq!(key.fit(&order(given)).kept(), most.unwrap() as usize, "{given} by {pairs:?}");
        }
    }
}

#[test]
fn with_groups_nothing_but_a_right_order_is_at_no_distance_and_none_is_nearer_than_it_is() {
    for groups in [&["abc", "de"][..], &["ab"], &["bc", "de"]] {
        let group_of = |letter: char| groups.iter().find(|group| group.contains(letter));
        let inside = |pair: &String| {
            let mut ends = pair.chars().map(group_of);
            match (ends.next().flatten(), ends.next().flatten()) {
                (None, None) => true,
                (one, other) => one == other,
            }
        };
        let orders = sequences("abcde");
        for pairs in graphs("abcde").filter(|pairs| pairs.iter().all(inside)) {
            let key = partial(5, "abcde", &pairs, groups);
            let right = |order: &&String| {
                order.len() == 5 && keeps(order, &pairs) && groups.iter().all(|group| stands_together(order, group))
            };
            let allowed: Vec<_> = orders.iter().filter(right).collect();
            for given in orders.iter().step_by(if pairs.len() < 3 { 1 } else { 3 }) {
                let fit = key.fit(&order(given));
                let fewest = allowed.iter().map(|right| steps(given, right)).min().unwrap();
                assert_eq!(fit.distance() == 0, allowed.contains(&given), "{given} by {key:?}");
                assert!(fit.distance() >= fewest, "{given} by {key:?}");
                let nearest = nearest(&fit);
                assert!(allowed.contains(&&nearest), "{nearest} for {given} by {key:?}");
                assert!(steps(given, &nearest) <= fit.distance(), "{nearest} for {given} by {key:?}");
                let torn = groups.iter().any(|group| group_is_torn(given, group));
                assert!(torn || fit.distance() == fewest, "{given} by {key:?}");
            }
        }
    }
}

fn group_is_torn(given: &str, group: &str) -> bool {
    let standing: Vec<usize> = group.chars().filter_map(|letter| given.find(letter)).collect();
    let (Some(first), Some(last)) = (standing.iter().min(), standing.iter().max()) else { return false };
    last - first + 1 > standing.len()
}

#[test]
fn a_torn_group_keeps_the_piece_that_serves_best() {
    let key = from_letters(8, "abcdefg", &["ab", "bc", "de", "ef"], &["abc", "def"]);
    for (given, distance) in [
        ("abcdefg", 0),
        ("abcdefhg", 1),
        ("abdcefg", 4),
        ("abdecfg", 4),
        ("aefbc", 4),
        ("gdefabc", 0),
        ("adbecf", 9),
        // What distracts tears nothing.
        ("abhcdefg", 1),
    ] {
        assert_eq!(key.fit(&order(given)).distance(), distance, "{given}");
    }
}

#[test]
fn a_circle_and_things_that_are_not_there_are_fitted_to_somehow() {
    let key = from_letters(4, "abcz", &["ab", "ba", "zc"], &["az", "ac"]);
    let fit = key.fit(&order("bacd"));
    assert_eq!((fit.required(), fit.places()), (3, 4));
    let mut nearest = fit.nearest();
    nearest.sort_unstable();
    assert_eq!(nearest, [0, 1, 2]);
}
