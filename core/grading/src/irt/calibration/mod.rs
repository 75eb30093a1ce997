//! From answers to curves: marginal maximum likelihood.

mod expectation;
mod maximisation;
mod observed;
mod path;
mod symmetric;

use serde::{Deserialize, Serialize};

use self::{expectation::Expectation, path::Path};
use super::{
    Curve, Quadrature, Responses, Scale,
    elementary::ln,
    forms::{Alike, Form, tally},
};

/// What is estimated of each item. Ability is normal with mean 0 in all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// P = 1/(1 + e^−(aθ + dᵢ)), one discrimination a for all items, estimated; θ has standard deviation 1.
    ///
    /// It is the same as Rasch's P = 1/(1 + e^−(ϑ − βᵢ)) where ability ϑ has the standard deviation a, which is estimated:
    /// ϑ = aθ and βᵢ = −dᵢ. [`Calibration::rasch_scale`] gives those. \[Rasch 1960; Thissen 1982\]
    Rasch,
    /// P = 1/(1 + e^−(θ + dᵢ)): the discrimination is 1, and so is the standard deviation of ability.
    UnitRasch,
    /// P = 1/(1 + e^−(aᵢθ + dᵢ)), "2PL": each item has its own discrimination. \[Birnbaum 1968\]
    TwoParameter,
}

/// How to calibrate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is estimated.
    pub model: Model,
    /// The nodes that stand for the distribution of ability.
    #[serde(default)]
    pub quadrature: Quadrature,
    /// How many answers an item needs; with fewer it is left out.
    pub least_answers: u64,
    /// The iteration ends when it changes no discrimination and no intercept by more.
    #[serde(default = "Settings::usual_tolerance")]
    pub tolerance: f64,
    /// Where the iteration is given up.
    #[serde(default = "Settings::usual_iterations")]
    pub most_iterations: u32,
}

impl Settings {
    /// The usual: 30 answers an item, 100 where it has its own discrimination; a tolerance of 10⁻⁶ within 2,000
    /// iterations.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self {
            model,
            quadrature: Quadrature::default(),
            least_answers: if model == Model::TwoParameter { 100 } else { 30 },
            tolerance: Self::usual_tolerance(),
            most_iterations: Self::usual_iterations(),
        }
    }

    const fn usual_tolerance() -> f64 {
        1e-6
    }

    const fn usual_iterations() -> u32 {
        2_000
    }
}

/// Why there are no estimates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CalibrationError {
    /// Fewer persons answered than an item needs.
    #[error("{persons} persons are too few, {needed} are needed")]
    TooFewPersons {
        /// Who was presented something.
        persons: u64,
        /// [`Settings::least_answers`], at least 1.
        needed: u64,
    },
    /// Too few items can be estimated to tell their common ability: three with a discrimination of their own, two with a
    /// common one, one where it is 1.
    #[error("{estimable} items that can be estimated are too few, {needed} are needed")]
    TooFewItems {
        /// Items with enough answers, right and wrong ones, that do not diverge.
        estimable: usize,
        /// How many the model needs.
        needed: usize,
    },
    /// The estimates were still moving.
    #[error("no convergence after {iterations} iterations: the last one changed a parameter by {change}")]
    NotConverged {
        /// [`Settings::most_iterations`].
        iterations: u32,
        /// The largest change of a parameter in the last one.
        change: f64,
    },
}

/// Estimates, and how well they describe the answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// What was estimated.
    pub model: Model,
    /// The nodes that stood for the distribution of ability.
    pub quadrature: Quadrature,
    /// Each item, in the order of the answers.
    pub items: Vec<ItemEstimate>,
    /// How many persons were presented at least one item that was estimated.
    pub persons: u64,
    /// How many parameters were estimated.
    pub parameters: usize,
    /// The highest logarithm of the probability of the answers that was found.
    pub log_likelihood: f64,
    /// After how many iterations.
    pub iterations: u32,
}

/// What came out for an item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ItemEstimate {
    /// It was estimated.
    Estimated(Estimate),
    /// It was left out, and the others were estimated without it.
    LeftOut {
        /// Why.
        reason: LeftOut,
    },
}

/// Why an item has no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It has fewer answers than [`Settings::least_answers`].
    TooFewAnswers,
    /// All its answers are right: it is easier than can be told.
    AllRight,
    /// All its answers are wrong: it is harder than can be told.
    AllWrong,
    /// Its discrimination grew beyond 10 or its intercept beyond 50: the answers follow another item's or the rest of the
    /// test so closely that no largest likelihood is reached ("Heywood case").
    Diverges,
}

/// A curve, and how exactly it is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The likeliest.
    pub curve: Curve,
    /// Nothing where the answers do not determine all parameters.
    pub standard_errors: Option<StandardErrors>,
}

