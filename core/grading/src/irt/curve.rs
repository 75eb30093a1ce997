use serde::{Deserialize, Serialize};

use super::elementary::logistic;

/// How likely a right answer is at each ability: P(θ) = 1/(1 + e^−(aθ + d)). \[Birnbaum 1968\]
///
/// a is the discrimination and d the intercept. Where a is not zero the same is P(θ) = 1/(1 + e^−a(θ − b)) with the
/// difficulty b = −d/a: the ability at which half the answers are right, and the steepest place of the curve.
///
/// `{"discrimination": 1.5, "intercept": -0.75}` is read, and written; `{"discrimination": 1.5, "difficulty": 0.5}` is
/// read and the same.
///
/// ```
/// # use pediafor_grading::irt::Curve;
/// let curve = Curve::new(1.5, 0.5)?;
/// assert_eq!(curve.probability(0.5), 0.5);
/// assert_eq!(curve.information(0.5), 1.5 * 1.5 / 4.0);
/// # Ok::<(), pediafor_grading::irt::CurveError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Curve {
    discrimination: f64,
    intercept: f64,
}

/// Why there is no such curve.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum CurveError {
    /// The discrimination is too large, or no number.
    #[error("a discrimination is between -{max} and {max}, not {0}", max = Curve::MAX_DISCRIMINATION)]
    Discrimination(f64),
    /// The intercept, which is the discrimination times the difficulty, is too large, or no number.
    #[error("an intercept is between -{max} and {max}, not {0}", max = Curve::MAX_INTERCEPT)]
    Intercept(f64),
}

impl Curve {
    /// The largest discrimination, up or down. Real items stay below 4.
    pub const MAX_DISCRIMINATION: f64 = 20.0;
    /// The largest intercept, up or down.
    pub const MAX_INTERCEPT: f64 = 200.0;
    /// Every answer is as likely right as wrong: an item that says nothing.
    pub(super) const FLAT: Self = Self { discrimination: 0.0, intercept: 0.0 };

    /// By discrimination a and difficulty b.
    pub fn new(discrimination: f64, difficulty: f64) -> Result<Self, CurveError> {
        Self::with_intercept(discrimination, -discrimination * difficulty)
    }

    /// By discrimination a and intercept d.
    pub fn with_intercept(discrimination: f64, intercept: f64) -> Result<Self, CurveError> {
        // A number that is none is in no range.
        if !(-Self::MAX_DISCRIMINATION..=Self::MAX_DISCRIMINATION).contains(&discrimination) {
            Err(CurveError::Discrimination(discrimination))
        } else if !(-Self::MAX_INTERCEPT..=Self::MAX_INTERCEPT).contains(&intercept) {
            Err(CurveError::Intercept(intercept))
        } else {
            Ok(Self { discrimination, intercept })
        }
    }

    /// a: how sharply the item tells abilities apart; below zero where the better answer it worse, as with a wrong key.
    #[must_use]
    pub const fn discrimination(&self) -> f64 {
        self.discrimination
    }

    /// d: the logit of a right answer at ability 0.
    #[must_use]
    pub const fn intercept(&self) -> f64 {
        self.intercept
    }

    /// b = −d/a; nothing where the discrimination is so small that there is none.
    #[must_use]
    pub fn difficulty(&self) -> Option<f64> {
        let difficulty = -self.intercept / self.discrimination;
        difficulty.is_finite().then_some(difficulty)
    }

    /// aθ + d: the logit of a right answer.
    pub(super) fn logit(&self, ability: f64) -> f64 {
        self.discrimination * ability + self.intercept
    }

    /// P(θ): the chance of a right answer.
    #[must_use]
    pub fn probability(&self, ability: f64) -> f64 {
        logistic(self.logit(ability))
    }

    /// I(θ) = a²·P·(1 − P): what the item tells about an ability. \[Birnbaum 1968\]
    #[must_use]
    pub fn information(&self, ability: f64) -> f64 {
        let right = self.probability(ability);
        let wrong = logistic(-self.logit(ability));
        self.discrimination * self.discrimination * right * wrong
    }
}

/// What is read: either parameterisation.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Intercept { discrimination: f64, intercept: f64 },
    Difficulty { discrimination: f64, difficulty: f64 },
}

impl TryFrom<Written> for Curve {
    type Error = CurveError;

    fn try_from(written: Written) -> Result<Self, CurveError> {
        match written {
            Written::Intercept { discrimination, intercept } => Self::with_intercept(discrimination, intercept),
            Written::Difficulty { discrimination, difficulty } => Self::new(discrimination, difficulty),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parameterisations_are_the_same_curve() {
        for (discrimination, difficulty) in [(1.0, 0.0), (2.5, -1.25), (-0.5, 3.0), (20.0, 10.0)] {
            let curve = Curve::new(discrimination, difficulty).unwrap();
            assert_eq!(curve, Curve::with_intercept(discrimination, -discrimination * difficulty).unwrap());
            assert_eq!(curve.difficulty(), Some(difficulty));
            assert_eq!(curve.probability(difficulty), 0.5);
            assert_eq!(curve.information(difficulty), discrimination * discrimination / 4.0);
            let written = serde_json::to_string(&curve).unwrap();
            assert_eq!(serde_json::from_str::<Curve>(&written).unwrap(), curve);
            let written = format!(r#"{{"discrimination": {discrimination}, "difficulty": {difficulty}}}"#);
            assert_eq!(serde_json::from_str::<Curve>(&written).unwrap(), curve);
        }
    }

    #[test]
    fn a_flat_curve_has_no_difficulty_and_tells_nothing() {
        assert_eq!(Curve::FLAT.difficulty(), None);
        assert_eq!(Curve::FLAT.information(1.0), 0.0);
        assert_eq!(Curve::with_intercept(1e-308, 100.0).unwrap().difficulty(), None);
    }

    #[test]
    fn what_is_no_number_or_too_large_is_refused() {
        for (discrimination, difficulty) in
            [(f64::NAN, 0.0), (1.0, f64::NAN), (f64::INFINITY, 0.0), (20.1, 0.0), (-20.1, 0.0), (20.0, 11.0)]
        {
            assert!(Curve::new(discrimination, difficulty).is_err(), "{discrimination} {difficulty}");
        }
        assert!(serde_json::from_str::<Curve>(r#"{"discrimination": 21, "difficulty": 0}"#).is_err());
        assert!(serde_json::from_str::<Curve>(r#"{"discrimination": 1}"#).is_err());
    }
}
