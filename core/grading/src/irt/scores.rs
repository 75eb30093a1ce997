use serde::{Deserialize, Serialize};

use super::{Ability, Scale};

/// What a number of right answers says of an ability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScoreAbility {
    /// How many answers are right.
    pub score: usize,
    /// The mean and the standard deviation of the posterior distribution; nothing where no ability makes the score.
    pub ability: Option<Ability>,
    /// The share of persons expected to have this score.
    pub share: f64,
}

impl Scale {
    /// The ability that goes with each number of right answers to all items, from none to all: for those who want to put
    /// a table beside a test and no computer. \[Thissen, Pommerich, Billeaud & Williams 1995\]
    ///
    /// ```
    /// use pediafor_grading::irt::{Curve, Quadrature, Scale};
    ///
    /// let scale = Scale::new(vec![Curve::new(1.0, 0.0)?; 4], Quadrature::default());
    /// let table = scale.by_score();
    /// assert_eq!(table.len(), 5);
    /// assert!(table.is_sorted_by_key(|row| row.ability.map(|ability| ability.estimate)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn by_score(&self) -> Vec<ScoreAbility> {
        let nodes = self.quadrature().nodes().iter().zip(self.quadrature().weights());
        let at_nodes: Vec<Vec<f64>> = nodes
            .map(|(node, weight)| {
                let chances: Vec<f64> = self.curves().iter().map(|curve| curve.probability(*node)).collect();
                let likelihoods = distribution(&chances);
                likelihoods.into_iter().map(|likelihood| weight * likelihood).collect()
            })
            .collect();
        let row = |score: usize| {
            let mut posterior: Vec<f64> = at_nodes.iter().map(|node| node[score]).collect();
            let share: f64 = posterior.iter().sum();
            posterior.iter_mut().for_each(|value| *value /= share);
            ScoreAbility { score, ability: (share > 0.0).then(|| self.moments(&posterior)), share }
        };
        (0..=self.curves().len()).map(row).collect()
    }
}

/// The distribution of the number of right answers, given the chance of each. \[Lord & Wingersky 1984\]
pub(super) fn distribution(chances: &[f64]) -> Vec<f64> {
    with_more(&[1.0], chances)
}

/// The distribution when there are these items besides.
fn with_more(distribution: &[f64], chances: &[f64]) -> Vec<f64> {
    let mut distribution = distribution.to_vec();
    distribution.reserve(chances.len());
    for chance in chances {
        let mut below = 0.0;
        for share in &mut distribution {
            let here = *share;
            *share = here * (1.0 - chance) + below * chance;
            below = here;
        }
        distribution.push(below * chance);
    }
    distribution
}

/// The distribution without each item in turn, in time n²·log n: by halves, what is left out is in one of them, and the
/// other half is added to the distribution of all items outside.
pub(super) fn without_each(chances: &[f64], mut found: impl FnMut(usize, &[f64])) {
    // First item, how many, and the distribution of all others.
    let mut ranges = vec![(0, chances.len(), vec![1.0])];
    while let Some((first, count, outside)) = ranges.pop() {
        if count <= 1 {
            if count == 1 {
                found(first, &outside);
            }
            continue;
        }
        let (left, right) = (count / 2, count - count / 2);
        let middle = first + left;
        ranges.push((middle, right, with_more(&outside, &chances[first..middle])));
        ranges.push((first, left, with_more(&outside, &chances[middle..middle + right])));
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Answer, Curve, Quadrature},
        *,
    };

    #[test]
    fn the_distribution_of_scores_counts_all_patterns() {
        let chances = [0.1, 0.5, 0.7, 0.95];
        let mut expected = [0.0; 5];
        for pattern in 0..16_u32 {
            let chance = |(item, chance): (usize, &f64)| if pattern >> item & 1 == 1 { *chance } else { 1.0 - chance };
            expected[pattern.count_ones() as usize] += chances.iter().enumerate().map(chance).product::<f64>();
        }
        for (found, expected) in distribution(&chances).iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found}, not {expected}");
        }
    }

    #[test]
    fn each_item_is_left_out_once() {
        for count in [0, 1, 2, 3, 7, 8] {
            let chances: Vec<f64> = (0..count).map(|item| f64::from(item) / 10.0 + 0.1).collect();
            let mut seen = Vec::new();
            without_each(&chances, |item, found| {
                let others = [&chances[..item], &chances[item + 1..]].concat();
                for (found, expected) in found.iter().zip(distribution(&others)) {
                    assert!((found - expected).abs() < 1e-15, "{item} of {count}: {found}, not {expected}");
                }
                assert_eq!(found.len(), others.len() + 1);
                seen.push(item);
            });
            assert_eq!(seen, (0..chances.len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn with_equal_items_a_score_says_what_a_pattern_says() {
        let scale = Scale::new(vec![Curve::new(1.3, 0.4).unwrap(); 5], Quadrature::default());
        let table = scale.by_score();
        assert!((table.iter().map(|row| row.share).sum::<f64>() - 1.0).abs() < 1e-14);
        for row in table {
            let answers: Vec<Answer> =
                (0..5).map(|item| if item < row.score { Answer::Right } else { Answer::Wrong }).collect();
            let (by_score, by_pattern) = (row.ability.unwrap(), scale.ability(&answers).unwrap());
            assert!((by_score.estimate - by_pattern.estimate).abs() < 1e-12, "{row:?}");
            assert!((by_score.standard_error - by_pattern.standard_error).abs() < 1e-12, "{row:?}");
        }
    }

    #[test]
    fn a_score_that_no_ability_makes_has_none() {
        let impossible = Curve::with_intercept(0.0, -200.0).unwrap();
        let table = Scale::new(vec![impossible; 5], Quadrature::default()).by_score();
        assert_eq!(table[5].ability, None);
        assert!(table[0].ability.is_some());
    }
}
