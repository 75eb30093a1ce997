use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{
    Answer, Attempt, Batch, Sample,
    counts::Counts,
    group::{Cell, GroupTally, ItemKey, ItemTally, SlotTally},
    pairs,
    written::Written,
};
use crate::{Points, limits};

/// What a report is read from: exact sums and sparse histograms of attempts at one paper.
///
/// Attempts are added and removed, tallies merged and unmerged, in any order and split in any way: the same attempts
/// give the same tally, bit for bit. In JSON the histograms stand alone; the sums follow from them, and a tally whose
/// parts contradict each other is refused.
///
/// ```
/// # use pediafor_grading::{Points, statistics::{Answer, Attempt, Given, Tally}};
/// let answer = Answer { item: "q1".into(), points: Points::whole(1), maximum: Points::whole(2), given: Given::options(["a"]) };
/// let attempt = Attempt::new(vec![answer]);
/// let mut tally = Tally::new(1)?;
/// tally.add(&attempt)?;
/// assert_eq!(tally.everyone().mean(), Ok(1.0));
/// tally.remove(&attempt)?;
/// assert_eq!(tally, Tally::new(1)?);
/// # Ok::<(), pediafor_grading::statistics::NotCounted>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Tally {
    pub(super) slots: usize,
    #[serde(with = "pairs")]
    pub(super) groups: BTreeMap<Option<String>, GroupTally>,
}

/// Why something was not counted, or not taken back. The tally is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotCounted {
    /// A paper has too many slots.
    #[error("a paper has at most {most} slots")]
    TooManySlots {
        /// [`limits::SLOTS`].
        most: usize,
    },
    /// It has not one answer for each slot.
    #[error("an answer is expected for each of {expected} slots, there are {given}")]
    Slots {
        /// The tally's slots.
        expected: usize,
        /// Answers, or columns, or slots of the other tally.
        given: usize,
    },
    /// An item stands in two slots: nobody's answers are counted twice to one item.
    #[error("the item of slot {slot} also stands in an earlier one")]
    RepeatedItem {
        /// Counted from 0.
        slot: usize,
    },
    /// Points are beyond [`Points::MAX`], or a maximum is below zero.
    #[error("points of slot {slot} are out of range")]
    OutOfRange {
        /// Counted from 0.
        slot: usize,
    },
    /// The answers' points add up to more than [`Points::MAX`].
    #[error("a total is out of range")]
    TotalOutOfRange,
    /// The tally is full.
    #[error("at most {most} attempts are counted")]
    TooManyAttempts {
        /// [`limits::ATTEMPTS`].
        most: u64,
    },
    /// The columns of a batch have different lengths.
    #[error("the column of slot {slot} has {given} entries, the first has {expected}")]
    Uneven {
        /// Counted from 0.
        slot: usize,
        /// The length of the first column.
        expected: usize,
        /// The length of this one.
        given: usize,
    },
    /// A batch names something given that is not in its list.
    #[error("the column of slot {slot} names something given that it does not list")]
    UnknownGiven {
        /// Counted from 0.
        slot: usize,
    },
    /// What is to be taken back was not counted.
    #[error("what is to be taken back was not counted")]
    NeverCounted,
}

impl Tally {
    /// Nothing counted yet, for papers of so many slots.
    ///
    /// # Errors
    ///
    /// [`NotCounted::TooManySlots`] beyond [`limits::SLOTS`].
    pub const fn new(slots: usize) -> Result<Self, NotCounted> {
        if slots > limits::SLOTS {
            return Err(NotCounted::TooManySlots { most: limits::SLOTS });
        }
        Ok(Self { slots, groups: BTreeMap::new() })
    }

