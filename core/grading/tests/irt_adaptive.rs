//! Adaptive tests: their laws, and how well and how soon they find an ability.
#![expect(clippy::unwrap_used, reason = "pools and rules are made to be followed")]

#[path = "support/simulate.rs"]
mod simulate;

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
};

use pediafor_grading::irt::{
    Ability, Answer, Curve, Quadrature, Scale,
    adaptive::{AdaptiveError, EndReason, Given, Pool, PoolError, PoolItem, Rules, RulesError, Start, Step, Stop},
};
use proptest::prelude::*;
use simulate::Chance;

const AREAS: [&str; 4] = ["algebra", "geometry", "number", "data"];

fn pool(chance: &mut Chance, items: usize) -> Pool {
    let curves = chance.curves(items).into_iter().enumerate();
    let item = |(item, curve): (usize, Curve)| PoolItem { id: format!("q{item}"), area: AREAS[item % 4].into(), curve };
    Pool::new(curves.map(item).collect()).unwrap()
}

fn targets(weights: &[u32]) -> BTreeMap<String, NonZeroU32> {
    AREAS
        .iter()
        .zip(weights)
        .filter_map(|(area, weight)| Some(((*area).to_owned(), NonZeroU32::new(*weight)?)))
        .collect()
}

fn item<'a>(pool: &'a Pool, id: &str) -> &'a PoolItem {
    pool.items().iter().find(|item| item.id == id).unwrap()
}

/// What was given, why the test ended, and its result.
struct Run {
    given: Vec<Given>,
    reason: EndReason,
    ability: Ability,
}

fn run(pool: &Pool, rules: &Rules, seed: u64, mut answer: impl FnMut(&PoolItem) -> Answer) -> Run {
    let mut given: Vec<Given> = Vec::new();
    loop {
        match pool.next(&given, rules, seed).unwrap() {
            Step::Ask { item: id, .. } => {
                let answer = answer(item(pool, &id));
                given.push(Given { item: id, answer });
            }
            Step::End { reason, ability } => return Run { given, reason, ability },
        }
        assert!(given.len() <= pool.items().len(), "it does not end");
    }
}

