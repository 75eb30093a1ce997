//! Choices of which only so many may be made.

use super::{Boxes, MultipleChoiceRule, MultipleChoiceScoring, Ticks, binomials};
use crate::{BlindGuess, Points, guess::Draws, interactions::MultipleChoice, number::Ratio};

/// Up to so many ways to choose, each is judged.
const MOST_WAYS: f64 = 4_096.0;
/// How many ways are drawn where there are more of them.
const GUESSES: u32 = 4_096;

/// A question whose answers are judged by the positions of the options chosen.
pub(crate) struct Judged<'a> {
    boxes: Boxes,
    options: usize,
    rule: &'a dyn MultipleChoiceScoring,
    points: Points,
}

impl<'a> Judged<'a> {
    pub(crate) fn new(question: &'a MultipleChoice, points: Points) -> Self {
        let rule = question.rule().scoring();
        Self { boxes: question.boxes(rule), options: question.options.len(), rule, points }
    }

    fn ticks(&self, positions: &[usize]) -> Ticks<'_> {
        let mut ticks = self.boxes.unticked();
        positions.iter().for_each(|position| ticks.tick(*position));
        ticks
    }

    fn fraction(&self, positions: &[usize]) -> Ratio {
        self.rule.fraction(&self.ticks(positions), self.points)
    }

    /// What each option earns by itself.
    fn shares(&self, positions: &[usize]) -> Vec<Ratio> {
        self.rule.shares(&self.ticks(positions))
    }

    /// The positions of the keys, and of the others.
    fn keys(&self) -> (Vec<usize>, Vec<usize>) {
        let ticks = self.boxes.unticked();
        (0..self.options).partition(|position| ticks.is_key(*position))
    }

    /// The least that choosing some, but no more than so many, can earn: those are chosen that cost most.
    pub(crate) fn least(&self, most: usize) -> Ratio {
        let all: Vec<usize> = (0..self.options).collect();
        let (left, chosen) = (self.shares(&[]), self.shares(&all));
        let gain = |position: usize| match (chosen.get(position), left.get(position)) {
            (Some(chosen), Some(left)) => chosen.minus(*left),
            _ => Ratio::ZERO,
        };
        let (keys, others) = self.keys();
        let each = others.into_iter().map(|position| (position, false)).chain(keys.into_iter().map(|key| (key, true)));
        let mut worst: Vec<(Ratio, bool, usize)> =
            each.map(|(position, key)| (gain(position), key, position)).collect();
        worst.sort_unstable();
        // One at least must be chosen; of the rest those that cost, and what is wrong where only the whole is judged.
        let costs = |(index, (gain, key, _)): &(usize, (Ratio, bool, usize))| {
            *index == 0 || *gain < Ratio::ZERO || *gain == Ratio::ZERO && !key
        };
        let worst: Vec<usize> =
            worst.into_iter().enumerate().take(most).take_while(costs).map(|(_, (_, _, position))| position).collect();
        self.fraction(&worst).at_most(Ratio::ZERO)
    }
}

/// What is earned on average by choosing some, but no more than so many, each such way with the same chance. Where there are
/// few ways, or only how many keys are chosen counts, reckoned; otherwise drawn, the same each time, with its margin.
pub(crate) fn guess_at_most(question: &MultipleChoice, points: Points, most: usize) -> BlindGuess {
    let (judged, n) = (Judged::new(question, points), question.options.len());
    let of_size: Vec<f64> = binomials(n).take(most + 1).skip(1).collect();
    let ways: f64 = of_size.iter().sum();
    if of_size.is_empty() {
        return BlindGuess::NOTHING;
    }
    if ways <= MOST_WAYS {
        let mut sum = 0.0;
        for size in 1..=most.min(n) {
            each_way(n, size, &mut |way| sum += judged.fraction(way).to_f64());
        }
        return BlindGuess::exactly(sum / ways);
    }
    let by_weights =
        matches!(question.scoring, MultipleChoiceRule::OptionWeights(_) | MultipleChoiceRule::CheckedUnchecked(_));
    if by_weights { drawn(&judged, n, &of_size) } else { counted(&judged, most, ways) }
}

/// Σ C(c, t)·C(n − c, f)·F(t, f) over 1 ≤ t + f ≤ most.
fn counted(judged: &Judged<'_>, most: usize, ways: f64) -> BlindGuess {
    let (keys, others) = judged.keys();
    let mut sum = 0.0;
    for (right, of_keys) in binomials(keys.len()).enumerate().take(most + 1) {
        for (wrong, of_others) in binomials(others.len()).enumerate().take(most + 1 - right) {
            if right + wrong > 0 {
                let way: Vec<usize> = keys.iter().take(right).chain(others.iter().take(wrong)).copied().collect();
                sum += of_keys * of_others * judged.fraction(&way).to_f64();
            }
        }
    }
    BlindGuess::exactly(sum / ways)
}

fn drawn(judged: &Judged<'_>, n: usize, of_size: &[f64]) -> BlindGuess {
    let mut draws = Draws::default();
    let ways: f64 = of_size.iter().sum();
    draws.mean(GUESSES, |draws| {
        let mut left = draws.next() * ways;
        let size = 1 + of_size
            .iter()
            .take_while(|ways| {
                left -= **ways;
                left >= 0.0
            })
            .count();
        let mut all: Vec<usize> = (0..n).collect();
        let size = size.min(n);
        for place in 0..size {
            let other = place + (draws.next() * (n - place) as f64) as usize;
            all.swap(place, other.min(n - 1));
        }
        all.truncate(size);
        judged.fraction(&all).to_f64()
    })
}

/// Each way to take so many of the first n.
fn each_way(n: usize, size: usize, take: &mut dyn FnMut(&[usize])) {
    fn further(n: usize, size: usize, way: &mut Vec<usize>, take: &mut dyn FnMut(&[usize])) {
        if way.len() == size {
            take(way);
            return;
        }
        let from = way.last().map_or(0, |last| last + 1);
        for next in from..=(n + way.len()).saturating_sub(size) {
            way.push(next);
            further(n, size, way, take);
            way.pop();
        }
    }
    further(n, size, &mut Vec::with_capacity(size), take);
}
