use serde::{Deserialize, Serialize};

use crate::{Finding, FindingCode, Fraction, Points, limits, lint::Report, number::Ratio};

const HOUR: u64 = 3_600;

/// What handing in late costs, as a share of the maximum, never more than what was earned. \[Canvas, late policy\]
///
/// By steps, of which the last that was passed counts, or per hour begun, up to a cap:
/// `{"steps": [{"after_seconds": 0, "costs": 0.1}, {"after_seconds": 86400, "costs": 0.5}]}`,
/// `{"per_hour": 0.1, "at_most": 0.5}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LatePenalty {
    /// Whoever is later than a step pays what it costs.
    Steps {
        /// Each later than the one before it, and costing more.
        steps: Vec<LateStep>,
    },
    /// Each hour that has begun costs the same.
    PerHour {
        /// What one costs.
        per_hour: Fraction,
        /// The most that all cost together.
        at_most: Fraction,
    },
}

/// From when on being late costs how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LateStep {
    /// Later than this.
    pub after_seconds: u64,
    /// A share of the maximum.
    pub costs: Fraction,
}

impl LatePenalty {
    /// What is left of `points` of `maximum` when they are handed in so late. Whoever has lost points loses no more.
    #[must_use]
    pub fn apply(&self, points: Points, maximum: Points, late_seconds: u64) -> Points {
        let cost = self.costs(late_seconds).of(maximum);
        let left = points.checked_sub(cost).unwrap_or(Points::ZERO);
        left.max(points.min(Points::ZERO))
    }

    /// The share of the maximum that being so late costs.
    fn costs(&self, late_seconds: u64) -> Ratio {
        let costs = match self {
            Self::Steps { steps } => {
                let passed = steps.iter().filter(|step| late_seconds > step.after_seconds);
                passed.max_by_key(|step| step.after_seconds).map_or(Ratio::ZERO, |step| step.costs.into())
            }
            Self::PerHour { per_hour, at_most } => {
                let hours = late_seconds.div_ceil(HOUR).min(limits::LATE_HOURS);
                Ratio::from(*per_hour).times(Ratio::whole(hours as usize)).at_most((*at_most).into())
            }
        };
        costs.at_least(Ratio::ZERO).at_most(Ratio::ONE)
    }

    /// What is wrong with it. Pointers begin at the penalty.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut report = Report::default();
        match self {
            Self::Steps { steps } => report.within("steps", |report| {
                if steps.is_empty() {
                    report.error(FindingCode::NoKey, "there is no step: nothing ever costs anything");
                }
                for (index, pair) in steps.windows(2).enumerate() {
                    if pair[1].after_seconds <= pair[0].after_seconds || pair[1].costs < pair[0].costs {
                        let detail = "a step is later than the one before it, and costs no less";
                        report.error_at(index + 1, FindingCode::OutOfRange, detail);
                    }
                }
                for (index, step) in steps.iter().enumerate().filter(|(_, step)| step.costs.is_negative()) {
                    let detail = format!("being late costs nothing or something, not {}", step.costs);
                    report.error_at(index, FindingCode::OutOfRange, detail);
                }
            }),
            Self::PerHour { per_hour, at_most } => {
                for (field, share) in [("per_hour", per_hour), ("at_most", at_most)] {
                    if *share <= Fraction::ZERO {
                        report.error_at(field, FindingCode::OutOfRange, "this is above 0 and at most 1");
                    }
                }
            }
        }
        report.findings()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn penalty(json: &str) -> LatePenalty {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn what_is_late_costs_a_share_of_the_maximum() {
        let steps = r#"{"steps": [{"after_seconds": 600, "costs": 0.1}, {"after_seconds": 86400, "costs": 0.5}]}"#;
        let hourly = r#"{"per_hour": 0.1, "at_most": 0.25}"#;
        for (json, points, late, expected) in [
            (steps, 20, 0, 20),
            (steps, 20, 600, 20),
            (steps, 20, 601, 18),
            (steps, 20, 86_400, 18),
            (steps, 20, 86_401, 10),
            (steps, 5, 86_401, 0),
            (steps, -3, 86_401, -3),
            (steps, 0, u64::MAX, 0),
            (hourly, 20, 0, 20),
            (hourly, 20, 1, 18),
            (hourly, 20, 3_600, 18),
            (hourly, 20, 3_601, 16),
            (hourly, 20, 7_201, 15),
            (hourly, 20, u64::MAX, 15),
        ] {
            let left = penalty(json).apply(Points::whole(points), Points::whole(20), late);
            assert_eq!(left, Points::whole(expected), "{points}, {late} s late: {json}");
            assert!(penalty(json).lint().is_empty());
        }
    }

    #[test]
    fn what_can_not_be_meant_is_found() {
        for (json, pointer) in [
            (r#"{"steps": []}"#, "/steps"),
            (r#"{"steps": [{"after_seconds": 0, "costs": -0.1}]}"#, "/steps/0"),
            (r#"{"steps": [{"after_seconds": 5, "costs": 0.1}, {"after_seconds": 5, "costs": 0.2}]}"#, "/steps/1"),
            (r#"{"steps": [{"after_seconds": 5, "costs": 0.2}, {"after_seconds": 9, "costs": 0.1}]}"#, "/steps/1"),
            (r#"{"per_hour": 0, "at_most": 1}"#, "/per_hour"),
            (r#"{"per_hour": 0.1, "at_most": -1}"#, "/at_most"),
        ] {
            let found: Vec<_> = penalty(json).lint().into_iter().map(|finding| finding.pointer).collect();
            assert_eq!(found, [pointer], "{json}");
        }
    }
}
