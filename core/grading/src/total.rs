use serde::{Deserialize, Serialize};

use crate::{Outcome, Points, Verdict, number::Ratio};

/// The exact sum of several outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// What was earned, as the [`Floor`] allows.
    pub points: Points,
    /// What could be earned.
    pub maximum: Points,
    /// How many outcomes still wait for a person; their points are not in the sum yet, their maximum is.
    pub awaiting_human: usize,
}

/// How low a total may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Floor {
    /// As low as penalties take it.
    #[default]
    None,
    /// Not below zero.
    Zero,
}

/// Adds outcomes up, exactly and in any order.
///
/// ```
/// # use pediafor_grading::{Floor, total};
/// assert_eq!(total(&[], Floor::None).percent(), None);
/// ```
pub fn total<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>, floor: Floor) -> Total {
    let (mut points, mut maximum, mut awaiting_human) = (0_i128, 0_i128, 0);
    for outcome in outcomes {
        points += i128::from(outcome.points.millionths());
        maximum += i128::from(outcome.maximum.millionths());
        awaiting_human += usize::from(outcome.verdict == Verdict::NeedsHuman);
    }
    if floor == Floor::Zero {
        points = points.max(0);
    }
    // Thousands of millions of the largest items fit.
    let fit = |sum: i128| Points::from_millionths(sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64);
    Total { points: fit(points), maximum: fit(maximum), awaiting_human }
}

impl Total {
    /// Whether a person has nothing left to mark.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        self.awaiting_human == 0
    }

    /// The points in per cent of the maximum, rounded half away from zero to six decimals; nothing where there was
    /// nothing to earn.
    #[must_use]
    pub fn percent(&self) -> Option<Points> {
        let maximum = i128::from(self.maximum.millionths());
        (maximum > 0).then(|| Ratio::new(self.points.millionths().into(), maximum).of(Points::whole(100)))
    }
}
