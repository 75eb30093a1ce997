use std::ops::Range;

use super::{batch::Column, codebook::Codebook, counts::Counts, group::Cell};

/// Histograms with a place for each combination, one for each column of a batch, for marks and totals of which many are
/// alike.
#[derive(Debug)]
pub(super) struct Tables {
    /// Nothing for a column whose table would be mostly empty.
    pub(super) columns: Vec<Option<Table>>,
    pub(super) totals: Codebook,
    /// How many places a table may have: not many more than there are attempts.
    most: usize,
    /// The numbers of the totals of a block, and of the marks of a column of it.
    block: Vec<u32>,
    marks: Vec<u32>,
}

/// A row of places for each total, in it one for each mark and what was given.
#[derive(Debug)]
pub(super) struct Table {
    marks: Codebook,
    /// How many marks a row has room for.
    room: usize,
    /// How many different things may have been given.
    kinds: usize,
    counts: Vec<u32>,
}

impl Tables {
    pub(super) fn new(columns: &[Column<'_>], attempts: usize) -> Self {
        let table = |column: &Column<'_>| {
            let kinds = column.given.map_or(1, |given| given.kinds.len()).max(1);
            Some(Table { marks: Codebook::new(), room: 2, kinds, counts: Vec::new() })
        };
        Self {
            columns: columns.iter().map(table).collect(),
            totals: Codebook::new(),
            most: attempts.max(1_024),
            block: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Counts the marks of these rows, whose totals these are.
    pub(super) fn count(&mut self, columns: &[Column<'_>], totals: &[i64], rows: Range<usize>) {
        if self.totals.number(totals.iter().copied(), self.most, &mut self.block).is_none() {
            return self.columns.fill_with(|| None);
        }
        let height = self.totals.values().len();
        for (table, column) in self.columns.iter_mut().zip(columns) {
            let counted = table.as_mut().and_then(|table| {
                let points = column.points[rows.clone()].iter().map(|points| points.millionths());
                table.marks.number(points, self.most, &mut self.marks)?;
                table.make_room(height, self.most)?;
                table.count(&self.block, &self.marks, column.given.map(|given| &given.index[rows.clone()]));
                Some(())
            });
            if counted.is_none() {
                *table = None;
            }
        }
    }
}

impl Table {
    /// Counts numbered totals and marks, and what was given; there is room for all.
    fn count(&mut self, totals: &[u32], marks: &[u32], given: Option<&[u16]>) {
        let (kinds, width) = (self.kinds, self.room * self.kinds);
        let counts = self.counts.as_mut_slice();
        let rows = totals.iter().zip(marks).map(|(total, mark)| (*total as usize, *mark as usize));
        // There are fewer attempts than an u32 counts.
        let mut add = |place: usize| counts[place] = counts[place].wrapping_add(1);
        match given {
            None => rows.for_each(|(total, mark)| add(total * width + mark)),
            Some(given) => {
                rows.zip(given)
                    .for_each(|((total, mark), given)| add(total * width + mark * kinds + usize::from(*given)));
            }
        }
    }

    /// Makes room for all marks that were numbered, in a row for each of so many totals; nothing where that is too much.
    fn make_room(&mut self, height: usize, most: usize) -> Option<()> {
        let (before, room) = (self.room * self.kinds, self.marks.values().len().next_power_of_two().max(self.room));
        let width = room.checked_mul(self.kinds)?;
        let places = width.checked_mul(height).filter(|places| *places <= most)?;
        if width == before {
            self.counts.resize(places, 0);
        } else {
            let mut counts = vec![0; places];
            for (row, wider) in self.counts.chunks(before).zip(counts.chunks_mut(width)) {
                wider[..before].copy_from_slice(row);
            }
            (self.counts, self.room) = (counts, room);
        }
        Some(())
    }

    /// What was counted for this column.
    pub(super) fn cells(&self, column: &Column<'_>, totals: &Codebook) -> Counts<Cell> {
        let width = self.room * self.kinds;
        let counted = self.counts.iter().enumerate().filter(|(_, times)| **times > 0);
        let cell = |(place, times): (usize, &u32)| {
            let (total, place) = (totals.values()[place / width], place % width);
            let mark = self.marks.values()[place / self.kinds];
            (column.cell(mark, total, place % self.kinds), u64::from(*times))
        };
        counted.map(cell).collect()
    }
}
