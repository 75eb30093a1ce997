use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    counts::Counts,
    group::Cell,
    packed::{CellRef, Packed, PackedColumn},
};

/// The histogram of an item: how often each cell was counted.
///
/// A batch of many different marks comes packed, and is sorted only when something first asks for its cells: sums are not
/// read from them. What is counted and taken back later is kept beside it, until that is as much as is packed and all is
/// packed anew. However it is kept, two histograms are equal where their cells are.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram {
    packed: Packing,
    /// Of cells that are packed too, too.
    added: Counts<Cell>,
    /// Of what is packed.
    taken: Counts<Cell>,
}

#[derive(Debug, Clone, Default)]
enum Packing {
    #[default]
    None,
    Column(PackedColumn),
    Cells(Packed),
}

impl Packing {
    /// How many times a cell was counted, all together.
    fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Column(column) => column.len(),
            Self::Cells(cells) => cells.len(),
        }
    }

    fn cells(&self) -> Option<&Packed> {
        match self {
            Self::None => None,
            Self::Column(column) => Some(column.sorted()),
            Self::Cells(cells) => Some(cells),
        }
    }
}

/// Fewer cells are not packed.
pub(super) const MANY: usize = 1_024;
/// Nor are cells that were counted more often, on average: a map takes less room.
const OFTEN: u64 = 8;

impl Histogram {
    /// The cells in order, each with how often it was counted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CellRef<'_>, u64)> + Clone {
        let packed = self.packed.cells().into_iter().flat_map(Packed::iter);
        let left = joined(packed, read(&self.taken), u64::saturating_sub);
        joined(left, read(&self.added), u64::saturating_add)
    }

    pub(super) fn merge(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
        } else if other.packed.len() > 0 && other.len() >= self.len() / 2 {
            *self = Self::of(joined(self.iter(), other.iter(), u64::saturating_add));
        } else {
            other.iter().for_each(|(cell, times)| self.add(cell.into(), times));
            self.settle();
        }
    }

    /// Whether everything that the other counts was counted here too.
    pub(super) fn includes(&self, other: &Self) -> bool {
        other.iter().all(|(cell, times)| self.times(cell) >= times)
    }

    /// Takes back what is [included](Self::includes).
    pub(super) fn unmerge(&mut self, other: &Self) {
        other.iter().for_each(|(cell, times)| self.take(cell.into(), times));
        self.settle();
    }

    /// Whether nothing was ever counted.
    pub(super) fn is_empty(&self) -> bool {
        self.packed.len() == 0 && self.added.is_empty()
    }

    /// Whether no cell that was read is counted zero times, and all together not more often than so.
    pub(super) fn is_sound(&self, most: u64) -> bool {
        self.added.is_sound(most)
    }

    fn of<'a>(cells: impl Iterator<Item = (CellRef<'a>, u64)>) -> Self {
        let cells: Vec<_> = cells.collect();
        let times: u64 = cells.iter().map(|(_, times)| times).sum();
        let many = cells.len() >= MANY && times / OFTEN <= cells.len() as u64;
        let packed = if many { Packed::of(cells.iter().copied()) } else { None };
        match packed {
            Some(packed) => Self { packed: Packing::Cells(packed), ..Self::default() },
            None => cells.into_iter().map(|(cell, times)| (cell.into(), times)).collect::<Counts<_>>().into(),
        }
    }

    fn times(&self, cell: CellRef<'_>) -> u64 {
        let packed = self.packed.cells().map_or(0, |packed| packed.times(cell));
        let cell = cell.into();
        packed - self.taken.times(&cell) + self.added.times(&cell)
    }

    fn add(&mut self, cell: Cell, times: u64) {
        let back = self.taken.take(&cell, times);
        self.added.count(cell, times - back);
    }

    fn take(&mut self, cell: Cell, times: u64) {
        let back = self.added.take(&cell, times);
        self.taken.count(cell, times - back);
    }

    /// How much there is to go through.
    fn len(&self) -> usize {
        self.packed.len() + self.beside()
    }

    fn beside(&self) -> usize {
        self.added.len() + self.taken.len()
    }

    fn settle(&mut self) {
        if self.packed.len() > 0 && self.beside() > self.packed.len().max(MANY) {
            *self = Self::of(self.iter());
        }
    }
}

fn read(counts: &Counts<Cell>) -> impl Iterator<Item = (CellRef<'_>, u64)> + Clone {
    counts.iter().map(|(cell, times)| (cell.into(), times))
}

/// The cells of both in order, with what becomes of how often each was counted in the one and in the other.
fn joined<'a>(
    one: impl Iterator<Item = (CellRef<'a>, u64)> + Clone,
    other: impl Iterator<Item = (CellRef<'a>, u64)> + Clone,
    times: fn(u64, u64) -> u64,
) -> impl Iterator<Item = (CellRef<'a>, u64)> + Clone {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || {
        let first = match (one.peek(), other.peek()) {
            (Some((one, _)), Some((other, _))) => *one.min(other),
            (Some((cell, _)), None) | (None, Some((cell, _))) => *cell,
            (None, None) => return None,
        };
        let here = one.next_if(|(cell, _)| *cell == first).map_or(0, |(_, times)| times);
        let there = other.next_if(|(cell, _)| *cell == first).map_or(0, |(_, times)| times);
        Some((first, times(here, there)))
    })
    .filter(|(_, times)| *times > 0)
}

