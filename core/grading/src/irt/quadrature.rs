use serde::{Deserialize, Serialize};

use super::elementary::exp;

/// Abilities with weights, which stand for the standard normal distribution of ability: an integral over it becomes a sum.
///
/// | in JSON | nodes | weights |
/// | --- | --- | --- |
/// | `{"rule": "equally_spaced", "nodes": 49, "reach": 6}` | from −6 to 6, equally far apart | e^(−θ²/2), made to add up to 1 \[Bock & Aitkin 1981\] |
/// | `{"rule": "gauss_hermite", "nodes": 21}` | the zeros of the 21st Hermite polynomial | exact for polynomials up to degree 41 \[Golub & Welsch 1969\] |
///
/// Equally spaced nodes are the default. What is summed is a likelihood times the normal density, a bell that becomes
/// narrower with each item; the error of equally spaced nodes falls as e^(−2π²s²/h²), where s is the bell's width and h
/// the distance: below 10⁻¹² at 49 nodes and s = 0.3, which is a test of some fifty items. Gauss–Hermite nodes lie
/// further apart in the middle, as many of them are far out, and suit short tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Rule", into = "Rule")]
pub struct Quadrature {
    rule: Rule,
    nodes: Vec<f64>,
    weights: Vec<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
enum Rule {
    EquallySpaced { nodes: usize, reach: f64 },
    GaussHermite { nodes: usize },
}

/// Why there is no such quadrature.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum QuadratureError {
    /// Too few nodes, or too many.
    #[error("a quadrature has between {least} and {most} nodes, not {0}", least = Quadrature::NODES.0, most = Quadrature::NODES.1)]
    Nodes(usize),
    /// The outermost node is too near or too far, or no number.
    #[error("equally spaced nodes reach between {least} and {most}, not {0}", least = Quadrature::REACH.0, most = Quadrature::REACH.1)]
    Reach(f64),
}

impl Quadrature {
    /// The least and the largest number of nodes.
    pub const NODES: (usize, usize) = (5, 200);
    /// The nearest and the furthest outermost node of equally spaced ones.
    pub const REACH: (f64, f64) = (2.0, 10.0);

    /// So many nodes from −reach to reach.
    pub fn equally_spaced(nodes: usize, reach: f64) -> Result<Self, QuadratureError> {
        counted(nodes)?;
        if !(Self::REACH.0..=Self::REACH.1).contains(&reach) {
            return Err(QuadratureError::Reach(reach));
        }
        Ok(Self::spaced(nodes, reach))
    }

    /// So many nodes of the Gauss–Hermite rule.
    pub fn gauss_hermite(nodes: usize) -> Result<Self, QuadratureError> {
        counted(nodes)?;
        let (nodes, weights) = hermite(nodes);
        Ok(Self { rule: Rule::GaussHermite { nodes: nodes.len() }, nodes, weights })
    }

    fn spaced(count: usize, reach: f64) -> Self {
        let last = (count - 1) as f64;
        // Written so that the two halves mirror each other to the last digit.
        let nodes: Vec<f64> = (0..count).map(|k| reach * (2.0 * k as f64 - last) / last).collect();
        let heights: Vec<f64> = nodes.iter().map(|node| exp(-node * node / 2.0)).collect();
        let sum: f64 = heights.iter().sum();
        let weights = heights.iter().map(|height| height / sum).collect();
        Self { rule: Rule::EquallySpaced { nodes: count, reach }, nodes, weights }
    }

    /// The abilities, ascending.
    #[must_use]
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }

    /// What each weighs; together 1.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
}

impl Default for Quadrature {
    fn default() -> Self {
        Self::spaced(49, 6.0)
    }
}

impl TryFrom<Rule> for Quadrature {
    type Error = QuadratureError;

    fn try_from(rule: Rule) -> Result<Self, QuadratureError> {
        match rule {
            Rule::EquallySpaced { nodes, reach } => Self::equally_spaced(nodes, reach),
            Rule::GaussHermite { nodes } => Self::gauss_hermite(nodes),
        }
    }
}

impl From<Quadrature> for Rule {
    fn from(quadrature: Quadrature) -> Self {
        quadrature.rule
    }
}

fn counted(nodes: usize) -> Result<(), QuadratureError> {
    let (least, most) = Quadrature::NODES;
    if (least..=most).contains(&nodes) { Ok(()) } else { Err(QuadratureError::Nodes(nodes)) }
}