/// From the observed information \[Louis 1982\]; the difficulty's by the delta method, as it is −d/a.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StandardErrors {
    /// Nothing where the discrimination was not estimated.
    pub discrimination: Option<f64>,
    /// Of d.
    pub intercept: f64,
    /// Of b; nothing where the curve has none.
    pub difficulty: Option<f64>,
}

/// A common discrimination and intercepts, as Rasch wrote them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RaschScale {
    /// The variance of ability, a².
    pub variance: f64,
    /// βᵢ = −dᵢ, in logits; nothing for an item that was left out.
    pub difficulties: Vec<Option<f64>>,
}

/// Beyond these an item is said to diverge.
const DIVERGED: (f64, f64) = (10.0, 50.0);

/// Estimates the curves of items from the answers of many persons: those under which the answers, with ability averaged
/// out, are the most probable (*marginal maximum likelihood*).
///
/// What is made as large as possible is ℓ = Σ ln ∫ Π P^x (1 − P)^(1−x) φ(θ) dθ, the sum over persons, the product over
/// what each was presented, φ the standard normal density and the integral a sum over [`Quadrature`]. An iteration
/// of the EM algorithm finds how many persons are expected at each node and how many of them answer each item rightly,
/// given the present curves, and then better curves given those numbers \[Bock & Aitkin 1981\]. The latter is a
/// logistic regression and a step of Newton's method, which is Fisher's scoring here, where the step is so short that it
/// surely leads up \[Lange 1995\]; otherwise as many as lead to the best, bounded, and halved while they do not lead up.
/// Each third iteration goes on from where the two before it point to, unless that is lower
/// \[SQUAREM, Varadhan & Roland 2008\].
///
/// What was not presented is left out of the product: which items somebody is presented may depend on what was observed,
/// as in an adaptive test, but not on the ability itself. Items without a largest likelihood are left out, and say why.
/// Time is in proportion to iterations × patterns × (items + nodes), for the standard errors once to
/// patterns × items × (items + nodes); with a common discrimination the number of right answers takes the pattern's place.
pub fn calibrate(responses: &Responses, settings: &Settings) -> Result<Calibration, CalibrationError> {
    let needed = settings.least_answers.max(1);
    if responses.persons() < needed {
        return Err(CalibrationError::TooFewPersons { persons: responses.persons(), needed });
    }
    let all = Form::of(responses, settings.model.alike());
    let tallies = tally(&all, responses.items());
    let mut left_out: Vec<Option<LeftOut>> = tallies
        .iter()
        .map(|tally| match tally.right {
            _ if tally.presented < needed as f64 => Some(LeftOut::TooFewAnswers),
            0.0 => Some(LeftOut::AllWrong),
            right if right == tally.presented => Some(LeftOut::AllRight),
            _ => None,
        })
        .collect();
    loop {
        let kept: Vec<usize> = (0..tallies.len()).filter(|item| left_out[*item].is_none()).collect();
        let needed = settings.model.least_items();
        if kept.len() < needed {
            return Err(CalibrationError::TooFewItems { estimable: kept.len(), needed });
        }
        let some;
        let forms = if kept.len() == tallies.len() {
            &all
        } else {
            some = Form::of(&responses.only(&kept), settings.model.alike());
            &some
        };
        let start = kept.iter().map(|item| start(tallies[*item].right / tallies[*item].presented));
        match iterate(forms, start.collect(), settings)? {
            Found::Diverging(items) => {
                for item in items {
                    left_out[kept[item]] = Some(LeftOut::Diverges);
                }
            }
            Found::Likeliest(likeliest) => return Ok(likeliest.report(forms, &left_out, settings)),
        }
    }
}

/// The first guess: discrimination 1, and the intercept that gives about this share of right answers.
fn start(right: f64) -> Curve {
    // A logistic curve averaged over a standard normal ability is nearly logistic again, flatter by √(1 + 0.346).
    Curve::with_intercept(1.0, 1.16 * ln(right / (1.0 - right))).unwrap_or(Curve::FLAT)
}

/// Where the iteration ended.
enum Found {
    Likeliest(Box<Likeliest>),
    /// These are to be left out.
    Diverging(Vec<usize>),
}

struct Likeliest {
    scale: Scale,
    expectation: Expectation,
    iterations: u32,
}

