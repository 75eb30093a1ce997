use serde::{Deserialize, Serialize};

use crate::{Points, number::Ratio};

/// Which of several attempts counts. \[Moodle, quiz grading method\]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptPolicy {
    /// The first.
    First,
    /// The last.
    Last,
    /// The one that earned most.
    #[default]
    Highest,
    /// The mean of all, rounded half away from zero to a millionth of a point.
    Mean,
}

impl AttemptPolicy {
    /// The mark that comes of attempts in the order in which they were taken; nothing where there is none.
    #[must_use]
    pub fn mark(self, attempts: &[Points]) -> Option<Points> {
        match self {
            Self::First => attempts.first().copied(),
            Self::Last => attempts.last().copied(),
            Self::Highest => attempts.iter().max().copied(),
            Self::Mean => {
                let sum: i128 = attempts.iter().map(|points| i128::from(points.millionths())).sum();
                let mean = Ratio::new(sum, attempts.len() as i128).of(Points::from_millionths(1));
                (!attempts.is_empty()).then_some(mean)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_takes_its_own() {
        use AttemptPolicy::{First, Highest, Last, Mean};
        let marks = [3, 5, -1].map(Points::whole);
        for (policy, expected) in [(First, "3"), (Last, "-1"), (Highest, "5"), (Mean, "2.333333")] {
            assert_eq!(policy.mark(&marks).unwrap().to_string(), expected, "{policy:?}");
            assert_eq!(policy.mark(&marks[..1]), Some(Points::whole(3)), "{policy:?}");
            assert_eq!(policy.mark(&[]), None, "{policy:?}");
        }
        let halves = [Points::from_millionths(1), Points::ZERO];
        assert_eq!(Mean.mark(&halves), Some(Points::from_millionths(1)));
    }
}
