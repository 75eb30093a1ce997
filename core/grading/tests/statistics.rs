//! The laws of counting attempts, and figures against their definitions in plain doubles.
#![expect(clippy::unwrap_used, reason = "generated attempts are made to fit")]

use pediafor_grading::{
    Points,
    statistics::{
        Answer, Attempt, Batch, Column, Confidence, DrawnSlots, Given, GivenColumn, Insufficient, NotCounted, Quantity,
        Reading, Report, ScoreGroups, Tally,
    },
};
use proptest::{collection::vec, prelude::*, sample::select};

const SLOTS: usize = 3;

fn given() -> impl Strategy<Value = Given> {
    prop_oneof![
        4 => vec(select(&["a", "b", "c"][..]), 0..3).prop_map(Given::options),
        1 => Just(Given::Omitted),
        1 => Just(Given::NotReached),
    ]
}

/// Points of an exam, or any points that are counted.
fn points() -> impl Strategy<Value = Points> {
    let most = Points::MAX.millionths() / SLOTS as i64;
    prop_oneof![
        8 => (-2_i64..=8).prop_map(|quarters| Points::from_millionths(quarters * 250_000)),
        1 => (-most..=most).prop_map(Points::from_millionths),
    ]
}

/// An attempt at a paper whose last slot is drawn from two items.
fn attempt() -> impl Strategy<Value = Attempt> {
    let answer = (points(), 1_i32..=2, given(), any::<bool>());
    (proptest::option::of("[ab]"), vec(answer, SLOTS)).prop_map(|(group, answers)| {
        let answer = |(slot, (points, maximum, given, other)): (usize, (Points, i32, Given, bool))| {
            let item = if other && slot == SLOTS - 1 { "other".to_owned() } else { format!("q{slot}") };
            Answer { item, points, maximum: Points::whole(maximum), given }
        };
        Attempt { group, answers: answers.into_iter().enumerate().map(answer).collect() }
    })
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    vec(attempt(), 0..24)
}

fn tally(attempts: &[Attempt]) -> Tally {
    let mut tally = Tally::new(SLOTS).unwrap();
    attempts.iter().for_each(|attempt| tally.add(attempt).unwrap());
    tally
}

