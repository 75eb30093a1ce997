use super::{
    Given, NotCounted,
    counts::Counts,
    group::{Cell, GroupTally, ItemKey, SlotTally},
    tables::Tables,
    tally::in_range,
};
use crate::{Points, limits};

/// Many attempts of one group, by columns: what [`Tally::add_batch`](super::Tally::add_batch) counts.
///
/// ```
/// # use pediafor_grading::{Points, statistics::{Batch, Column, Tally}};
/// let (first, second) = ([1, 0, 1].map(Points::whole), [2, 0, 1].map(Points::whole));
/// let columns = [
///     Column { item: "q1", maximum: Points::whole(1), points: &first, given: None },
///     Column { item: "q2", maximum: Points::whole(2), points: &second, given: None },
/// ];
/// let mut tally = Tally::new(2)?;
/// tally.add_batch(&Batch { group: None, columns: &columns })?;
/// assert_eq!((tally.attempts(), tally.everyone().median()), (3, Ok(2.0)));
/// # Ok::<(), pediafor_grading::statistics::NotCounted>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Batch<'a> {
    /// The group of all these attempts.
    pub group: Option<&'a str>,
    /// One for each slot, all of the same length.
    pub columns: &'a [Column<'a>],
}

/// What one slot held, which was one item, and earned: an entry for each attempt.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// The item's id.
    pub item: &'a str,
    /// What it could earn.
    pub maximum: Points,
    /// What each attempt earned.
    pub points: &'a [Points],
    /// What each attempt gave; without it, all answered and nothing is known of options.
    pub given: Option<GivenColumn<'a>>,
}

/// What each attempt gave to an item, as places in a list of what may be given.
#[derive(Debug, Clone, Copy)]
pub struct GivenColumn<'a> {
    /// All that was given by anybody.
    pub kinds: &'a [Given],
    /// For each attempt its place in `kinds`, counted from 0.
    pub index: &'a [u16],
}

impl Batch<'_> {
    /// Counts all attempts.
    pub(super) fn count(&self) -> Result<GroupTally, NotCounted> {
        let attempts = self.attempts()?;
        let mut totals = vec![0_i64; attempts];
        let mut tables = Tables::new(self.columns, attempts);
        // By blocks that stay in the nearest caches: every mark comes from memory once.
        for (block, totals) in totals.chunks_mut(BLOCK).enumerate() {
            let rows = block * BLOCK..block * BLOCK + totals.len();
            for column in self.columns {
                for (total, points) in totals.iter_mut().zip(&column.points[rows.clone()]) {
                    // It wraps only where points are out of range, which is said below.
                    *total = total.wrapping_add(points.millionths());
                }
            }
            tables.count(self.columns, totals, rows);
        }
        let counted = self.columns.iter().zip(tables.columns).enumerate();
        let slots = counted.map(|(slot, (column, table))| {
            let cells = table.map_or_else(|| column.sorted(&totals), |table| table.cells(column, &tables.totals));
            column.checked(slot, cells)
        });
        let slots = slots.collect::<Result<_, _>>()?;
        let totals: Counts<Points> = totals.into_iter().map(|total| (Points::from_millionths(total), 1)).collect();
        if totals.iter().any(|(total, _)| !in_range(*total)) {
            return Err(NotCounted::TotalOutOfRange);
        }
        Ok(GroupTally::new(totals, slots))
    }

    /// How many attempts there are, where all columns fit.
    fn attempts(&self) -> Result<usize, NotCounted> {
        let expected = self.columns.first().map_or(0, |column| column.points.len());
        for (slot, column) in self.columns.iter().enumerate() {
            let lengths = [Some(column.points.len()), column.given.map(|given| given.index.len())];
            if let Some(given) = lengths.into_iter().flatten().find(|length| *length != expected) {
                return Err(NotCounted::Uneven { slot, expected, given });
            }
            let listed =
                |given: GivenColumn<'_>| given.index.iter().all(|index| usize::from(*index) < given.kinds.len());
            if !column.given.is_none_or(listed) {
                return Err(NotCounted::UnknownGiven { slot });
            }
        }
        if expected as u64 > limits::ATTEMPTS {
            return Err(NotCounted::TooManyAttempts { most: limits::ATTEMPTS });
        }
        Ok(expected)
    }
}

