use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Figure, Given, Insufficient, ItemSample, Quantity,
    counts::Counts,
    figure::{at_least, varied},
    sums::Sums,
};
use crate::Points;

/// Who chose which option of an item: how its distractors did. \[Crocker & Algina 1986, ch. 14\]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionTable {
    /// From the lowest totals to the highest.
    pub groups: Vec<ScoreGroup>,
    /// One for each option, in the order of their ids, then what was left out. Where several options may be chosen an
    /// attempt stands in several rows; where there are none, in none.
    pub rows: Vec<OptionRow>,
}

/// Into how many groups attempts are parted by their totals.
///
/// Whoever has b attempts below and e alike, itself included, of n is in group ⌊g·(b + e/2)/n⌋ of g: by the middle of
/// their percentile ranks, so that equal totals stay together. Groups are as even as ties allow, and may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreGroups {
    /// Three: low, middle, high.
    #[default]
    Thirds,
    /// Five.
    Quintiles,
}

/// The attempts of a table whose totals are alike or near each other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScoreGroup {
    /// How many.
    pub attempts: u64,
    /// The lowest and the highest total; nothing where there is no attempt.
    pub totals: Option<(Points, Points)>,
}

/// One option, or what was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionRow {
    /// What was chosen.
    pub chosen: Chosen,
    /// How many chose it.
    pub attempts: u64,
    /// Of these, how many of each score group.
    pub by_group: Vec<u64>,
    /// The correlation of having chosen it with the total: of a key well above zero, of a distractor below.
    pub point_biserial: Figure,
}

/// What a row of an [`OptionTable`] speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    /// The option with this id.
    Option(String),
    /// [`Given::Omitted`].
    Omitted,
    /// [`Given::NotReached`].
    NotReached,
}

impl ScoreGroups {
    /// How many groups.
    #[must_use]
    pub const fn count(self) -> usize {
        match self {
            Self::Thirds => 3,
            Self::Quintiles => 5,
        }
    }

    /// The group of attempts of which so many are below, so many are alike, and so many are all.
    fn of(self, below: u64, alike: u64, all: u64) -> usize {
        let middle = 2 * u128::from(below) + u128::from(alike);
        (self.count() as u128 * middle / (2 * u128::from(all)).max(1)) as usize
    }
}

impl ItemSample<'_> {
    /// Which options were chosen, by groups of the totals of those who had the item.
    #[must_use]
    pub fn options(&self, groups: ScoreGroups) -> OptionTable {
        let totals: Counts<Points> = self.cells().map(|(cell, times)| (cell.total, times)).collect();
        let mut table = vec![ScoreGroup::default(); groups.count()];
        let mut group_of = BTreeMap::new();
        let mut below = 0;
        for (total, alike) in totals.iter() {
            let group = groups.of(below, alike, self.attempts()).min(groups.count() - 1);
            group_of.insert(*total, group);
            table[group].attempts += alike;
            table[group].totals = Some((table[group].totals.map_or(*total, |(lowest, _)| lowest), *total));
            below += alike;
        }
        let mut rows: BTreeMap<Row<'_>, (Sums, Vec<u64>)> = BTreeMap::new();
        for (cell, times) in self.cells() {
            for row in Row::of(cell.given) {
                let (sums, by_group) = rows.entry(row).or_insert_with(|| (Sums::default(), vec![0; groups.count()]));
                sums.count(Points::ZERO, cell.total, times);
                by_group[group_of[&cell.total]] += times;
            }
        }
        let rows = rows.into_iter().map(|(row, (chose, by_group))| OptionRow {
            chosen: row.into(),
            attempts: u64::try_from(chose.attempts).unwrap_or(0),
            by_group,
            point_biserial: self.correlation_of_choosing(&chose).into(),
        });
        OptionTable { groups: table, rows: rows.collect() }
    }

    fn correlation_of_choosing(&self, chose: &Sums) -> Result<f64, Insufficient> {
        at_least(2, self.sums.attempts)?;
        let comoments = self.sums.indicating(chose).with_total();
        varied(!comoments.xx.is_zero(), Quantity::Choices)?;
        comoments.correlation().ok_or(Insufficient::NoVariance { of: Quantity::Totals })
    }
}

impl OptionTable {
    /// The same with a row for each of these options, also where nobody chose it.
    #[must_use]
    pub fn with_options<S: AsRef<str>>(mut self, options: impl IntoIterator<Item = S>) -> Self {
        let attempts: u64 = self.groups.iter().map(|group| group.attempts).sum();
        let nobodys = at_least(2, attempts.into()).and_then(|()| varied(false, Quantity::Choices).map(|()| 0.0));
        for option in options {
            let chosen = Chosen::Option(option.as_ref().to_owned());
            if let Err(place) = self.rows.binary_search_by(|row| row.chosen.cmp(&chosen)) {
                let by_group = vec![0; self.groups.len()];
                self.rows.insert(place, OptionRow { chosen, attempts: 0, by_group, point_biserial: nobodys.into() });
            }
        }
        self
    }
}

/// A row while it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Row<'a> {
    Option(&'a str),
    Omitted,
    NotReached,
}

