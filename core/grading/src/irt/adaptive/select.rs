use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Pool, PoolItem, Rules, RulesError, content::next_area};
use crate::irt::{Ability, Answer, Scale};

/// An item that was asked, and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Given {
    /// The item's id.
    pub item: String,
    /// [`NotPresented`](Answer::NotPresented) for one that is not to count, as when it could not be shown: it is not
    /// asked again, and says nothing about the ability.
    pub answer: Answer,
}

/// What comes next in an adaptive test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// One more item.
    Ask {
        /// The item's id.
        item: String,
        /// What is known of the ability so far.
        ability: Ability,
    },
    /// No more.
    End {
        /// Why.
        reason: EndReason,
        /// The result.
        ability: Ability,
    },
}

/// Why an adaptive test ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The standard error is as small as asked for.
    Precise,
    /// As many items were asked as may be.
    Long,
    /// No item is left that the rules allow.
    Exhausted,
}

/// Why there is no next step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AdaptiveError {
    /// The rules cannot be followed.
    #[error("{reason}")]
    Rules {
        /// Why not.
        reason: RulesError,
    },
    /// An item was given that is not in the pool.
    #[error("there is no item {id:?} in the pool")]
    UnknownItem {
        /// The id.
        id: String,
    },
    /// An item was given twice.
    #[error("the item {id:?} was given twice")]
    RepeatedItem {
        /// The id.
        id: String,
    },
}

impl Pool {
    /// The next item of a test in which these were given so far, or its end.
    ///
    /// The item is the one with the most information at the present estimate of the ability \[Lord 1980\], or one drawn
    /// from the best few ([`Rules::randomesque`]), of the content area that is due ([`Rules::targets`]). The draw depends
    /// on the seed and on how many items were given: the same arguments give the same step. Give each test a seed of its
    /// own. Time is in proportion to the pool.
    pub fn next(&self, given: &[Given], rules: &Rules, seed: u64) -> Result<Step, AdaptiveError> {
        rules.check().map_err(|reason| AdaptiveError::Rules { reason })?;
        let asked = self.asked(given)?;
        let ability = self.ability(given, rules);
        let end = |reason| Ok(Step::End { reason, ability });
        let precise = rules.stop.standard_error.is_some_and(|enough| ability.standard_error <= enough);
        if precise && given.len() >= rules.stop.least_items {
            return end(EndReason::Precise);
        }
        if given.len() >= rules.stop.most_items {
            return end(EndReason::Long);
        }
        let aim = if given.len() < rules.start.items { rules.start.ability } else { ability.estimate };
        let mut candidates = self.candidates(&asked, rules);
        candidates.sort_by_cached_key(|item| Descending(item.curve.information(aim)));
        candidates.truncate(rules.randomesque.get() as usize);
        match draw(&candidates, seed, given.len()) {
            Some(item) => Ok(Step::Ask { item: item.id.clone(), ability }),
            None => end(EndReason::Exhausted),
        }
    }

    /// For each item whether it was given.
    fn asked(&self, given: &[Given]) -> Result<Vec<bool>, AdaptiveError> {
        let mut asked = vec![false; self.items().len()];
        for Given { item, .. } in given {
            let Some(position) = self.position(item) else {
                return Err(AdaptiveError::UnknownItem { id: item.clone() });
            };
            if std::mem::replace(&mut asked[position], true) {
                return Err(AdaptiveError::RepeatedItem { id: item.clone() });
            }
        }
        Ok(asked)
    }

    fn ability(&self, given: &[Given], rules: &Rules) -> Ability {
        let items = given.iter().filter_map(|given| self.position(&given.item));
        let scale = Scale::new(items.map(|item| self.items()[item].curve).collect(), rules.quadrature.clone());
        scale.ability_of(given.iter().map(|given| given.answer))
    }

    /// The items that may be asked now, in the pool's order.
    fn candidates(&self, asked: &[bool], rules: &Rules) -> Vec<&PoolItem> {
        let left = || self.items().iter().zip(asked).filter(|(_, asked)| !**asked).map(|(item, _)| item);
        if rules.targets.is_empty() {
            return left().collect();
        }
        let (mut given, mut available) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
        for (item, asked) in self.items().iter().zip(asked).filter(|(item, _)| rules.targets.contains_key(&item.area)) {
            let counts = if *asked { &mut given } else { &mut available };
            *counts.entry(&item.area).or_default() += 1;
        }
        let area = next_area(&rules.targets, &given, |area| available.contains_key(area));
        left().filter(|item| Some(item.area.as_str()) == area).collect()
    }
}

/// Numbers with the largest first.
#[derive(PartialEq)]
struct Descending(f64);

impl Eq for Descending {}

impl PartialOrd for Descending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Descending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.0.total_cmp(&self.0)
    }
}

/// One of them, each with the same chance, told by the seed and the place in the test.
fn draw<'a, T>(from: &[&'a T], seed: u64, place: usize) -> Option<&'a T> {
    // SplitMix64, at the given place of the sequence that the seed begins. [Steele, Lea & Flood 2014]
    let mut bits = seed.wrapping_add((place as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    let index = (u128::from(bits) * from.len() as u128) >> 64;
    from.get(index as usize).copied()
}
