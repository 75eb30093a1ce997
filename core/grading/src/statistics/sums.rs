use std::ops::{AddAssign, SubAssign};

use super::{counts::Counts, wide::Wide};
use crate::Points;

/// n, Σx, Σx², ΣT, ΣT², ΣxT of the marks x of an item and the totals T of the attempts that had it, in millionths.
///
/// With n ≤ 4·10⁷ and |x|, |T| ≤ 10¹⁵ every sum, and every one over R = T − x, is below 2¹²⁷.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sums {
    pub(super) attempts: i128,
    pub(super) mark: i128,
    pub(super) total: i128,
    mark_mark: i128,
    mark_total: i128,
    total_total: i128,
}

impl Sums {
    /// Counts this mark with this total so many times.
    pub(super) fn count(&mut self, mark: Points, total: Points, times: u64) {
        let (mark, total, times) = (i128::from(mark.millionths()), i128::from(total.millionths()), i128::from(times));
        *self += Self {
            attempts: times,
            mark: mark * times,
            total: total * times,
            mark_mark: mark * mark * times,
            mark_total: mark * total * times,
            total_total: total * total * times,
        };
    }

    /// Of marks and the totals beside them, whose powers are these; none is further from zero than the furthest.
    pub(super) fn of(marks: &[Points], totals: &[i64], powers: &Powers, furthest: i64) -> Self {
        let Powers { attempts, first, second, .. } = *powers;
        let mut sums = Self { attempts, total: first, total_total: second, ..Self::default() };
        let pairs = marks.iter().map(|mark| mark.millionths()).zip(totals);
        if furthest.unsigned_abs() >> 31 == 0 {
            // Products fit the machine's own numbers, which are multiplied much faster.
            for (mark, total) in pairs {
                sums.mark += i128::from(mark);
                sums.mark_mark += i128::from(mark.wrapping_mul(mark));
                sums.mark_total += i128::from(mark.wrapping_mul(*total));
            }
        } else {
            for (mark, total) in pairs.map(|(mark, total)| (i128::from(mark), i128::from(*total))) {
                sums.mark += mark;
                sums.mark_mark += mark * mark;
                sums.mark_total += mark * total;
            }
        }
        sums
    }

    /// Of marks and totals.
    pub(super) fn with_total(&self) -> Comoments {
        self.comoments(self.total, self.total_total, self.mark_total)
    }

    /// Of marks and rests, R = T − x.
    pub(super) fn with_rest(&self) -> Comoments {
        let rest_rest = self.total_total - self.mark_total - (self.mark_total - self.mark_mark);
        self.comoments(self.rest(), rest_rest, self.mark_total - self.mark_mark)
    }

    /// The sums where the mark is 1 for those that are part of others of the same attempts, and 0 for the rest.
    pub(super) fn indicating(&self, part: &Self) -> Self {
        Self { mark: part.attempts, mark_mark: part.attempts, mark_total: part.total, ..*self }
    }

    /// ΣR.
    pub(super) fn rest(&self) -> i128 {
        self.total - self.mark
    }

    fn comoments(&self, other: i128, other_other: i128, mark_other: i128) -> Comoments {
        let scaled = |sum, a, b| Wide::product(self.attempts, sum) - Wide::product(a, b);
        Comoments {
            xx: scaled(self.mark_mark, self.mark, self.mark),
            yy: scaled(other_other, other, other),
            xy: scaled(mark_other, self.mark, other),
        }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.attempts += other.attempts;
        self.mark += other.mark;
        self.total += other.total;
        self.mark_mark += other.mark_mark;
        self.mark_total += other.mark_total;
        self.total_total += other.total_total;
    }
}

impl SubAssign for Sums {
    fn sub_assign(&mut self, other: Self) {
        self.attempts -= other.attempts;
        self.mark -= other.mark;
        self.total -= other.total;
        self.mark_mark -= other.mark_mark;
        self.mark_total -= other.mark_total;
        self.total_total -= other.total_total;
    }
}

/// nΣx² − (Σx)², nΣy² − (Σy)² and nΣxy − ΣxΣy, in square millionths: variances and covariance times n(n − 1), exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comoments {
    pub(super) xx: Wide,
    pub(super) yy: Wide,
    pub(super) xy: Wide,
}

impl Comoments {
    /// Pearson's r; nothing where x or y are all alike. Exactly 1 or −1 only where the points lie on a line.
    pub(super) fn correlation(&self) -> Option<f64> {
        if self.xx.is_zero() || self.yy.is_zero() {
            return None;
        }
        let sign = if self.xy.is_negative() { -1.0 } else { 1.0 };
        if self.xy * self.xy == self.xx * self.yy {
            return Some(sign);
        }
        let size = self.xy.to_f64().abs() / self.xx.to_f64().sqrt() / self.yy.to_f64().sqrt();
        Some(sign * size.min(1.0_f64.next_down()))
    }
}

