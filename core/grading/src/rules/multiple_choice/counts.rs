use std::iter;

use super::{MultipleChoiceScoring, Ticks};
use crate::{BlindGuess, Points, interactions::MultipleChoice, lint::Report, number::Ratio};

/// How many options there are, and how many of them are keys and chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// n: the options.
    pub(crate) options: usize,
    /// c: the keys.
    pub(crate) keys: usize,
    /// t: the keys that are chosen.
    pub(crate) right: usize,
    /// f: the options that are chosen and no keys.
    pub(crate) wrong: usize,
}

impl Counts {
    /// Whether the keys are chosen and nothing else.
    pub(crate) fn exact(self) -> bool {
        self.mistakes() == 0
    }

    /// Keys that are left, and wrong options that are chosen.
    pub(crate) fn mistakes(self) -> usize {
        self.keys - self.right + self.wrong
    }

    /// n − c: the options that are no keys.
    pub(crate) fn others(self) -> usize {
        self.options - self.keys
    }
}

/// A rule that goes by how many keys and wrong options are chosen, not by which: one more key never earns less, one more
/// wrong option never more.
pub(crate) trait Counting {
    /// F. There is a key, unless the rule is all or nothing.
    fn fraction(&self, counts: Counts, points: Points) -> Ratio;

    /// What each option earns by itself; none where the rule judges the whole alone.
    fn shares(&self, _ticks: &Ticks<'_>) -> Vec<Ratio> {
        Vec::new()
    }

    /// What is wrong with the rule's parameters.
    fn lint(&self, _question: &MultipleChoice, _points: Points, _report: &mut Report) {}
}

impl<R: Counting> MultipleChoiceScoring for R {
    fn fraction(&self, ticks: &Ticks<'_>, points: Points) -> Ratio {
        Counting::fraction(self, ticks.counts(), points)
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        Counting::shares(self, ticks)
    }

    fn goes_by_counts(&self) -> bool {
        true
    }

    /// Every wrong option and no key.
    fn least(&self, question: &MultipleChoice, points: Points) -> Ratio {
        let counts = question.boxes(self).unticked().counts();
        Counting::fraction(self, Counts { wrong: counts.others(), ..counts }, points).at_most(Ratio::ZERO)
    }

    /// Σ C(c, t)·C(n − c, f)·F(t, f) / Σ C(c, t)·C(n − c, f).
    fn blind_guess(&self, question: &MultipleChoice, points: Points) -> BlindGuess {
        let counts = question.boxes(self).unticked().counts();
        let (mut earned, mut guesses) = (0.0, 0.0);
        for (right, of_keys) in binomials(counts.keys).enumerate() {
            for (wrong, of_others) in binomials(counts.others()).enumerate() {
                if right + wrong > 0 || question.none_apply.is_some() {
                    let fraction = Counting::fraction(self, Counts { right, wrong, ..counts }, points);
                    earned += of_keys * of_others * fraction.to_f64();
                    guesses += of_keys * of_others;
                }
            }
        }
        BlindGuess::exactly(earned / guesses)
    }

    fn lint(&self, question: &MultipleChoice, points: Points, report: &mut Report) {
        Counting::lint(self, question, points, report);
    }
}

/// C(n, 0), C(n, 1), … C(n, n).
pub(super) fn binomials(n: usize) -> impl Iterator<Item = f64> {
    let steps = (0..n).scan(1.0, move |ways, k| {
        *ways = *ways * (n - k) as f64 / (k + 1) as f64;
        Some(*ways)
    });
    iter::once(1.0).chain(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomials_are_those_of_pascals_triangle() {
        let row = |n| binomials(n).collect::<Vec<_>>();
        assert_eq!(row(0), [1.0]);
        assert_eq!(row(5), [1.0, 5.0, 10.0, 10.0, 5.0, 1.0]);
        let sum: f64 = row(200).iter().sum();
        assert!((sum / 2_f64.powi(200) - 1.0).abs() < 1e-12, "{sum}");
    }
}
