use crate::irt::{Scale, forms::Form};

/// What the curves make of the answers: how many persons are expected at which ability.
///
/// As the logits are linear in θ, of the expected right answers r(θ) at each node the regression needs their sum, which
/// is the number of right answers and known, and Σ r(θ)·θ alone.
#[derive(Debug)]
pub(super) struct Expectation {
    /// How many of those who were presented an item are at each node: one row an item, one column a node.
    pub(super) presented: Vec<Vec<f64>>,
    /// How many answered an item rightly.
    pub(super) right: Vec<f64>,
    /// The sum of the abilities of those who did.
    pub(super) abilities: Vec<f64>,
    /// ln of the probability of all answers.
    pub(super) log_likelihood: f64,
}

impl Expectation {
    pub(super) fn of(scale: &Scale, forms: &[Form]) -> Self {
        let (items, nodes) = (scale.curves().len(), scale.quadrature().nodes().len());
        let mut expected = Self {
            presented: vec![vec![0.0; nodes]; items],
            right: vec![0.0; items],
            abilities: vec![0.0; items],
            log_likelihood: 0.0,
        };
        let mut posterior = Vec::with_capacity(nodes);
        for form in forms {
            let base = scale.base(&form.items);
            let mut at_nodes = vec![0.0; nodes];
            for group in &form.groups {
                let ln_probability = scale.posterior(&base, scale.score(group), &mut posterior);
                expected.log_likelihood += group.persons * ln_probability;
                let mut ability = 0.0;
                for ((sum, share), node) in at_nodes.iter_mut().zip(&posterior).zip(scale.quadrature().nodes()) {
                    *sum += group.persons * share;
                    ability += share * node;
                }
                for (item, persons) in &group.right {
                    expected.right[*item] += persons;
                    expected.abilities[*item] += persons * ability;
                }
            }
            for item in &form.items {
                for (sum, persons) in expected.presented[*item].iter_mut().zip(&at_nodes) {
                    *sum += persons;
                }
            }
        }
        for (curve, right) in scale.curves().iter().zip(&expected.right) {
            expected.log_likelihood += right * curve.intercept();
        }
        expected
    }
}