fn iterate(forms: &[Form], start: Vec<Curve>, settings: &Settings) -> Result<Found, CalibrationError> {
    let scale = |curves| Scale::new(curves, settings.quadrature.clone());
    let mut path = Path::from(start);
    let mut change = f64::MAX;
    for iteration in 1..=settings.most_iterations {
        let here = scale(path.here().to_vec());
        let expectation = Expectation::of(&here, forms);
        if path.turns_back(expectation.log_likelihood) {
            continue;
        }
        let next = maximisation::maximise(settings.model, &here, &expectation);
        change = here.curves().iter().zip(&next).map(|(before, after)| distance(before, after)).fold(0.0, f64::max);
        let diverging: Vec<usize> = (0..next.len()).filter(|item| diverges(&next[*item])).collect();
        if !diverging.is_empty() {
            return Ok(Found::Diverging(diverging));
        }
        if change <= settings.tolerance {
            let scale = scale(next);
            let expectation = Expectation::of(&scale, forms);
            return Ok(Found::Likeliest(Box::new(Likeliest { scale, expectation, iterations: iteration })));
        }
        path.walk(next);
    }
    Err(CalibrationError::NotConverged { iterations: settings.most_iterations, change })
}

fn distance(one: &Curve, other: &Curve) -> f64 {
    let discrimination = (one.discrimination() - other.discrimination()).abs();
    discrimination.max((one.intercept() - other.intercept()).abs())
}

fn diverges(curve: &Curve) -> bool {
    curve.discrimination().abs() > DIVERGED.0 || curve.intercept().abs() > DIVERGED.1
}

impl Likeliest {
    fn report(self, forms: &[Form], left_out: &[Option<LeftOut>], settings: &Settings) -> Calibration {
        let model = settings.model;
        let errors = observed::standard_errors(model, &self.scale, &self.expectation, forms);
        let estimate = |(item, curve): (usize, &Curve)| {
            let standard_errors = errors.as_ref().map(|errors| errors[item]);
            ItemEstimate::Estimated(Estimate { curve: *curve, standard_errors })
        };
        let mut estimates = self.scale.curves().iter().enumerate().map(estimate);
        let items = left_out.iter().map(|reason| match reason {
            Some(reason) => Some(ItemEstimate::LeftOut { reason: *reason }),
            None => estimates.next(),
        });
        let items = items.flatten().collect();
        let persons: f64 = forms.iter().flat_map(|form| &form.groups).map(|group| group.persons).sum();
        Calibration {
            model,
            quadrature: settings.quadrature.clone(),
            items,
            persons: persons as u64,
            parameters: model.parameters(self.scale.curves().len()),
            log_likelihood: self.expectation.log_likelihood,
            iterations: self.iterations,
        }
    }
}

impl Model {
    /// How many items it takes to tell an ability.
    const fn least_items(self) -> usize {
        match self {
            Self::TwoParameter => 3,
            Self::Rasch => 2,
            Self::UnitRasch => 1,
        }
    }

    /// Whose answers say the same about their ability.
    pub(super) const fn alike(self) -> Alike {
        match self {
            Self::TwoParameter => Alike::Pattern,
            Self::Rasch | Self::UnitRasch => Alike::Score,
        }
    }

    /// How many parameters so many items have.
    const fn parameters(self, items: usize) -> usize {
        match self {
            Self::TwoParameter => 2 * items,
            Self::Rasch => items + 1,
            Self::UnitRasch => items,
        }
    }
}

impl Calibration {
    /// Akaike's criterion, 2k − 2ℓ: of several models for the same answers the one with the lowest describes best.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion, k·ln N − 2ℓ, which asks more of each parameter.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters as f64 * ln(self.persons as f64) - 2.0 * self.log_likelihood
    }

    /// Each item's curve; nothing for one that was left out.
    #[must_use]
    pub fn curves(&self) -> Vec<Option<Curve>> {
        self.items.iter().map(ItemEstimate::curve).collect()
    }

    /// Ready to estimate abilities from answers to all items; one that was left out tells nothing.
    #[must_use]
    pub fn scale(&self) -> Scale {
        let curves = self.items.iter().map(|item| item.curve().unwrap_or(Curve::FLAT)).collect();
        Scale::new(curves, self.quadrature.clone())
    }

    /// The other parameterisation of a common discrimination; nothing where each item has its own.
    #[must_use]
    pub fn rasch_scale(&self) -> Option<RaschScale> {
        let first = self.items.iter().find_map(ItemEstimate::curve).filter(|_| self.model != Model::TwoParameter)?;
        let difficulty = |item: &ItemEstimate| item.curve().map(|curve| -curve.intercept());
        Some(RaschScale {
            variance: first.discrimination() * first.discrimination(),
            difficulties: self.items.iter().map(difficulty).collect(),
        })
    }
}

impl ItemEstimate {
    /// The curve, where there is one.
    #[must_use]
    pub const fn curve(&self) -> Option<Curve> {
        match self {
            Self::Estimated(estimate) => Some(estimate.curve),
            Self::LeftOut { .. } => None,
        }
    }
}