    /// How many slots the paper has.
    #[must_use]
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// How many attempts are counted.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.groups.values().map(GroupTally::attempts).sum()
    }

    /// The groups that have attempts; nothing stands for the attempts of nobody's group.
    pub fn groups(&self) -> impl Iterator<Item = Option<&str>> {
        self.groups.keys().map(Option::as_deref)
    }

    /// Reads from all attempts.
    #[must_use]
    pub fn everyone(&self) -> Sample<'_> {
        Sample::new(self.slots, self.groups.values().collect())
    }

    /// Reads from the attempts of one group.
    #[must_use]
    pub fn group(&self, group: &str) -> Sample<'_> {
        Sample::new(self.slots, self.groups.get(&Some(group.to_owned())).into_iter().collect())
    }

    /// Counts an attempt.
    ///
    /// # Errors
    ///
    /// Where it does not fit the paper, or its points are out of range, or the tally is full.
    pub fn add(&mut self, attempt: &Attempt) -> Result<(), NotCounted> {
        self.merge(self.of_attempt(attempt)?)
    }

    /// Takes an attempt back that was counted, for instance before it is marked anew.
    ///
    /// # Errors
    ///
    /// [`NotCounted::NeverCounted`] where some of it was not counted, and as [`Self::add`].
    pub fn remove(&mut self, attempt: &Attempt) -> Result<(), NotCounted> {
        self.unmerge(&self.of_attempt(attempt)?)
    }

    /// Counts many attempts, column by column: the same as adding each, and much faster.
    ///
    /// # Errors
    ///
    /// As [`Self::add`], and where the columns do not fit each other.
    pub fn add_batch(&mut self, batch: &Batch<'_>) -> Result<(), NotCounted> {
        if batch.columns.len() != self.slots {
            return Err(NotCounted::Slots { expected: self.slots, given: batch.columns.len() });
        }
        let group = batch.count()?;
        self.merge(Self::of_group(self.slots, batch.group.map(str::to_owned), group))
    }

    /// Counts what another tally of the same paper counts.
    ///
    /// # Errors
    ///
    /// Where the papers have different numbers of slots, or it does not all fit.
    pub fn merge(&mut self, other: Self) -> Result<(), NotCounted> {
        self.same_slots(other.slots)?;
        if self.attempts() + other.attempts() > limits::ATTEMPTS {
            return Err(NotCounted::TooManyAttempts { most: limits::ATTEMPTS });
        }
        for (group, tally) in other.groups {
            self.groups.entry(group).or_default().merge(tally);
        }
        Ok(())
    }

    /// Takes back what another tally counts.
    ///
    /// # Errors
    ///
    /// [`NotCounted::NeverCounted`] where some of it was not counted here, [`NotCounted::Slots`] where the papers differ.
    pub fn unmerge(&mut self, other: &Self) -> Result<(), NotCounted> {
        self.same_slots(other.slots)?;
        let included =
            |(group, tally)| self.groups.get::<Option<String>>(group).is_some_and(|mine| mine.includes(tally));
        if !other.groups.iter().all(included) {
            return Err(NotCounted::NeverCounted);
        }
        for (group, tally) in &other.groups {
            if let Some(mine) = self.groups.get_mut(group) {
                mine.unmerge(tally);
            }
        }
        self.groups.retain(|_, tally| !tally.totals.is_empty());
        Ok(())
    }

    /// A tally of one attempt.
    fn of_attempt(&self, attempt: &Attempt) -> Result<Self, NotCounted> {
        self.same_slots(attempt.answers.len())?;
        let mut items = HashSet::new();
        for (slot, answer) in attempt.answers.iter().enumerate() {
            if !items.insert(answer.item.as_str()) {
                return Err(NotCounted::RepeatedItem { slot });
            }
            if !in_range(answer.points) || !in_range(answer.maximum) || answer.maximum.is_negative() {
                return Err(NotCounted::OutOfRange { slot });
            }
        }
        // As many slots as there can be, each within its bound, fit an i64.
        let total = Points::from_millionths(attempt.answers.iter().map(|answer| answer.points.millionths()).sum());
        if !in_range(total) {
            return Err(NotCounted::TotalOutOfRange);
        }
        let slot = |answer: &Answer| {
            let cell = Cell { mark: answer.points, total, given: answer.given.clone() };
            let item = ItemKey { item: answer.item.clone(), maximum: answer.maximum };
            SlotTally::of(item, ItemTally::of(Counts::from_iter([(cell, 1)])))
        };
        let group = GroupTally::new(Counts::from_iter([(total, 1)]), attempt.answers.iter().map(slot).collect());
        Ok(Self::of_group(self.slots, attempt.group.clone(), group))
    }

    /// A tally of one group.
    fn of_group(slots: usize, group: Option<String>, tally: GroupTally) -> Self {
        let groups = if tally.totals.is_empty() { BTreeMap::new() } else { BTreeMap::from([(group, tally)]) };
        Self { slots, groups }
    }

    const fn same_slots(&self, given: usize) -> Result<(), NotCounted> {
        if given == self.slots { Ok(()) } else { Err(NotCounted::Slots { expected: self.slots, given }) }
    }
}