impl<'a> Row<'a> {
    fn of(given: &'a Given) -> impl Iterator<Item = Self> {
        let (options, left_out) = match given {
            Given::Answered(options) => (Some(options), None),
            Given::Omitted => (None, Some(Row::Omitted)),
            Given::NotReached => (None, Some(Row::NotReached)),
        };
        options.into_iter().flatten().map(|option| Row::Option(option)).chain(left_out)
    }
}

impl From<Row<'_>> for Chosen {
    fn from(row: Row<'_>) -> Self {
        match row {
            Row::Option(option) => Self::Option(option.to_owned()),
            Row::Omitted => Self::Omitted,
            Row::NotReached => Self::NotReached,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Answer, Attempt, Tally, testing::close_each};

    /// An item with these answers, and another that brings each attempt to its total.
    fn tally(rows: &[(i32, Given)]) -> Tally {
        let mut tally = Tally::new(2).unwrap();
        for (total, given) in rows {
            let answer = |item: &str, points, given| Answer {
                item: item.into(),
                points: Points::whole(points),
                maximum: Points::whole(10),
                given,
            };
            let right = i32::from(*given == Given::options(["a"]));
            let answers = vec![answer("q", right, given.clone()), answer("rest", total - right, Given::answered())];
            tally.add(&Attempt::new(answers)).unwrap();
        }
        tally
    }

    fn row(chosen: &str, by_group: &[u64]) -> (Chosen, u64, Vec<u64>) {
        let chosen = match chosen {
            "omitted" => Chosen::Omitted,
            "not reached" => Chosen::NotReached,
            option => Chosen::Option(option.into()),
        };
        (chosen, by_group.iter().sum(), by_group.to_vec())
    }

    #[test]
    fn options_are_counted_by_group_of_totals() {
        let option = |id: &str| Given::options([id]);
        let tally = tally(&[
            (1, option("b")),
            (2, Given::NotReached),
            (3, option("c")),
            (4, option("b")),
            (5, option("a")),
            (6, Given::Omitted),
            (7, option("a")),
            (8, option("a")),
            (9, Given::options(["b", "a"])),
        ]);
        let table = tally.everyone().item("q").options(ScoreGroups::Thirds).with_options(["a", "d", "c"]);
        let group = |low, high| ScoreGroup { attempts: 3, totals: Some((Points::whole(low), Points::whole(high))) };
        assert_eq!(table.groups, [group(1, 3), group(4, 6), group(7, 9)]);
        let rows: Vec<_> =
            table.rows.iter().map(|row| (row.chosen.clone(), row.attempts, row.by_group.clone())).collect();
        let expected = [
            row("a", &[0, 1, 3]),
            row("b", &[1, 1, 1]),
            row("c", &[1, 0, 0]),
            row("d", &[0, 0, 0]),
            row("omitted", &[0, 1, 0]),
            row("not reached", &[1, 0, 0]),
        ];
        assert_eq!(rows, expected);
        // a: chosen with the totals 5, 7, 8, 9 of 1 to 9: (9·29 − 4·45)/√((9·4 − 4²)(9·285 − 45²)).
        close_each(&[table.rows[0].point_biserial], &[81.0 / (20.0_f64 * 540.0).sqrt()]);
        assert_eq!(
            table.rows[3].point_biserial,
            Figure::Insufficient(Insufficient::NoVariance { of: Quantity::Choices })
        );
    }

    #[test]
    fn equal_totals_stay_in_one_group() {
        for (totals, groups, sizes) in [
            (&[5, 5, 5, 5][..], ScoreGroups::Thirds, &[0, 4, 0][..]),
            (&[1, 2, 2, 2, 2, 3], ScoreGroups::Thirds, &[1, 4, 1]),
            (&[1, 1, 1, 2, 3, 4], ScoreGroups::Thirds, &[3, 1, 2]),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ScoreGroups::Quintiles, &[2, 2, 2, 2, 2]),
            (&[7], ScoreGroups::Quintiles, &[0, 0, 1, 0, 0]),
            (&[], ScoreGroups::Thirds, &[0, 0, 0]),
        ] {
            let rows: Vec<_> = totals.iter().map(|total| (*total, Given::options(["a"]))).collect();
            let table = tally(&rows).everyone().slot(0).options(groups);
            let found: Vec<_> = table.groups.iter().map(|group| group.attempts).collect();
            assert_eq!(found, sizes, "{totals:?}");
        }
    }

    #[test]
    fn a_choice_of_all_or_of_few_tells_nothing() {
        let all = tally(&[(1, Given::options(["a"])), (2, Given::options(["a"]))]);
        let why = |tally: &Tally| tally.everyone().slot(0).options(ScoreGroups::Thirds).rows[0].point_biserial;
        assert_eq!(why(&all), Figure::Insufficient(Insufficient::NoVariance { of: Quantity::Choices }));
        let alike = tally(&[(1, Given::options(["a"])), (1, Given::options(["b"]))]);
        assert_eq!(why(&alike), Figure::Insufficient(Insufficient::NoVariance { of: Quantity::Totals }));
        let one = tally(&[(1, Given::options(["a"]))]);
        assert_eq!(why(&one), Figure::Insufficient(Insufficient::Attempts { needed: 2, counted: 1 }));
        let open = tally(&[(1, Given::answered())]);
        assert_eq!(open.everyone().slot(0).options(ScoreGroups::Thirds).rows, []);
    }
}