fn json(tally: &Tally) -> String {
    serde_json::to_string(tally).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_order_and_any_split_give_the_same_tally(
        (attempts, shuffled) in attempts().prop_flat_map(|attempts| (Just(attempts.clone()), Just(attempts).prop_shuffle())),
        cuts in vec(any::<prop::sample::Index>(), 3),
    ) {
        let whole = tally(&attempts);
        prop_assert_eq!(&tally(&shuffled), &whole);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(shuffled.len() + 1)).collect();
        cuts.sort_unstable();
        let parts = [&shuffled[..cuts[0]], &shuffled[cuts[0]..cuts[1]], &shuffled[cuts[1]..cuts[2]], &shuffled[cuts[2]..]].map(tally);
        let [a, b, c, d] = parts.clone();
        let (mut forth, mut back) = (a, d);
        for part in [b, c] {
            forth.merge(part.clone()).unwrap();
        }
        forth.merge(parts[3].clone()).unwrap();
        for part in [parts[1].clone(), parts[0].clone(), parts[2].clone()] {
            back.merge(part).unwrap();
        }
        prop_assert_eq!(&forth, &whole);
        prop_assert_eq!(&back, &whole);
        prop_assert_eq!(json(&back), json(&whole));
    }

    #[test]
    fn what_is_taken_back_leaves_no_trace(kept in attempts(), (taken, order) in attempts().prop_flat_map(|taken| (Just(taken.clone()), Just(taken).prop_shuffle()))) {
        let before = tally(&kept);
        let mut one_by_one = before.clone();
        taken.iter().for_each(|attempt| one_by_one.add(attempt).unwrap());
        order.iter().for_each(|attempt| one_by_one.remove(attempt).unwrap());
        prop_assert_eq!(&one_by_one, &before);
        let mut at_once = before.clone();
        at_once.merge(tally(&taken)).unwrap();
        at_once.unmerge(&tally(&order)).unwrap();
        prop_assert_eq!(&at_once, &before);
        prop_assert_eq!(json(&one_by_one), json(&before));
    }

    #[test]
    fn what_was_not_counted_is_not_taken_back(kept in attempts(), other in attempt()) {
        let before = tally(&kept);
        let mut tally = before.clone();
        if !kept.iter().any(|attempt| attempt.group == other.group) {
            prop_assert_eq!(tally.remove(&other), Err(NotCounted::NeverCounted));
        }
        if tally.remove(&other).is_err() {
            prop_assert_eq!(&tally, &before);
        } else {
            tally.add(&other).unwrap();
            prop_assert_eq!(&tally, &before);
        }
    }

    #[test]
    fn a_tally_survives_writing_and_reading(attempts in attempts()) {
        let tally = tally(&attempts);
        let read: Tally = serde_json::from_str(&json(&tally)).unwrap();
        prop_assert_eq!(&read, &tally);
        prop_assert_eq!(json(&read), json(&tally));
    }

    #[test]
    fn every_figure_is_a_number_or_a_reason(attempts in attempts()) {
        let tally = tally(&attempts);
        for sample in [tally.everyone(), tally.everyone().with_drawn_slots(DrawnSlots::Pooled), tally.group("a")] {
            let report = sample.report(&Reading::default());
            // What is not a number is written as nothing, which is not read back.
            let read: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
            prop_assert_eq!(read, report);
        }
        let differentials = serde_json::to_value(tally.differentials("a", "b")).unwrap();
        prop_assert!(!differentials.to_string().contains("null"), "{differentials}");
    }

    #[test]
    fn a_batch_counts_as_its_attempts_do(
        rows in prop_oneof![vec(vec((0_i64..=4, 0_u16..4), SLOTS), 0..80), vec(vec((any::<i32>().prop_map(i64::from), 0_u16..4), SLOTS), 40..80)],
        with_given in any::<bool>(),
    ) {
        let kinds = [Given::options(["a"]), Given::Omitted, Given::options(["b"]), Given::options(["a"])];
        let column = |slot: usize| -> (Vec<Points>, Vec<u16>) {
            rows.iter().map(|row| (Points::from_millionths(row[slot].0), row[slot].1)).unzip()
        };
        let read: Vec<_> = (0..SLOTS).map(column).collect();
        let items: Vec<_> = (0..SLOTS).map(|slot| format!("q{slot}")).collect();
        let columns: Vec<_> = read.iter().zip(&items).map(|((points, index), item)| Column {
            item, maximum: Points::whole(1), points, given: with_given.then_some(GivenColumn { kinds: &kinds, index }),
        }).collect();
        let attempts: Vec<_> = rows.iter().map(|row| {
            let answer = |(slot, (points, index)): (usize, &(i64, u16))| Answer {
                item: items[slot].clone(),
                points: Points::from_millionths(*points),
                maximum: Points::whole(1),
                given: if with_given { kinds[usize::from(*index)].clone() } else { Given::answered() },
            };
            Attempt::new(row.iter().enumerate().map(answer).collect()).of_group("g")
        }).collect();
        let expected = tally(&attempts);
        let mut found = Tally::new(SLOTS).unwrap();
        found.add_batch(&Batch { group: Some("g"), columns: &columns }).unwrap();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn figures_are_what_their_definitions_say(rows in vec(vec(0_i64..=8, SLOTS), 4..40)) {
        let mut tally = Tally::new(SLOTS).unwrap();
        for row in &rows {
            let answer = |(slot, quarters): (usize, &i64)| Answer {
                item: format!("q{slot}"), points: Points::from_millionths(quarters * 250_000), maximum: Points::whole(2), given: Given::answered(),
            };
            tally.add(&Attempt::new(row.iter().enumerate().map(answer).collect())).unwrap();
        }
        let all = tally.everyone();
        let column = |slot: usize| rows.iter().map(|row| row[slot] as f64 / 4.0).collect::<Vec<_>>();
        let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum::<i64>() as f64 / 4.0).collect();
        let spread = variance(&totals);
        same(all.mean(), mean(&totals))?;
        same(all.variance(), spread)?;
        if spread > 0.0 {
            let parts: f64 = (0..SLOTS).map(|slot| variance(&column(slot))).sum();
            same(all.alpha(), SLOTS as f64 / (SLOTS - 1) as f64 * (1.0 - parts / spread))?;
        } else {
            prop_assert_eq!(all.alpha(), Err(Insufficient::NoVariance { of: Quantity::Totals }));
        }
        for slot in 0..SLOTS {
            let (marks, item) = (column(slot), all.slot(slot));
            let rests: Vec<f64> = totals.iter().zip(&marks).map(|(total, mark)| total - mark).collect();
            same(item.facility(), mean(&marks) / 2.0)?;
            same(item.standard_deviation(), variance(&marks).sqrt())?;
            if variance(&marks) > 0.0 && variance(&rests) > 0.0 {
                let sorted = |mut values: Vec<f64>| { values.sort_by(f64::total_cmp); values };
                let best = covariance(&sorted(marks.clone()), &sorted(rests.clone()));
                same(item.discrimination(), 100.0 * covariance(&marks, &rests) / (variance(&marks) * variance(&rests)).sqrt())?;
                same(item.efficiency(), 100.0 * covariance(&marks, &rests) / best)?;
                prop_assert!(item.efficiency().unwrap() <= 100.0);
            } else {
                let of = if variance(&marks) > 0.0 { Quantity::Rests } else { Quantity::Marks };
                prop_assert_eq!(item.discrimination(), Err(Insufficient::NoVariance { of }));
            }
            let correlation = item.point_biserial(Confidence::NINETY);
            if let Ok(correlation) = correlation {
                same(Ok(correlation.r), covariance(&marks, &totals) / (variance(&marks) * spread).sqrt())?;
            }
            let groups = item.options(ScoreGroups::Quintiles).groups;
            prop_assert_eq!(groups.iter().map(|group| group.attempts).sum::<u64>(), rows.len() as u64);
            let bounds: Vec<_> = groups.iter().filter_map(|group| group.totals).collect();
            prop_assert!(bounds.windows(2).all(|pair| pair[0].1 < pair[1].0), "{bounds:?}");
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / (a.len() - 1) as f64
}

fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

fn same(found: Result<f64, Insufficient>, expected: f64) -> Result<(), TestCaseError> {
    let found = found.map_err(|why| TestCaseError::fail(why.to_string()))?;
    prop_assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{found}, expected {expected}");
    Ok(())
}
