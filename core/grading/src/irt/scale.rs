use serde::{Deserialize, Serialize};

use super::{
    Answer, Curve, Quadrature, WrongLength,
    elementary::{exp, ln, logistic_and_factor},
    forms::Group,
};

/// An ability, in standard deviations of the group that the items were calibrated with, whose mean is 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ability {
    /// The mean of the posterior distribution.
    pub estimate: f64,
    /// Its standard deviation.
    pub standard_error: f64,
}

/// Calibrated items, ready to estimate abilities from answers to them.
///
/// The estimate is the *expected a posteriori* (EAP): the mean of the posterior distribution of ability, which is the
/// standard normal distribution times the likelihood of the answers, and its standard error is that distribution's
/// standard deviation. It exists for any answers, all right, all wrong or none, and each item counts only where it was
/// presented. \[Bock & Mislevy 1982\]
///
/// ```
/// use pediafor_grading::irt::{Answer::{NotPresented, Right, Wrong}, Curve, Quadrature, Scale};
///
/// let items = vec![Curve::new(1.2, -1.0)?, Curve::new(0.8, 0.0)?, Curve::new(1.6, 1.0)?];
/// let scale = Scale::new(items, Quadrature::default());
/// let good = scale.ability(&[Right, Right, Right])?;
/// let middling = scale.ability(&[Right, NotPresented, Wrong])?;
/// assert!(good.estimate > middling.estimate && good.standard_error < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// In JSON: `{"curves": [{"discrimination": 1.2, "difficulty": -1}], "quadrature": {"rule": "gauss_hermite", "nodes": 21}}`;
/// the quadrature may be left away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Scale {
    curves: Vec<Curve>,
    quadrature: Quadrature,
    /// ln of the weight of each node.
    ln_weights: Vec<f64>,
    /// The chance of a right answer: one row an item, one column a node.
    chances: Vec<Vec<f64>>,
    /// As that, 1 + e^−|z| of the logit z.
    factors: Vec<Vec<f64>>,
}

/// The product of so many factors, each at most 2, is within the range of doubles.
const FACTORS: usize = 1_000;

/// A node that weighs less than e^−40 of the heaviest changes no digit of a sum.
const NEGLIGIBLE: f64 = -40.0;

impl Scale {
    /// The items, in the order in which answers to them will come.
    #[must_use]
    pub fn new(curves: Vec<Curve>, quadrature: Quadrature) -> Self {
        let ln_weights = quadrature.weights().iter().map(|weight| ln(*weight)).collect();
        let at_nodes =
            |curve: &Curve| quadrature.nodes().iter().map(|node| logistic_and_factor(curve.logit(*node))).unzip();
        let (chances, factors) = curves.iter().map(at_nodes).unzip();
        Self { curves, quadrature, ln_weights, chances, factors }
    }

    /// The items.
    #[must_use]
    pub fn curves(&self) -> &[Curve] {
        &self.curves
    }

    /// The abilities that are summed over.
    #[must_use]
    pub const fn quadrature(&self) -> &Quadrature {
        &self.quadrature
    }

    /// What these answers say of a person's ability.
    pub fn ability(&self, answers: &[Answer]) -> Result<Ability, WrongLength> {
        if answers.len() != self.curves.len() {
            return Err(WrongLength { items: self.curves.len(), given: answers.len() });
        }
        Ok(self.ability_of(answers.iter().copied()))
    }

    /// As [`Self::ability`], for as many answers as there are items.
    pub(super) fn ability_of(&self, answers: impl Iterator<Item = Answer>) -> Ability {
        let (mut presented, mut right) = (Vec::new(), Vec::new());
        for (item, answer) in answers.enumerate() {
            if answer != Answer::NotPresented {
                presented.push(item);
            }
            if answer == Answer::Right {
                right.push(item);
            }
        }
        let mut posterior = Vec::new();
        let score = right.iter().map(|item: &usize| self.curves[*item].discrimination()).sum();
        self.posterior(&self.base(&presented), score, &mut posterior);
        self.moments(&posterior)
    }

    /// I(θ) = Σ a²·P·(1 − P): what all items together tell about an ability. \[Birnbaum 1968\]
    #[must_use]
    pub fn information(&self, ability: f64) -> f64 {
        self.curves.iter().map(|curve| curve.information(ability)).sum()
    }

    /// 1/√I(θ): the standard error of a maximum likelihood estimate of this ability; nothing where the items tell nothing.
    #[must_use]
    pub fn standard_error(&self, ability: f64) -> Option<f64> {
        let error = 1.0 / self.information(ability).sqrt();
        error.is_finite().then_some(error)
    }

    /// At each node, ln of its weight and of the chance that all these items are answered wrongly.
    pub(super) fn base(&self, items: &[usize]) -> Vec<f64> {
        let mut base = self.ln_weights.clone();
        let mut product = vec![1.0; base.len()];
        for items in items.chunks(FACTORS) {
            for item in items {
                let curve = &self.curves[*item];
                let at_nodes = self.quadrature.nodes().iter().zip(&self.factors[*item]);
                for ((sum, product), (node, factor)) in base.iter_mut().zip(&mut product).zip(at_nodes) {
                    *sum -= curve.logit(*node).max(0.0);
                    *product *= factor;
                }
            }
            for (sum, product) in base.iter_mut().zip(&mut product) {
                *sum -= ln(std::mem::replace(product, 1.0));
            }
        }
        base
    }

    /// The chance of a right answer to an item at each node.
    pub(super) fn chances(&self, item: usize) -> &[f64] {
        &self.chances[item]
    }