/// Whether points are within what is counted.
pub(super) fn in_range(points: Points) -> bool {
    points.millionths().unsigned_abs() <= Points::MAX.millionths().unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Given;

    fn attempt(marks: &[i32]) -> Attempt {
        let answer = |(slot, mark): (usize, &i32)| Answer {
            item: format!("q{slot}"),
            points: Points::whole(*mark),
            maximum: Points::whole(1),
            given: Given::answered(),
        };
        Attempt::new(marks.iter().enumerate().map(answer).collect())
    }

    #[test]
    fn what_does_not_fit_is_refused_and_leaves_the_tally_as_it_was() {
        let mut tally = Tally::new(2).unwrap();
        tally.add(&attempt(&[1, 0])).unwrap();
        let before = tally.clone();
        let beyond = Points::from_millionths(Points::MAX.millionths() + 1);
        let least = Points::from_millionths(i64::MIN);
        let changed = |change: &dyn Fn(&mut Attempt)| {
            let mut attempt = attempt(&[1, 1]);
            change(&mut attempt);
            attempt
        };
        for (attempt, why) in [
            (attempt(&[1]), NotCounted::Slots { expected: 2, given: 1 }),
            (attempt(&[1, 1, 1]), NotCounted::Slots { expected: 2, given: 3 }),
            (changed(&|attempt| attempt.answers[1].item = "q0".into()), NotCounted::RepeatedItem { slot: 1 }),
            (changed(&|attempt| attempt.answers[1].points = beyond), NotCounted::OutOfRange { slot: 1 }),
            (changed(&|attempt| attempt.answers[1].points = least), NotCounted::OutOfRange { slot: 1 }),
            (changed(&|attempt| attempt.answers[0].maximum = beyond), NotCounted::OutOfRange { slot: 0 }),
            (changed(&|attempt| attempt.answers[0].maximum = Points::whole(-1)), NotCounted::OutOfRange { slot: 0 }),
            (changed(&|attempt| attempt.answers[0].points = Points::MAX), NotCounted::TotalOutOfRange),
        ] {
            assert_eq!(tally.add(&attempt), Err(why.clone()));
            assert_eq!(tally.remove(&attempt), Err(why));
        }
        for never in [attempt(&[0, 1]), attempt(&[0, 0]), attempt(&[1, 0]).of_group("g")] {
            assert_eq!(tally.remove(&never), Err(NotCounted::NeverCounted));
        }
        let other = Tally::new(3).unwrap();
        assert_eq!(tally.merge(other.clone()), Err(NotCounted::Slots { expected: 2, given: 3 }));
        assert_eq!(tally.unmerge(&other), Err(NotCounted::Slots { expected: 2, given: 3 }));
        assert_eq!(tally, before);
        assert_eq!(Tally::new(limits::SLOTS + 1), Err(NotCounted::TooManySlots { most: limits::SLOTS }));
    }

    #[test]
    fn an_item_never_has_more_answers_than_there_are_attempts() {
        let drawn = |items: [&str; 3]| {
            let mut attempt = attempt(&[0, 0, 0]);
            attempt.answers.iter_mut().zip(items).for_each(|(answer, item)| answer.item = item.into());
            attempt
        };
        let mut tally = Tally::new(3).unwrap();
        for items in [["a", "b", "x"], ["b", "a", "y"], ["c", "d", "a"]] {
            tally.add(&drawn(items)).unwrap();
        }
        // Each of its answers was counted, but in attempts of their own: three of a would be left in two attempts.
        assert_eq!(tally.remove(&drawn(["c", "b", "y"])), Err(NotCounted::NeverCounted));
        tally.remove(&drawn(["c", "d", "a"])).unwrap();
        assert_eq!(tally.everyone().item("a").attempts(), 2);
    }

    #[test]
    fn a_full_tally_takes_no_more() {
        let mut tally = Tally::new(1).unwrap();
        tally.add(&attempt(&[1])).unwrap();
        while tally.attempts() * 2 <= limits::ATTEMPTS {
            tally.merge(tally.clone()).unwrap();
        }
        let before = tally.clone();
        assert_eq!(tally.merge(tally.clone()), Err(NotCounted::TooManyAttempts { most: limits::ATTEMPTS }));
        assert_eq!(tally, before);
        assert_eq!(tally.everyone().mean(), Ok(1.0));
    }

    #[test]
    fn groups_come_and_go_with_their_attempts() {
        let mut tally = Tally::new(1).unwrap();
        for attempt in [attempt(&[1]), attempt(&[0]).of_group("b"), attempt(&[1]).of_group("a")] {
            tally.add(&attempt).unwrap();
        }
        assert_eq!(tally.groups().collect::<Vec<_>>(), [None, Some("a"), Some("b")]);
        assert_eq!((tally.attempts(), tally.slots()), (3, 1));
        tally.remove(&attempt(&[1]).of_group("a")).unwrap();
        assert_eq!(tally.groups().collect::<Vec<_>>(), [None, Some("b")]);
        assert_eq!(tally.group("b").mean(), Ok(0.0));
        assert_eq!(tally.group("a").attempts(), 0);
    }
}
