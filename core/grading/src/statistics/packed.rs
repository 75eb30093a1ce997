use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::{Given, batch::Column, counts::Counts, radix};
use crate::Points;

/// A sorted histogram of many cells, hardly two alike: four bytes for each time that one was counted.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    /// The marks, ascending, each once.
    marks: Vec<i64>,
    /// Where the cells of each mark end.
    ends: Vec<u32>,
    /// The totals, ascending, each once; those of a batch are shared by its columns.
    totals: Arc<[i64]>,
    /// What was given, ascending, each once.
    kinds: Vec<Given>,
    /// For each time a cell was counted, the place of its total times the number of kinds, plus the place of what was
    /// given: ascending for each mark.
    cells: Vec<u32>,
}

/// A cell, read; written as a [`Cell`](super::group::Cell) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct CellRef<'a> {
    pub(super) mark: Points,
    pub(super) total: Points,
    pub(super) given: &'a Given,
}

impl Packed {
    /// What stands in these cells, which ascend and differ; nothing where they have too many totals and kinds.
    pub(super) fn of<'a>(cells: impl Iterator<Item = (CellRef<'a>, u64)> + Clone) -> Option<Self> {
        let totals = ascending(cells.clone().map(|(cell, _)| cell.total.millionths()));
        let kinds = ascending(cells.clone().map(|(cell, _)| cell.given));
        codes(totals.len(), kinds.len())?;
        let (mut marks, mut ends, mut packed) = (Vec::new(), Vec::new(), Vec::new());
        for (cell, times) in cells {
            if marks.last() != Some(&cell.mark.millionths()) {
                marks.push(cell.mark.millionths());
                ends.push(0);
            }
            let total = totals.binary_search(&cell.total.millionths()).ok()?;
            let code = total * kinds.len() + kinds.binary_search(&cell.given).ok()?;
            packed.extend(std::iter::repeat_n(u32::try_from(code).ok()?, usize::try_from(times).ok()?));
            *ends.last_mut()? = u32::try_from(packed.len()).ok()?;
        }
        let kinds = kinds.into_iter().cloned().collect();
        Some(Self { marks, ends, totals: totals.into(), kinds, cells: packed })
    }

    /// How many times a cell was counted, all together.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// How often this cell was counted.
    pub(super) fn times(&self, cell: CellRef<'_>) -> u64 {
        let found = || {
            let total = self.totals.binary_search(&cell.total.millionths()).ok()?;
            let code = total * self.kinds.len() + self.kinds.binary_search(cell.given).ok()?;
            let cells = self.of_mark(self.marks.binary_search(&cell.mark.millionths()).ok()?);
            let (first, end) = (cells.partition_point(|one| (*one as usize) < code), |one: &u32| *one as usize <= code);
            Some(cells[first..].partition_point(end) as u64)
        };
        found().unwrap_or(0)
    }

    /// The cells in order, each with how often it was counted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CellRef<'_>, u64)> + Clone {
        self.marks.iter().enumerate().flat_map(move |(place, mark)| {
            self.of_mark(place).chunk_by(PartialEq::eq).map(move |alike| {
                let code = alike[0] as usize;
                let cell = CellRef {
                    mark: Points::from_millionths(*mark),
                    total: Points::from_millionths(self.totals[code / self.kinds.len()]),
                    given: &self.kinds[code % self.kinds.len()],
                };
                (cell, alike.len() as u64)
            })
        })
    }

    fn of_mark(&self, place: usize) -> &[u32] {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.cells[start as usize..self.ends[place] as usize]
    }
}

/// A column of a batch, and from when something first asks for its cells, these.
#[derive(Debug, Clone)]
pub(super) struct PackedColumn {
    attempts: Arc<Attempts>,
    lowest: i64,
    /// How far the mark of each attempt is above the lowest.
    marks: Vec<u32>,
    /// What may have been given, ascending, each once.
    kinds: Vec<Given>,
    /// The place among these of what each attempt gave; nothing where there is but one.
    given: Option<Vec<u16>>,
    sorted: OnceLock<Packed>,
}

/// The attempts of a batch in the order of their totals.
#[derive(Debug)]
pub(super) struct Attempts {
    /// Ascending, each once.
    totals: Arc<[i64]>,
    /// By their totals, each with the place of its total.
    ordered: Vec<(u32, u32)>,
}