/// n, ΣT, ΣT², ΣT³, ΣT⁴ of totals, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Powers {
    pub(super) attempts: i128,
    pub(super) first: i128,
    pub(super) second: i128,
    pub(super) third: Wide,
    pub(super) fourth: Wide,
}

impl Powers {
    pub(super) fn of(totals: &Counts<Points>) -> Self {
        let mut powers = Self::default();
        totals.iter().for_each(|(total, times)| powers.count(*total, times));
        powers
    }

    /// Counts this total so many times.
    pub(super) fn count(&mut self, total: Points, times: u64) {
        let (total, times) = (i128::from(total.millionths()), i128::from(times));
        let square = total * total;
        *self += Self {
            attempts: times,
            first: total * times,
            second: square * times,
            third: Wide::product(square, total * times),
            fourth: Wide::product(square, square * times),
        };
    }
}

impl AddAssign for Powers {
    fn add_assign(&mut self, other: Self) {
        self.attempts += other.attempts;
        self.first += other.first;
        self.second += other.second;
        self.third += other.third;
        self.fourth += other.fourth;
    }
}

impl SubAssign for Powers {
    fn sub_assign(&mut self, other: Self) {
        self.attempts -= other.attempts;
        self.first -= other.first;
        self.second -= other.second;
        self.third -= other.third;
        self.fourth -= other.fourth;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn sums_at_the_bounds_do_not_overflow() {
        let (most, least) = (Points::MAX, Points::from_millionths(-Points::MAX.millionths()));
        let half = limits::ATTEMPTS / 2;
        let mut sums = Sums::default();
        sums.count(most, least, half);
        sums.count(least, most, half);
        let unit = i128::from(Points::MAX.millionths());
        let n = i128::from(limits::ATTEMPTS);
        let with_rest = sums.with_rest();
        assert_eq!(with_rest.yy, Wide::product(n * n, 4 * unit) * Wide::from(unit));
        assert_eq!(with_rest.xy, -(Wide::product(n * n, 2 * unit) * Wide::from(unit)));
        assert_eq!(with_rest.correlation(), Some(-1.0));

        let mut powers = Powers::default();
        powers.count(least, limits::ATTEMPTS);
        assert_eq!(powers.third, -(Wide::product(unit * unit, unit) * Wide::from(n)));
        assert_eq!(powers.fourth, Wide::product(unit * unit, unit * unit) * Wide::from(n));
    }

    #[test]
    fn what_is_subtracted_was_never_there() {
        let (mut sums, mut powers) = (Sums::default(), Powers::default());
        sums.count(Points::whole(2), Points::whole(-3), 5);
        powers.count(Points::whole(-3), 5);
        let (before, powers_before) = (sums, powers);
        let (mut more, mut more_powers) = (Sums::default(), Powers::default());
        more.count(Points::whole(-7), Points::whole(11), 3);
        more_powers.count(Points::whole(11), 3);
        sums += more;
        powers += more_powers;
        assert!(sums != before && powers != powers_before);
        sums -= more;
        powers -= more_powers;
        assert_eq!((sums, powers), (before, powers_before));
    }

    #[test]
    fn a_line_correlates_perfectly_and_nothing_else_does() {
        for (pairs, expected) in [
            (&[(0, 1), (1, 3), (2, 5)][..], Some(1.0)),
            (&[(0, 5), (1, 3), (2, 1)], Some(-1.0)),
            (&[(1, 0), (1, 4)], None),
            (&[(0, 4), (3, 4)], None),
            (&[], None),
            (&[(0, 0), (1, 0), (0, 1), (1, 1)], Some(0.0)),
        ] {
            let mut sums = Sums::default();
            pairs.iter().for_each(|(mark, total)| sums.count(Points::whole(*mark), Points::whole(*total), 1));
            assert_eq!(sums.with_total().correlation(), expected, "{pairs:?}");
        }
        let mut nearly = Sums::default();
        for (mark, total) in [(0, 0), (Points::MAX.millionths(), Points::MAX.millionths()), (2, 1)] {
            nearly.count(Points::from_millionths(mark), Points::from_millionths(total), 1);
        }
        let correlation = nearly.with_total().correlation().unwrap();
        assert!(correlation < 1.0 && correlation > 0.999_999, "{correlation}");
    }
}
