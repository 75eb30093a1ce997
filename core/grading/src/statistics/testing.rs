//! Small tables for tests.

use super::{Answer, Attempt, Figure, Given, Insufficient, Tally};
use crate::Points;

/// Three items in the order of a Guttman scale, with the totals 0, 1, 2, 3.
pub(super) const GUTTMAN: &[&[i32]] = &[&[0, 0, 0], &[1, 0, 0], &[1, 1, 0], &[1, 1, 1]];

/// A row for each attempt, a column for each item.
pub(super) fn marks(rows: &[&[i32]], maximum: i32) -> Tally {
    let mut tally = Tally::new(rows.first().map_or(0, |row| row.len())).unwrap();
    for row in rows {
        let answer = |(slot, mark): (usize, &i32)| Answer {
            item: format!("q{slot}"),
            points: Points::whole(*mark),
            maximum: Points::whole(maximum),
            given: Given::answered(),
        };
        tally.add(&Attempt::new(row.iter().enumerate().map(answer).collect())).unwrap();
    }
    tally
}

#[track_caller]
pub(super) fn close(found: Result<f64, Insufficient>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{found}, expected {expected}");
}

#[track_caller]
pub(super) fn close_each(found: &[Figure], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (figure, expected) in found.iter().zip(expected) {
        match figure {
            Figure::Value(found) => close(Ok(*found), *expected),
            Figure::Insufficient(why) => close(Err(*why), *expected),
        }
    }
}