impl Attempts {
    /// Nothing where totals are too far apart.
    pub(super) fn of(totals: &[i64]) -> Option<Self> {
        let (lowest, highest) = extremes(totals.iter().copied())?;
        u32::try_from(highest.checked_sub(lowest)?).ok()?;
        let above = totals.iter().map(|total| total.wrapping_sub(lowest) as u32);
        let mut pairs: Vec<u64> = above.zip(0..).map(|(above, attempt)| radix::pair(above, attempt)).collect();
        radix::sort(&mut pairs);
        let mut ascending: Vec<i64> = Vec::new();
        let mut ordered = Vec::with_capacity(pairs.len());
        for (above, attempt) in pairs.into_iter().map(radix::parts) {
            let total = lowest + i64::from(above);
            if ascending.last() != Some(&total) {
                ascending.push(total);
            }
            ordered.push((attempt, u32::try_from(ascending.len() - 1).ok()?));
        }
        Some(Self { totals: ascending.into(), ordered })
    }

    /// How often each total was reached.
    pub(super) fn totals(&self) -> Counts<Points> {
        let alike = self.ordered.chunk_by(|(_, one), (_, other)| one == other);
        let counted = self.totals.iter().zip(alike);
        counted.map(|(total, alike)| (Points::from_millionths(*total), alike.len() as u64)).collect()
    }
}

impl PackedColumn {
    /// Nothing where marks are too far apart, or too many different things were given.
    pub(super) fn new(column: &Column<'_>, attempts: &Arc<Attempts>) -> Option<Self> {
        let millionths = || column.points.iter().map(|points| points.millionths());
        let (lowest, highest) = extremes(millionths())?;
        u32::try_from(highest.checked_sub(lowest)?).ok()?;
        let kinds =
            column.given.map_or_else(|| vec![Given::answered()], |given| ascending(given.kinds.iter().cloned()));
        codes(attempts.totals.len(), kinds.len())?;
        let given = match column.given.filter(|_| kinds.len() > 1) {
            None => None,
            Some(given) => {
                let place = |kind| kinds.binary_search(kind).ok().and_then(|place| u16::try_from(place).ok());
                let places = given.kinds.iter().map(place).collect::<Option<Vec<u16>>>()?;
                Some(given.index.iter().map(|index| places[usize::from(*index)]).collect())
            }
        };
        Some(Self {
            attempts: Arc::clone(attempts),
            lowest,
            marks: millionths().map(|mark| mark.wrapping_sub(lowest) as u32).collect(),
            kinds,
            given,
            sorted: OnceLock::new(),
        })
    }

    /// The lowest and the highest mark.
    pub(super) fn extremes(&self) -> (Points, Points) {
        let highest = self.marks.iter().fold(0, |highest, above| highest.max(*above));
        (Points::from_millionths(self.lowest), Points::from_millionths(self.lowest + i64::from(highest)))
    }

    /// How many answers there are.
    pub(super) fn len(&self) -> usize {
        self.marks.len()
    }

    /// The cells, sorted the first time.
    pub(super) fn sorted(&self) -> &Packed {
        self.sorted.get_or_init(|| self.sort())
    }

    fn sort(&self) -> Packed {
        let kinds = self.kinds.len() as u32;
        let code = |attempt: usize, total: u32| match &self.given {
            None => total,
            Some(given) => total * kinds + u32::from(given[attempt]),
        };
        let ordered = self.attempts.ordered.iter();
        let pair = |(attempt, total): &(u32, u32)| {
            let attempt = *attempt as usize;
            radix::pair(self.marks[attempt], code(attempt, *total))
        };
        let mut pairs: Vec<u64> = ordered.map(pair).collect();
        if self.given.is_some() {
            // Equal marks keep their order, so that equal totals have to be in the order of what was given before.
            pairs.sort_unstable_by_key(|pair| radix::parts(*pair).1);
        }
        radix::sort(&mut pairs);
        let (mut marks, mut ends) = (Vec::new(), Vec::new());
        let mut end = 0;
        for alike in pairs.chunk_by(|one, other| radix::parts(*one).0 == radix::parts(*other).0) {
            end += alike.len() as u32;
            marks.push(self.lowest + i64::from(radix::parts(alike[0]).0));
            ends.push(end);
        }
        let cells = pairs.iter().map(|pair| radix::parts(*pair).1).collect();
        Packed { marks, ends, totals: Arc::clone(&self.attempts.totals), kinds: self.kinds.clone(), cells }
    }
}

/// Each value once.
fn ascending<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// The number of kinds, where a place of each total and kind has a number.
fn codes(totals: usize, kinds: usize) -> Option<u32> {
    u32::try_from(totals.checked_mul(kinds)?).ok()?;
    u32::try_from(kinds).ok()
}

/// The lowest and the highest, if there are any.
fn extremes(values: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    let found = values.fold((i64::MAX, i64::MIN), |(low, high), value| (value.min(low), value.max(high)));
    (found.0 <= found.1).then_some(found)
}