const BLOCK: usize = 2_048;

impl Column<'_> {
    /// Counts what has many different marks or totals, by sorting.
    fn sorted(&self, totals: &[i64]) -> Counts<Cell> {
        let index = |attempt: usize| self.given.map_or(0, |given| given.index[attempt]);
        let rows = self.points.iter().zip(totals).enumerate();
        let mut rows: Vec<_> =
            rows.map(|(attempt, (points, total))| (points.millionths(), *total, index(attempt))).collect();
        rows.sort_unstable();
        let cell = |rows: &[(i64, i64, u16)]| (self.cell(rows[0].0, rows[0].1, rows[0].2.into()), rows.len() as u64);
        rows.chunk_by(PartialEq::eq).map(cell).collect()
    }

    pub(super) fn cell(&self, mark: i64, total: i64, index: usize) -> Cell {
        Cell {
            mark: Points::from_millionths(mark),
            total: Points::from_millionths(total),
            given: self.given.map_or_else(Given::answered, |given| given.kinds[index].clone()),
        }
    }

    fn checked(&self, slot: usize, cells: Counts<Cell>) -> Result<SlotTally, NotCounted> {
        let in_range = in_range(self.maximum) && cells.iter().all(|(cell, _)| in_range(cell.mark));
        if !in_range || self.maximum.is_negative() {
            return Err(NotCounted::OutOfRange { slot });
        }
        Ok(SlotTally::of(ItemKey { item: self.item.to_owned(), maximum: self.maximum }, cells))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Tally;

    fn column<'a>(points: &'a [Points], given: Option<GivenColumn<'a>>) -> Column<'a> {
        Column { item: "q", maximum: Points::whole(1), points, given }
    }

    #[test]
    fn columns_that_do_not_fit_are_refused_and_nothing_is_counted() {
        let (one, two) = ([Points::whole(1)], [Points::whole(1), Points::ZERO]);
        let kinds = [Given::Omitted];
        let given = |index| Some(GivenColumn { kinds: &kinds, index });
        let beyond = [Points::from_millionths(i64::MIN), Points::from_millionths(i64::MAX)];
        let most = [Points::MAX, Points::ZERO];
        let below = Column { maximum: Points::whole(-1), ..column(&two, None) };
        let mut tally = Tally::new(2).unwrap();
        for (columns, why) in [
            (vec![column(&two, None)], NotCounted::Slots { expected: 2, given: 1 }),
            (vec![column(&two, None), column(&one, None)], NotCounted::Uneven { slot: 1, expected: 2, given: 1 }),
            (
                vec![column(&one, given(&[0, 0])), column(&one, None)],
                NotCounted::Uneven { slot: 0, expected: 1, given: 2 },
            ),
            (vec![column(&one, None), column(&one, given(&[1]))], NotCounted::UnknownGiven { slot: 1 }),
            (vec![column(&beyond, None), column(&beyond, None)], NotCounted::OutOfRange { slot: 0 }),
            (vec![column(&two, None), below], NotCounted::OutOfRange { slot: 1 }),
            (vec![column(&most, None), column(&two, None)], NotCounted::TotalOutOfRange),
        ] {
            assert_eq!(tally.add_batch(&Batch { group: None, columns: &columns }), Err(why));
        }
        let none = [column(&[], None), column(&[], None)];
        tally.add_batch(&Batch { group: None, columns: &none }).unwrap();
        assert_eq!(tally, Tally::new(2).unwrap());
    }
}
