//! What somebody earns on average who puts all blocks shown, distractors among them, into an order by chance, each order
//! with the same chance.

mod counted;

pub(super) use counted::{mean_by_longest_subsequence, mean_longest_run};

use super::{Order, OrderingRule, Partial, fraction, partial};
use crate::{BlindGuess, generator::Generator, set::List};

/// What is shown of an ordering whose key is a line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// How many entries belong in the order; at least one.
    pub(crate) entries: usize,
    /// n: how many blocks are shown, distractors among them; at least two.
    pub(crate) blocks: usize,
}

impl Shown {
    /// Both, to be reckoned with.
    pub(super) fn counts(self) -> (f64, f64) {
        (self.entries as f64, self.blocks as f64)
    }
}

/// So many blocks are all put into each of their orders: 5040 at most.
const ALL_ORDERS_OF: usize = 7;

/// What a blind guess earns by a rule. Exact by formula or count where there is one, and where so few blocks are shown
/// that all orders can be tried; otherwise the mean of orders drawn, the same each time.
pub(crate) fn blind(rule: &OrderingRule, keys: &[Partial], shown: Shown) -> BlindGuess {
    let scoring = rule.scoring();
    let known = match scoring.partial() {
        Some(partial) if !keys.is_empty() => partial.guess_fit(keys, shown.blocks),
        _ => scoring.guess(shown),
    };
    if let Some(share) = known {
        return BlindGuess::exactly(share);
    }
    let earned = |places: &[usize]| {
        let given: List<_> = places.iter().map(|place| Some(*place).filter(|place| *place < shown.entries)).collect();
        let order = Order { given: &given, entries: shown.entries };
        fraction(scoring, partial::nearest_of(keys, &order).as_ref(), &order).to_f64()
    };
    if shown.blocks <= ALL_ORDERS_OF {
        of_all_orders(shown.blocks, earned)
    } else {
        of_some_orders(shown.blocks, earned)
    }
}

fn of_all_orders(blocks: usize, earned: impl Fn(&[usize]) -> f64) -> BlindGuess {
    let (mut sum, mut orders) = (0.0, 0_u32);
    each_order(blocks, |places| {
        sum += earned(places);
        orders += 1;
    });
    BlindGuess::exactly(sum / f64::from(orders))
}

/// Each order of so many places, one swap from the next. \[Heap's algorithm\]
fn each_order(blocks: usize, mut see: impl FnMut(&[usize])) {
    let mut places: Vec<usize> = (0..blocks).collect();
    let mut swapped = vec![0; blocks];
    see(&places);
    let mut at = 1;
    while at < blocks {
        if swapped[at] < at {
            places.swap(if at % 2 == 0 { 0 } else { swapped[at] }, at);
            see(&places);
            swapped[at] += 1;
            at = 1;
        } else {
            swapped[at] = 0;
            at += 1;
        }
    }
}

fn of_some_orders(blocks: usize, earned: impl Fn(&[usize]) -> f64) -> BlindGuess {
    // The more blocks, the longer each order takes, and the nearer they all are to the mean.
    let draws = (200_000 / blocks).clamp(1_000, 10_000);
    let mut generator = Generator::default();
    let mut places: Vec<usize> = (0..blocks).collect();
    let (mut sum, mut squares) = (0.0, 0.0);
    for _ in 0..draws {
        generator.shuffle(&mut places);
        let earned = earned(&places);
        sum += earned;
        squares += earned * earned;
    }
    let draws = draws as f64;
    let mean = sum / draws;
    let deviation = ((squares - sum * mean) / (draws - 1.0)).max(0.0).sqrt();
    // What never came up in so many draws may still come up three times in as many. [the rule of three, Hanley and
    // Lippman-Hand 1983]
    let margin = (1.96 * deviation / draws.sqrt()).max(3.0 / draws);
    BlindGuess { share: mean, margin }
}

#[cfg(test)]
mod tests;
