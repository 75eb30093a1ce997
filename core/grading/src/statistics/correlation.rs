use libm::{atanh, tanh};
use serde::{Deserialize, Serialize};

use super::{Confidence, Figure, Insufficient, Interval, figure::at_least, quantile::normal_within};

/// A correlation with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// From −1 to 1.
    pub r: f64,
    /// From tanh(artanh r − z/√(n − 3)) to tanh(artanh r + z/√(n − 3)), with the z of the confidence; it supposes what
    /// is nearly normal, so with few attempts at an item of right and wrong it is rough. \[Fisher 1921\]
    pub interval: Figure<Interval>,
}

impl Correlation {
    pub(super) fn new(r: f64, attempts: i128, confidence: Confidence) -> Self {
        Self { r, interval: interval(r, attempts, confidence).into() }
    }
}

fn interval(r: f64, attempts: i128, confidence: Confidence) -> Result<Interval, Insufficient> {
    at_least(4, attempts)?;
    if r.abs() >= 1.0 {
        return Err(Insufficient::PerfectCorrelation);
    }
    let (middle, half) = (atanh(r), normal_within(confidence.level()) / ((attempts - 3) as f64).sqrt());
    Ok(Interval { low: tanh(middle - half), high: tanh(middle + half) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_fishers() {
        // z = artanh ½ = ½·ln 3; with 28 attempts the half-width is 1.959964/5 = 0.391993.
        let (middle, half) = (0.5 * 3.0_f64.ln(), 1.959_963_984_540_054 / 5.0);
        let back = |z: f64| ((2.0 * z).exp() - 1.0) / ((2.0 * z).exp() + 1.0);
        let found = interval(0.5, 28, Confidence::NINETY_FIVE).unwrap();
        assert!((found.low - back(middle - half)).abs() < 1e-13 && (found.high - back(middle + half)).abs() < 1e-13);
        // In two digits: 0.16 to 0.74.
        assert!((found.low - 0.156).abs() < 5e-4 && (found.high - 0.736).abs() < 5e-4, "{found:?}");
    }

    #[test]
    fn few_attempts_and_lines_have_no_interval() {
        let confidence = Confidence::default();
        assert_eq!(interval(0.5, 3, confidence), Err(Insufficient::Attempts { needed: 4, counted: 3 }));
        assert_eq!(interval(1.0, 100, confidence), Err(Insufficient::PerfectCorrelation));
        assert_eq!(interval(-1.0, 100, confidence), Err(Insufficient::PerfectCorrelation));
    }
}
