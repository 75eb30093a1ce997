use std::{collections::BTreeMap, iter};

use serde::{Deserialize, Serialize};

use super::{
    Given,
    counts::Counts,
    histogram::Histogram,
    pairs,
    sums::{Powers, Sums},
};
use crate::{Points, limits};

/// The attempts of one group: at least one, save while the group is made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupTally {
    #[serde(skip)]
    pub(super) powers: Powers,
    pub(super) totals: Counts<Points>,
    pub(super) slots: Vec<SlotTally>,
}

impl GroupTally {
    pub(super) fn new(totals: Counts<Points>, slots: Vec<SlotTally>) -> Self {
        Self { powers: Powers::of(&totals), totals, slots }
    }

    pub(super) fn attempts(&self) -> u64 {
        u64::try_from(self.powers.attempts).unwrap_or(0)
    }

    pub(super) fn merge(&mut self, other: Self) {
        if self.totals.is_empty() {
            *self = other;
            return;
        }
        self.powers += other.powers;
        self.totals.merge(other.totals);
        iter::zip(&mut self.slots, other.slots).for_each(|(mine, slot)| mine.merge(slot));
    }

    pub(super) fn includes(&self, other: &Self) -> bool {
        let left = self.powers.attempts - other.powers.attempts;
        let taken = other.item_attempts();
        self.totals.includes(&other.totals)
            && iter::zip(&self.slots, &other.slots).all(|(mine, slot)| mine.includes(slot))
            && self.item_attempts().iter().all(|(item, had)| had - taken.get(item).unwrap_or(&0) <= left)
    }

    pub(super) fn unmerge(&mut self, other: &Self) {
        self.powers -= other.powers;
        self.totals.unmerge(&other.totals);
        iter::zip(&mut self.slots, &other.slots).for_each(|(mine, slot)| mine.unmerge(slot));
    }

    /// Works out the sums of histograms that were read, where each slot holds one answer of each attempt and the marks
    /// add up to the totals; otherwise nothing.
    pub(super) fn summed(mut self) -> Option<Self> {
        let sound = !self.totals.is_empty()
            && self.totals.is_sound(limits::ATTEMPTS)
            && self.slots.iter().all(|slot| slot.is_sound(&self.totals));
        if !sound {
            return None;
        }
        self.powers = Powers::of(&self.totals);
        self.slots.iter_mut().flat_map(|slot| slot.0.values_mut()).for_each(ItemTally::sum_cells);
        let marks: i128 = self.slots.iter().flat_map(SlotTally::items).map(|(_, tally)| tally.sums.mark).sum();
        let once = self.item_attempts().values().all(|had| *had <= self.powers.attempts);
        (once && marks == self.powers.first).then_some(self)
    }

    /// How many attempts had each item. No attempt has an item twice, so that it is not more than there are attempts,
    /// whose bound is that of the sums of an item over all slots too.
    fn item_attempts(&self) -> BTreeMap<&str, i128> {
        let mut items = BTreeMap::new();
        for (key, tally) in self.slots.iter().flat_map(SlotTally::items) {
            *items.entry(key.item.as_str()).or_default() += tally.sums.attempts;
        }
        items
    }
}

/// What one slot held: most often one item in all attempts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct SlotTally(#[serde(with = "pairs")] BTreeMap<ItemKey, ItemTally>);

impl SlotTally {
    pub(super) fn of(item: ItemKey, tally: ItemTally) -> Self {
        Self(BTreeMap::from([(item, tally)]))
    }

    pub(super) fn items(&self) -> impl Iterator<Item = (&ItemKey, &ItemTally)> {
        self.0.iter()
    }

    fn merge(&mut self, other: Self) {
        for (item, tally) in other.0 {
            let mine = self.0.entry(item).or_default();
            mine.sums += tally.sums;
            mine.cells.merge(tally.cells);
        }
    }

    fn includes(&self, other: &Self) -> bool {
        other.0.iter().all(|(item, tally)| self.0.get(item).is_some_and(|mine| mine.cells.includes(&tally.cells)))
    }

    fn unmerge(&mut self, other: &Self) {
        for (item, tally) in &other.0 {
            if let Some(mine) = self.0.get_mut(item) {
                mine.sums -= tally.sums;
                mine.cells.unmerge(&tally.cells);
            }
        }
        self.0.retain(|_, tally| tally.sums.attempts > 0);
    }

    /// Whether as many answers stand at each total as attempts do.
    fn is_sound(&self, totals: &Counts<Points>) -> bool {
        let sound = |(item, tally): (&ItemKey, &ItemTally)| {
            !item.maximum.is_negative() && !tally.cells.is_empty() && tally.cells.is_sound(limits::ATTEMPTS)
        };
        let cells = self.0.values().flat_map(|tally| tally.cells.iter());
        self.0.iter().all(sound) && cells.map(|(cell, times)| (cell.total, times)).collect::<Counts<_>>() == *totals
    }
}

/// An item as a slot held it, with what it could earn then.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemKey {
    pub(super) item: String,
    pub(super) maximum: Points,
}

/// The answers to one item in one slot.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ItemTally {
    #[serde(skip)]
    pub(super) sums: Sums,
    pub(super) cells: Histogram,
}

impl ItemTally {
    pub(super) fn of(cells: Counts<Cell>) -> Self {
        let mut tally = Self { sums: Sums::default(), cells: cells.into() };
        tally.sum_cells();
        tally
    }

    fn sum_cells(&mut self) {
        self.sums = Sums::default();
        self.cells.iter().for_each(|(cell, times)| self.sums.count(cell.mark, cell.total, times));
    }
}

/// A cell of the histogram of an item: what was earned by attempts of which total, and what was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cell {
    pub(super) mark: Points,
    pub(super) total: Points,
    pub(super) given: Given,
}
