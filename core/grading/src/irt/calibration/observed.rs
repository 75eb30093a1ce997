//! Standard errors from the observed information.

use super::{Expectation, Model, StandardErrors, symmetric::Symmetric};
use crate::irt::{
    Curve, Scale,
    responses::{Form, Pattern},
};

/// A node with a smaller share of the posterior distribution adds nothing that could be seen in a standard error.
const NEGLIGIBLE: f64 = 1e-12;

/// Nothing where the information is not positive definite: the answers do not determine all parameters.
///
/// The information in the answers is what it would be if abilities were known, less the variance that not knowing them
/// gives to its score: I = Σ E\[−∂²ln L\] − Σ Var\[∂ ln L\], both over each person's posterior distribution. \[Louis 1982\]
pub(super) fn standard_errors(
    model: Model,
    scale: &Scale,
    expectation: &Expectation,
    forms: &[Form],
) -> Option<Vec<StandardErrors>> {
    let places = Places { model, items: scale.curves().len() };
    let mut information = Symmetric::zero(model.parameters(places.items));
    for (item, (curve, presented)) in scale.curves().iter().zip(&expectation.presented).enumerate() {
        for (node, persons) in scale.quadrature().nodes().iter().zip(presented) {
            let right = curve.probability(*node);
            let weight = persons * right * (1.0 - right);
            let intercept = places.intercept(item);
            information.add(intercept, intercept, weight);
            if let Some(slope) = places.slope(item) {
                information.add(slope, intercept, weight * node);
                information.add(slope, slope, weight * node * node);
            }
        }
    }
    let unknown = Unknown::new(scale);
    for form in forms {
        unknown.subtract(form, &places, &mut information);
    }
    let covariance = information.inverse()?;
    Some(scale.curves().iter().enumerate().map(|(item, curve)| errors(&places, &covariance, item, curve)).collect())
}

fn errors(places: &Places, covariance: &Symmetric, item: usize, curve: &Curve) -> StandardErrors {
    let intercept = places.intercept(item);
    let variance = covariance.at(intercept, intercept);
    let (slope, mixed) = match places.slope(item) {
        Some(slope) => (Some(covariance.at(slope, slope)), covariance.at(slope, intercept)),
        None => (None, 0.0),
    };
    let difficulty = curve.difficulty().map(|difficulty| {
        let sum = variance + 2.0 * difficulty * mixed + difficulty * difficulty * slope.unwrap_or(0.0);
        sum.max(0.0).sqrt() / curve.discrimination().abs()
    });
    StandardErrors {
        discrimination: slope.map(f64::sqrt),
        intercept: variance.sqrt(),
        difficulty: difficulty.filter(|error| error.is_finite()),
    }
}

/// Where an item's parameters stand among all.
struct Places {
    model: Model,
    items: usize,
}

impl Places {
    const fn intercept(&self, item: usize) -> usize {
        match self.model {
            Model::TwoParameter => 2 * item,
            Model::Rasch | Model::UnitRasch => item,
        }
    }

    const fn slope(&self, item: usize) -> Option<usize> {
        match self.model {
            Model::TwoParameter => Some(2 * item + 1),
            Model::Rasch => Some(self.items),
            Model::UnitRasch => None,
        }
    }

    /// Of a form's items, each place once.
    fn of(&self, items: &[usize]) -> Vec<usize> {
        let mut places: Vec<usize> =
            items.iter().flat_map(|item| [Some(self.intercept(*item)), self.slope(*item)]).flatten().collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// What is lost as abilities are not known.
struct Unknown<'a> {
    scale: &'a Scale,
    /// The chance of a right answer: one row a node, one column an item.
    right: Vec<Vec<f64>>,
}

impl<'a> Unknown<'a> {
    fn new(scale: &'a Scale) -> Self {
        let at = |node: &f64| scale.curves().iter().map(|curve| curve.probability(*node)).collect();
        Self { scale, right: scale.quadrature().nodes().iter().map(at).collect() }
    }

    /// Takes Var\[∂ ln L\] of all persons of a form away from the information.
    fn subtract(&self, form: &Form, places: &Places, information: &mut Symmetric) {
        let base = self.scale.base(&form.items);
        let active = places.of(&form.items);
        let mut lost = Symmetric::zero(active.len());
        let mut posterior = Vec::new();
        for pattern in &form.patterns {
            self.scale.posterior(&base, &pattern.right, &mut posterior);
            let likely = || (0..posterior.len()).filter(|node| posterior[*node] > NEGLIGIBLE);
            let scores: Vec<Vec<f64>> = likely().map(|node| self.score(form, pattern, places, node)).collect();
            let mut mean = vec![0.0; active.len()];
            for (node, score) in likely().zip(&scores) {
                for (sum, value) in mean.iter_mut().zip(score) {
                    *sum += posterior[node] * value;
                }
            }
            for (node, mut score) in likely().zip(scores) {
                for (value, mean) in score.iter_mut().zip(&mean) {
                    *value -= mean;
                }
                let weight = pattern.persons * posterior[node];
                for (row, value) in lost.0.iter_mut().zip(&score) {
                    let factor = weight * value;
                    for (sum, other) in row.iter_mut().zip(&score) {
                        *sum += factor * other;
                    }
                }
            }
        }
        for (row, place) in active.iter().enumerate() {
            for (column, other) in active[..=row].iter().enumerate() {
                information.add(*place, *other, -lost.at(row, column));
            }
        }
    }

    /// ∂ ln L by each of the form's parameters, if this node were the ability: x − P by an intercept, times θ by a
    /// discrimination.
    fn score(&self, form: &Form, pattern: &Pattern, places: &Places, node: usize) -> Vec<f64> {
        let ability = self.scale.quadrature().nodes()[node];
        let mut right = pattern.right.iter().peekable();
        let residual = |item: &usize| {
            let answer = if right.next_if(|next| *next == item).is_some() { 1.0 } else { 0.0 };
            answer - self.right[node][*item]
        };
        let residuals = form.items.iter().map(residual);
        match places.model {
            Model::TwoParameter => residuals.flat_map(|residual| [residual, residual * ability]).collect(),
            Model::UnitRasch => residuals.collect(),
            Model::Rasch => {
                let mut scores: Vec<f64> = residuals.collect();
                scores.push(ability * scores.iter().sum::<f64>());
                scores
            }
        }
    }
}