/// Nodes and weights of the Gauss–Hermite rule for the standard normal density.
///
/// The nodes are the eigenvalues of the symmetric tridiagonal matrix with zeros on its diagonal and √1, √2, … beside it,
/// found by halving intervals; a node's weight is 1/Σ h_k(θ)² over the orthonormal Hermite polynomials below the n-th.
fn hermite(count: usize) -> (Vec<f64>, Vec<f64>) {
    // All zeros lie within 2√n.
    let bound = 2.0 * (count as f64).sqrt();
    let zero = |index: usize| {
        let (mut low, mut high) = (-bound, bound);
        loop {
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                return middle;
            }
            if below(middle, count) > index { high = middle } else { low = middle }
        }
    };
    let half: Vec<f64> = (0..count / 2).map(zero).collect();
    let middle = (count % 2 == 1).then_some(0.0);
    let nodes: Vec<f64> = half.iter().copied().chain(middle).chain(half.iter().rev().map(|node| -node)).collect();
    let reciprocals: Vec<f64> = nodes.iter().map(|node| 1.0 / squares(*node, count)).collect();
    let sum: f64 = reciprocals.iter().sum();
    (nodes, reciprocals.iter().map(|weight| weight / sum).collect())
}

/// How many eigenvalues are below x: the number of negative pivots of the matrix less x (Sturm).
fn below(x: f64, count: usize) -> usize {
    let mut pivot = -x;
    let mut negative = usize::from(pivot < 0.0);
    for k in 1..count {
        // A pivot of zero stands for a tiny one.
        let divisor = if pivot == 0.0 { f64::MIN_POSITIVE } else { pivot };
        pivot = -x - k as f64 / divisor;
        negative += usize::from(pivot < 0.0);
    }
    negative
}

/// Σ h_k(x)² for k < n, where h₀ = 1 and √(k + 1)·h_{k+1} = x·h_k − √k·h_{k−1}.
fn squares(x: f64, count: usize) -> f64 {
    let (mut before, mut current, mut sum) = (0.0, 1.0, 0.0);
    for k in 0..count {
        sum += current * current;
        let next = (x * current - (k as f64).sqrt() * before) / ((k + 1) as f64).sqrt();
        (before, current) = (current, next);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(quadrature: &Quadrature, power: i32) -> f64 {
        quadrature.nodes().iter().zip(quadrature.weights()).map(|(node, weight)| weight * node.powi(power)).sum()
    }

    #[test]
    fn moments_are_those_of_the_standard_normal_distribution() {
        for quadrature in [
            Quadrature::default(),
            Quadrature::gauss_hermite(5).unwrap(),
            Quadrature::gauss_hermite(20).unwrap(),
            Quadrature::gauss_hermite(21).unwrap(),
            Quadrature::gauss_hermite(200).unwrap(),
        ] {
            for (power, expected) in [(0, 1.0), (1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
                let found = moment(&quadrature, power);
                assert!(
                    (found - expected).abs() < 1e-4 * (1.0 + expected),
                    "power {power}: {found} by {:?}",
                    quadrature.rule
                );
            }
            assert!(quadrature.nodes().is_sorted());
            assert!(quadrature.nodes().iter().rev().zip(quadrature.nodes()).all(|(up, down)| *up == -down));
        }
    }

    #[test]
    fn the_five_point_rule_is_the_published_one() {
        // Abramowitz & Stegun, table 25.10, times √2 and over √π.
        let quadrature = Quadrature::gauss_hermite(5).unwrap();
        let expected =
            [(-2.856_970_013_873, 0.011_257_411_327_7), (-1.355_626_179_974, 0.222_075_922_006), (0.0, 8.0 / 15.0)];
        for ((node, weight), expected) in quadrature.nodes().iter().zip(quadrature.weights()).zip(expected) {
            assert!((node - expected.0).abs() < 1e-11 && (weight - expected.1).abs() < 1e-11, "{node} {weight}");
        }
    }

    #[test]
    fn sizes_are_bounded_and_the_rule_is_what_is_written() {
        for count in [0, 1, 4, 201, usize::MAX] {
            assert_eq!(Quadrature::gauss_hermite(count), Err(QuadratureError::Nodes(count)));
            assert_eq!(Quadrature::equally_spaced(count, 6.0), Err(QuadratureError::Nodes(count)));
        }
        for reach in [1.0, -6.0, 10.5, f64::NAN, f64::INFINITY] {
            assert!(matches!(Quadrature::equally_spaced(49, reach), Err(QuadratureError::Reach(_))));
        }
        let written = serde_json::json!({"rule": "equally_spaced", "nodes": 49, "reach": 6.0});
        assert_eq!(serde_json::to_value(Quadrature::default()).unwrap(), written);
        assert_eq!(serde_json::from_value::<Quadrature>(written).unwrap(), Quadrature::default());
        let hermite: Quadrature = serde_json::from_str(r#"{"rule": "gauss_hermite", "nodes": 21}"#).unwrap();
        assert_eq!(hermite, Quadrature::gauss_hermite(21).unwrap());
        assert!(serde_json::from_str::<Quadrature>(r#"{"rule": "gauss_hermite", "nodes": 2}"#).is_err());
    }
}