impl From<Counts<Cell>> for Histogram {
    fn from(added: Counts<Cell>) -> Self {
        Self { added, ..Self::default() }
    }
}

impl From<PackedColumn> for Histogram {
    fn from(packed: PackedColumn) -> Self {
        Self { packed: Packing::Column(packed), ..Self::default() }
    }
}

impl<'a> From<&'a Cell> for CellRef<'a> {
    fn from(cell: &'a Cell) -> Self {
        Self { mark: cell.mark, total: cell.total, given: &cell.given }
    }
}

impl From<CellRef<'_>> for Cell {
    fn from(cell: CellRef<'_>) -> Self {
        Self { mark: cell.mark, total: cell.total, given: cell.given.clone() }
    }
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Histogram {}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Histogram {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Counts::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::{
        Points,
        statistics::{
            Given,
            batch::{Column, GivenColumn},
            packed::Attempts,
        },
    };

    type Row = (i64, i64, u16);

    /// What may be given: neither in order nor each once.
    fn kinds() -> [Given; 4] {
        [Given::Omitted, Given::options(["a"]), Given::answered(), Given::Omitted]
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        vec((-3_i64..3, -2_i64..40, 0_u16..4), 1..60)
    }

    fn cell((mark, total, given): Row) -> Cell {
        Cell {
            mark: Points::from_millionths(mark * 1_000),
            total: Points::from_millionths(total * 1_000),
            given: kinds()[usize::from(given)].clone(),
        }
    }

    fn counted(rows: &[Row]) -> Counts<Cell> {
        rows.iter().map(|row| (cell(*row), 1)).collect()
    }

    fn packed(rows: &[Row]) -> Histogram {
        let cells: Vec<Cell> = rows.iter().map(|row| cell(*row)).collect();
        let totals: Vec<i64> = cells.iter().map(|cell| cell.total.millionths()).collect();
        let points: Vec<Points> = cells.iter().map(|cell| cell.mark).collect();
        let index: Vec<u16> = rows.iter().map(|(.., given)| *given).collect();
        let given = Some(GivenColumn { kinds: &kinds(), index: &index });
        let column = Column { item: "q", maximum: Points::whole(1), points: &points, given };
        PackedColumn::new(&column, &Arc::new(Attempts::of(&totals).unwrap())).unwrap().into()
    }

    /// The same, packed from its cells.
    fn packed_anew(rows: &[Row]) -> Histogram {
        let cells = counted(rows);
        Histogram { packed: Packing::Cells(Packed::of(read(&cells)).unwrap()), ..Histogram::default() }
    }

    fn same(found: &Histogram, expected: &Counts<Cell>) -> Result<(), TestCaseError> {
        let cells: Vec<(Cell, u64)> = found.iter().map(|(cell, times)| (cell.into(), times)).collect();
        prop_assert_eq!(cells, expected.iter().map(|(cell, times)| (cell.clone(), times)).collect::<Vec<_>>());
        prop_assert_eq!(serde_json::to_string(found).unwrap(), serde_json::to_string(expected).unwrap());
        prop_assert_eq!(found, &Histogram::from(expected.clone()));
        Ok(())
    }

    proptest! {
        #[test]
        fn however_cells_are_kept_they_count_the_same(first in rows(), second in rows(), left in any::<u64>()) {
            let part: Vec<Row> =
                first.iter().enumerate().filter(|(place, _)| left >> (place % 64) & 1 == 1).map(|(_, row)| *row).collect();
            let mut both = counted(&first);
            both.merge(counted(&second));
            for make in [packed, packed_anew, |rows: &[Row]| Histogram::from(counted(rows))] {
                for other in [packed, packed_anew, |rows: &[Row]| Histogram::from(counted(rows))] {
                    let mut found = make(&first);
                    same(&found, &counted(&first))?;
                    found.merge(other(&second));
                    same(&found, &both)?;
                    prop_assert_eq!(make(&first).includes(&other(&second)), counted(&first).includes(&counted(&second)));
                    found.unmerge(&make(&first));
                    same(&found, &counted(&second))?;
                    let mut rest = counted(&first);
                    rest.unmerge(&counted(&part));
                    let mut found = make(&first);
                    found.unmerge(&Histogram::from(counted(&part)));
                    same(&found, &rest)?;
                    found.merge(Histogram::from(counted(&part)));
                    same(&found, &counted(&first))?;
                }
            }
        }
    }

    #[test]
    fn what_is_kept_beside_is_packed_when_it_is_as_much() {
        let rows: Vec<Row> = (0..3 * MANY as i64).map(|row| (row % 7, row, 2)).collect();
        let (first, second) = rows.split_at(MANY);
        let mut found = packed(first);
        for row in second {
            found.merge(Histogram::from(counted(&[*row])));
        }
        assert!(matches!(found.packed, Packing::Cells(_)) && found.beside() <= found.packed.len());
        assert_eq!(found, packed(&rows));
        for row in &rows[1..] {
            found.unmerge(&Histogram::from(counted(&[*row])));
        }
        assert_eq!(found, Histogram::from(counted(&rows[..1])));
    }
}
