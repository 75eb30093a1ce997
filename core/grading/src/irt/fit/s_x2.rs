use serde::{Deserialize, Serialize};

use super::chi_square::beyond;
use crate::irt::{Scale, forms::Form, scores};

/// A sum of squares that follows the χ² distribution where the model fits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChiSquare {
    /// The sum.
    pub value: f64,
    /// Groups compared, less parameters estimated; at least 1.
    pub degrees: usize,
    /// How likely a value as large is if the model fits: below 0.01 the item deserves a look.
    pub p: f64,
    /// How many persons were compared: those who were presented all items.
    pub persons: u64,
}

/// Right and wrong answers that a group of persons is expected to give at least. Smaller ones are compared together with
/// the next.
const LEAST: f64 = 1.0;

/// S-X² of each item: Σ Nₖ(Oₖ − Eₖ)²/(Eₖ(1 − Eₖ)) over the groups of persons with k right answers in all, 0 < k < n.
/// \[Orlando & Thissen 2000\]
///
/// O is the share of a group that answered the item rightly, E = ∫ P·S*ₖ₋₁·φ dθ / ∫ Sₖ·φ dθ the expected one, S the
/// distribution of the number of right answers to all items and S* to all others. Persons who were not presented all
/// items have no such number and are left out.
pub(super) fn s_x2(scale: &Scale, forms: &[Form], estimated: usize) -> Vec<Option<ChiSquare>> {
    let items = scale.curves().len();
    let complete: Vec<&Form> = forms.iter().filter(|form| form.items.len() == items).collect();
    if complete.is_empty() {
        return vec![None; items];
    }
    let groups = Groups::observed(items, &complete);
    // For each score its probability, and for each item that of a right answer to it and so many to the others.
    let (mut all, mut with_it) = (vec![0.0; items + 1], vec![vec![0.0; items]; items]);
    for (node, weight) in scale.quadrature().nodes().iter().zip(scale.quadrature().weights()) {
        let chances: Vec<f64> = scale.curves().iter().map(|curve| curve.probability(*node)).collect();
        add(&mut all, *weight, &scores::distribution(&chances));
        scores::without_each(&chances, |item, others| add(&mut with_it[item], weight * chances[item], others));
    }
    let share = |item: usize, score: usize| with_it[item][score - 1] / all[score];
    (0..items).map(|item| groups.compare(item, |score| share(item, score), estimated)).collect()
}

fn add(sums: &mut [f64], times: f64, values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += times * value;
    }
}

/// Persons by the number of their right answers.
struct Groups {
    persons: Vec<f64>,
    /// How many of a group answered an item rightly: one row an item.
    right: Vec<Vec<f64>>,
}

/// Persons with neighbouring scores.
#[derive(Default)]
struct Cell {
    persons: f64,
    right: f64,
    expected: f64,
}

impl Groups {
    fn observed(items: usize, forms: &[&Form]) -> Self {
        let mut groups = Self { persons: vec![0.0; items + 1], right: vec![vec![0.0; items + 1]; items] };
        for group in forms.iter().flat_map(|form| &form.groups) {
            groups.persons[group.score] += group.persons;
            for (item, persons) in &group.right {
                groups.right[*item][group.score] += persons;
            }
        }
        groups
    }

    fn compare(&self, item: usize, share: impl Fn(usize) -> f64, estimated: usize) -> Option<ChiSquare> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut open = Cell::default();
        for score in 1..self.right.len() {
            open.add(&Cell {
                persons: self.persons[score],
                right: self.right[item][score],
                expected: self.persons[score] * share(score),
            });
            if open.is_large() {
                cells.push(std::mem::take(&mut open));
            }
        }
        if let Some(last) = cells.last_mut() {
            last.add(&open);
        }
        let degrees = cells.len().checked_sub(estimated).filter(|degrees| *degrees > 0)?;
        let value: f64 = cells.iter().map(Cell::square).sum();
        let persons: f64 = self.persons.iter().sum();
        value.is_finite().then(|| ChiSquare { value, degrees, p: beyond(value, degrees), persons: persons as u64 })
    }
}

impl Cell {
    fn add(&mut self, other: &Self) {
        self.persons += other.persons;
        self.right += other.right;
        self.expected += other.expected;
    }

    fn is_large(&self) -> bool {
        self.expected >= LEAST && self.persons - self.expected >= LEAST
    }

    /// N(O − E)²/(E(1 − E)), in numbers of persons.
    fn square(&self) -> f64 {
        let difference = self.right - self.expected;
        difference * difference * self.persons / (self.expected * (self.persons - self.expected))
    }
}
