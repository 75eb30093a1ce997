//! Standard errors from the observed information.

use super::{Expectation, Model, StandardErrors, symmetric::Symmetric};
use crate::irt::{
    Curve, Scale,
    forms::{Form, Group},
};

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
    for form in forms {
        let active = places.of(&form.items);
        let lost = lost(scale, form, &places);
        for (row, place) in active.iter().enumerate() {
            for (column, other) in active[..=row].iter().enumerate() {
                information.add(*place, *other, -lost.at(row, column));
            }
        }
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

    /// P or θP by each of a form's parameters.
    fn expected(&self, scale: &Scale, form: &Form, ability: f64) -> Vec<f64> {
        let right = form.items.iter().map(|item| scale.curves()[*item].probability(ability));
        match self.model {
            Model::TwoParameter => right.flat_map(|right| [right, right * ability]).collect(),
            Model::UnitRasch => right.collect(),
            Model::Rasch => {
                let mut expected: Vec<f64> = right.collect();
                expected.push(ability * expected.iter().sum::<f64>());
                expected
            }
        }
    }

    /// For each discrimination the number of right answers that each of these persons gave, for each intercept nothing.
    fn answers(&self, form: &Form, group: &Group) -> Vec<f64> {
        match self.model {
            Model::TwoParameter => {
                let mut right = group.right.iter().peekable();
                let answer = |item: &usize| right.next_if(|(next, _)| next == item).map_or(0.0, |_| 1.0);
                form.items.iter().map(answer).flat_map(|answer| [0.0, answer]).collect()
            }
            Model::UnitRasch => vec![0.0; form.items.len()],
            Model::Rasch => {
                let intercepts = form.items.iter().map(|_| 0.0);
                intercepts.chain([group.score as f64]).collect()
            }
        }
    }
}

/// What is lost as the abilities of a form's persons are not known: Σ Var\[∂ ln L\] over them, by the form's parameters.
///
/// ∂ ln L is (x − P) by an intercept and θ(x − P) by a discrimination: Xθ − p(θ), and constants, where X is x for
/// discriminations and nothing for intercepts, and p is P or θP. Its variance is E\[pp′\] − E\[p\]E\[p\]′ − Xc′ − cX′ + vXX′
/// with v = Var\[θ\] and c = Cov\[θ, p\], or E\[pp′\] − E\[p\]E\[p\]′ − cc′/v + v(X − c/v)(X − c/v)′. Of E\[pp′\] the sum over
/// persons needs only how many are expected at each node.
fn lost(scale: &Scale, form: &Form, places: &Places) -> Symmetric {
    let nodes = scale.quadrature().nodes();
    let base = scale.base(&form.items);
    let expected: Vec<Vec<f64>> = nodes.iter().map(|node| places.expected(scale, form, *node)).collect();
    let size = places.of(&form.items).len();
    let (mut lost, mut at_nodes, mut posterior) = (Symmetric::zero(size), vec![0.0; nodes.len()], Vec::new());
    for group in &form.groups {
        scale.posterior(&base, scale.score(group), &mut posterior);
        let ability = scale.moments(&posterior);
        let (mut mean, mut covariance) = (vec![0.0; size], vec![0.0; size]);
        for (((share, node), expected), persons) in posterior.iter().zip(nodes).zip(&expected).zip(&mut at_nodes) {
            *persons += group.persons * share;
            // Far from the ability there is nothing to add.
            if *share > 0.0 {
                let deviation = share * (node - ability.estimate);
                for ((mean, covariance), value) in mean.iter_mut().zip(&mut covariance).zip(expected) {
                    *mean += share * value;
                    *covariance += deviation * value;
                }
            }
        }
        lost.add_square(-group.persons, &mean);
        let variance = ability.standard_error * ability.standard_error;
        // Where all weight is on one node, the ability is as good as known.
        if variance > f64::EPSILON {
            lost.add_square(-group.persons / variance, &covariance);
            let mut slopes = places.answers(form, group);
            slopes.iter_mut().zip(&covariance).for_each(|(slope, covariance)| *slope -= covariance / variance);
            lost.add_square(group.persons * variance, &slopes);
        }
    }
    for (persons, expected) in at_nodes.iter().zip(&expected) {
        lost.add_square(*persons, expected);
    }
    lost
}