fn some_rules() -> impl Strategy<Value = Rules> {
    let stop = (0_usize..15, 0_usize..15, prop::option::of(0.2_f64..1.0)).prop_map(|(least, more, standard_error)| {
        Stop { least_items: least, most_items: least + more, standard_error }
    });
    (prop::collection::vec(0_u32..8, 4), 1_u32..8, -2.0_f64..2.0, 0_usize..4, stop).prop_map(
        |(weights, among, ability, items, stop)| Rules {
            start: Start { ability, items },
            targets: targets(&weights),
            randomesque: NonZeroU32::new(among).unwrap(),
            stop,
            quadrature: Quadrature::gauss_hermite(15).unwrap(),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_test_asks_nothing_twice_keeps_to_its_content_and_ends_as_the_rules_say(
        rules in some_rules(), size in 0_usize..60, seed: u64, ability in -2.0_f64..2.0,
    ) {
        let mut chance = Chance::new(seed);
        let pool = pool(&mut chance, size);
        let Run { given, reason, ability } =
            run(&pool, &rules, seed, |item| if seed % 7 == 0 { Answer::NotPresented } else { chance.answer(&item.curve, ability) });
        let asked: BTreeSet<&str> = given.iter().map(|given| given.item.as_str()).collect();
        prop_assert_eq!(asked.len(), given.len());
        prop_assert!(given.len() <= rules.stop.most_items);
        let allowed = |item: &PoolItem| rules.targets.is_empty() || rules.targets.contains_key(&item.area);
        match reason {
            EndReason::Precise => {
                prop_assert!(given.len() >= rules.stop.least_items);
                prop_assert!(ability.standard_error <= rules.stop.standard_error.unwrap());
            }
            EndReason::Long => prop_assert_eq!(given.len(), rules.stop.most_items),
            EndReason::Exhausted => {
                prop_assert!(pool.items().iter().all(|item| !allowed(item) || asked.contains(item.id.as_str())));
            }
        }
        // At each length, no area is a whole item from its share, as long as each still had items.
        let total: u32 = rules.targets.values().map(|weight| weight.get()).sum();
        let mut counts = BTreeMap::<&str, usize>::new();
        let has_items = |counts: &BTreeMap<&str, usize>, area: &str| {
            pool.items().iter().filter(|item| item.area == area).count() > counts.get(area).copied().unwrap_or(0)
        };
        for (place, Given { item: id, .. }) in given.iter().enumerate() {
            let chosen = item(&pool, id);
            prop_assert!(allowed(chosen));
            if !rules.targets.keys().all(|area| has_items(&counts, area)) {
                break;
            }
            *counts.entry(&chosen.area).or_default() += 1;
            for (area, weight) in &rules.targets {
                let due = f64::from(weight.get()) * (place + 1) as f64 / f64::from(total);
                let count = counts.get(area.as_str()).copied().unwrap_or(0) as f64;
                prop_assert!((count - due).abs() < 1.0, "{count} of {area} after {}, {due} are due", place + 1);
            }
        }
    }

    #[test]
    fn the_same_arguments_give_the_same_step(rules in some_rules(), size in 1_usize..40, seed: u64) {
        let mut chance = Chance::new(seed);
        let pool = pool(&mut chance, size);
        let given = run(&pool, &rules, seed, |item| chance.answer(&item.curve, 0.5)).given;
        let again: Pool = serde_json::from_str(&serde_json::to_string(&pool).unwrap()).unwrap();
        let rules_again: Rules = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
        for length in 0..=given.len() {
            let step = pool.next(&given[..length], &rules, seed).unwrap();
            prop_assert_eq!(&again.next(&given[..length], &rules_again, seed).unwrap(), &step);
            if let Some(Given { item: next, .. }) = given.get(length) {
                let asks_it = matches!(&step, Step::Ask { item, .. } if item == next);
                prop_assert!(asks_it, "{:?}, not {}", step, next);
            }
            let written = serde_json::to_string(&step).unwrap();
            prop_assert_eq!(serde_json::from_str::<Step>(&written).unwrap(), step);
        }
    }

    #[test]
    fn the_item_that_is_asked_is_among_the_most_informative_of_its_area(rules in some_rules(), seed: u64) {
        let mut chance = Chance::new(seed);
        let pool = pool(&mut chance, 40);
        let given = run(&pool, &rules, seed, |item| chance.answer(&item.curve, -0.5)).given;
        for length in 0..given.len() {
            let Step::Ask { item: id, ability } = pool.next(&given[..length], &rules, seed).unwrap() else { continue };
            let aim = if length < rules.start.items { rules.start.ability } else { ability.estimate };
            let chosen = item(&pool, &id);
            let better = pool.items().iter().filter(|other| {
                (rules.targets.is_empty() || other.area == chosen.area)
                    && !given[..length].iter().any(|given| given.item == other.id)
                    && other.curve.information(aim) > chosen.curve.information(aim)
            });
            prop_assert!(better.count() < rules.randomesque.get() as usize);
        }
    }
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let curve = Curve::new(1.0, 0.0).unwrap();
    let named = |id: &str, curve| PoolItem { id: id.into(), area: String::new(), curve };
    let backwards = Curve::new(-1.0, 0.0).unwrap();
    let repeated = Pool::new(vec![named("a", curve), named("a", curve)]);
    assert_eq!(repeated, Err(PoolError::RepeatedId { id: "a".into() }));
    assert_eq!(Pool::new(vec![named("a", backwards)]), Err(PoolError::Discrimination { id: "a".into() }));
    let pool = Pool::new(vec![named("a", curve), named("b", curve)]).unwrap();
    let given = |ids: &[&str]| -> Vec<Given> {
        ids.iter().map(|id| Given { item: (*id).into(), answer: Answer::Right }).collect()
    };
    let rules = Rules::new(Stop { least_items: 0, most_items: 9, standard_error: None });
    for (ids, expected) in [
        (&["c"][..], AdaptiveError::UnknownItem { id: "c".into() }),
        (&["a", "b", "a"], AdaptiveError::RepeatedItem { id: "a".into() }),
    ] {
        assert_eq!(pool.next(&given(ids), &rules, 0), Err(expected.clone()));
        assert_eq!(serde_json::from_value::<AdaptiveError>(serde_json::json!(expected)).unwrap(), expected);
    }
    let broken = Rules { stop: Stop { least_items: 10, ..rules.stop }, ..rules.clone() };
    assert_eq!(pool.next(&[], &broken, 0), Err(AdaptiveError::Rules { reason: RulesError::Length }));
    let end = pool.next(&given(&["a", "b"]), &rules, 0).unwrap();
    assert!(matches!(end, Step::End { reason: EndReason::Exhausted, .. }), "{end:?}");
}

#[test]
fn drawing_among_the_best_spreads_the_first_item_over_them() {
    let mut chance = Chance::new(21);
    let pool = pool(&mut chance, 100);
    let stop = Stop { least_items: 0, most_items: 1, standard_error: None };
    let rules = Rules { randomesque: NonZeroU32::new(5).unwrap(), ..Rules::new(stop) };
    let mut counts = BTreeMap::<String, u32>::new();
    for seed in 0..2_000 {
        let Step::Ask { item, .. } = pool.next(&[], &rules, seed).unwrap() else { unreachable!() };
        *counts.entry(item).or_default() += 1;
    }
    assert_eq!(counts.len(), 5);
    assert!(counts.values().all(|count| (330..470).contains(count)), "{counts:?}");
}

#[test]
fn abilities_are_found_within_their_errors_and_sooner_than_by_a_fixed_test() {
    const PERSONS: usize = 400;
    let mut chance = Chance::new(22);
    let pool = pool(&mut chance, 240);
    let stop = Stop { least_items: 5, most_items: 60, standard_error: Some(0.33) };
    let rules = Rules { targets: targets(&[3, 2, 2, 1]), randomesque: NonZeroU32::new(3).unwrap(), ..Rules::new(stop) };
    let (mut squares, mut within, mut asked, mut precise) = (0.0, 0, 0, 0);
    let (mut errors, mut fixed_errors) = (0.0, 0.0);
    // The fixed test: the pool's items in its order, which are as good on average.
    let curves: Vec<Curve> = pool.items().iter().map(|item| item.curve).collect();
    let fixed = Scale::new(curves.clone(), Quadrature::default());
    let mut fixed_lengths = 0;
    for person in 0..PERSONS {
        let truth = chance.normal();
        let Run { given, reason, ability } =
            run(&pool, &rules, person as u64, |item| chance.answer(&item.curve, truth));
        let distance = ability.estimate - truth;
        squares += distance * distance;
        within += usize::from(distance.abs() <= 1.96 * ability.standard_error);
        asked += given.len();
        errors += ability.standard_error;
        precise += usize::from(reason == EndReason::Precise);
        // The same person takes it until the result is as precise.
        let answers = chance.answers(&curves, truth);
        let error = |length: usize| {
            let mut answers = answers.clone();
            answers[length..].fill(Answer::NotPresented);
            fixed.ability(&answers).unwrap().standard_error
        };
        let as_precise = (given.len()..curves.len()).find(|length| error(*length) <= ability.standard_error);
        fixed_lengths += as_precise.unwrap_or(curves.len());
        fixed_errors += error(given.len());
    }
    let persons = PERSONS as f64;
    let (root_mean_square, mean_error) = ((squares / persons).sqrt(), errors / persons);
    let (length, fixed_length) = (asked as f64 / persons, fixed_lengths as f64 / persons);
    assert!((0.92..0.98).contains(&(within as f64 / persons)), "{within} of {PERSONS} within 1.96 errors");
    assert!((0.9..1.1).contains(&(root_mean_square / mean_error)), "{root_mean_square} away, {mean_error} stated");
    assert!(precise as f64 > 0.95 * persons, "{precise} of {PERSONS} were precise");
    assert!(length < 0.6 * fixed_length, "{length} items on average, {fixed_length} of a fixed test");
    assert!(fixed_errors / persons > 1.2 * mean_error, "a fixed test of that length: {}", fixed_errors / persons);
}
