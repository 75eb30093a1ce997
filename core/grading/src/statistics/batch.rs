use std::{collections::HashSet, sync::Arc};

use super::{
    Given, NotCounted,
    counts::Counts,
    group::{Cell, GroupTally, ItemKey, ItemTally, SlotTally},
    histogram::MANY,
    packed::{Attempts, PackedColumn},
    sums::Sums,
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
        let sparse = attempts >= MANY && tables.columns.iter().any(Option::is_none);
        let ordered = if sparse { Attempts::of(&totals).map(Arc::new) } else { None };
        let mut counted = Vec::with_capacity(self.columns.len());
        for (slot, (column, table)) in self.columns.iter().zip(tables.columns).enumerate() {
            let packed = || ordered.as_ref().and_then(|ordered| PackedColumn::new(column, ordered));
            let cells = match table {
                Some(table) => Cells::Few(table.cells(column, &tables.totals)),
                None => packed().map_or_else(|| Cells::Few(column.sorted(&totals)), Cells::Packed),
            };
            if !cells.in_range() || !in_range(column.maximum) || column.maximum.is_negative() {
                return Err(NotCounted::OutOfRange { slot });
            }
            counted.push(cells);
        }
        let of_total: Counts<Points> = match &ordered {
            Some(ordered) => ordered.totals(),
            None => totals.iter().map(|total| (Points::from_millionths(*total), 1)).collect(),
        };
        if of_total.iter().any(|(total, _)| !in_range(*total)) {
            return Err(NotCounted::TotalOutOfRange);
        }
        // Only now that all is in range do the sums fit.
        let mut group = GroupTally::new(of_total, Vec::with_capacity(self.columns.len()));
        for (column, cells) in self.columns.iter().zip(counted) {
            let item = ItemKey { item: column.item.to_owned(), maximum: column.maximum };
            group.slots.push(SlotTally::of(item, cells.summed(column, &totals, &group)));
        }
        Ok(group)
    }

    /// How many attempts there are, where all columns fit.
    fn attempts(&self) -> Result<usize, NotCounted> {
        let expected = self.columns.first().map_or(0, |column| column.points.len());
        let mut items = HashSet::new();
        for (slot, column) in self.columns.iter().enumerate() {
            let lengths = [Some(column.points.len()), column.given.map(|given| given.index.len())];
            if let Some(given) = lengths.into_iter().flatten().find(|length| *length != expected) {
                return Err(NotCounted::Uneven { slot, expected, given });
            }
            if !items.insert(column.item) {
                return Err(NotCounted::RepeatedItem { slot });
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

/// A column as it was counted.
enum Cells {
    Few(Counts<Cell>),
    Packed(PackedColumn),
}

impl Cells {
    fn in_range(&self) -> bool {
        match self {
            Self::Few(cells) => cells.iter().all(|(cell, _)| in_range(cell.mark)),
            Self::Packed(column) => <[Points; 2]>::from(column.extremes()).into_iter().all(in_range),
        }
    }

    /// With the sums of the marks and these totals, which are those of the group.
    fn summed(self, column: &Column<'_>, totals: &[i64], group: &GroupTally) -> ItemTally {
        match self {
            Self::Few(cells) => ItemTally::of(cells),
            Self::Packed(packed) => {
                let outermost = [group.totals.iter().next(), group.totals.iter().next_back()];
                let outermost = outermost.into_iter().flatten().map(|(total, _)| *total);
                let furthest = outermost.chain(<[Points; 2]>::from(packed.extremes()));
                let furthest = furthest.map(|points| points.millionths().abs()).fold(0, i64::max);
                ItemTally { sums: Sums::of(column.points, totals, &group.powers, furthest), cells: packed.into() }
            }
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Answer, Attempt, Tally};

    fn columns<'a>(first: &'a [Points], second: &'a [Points]) -> [Column<'a>; 2] {
        [("q1", first), ("q2", second)].map(|(item, points)| Column {
            item,
            maximum: Points::whole(1),
            points,
            given: None,
        })
    }

    #[test]
    fn columns_that_do_not_fit_are_refused_and_nothing_is_counted() {
        let (one, two) = ([Points::whole(1)], [Points::whole(1), Points::ZERO]);
        static KINDS: [Given; 1] = [Given::Omitted];
        let changed = |points, change: &dyn Fn(&mut [Column<'_>; 2])| {
            let mut columns = columns(points, points);
            change(&mut columns);
            columns
        };
        // Whatever the order of columns, sums are not worked out of what is out of range.
        let (beyond, none) = ([i64::MIN, i64::MAX, i64::MAX].map(Points::from_millionths), [Points::ZERO; 3]);
        let (most, least) = ([Points::MAX; 3], [Points::from_millionths(1); 3]);
        let mut tally = Tally::new(2).unwrap();
        for (columns, why) in [
            (columns(&two, &one), NotCounted::Uneven { slot: 1, expected: 2, given: 1 }),
            (
                changed(&one, &|columns| columns[0].given = Some(GivenColumn { kinds: &KINDS, index: &[0, 0] })),
                NotCounted::Uneven { slot: 0, expected: 1, given: 2 },
            ),
            (
                changed(&one, &|columns| columns[1].given = Some(GivenColumn { kinds: &KINDS, index: &[1] })),
                NotCounted::UnknownGiven { slot: 1 },
            ),
            (changed(&one, &|columns| columns[1].item = "q1"), NotCounted::RepeatedItem { slot: 1 }),
            (changed(&one, &|columns| columns[1].maximum = Points::whole(-1)), NotCounted::OutOfRange { slot: 1 }),
            (columns(&beyond, &none), NotCounted::OutOfRange { slot: 0 }),
            (columns(&none, &beyond), NotCounted::OutOfRange { slot: 1 }),
            (columns(&most, &least), NotCounted::TotalOutOfRange),
        ] {
            assert_eq!(tally.add_batch(&Batch { group: None, columns: &columns }), Err(why));
        }
        let few = Batch { group: None, columns: &columns(&two, &two)[..1] };
        assert_eq!(tally.add_batch(&few), Err(NotCounted::Slots { expected: 2, given: 1 }));
        tally.add_batch(&Batch { group: None, columns: &columns(&[], &[]) }).unwrap();
        assert_eq!(tally, Tally::new(2).unwrap());
    }

    #[test]
    fn marks_and_totals_that_first_appear_late_find_room() {
        let rows = (0..3 * BLOCK).map(|row| [(row / 1_000) as i32, (row % 3) as i32].map(Points::whole));
        let rows: Vec<_> = rows.collect();
        let (first, second): (Vec<_>, Vec<_>) = rows.iter().map(|[first, second]| (*first, *second)).unzip();
        let (mut found, mut expected) = (Tally::new(2).unwrap(), Tally::new(2).unwrap());
        found.add_batch(&Batch { group: None, columns: &columns(&first, &second) }).unwrap();
        for [first, second] in rows {
            let answer = |(item, points): (&str, Points)| Answer {
                item: item.to_owned(),
                points,
                maximum: Points::whole(1),
                given: Given::answered(),
            };
            expected.add(&Attempt::new([("q1", first), ("q2", second)].map(answer).into())).unwrap();
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn many_different_marks_have_the_sums_of_their_cells() {
        for unit in [1, 1_000, 1_000_000] {
            let marks = |times: i64| -> Vec<Points> {
                let rows = 0..MANY as i64 + 9;
                rows.map(|row| Points::from_millionths((row * times % 1_999 - 700) * unit)).collect()
            };
            let (first, second) = (marks(787), marks(1_009));
            let mut tally = Tally::new(2).unwrap();
            tally.add_batch(&Batch { group: None, columns: &columns(&first, &second) }).unwrap();
            // Sums are worked out of the cells where a tally is read.
            let read: Tally = serde_json::from_str(&serde_json::to_string(&tally).unwrap()).unwrap();
            assert_eq!(tally, read);
        }
    }

    #[test]
    fn totals_far_out_of_range_are_refused_before_they_are_squared() {
        let points = vec![Points::MAX; 100];
        let items: Vec<_> = (0..limits::SLOTS).map(|slot| slot.to_string()).collect();
        let column = |item| Column { item, maximum: Points::MAX, points: &points, given: None };
        let columns: Vec<_> = items.iter().map(|item| column(item)).collect();
        let mut tally = Tally::new(columns.len()).unwrap();
        assert_eq!(tally.add_batch(&Batch { group: None, columns: &columns }), Err(NotCounted::TotalOutOfRange));
    }
}
