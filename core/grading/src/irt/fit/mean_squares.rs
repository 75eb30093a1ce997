use serde::{Deserialize, Serialize};

use crate::irt::{Scale, forms::Form};

/// How far answers are from what the curve expects, compared with how far they are expected to be. 1 is what the model
/// says; 0.7 to 1.3 is usual, more is noise, less is an item that repeats the others. \[Wright & Masters 1982\]
///
/// A person's ability is not known; squares are averaged over its posterior distribution, which makes their mean 1 for
/// items that fit whatever the length of the test. \[Wu 1997; Adams & Wu 2007\]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanSquares {
    /// Σ E\[(x − P)²\] / Σ E\[P(1 − P)\] over persons: answers near the item's difficulty count most.
    pub infit: f64,
    /// The mean of E\[(x − P)²/(P(1 − P))\]: surprising answers far from the item's difficulty count most.
    pub outfit: f64,
}

/// Of each item; nothing where nobody was presented it.
pub(super) fn mean_squares(scale: &Scale, forms: &[Form]) -> Vec<Option<MeanSquares>> {
    let nodes = scale.quadrature().nodes();
    let mut expected = vec![Expected::new(nodes.len()); scale.curves().len()];
    let mut posterior = Vec::new();
    for form in forms {
        let base = scale.base(&form.items);
        let mut presented = vec![0.0; nodes.len()];
        for group in &form.groups {
            scale.posterior(&base, scale.score(group), &mut posterior);
            add(&mut presented, group.persons, &posterior);
            for (item, persons) in &group.right {
                add(&mut expected[*item].right, *persons, &posterior);
            }
        }
        for item in &form.items {
            add(&mut expected[*item].presented, 1.0, &presented);
        }
    }
    let each = expected.iter().zip(scale.curves());
    each.map(|(expected, curve)| expected.mean_squares(|node| curve.probability(nodes[node]))).collect()
}

fn add(sums: &mut [f64], times: f64, values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += times * value;
    }
}

/// How many persons were presented an item, and how many answered it rightly, expected at each node.
#[derive(Clone)]
struct Expected {
    presented: Vec<f64>,
    right: Vec<f64>,
}

impl Expected {
    fn new(nodes: usize) -> Self {
        Self { presented: vec![0.0; nodes], right: vec![0.0; nodes] }
    }

    fn mean_squares(&self, probability: impl Fn(usize) -> f64) -> Option<MeanSquares> {
        let (mut persons, mut squares, mut variance, mut standardised) = (0.0, 0.0, 0.0, 0.0);
        for (node, (presented, right)) in self.presented.iter().zip(&self.right).enumerate() {
            let chance = probability(node);
            let (miss, wrong) = (1.0 - chance, presented - right);
            persons += presented;
            squares += right * miss * miss + wrong * chance * chance;
            variance += presented * chance * miss;
            // Where one of the answers is all but impossible, nobody is expected to have given it.
            if chance > 0.0 && miss > 0.0 {
                standardised += right * miss / chance + wrong * chance / miss;
            }
        }
        let squares = MeanSquares { infit: squares / variance, outfit: standardised / persons };
        (squares.infit.is_finite() && squares.outfit.is_finite()).then_some(squares)
    }
}