    /// The posterior distribution of ability over the nodes for a weighted score, the sum of the discriminations of the
    /// items answered rightly, and ln of the probability of the answers less the sum of those items' intercepts.
    ///
    /// As the logit of each item is linear in θ, the likelihood is Π(1 − P) · e^(θ·Σa + Σd), the sums over the items
    /// answered rightly: of a pattern no more is needed than its weighted score Σa. \[Birnbaum 1968\]
    pub(super) fn posterior(&self, base: &[f64], score: f64, posterior: &mut Vec<f64>) -> f64 {
        posterior.clear();
        posterior.extend(base.iter().zip(self.quadrature.nodes()).map(|(base, node)| base + node * score));
        let highest = posterior.iter().fold(f64::MIN, |highest, value| if *value > highest { *value } else { highest });
        let mut sum = 0.0;
        for value in &mut *posterior {
            let below = *value - highest;
            *value = if below < NEGLIGIBLE { 0.0 } else { exp(below) };
            sum += *value;
        }
        for value in &mut *posterior {
            *value /= sum;
        }
        highest + ln(sum)
    }

    /// The weighted score of each of these persons.
    pub(super) fn score(&self, group: &Group) -> f64 {
        let sum: f64 = group.right.iter().map(|(item, persons)| persons * self.curves[*item].discrimination()).sum();
        sum / group.persons
    }

    /// The mean and the standard deviation of a distribution over the nodes.
    pub(super) fn moments(&self, posterior: &[f64]) -> Ability {
        let nodes = || self.quadrature.nodes().iter().zip(posterior);
        let estimate: f64 = nodes().map(|(node, share)| node * share).sum();
        let variance: f64 = nodes().map(|(node, share)| (node - estimate) * (node - estimate) * share).sum();
        Ability { estimate, standard_error: variance.sqrt() }
    }
}

/// What is read and written.
#[derive(Serialize, Deserialize)]
struct Written {
    curves: Vec<Curve>,
    #[serde(default)]
    quadrature: Quadrature,
}

impl From<Written> for Scale {
    fn from(written: Written) -> Self {
        Self::new(written.curves, written.quadrature)
    }
}

impl From<Scale> for Written {
    fn from(scale: Scale) -> Self {
        Self { curves: scale.curves, quadrature: scale.quadrature }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer::*, *};

    fn scale() -> Scale {
        let curves = [(1.0, -1.0), (1.5, 0.0), (0.7, 0.5), (2.0, 1.0)];
        let curves = curves.map(|(discrimination, difficulty)| Curve::new(discrimination, difficulty).unwrap());
        Scale::new(curves.to_vec(), Quadrature::default())
    }

    /// The mean of the posterior, by Simpson's rule over the likelihood as it stands in the books.
    fn by_simpson(scale: &Scale, answers: &[Answer]) -> Ability {
        let steps = 4_000;
        let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
        for step in 0..=steps {
            let ability = -8.0 + 16.0 * f64::from(step) / f64::from(steps);
            let mut height = (-ability * ability / 2.0).exp() * if step % 2 == 0 { 2.0 } else { 4.0 };
            for (curve, answer) in scale.curves().iter().zip(answers) {
                let right = 1.0 / (1.0 + (-curve.discrimination() * (ability - curve.difficulty().unwrap())).exp());
                height *= match answer {
                    Right => right,
                    Wrong => 1.0 - right,
                    NotPresented => 1.0,
                };
            }
            sum += height;
            first += height * ability;
            second += height * ability * ability;
        }
        let estimate = first / sum;
        Ability { estimate, standard_error: (second / sum - estimate * estimate).sqrt() }
    }

    #[test]
    fn abilities_are_means_of_the_posterior_distribution() {
        let scale = scale();
        for answers in [
            [Right, Right, Right, Right],
            [Wrong, Wrong, Wrong, Wrong],
            [Right, Wrong, Right, Wrong],
            [NotPresented, Wrong, Right, NotPresented],
            [NotPresented; 4],
        ] {
            let (found, expected) = (scale.ability(&answers).unwrap(), by_simpson(&scale, &answers));
            assert!((found.estimate - expected.estimate).abs() < 1e-7, "{answers:?}: {found:?}, {expected:?}");
            assert!(
                (found.standard_error - expected.standard_error).abs() < 1e-6,
                "{answers:?}: {found:?}, {expected:?}"
            );
        }
        assert_eq!(scale.ability(&[Right]), Err(WrongLength { items: 4, given: 1 }));
    }

    #[test]
    fn a_scale_is_written_as_its_curves() {
        let scale = scale();
        let written = serde_json::to_value(&scale).unwrap();
        assert_eq!(written["curves"][0]["discrimination"], 1.0);
        assert_eq!(serde_json::from_value::<Scale>(written).unwrap(), scale);
    }

    #[test]
    fn information_adds_up_and_bounds_the_standard_error() {
        let scale = scale();
        let sum: f64 = scale.curves().iter().map(|curve| curve.information(0.3)).sum();
        assert_eq!(scale.information(0.3), sum);
        assert_eq!(scale.standard_error(0.3), Some(1.0 / sum.sqrt()));
        assert_eq!(Scale::new(vec![Curve::FLAT], Quadrature::default()).standard_error(0.0), None);
        assert_eq!(scale.standard_error(1e9), None);
    }

    #[test]
    fn thousands_of_extreme_items_give_numbers() {
        let steep = Curve::with_intercept(Curve::MAX_DISCRIMINATION, Curve::MAX_INTERCEPT).unwrap();
        for answer in [Right, Wrong] {
            let scale = Scale::new(vec![steep; 5_000], Quadrature::default());
            let ability = scale.ability(&vec![answer; 5_000]).unwrap();
            assert!(ability.estimate.is_finite() && ability.standard_error.is_finite(), "{ability:?}");
        }
    }
}
