use serde::{Deserialize, Serialize};

use crate::{
    Finding, FindingCode, Points, limits,
    lint::{self, Report},
    number::Ratio,
};

/// How much passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassMark {
    /// At least so many points.
    Points(Points),
    /// At least so much of the maximum, in per cent, compared without rounding.
    Percent(Points),
}

impl PassMark {
    /// Whether so many points of so many pass. Where nothing could be earned, nothing passes.
    #[must_use]
    pub fn passes(self, points: Points, maximum: Points) -> bool {
        match self {
            Self::Points(least) => maximum.is_positive() && points >= least,
            Self::Percent(least) => reaches(points, maximum, least),
        }
    }
}

/// Whether points are at least so many per cent of the maximum.
fn reaches(points: Points, maximum: Points, percent: Points) -> bool {
    let share = Ratio::new(points.millionths().into(), maximum.millionths().into());
    let least = Ratio::new(percent.millionths().into(), 100_000_000);
    maximum.is_positive() && share >= least
}

/// Grades by how much of the maximum was earned: the best first, each with the per cent from which on it is given.
///
/// `[{"grade": "A", "from": 90}, {"grade": "B", "from": 75}, {"grade": "F", "from": 0}]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GradeScale {
    /// From the best to the last.
    pub bands: Vec<Band>,
}

/// One grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its name.
    pub grade: String,
    /// From how many per cent of the maximum on it is given; compared without rounding.
    pub from: Points,
}

impl GradeScale {
    /// The grade for so many points of so many: the first that is reached, otherwise the last, which also has what is below
    /// zero. Nothing where there is no grade or nothing to earn.
    #[must_use]
    pub fn grade(&self, points: Points, maximum: Points) -> Option<&str> {
        let reached = self.bands.iter().find(|band| reaches(points, maximum, band.from));
        reached.or(self.bands.last()).filter(|_| maximum.is_positive()).map(|band| band.grade.as_str())
    }

    /// What is wrong with it. Pointers begin at the scale.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut report = Report::default();
        if self.bands.is_empty() {
            report.error(FindingCode::NoKey, "there is no grade");
        }
        lint::at_most(&self.bands, limits::GRADES, &mut report);
        for (index, band) in self.bands.iter().enumerate().take(limits::GRADES) {
            report.within(index, |report| {
                report.within("grade", |report| lint::said(&band.grade, limits::TAG_CHARS, report));
                let above = index.checked_sub(1).and_then(|above| self.bands.get(above));
                if above.is_some_and(|above| band.from >= above.from) {
                    report.error_at("from", FindingCode::OutOfRange, "a grade begins below the one before it");
                }
                if band.from.is_negative() || band.from > Points::whole(100) {
                    report.error_at("from", FindingCode::OutOfRange, "a grade begins from 0 to 100 per cent");
                }
                if self.bands[..index].iter().any(|earlier| earlier.grade == band.grade) {
                    report.error_at("grade", FindingCode::DuplicateId, "there is a grade of this name already");
                }
            });
        }
        if self.bands.last().is_some_and(|last| last.from.is_positive()) {
            let detail = "the last grade is given below its beginning as well: it should begin at 0";
            report.warning(FindingCode::OutOfRange, detail);
        }
        report.findings()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_begins_exactly_where_it_says() {
        let scale: GradeScale = serde_json::from_str(
            r#"[{"grade": "A", "from": 90}, {"grade": "B", "from": 66.666667}, {"grade": "F", "from": 0}]"#,
        )
        .unwrap();
        assert!(scale.lint().is_empty());
        for (points, maximum, grade) in [
            (30, 30, Some("A")),
            (27, 30, Some("A")),
            (26, 30, Some("B")),
            // 66.666666… is not 66.666667
            (20, 30, Some("F")),
            (21, 30, Some("B")),
            (0, 30, Some("F")),
            (-1, 30, Some("F")),
            (40, 30, Some("A")),
            (0, 0, None),
        ] {
            assert_eq!(scale.grade(Points::whole(points), Points::whole(maximum)), grade, "{points} of {maximum}");
        }
        assert_eq!(GradeScale { bands: Vec::new() }.grade(Points::whole(1), Points::whole(1)), None);
    }

    #[test]
    fn a_mark_passes_from_the_pass_mark_on() {
        for (pass, points, passes) in [
            (PassMark::Points(Points::whole(5)), 5, true),
            (PassMark::Points(Points::whole(5)), 4, false),
            (PassMark::Percent(Points::whole(50)), 5, true),
            (PassMark::Percent(Points::from_millionths(50_000_001)), 5, false),
            (PassMark::Percent(Points::ZERO), 0, true),
            (PassMark::Percent(Points::ZERO), -1, false),
        ] {
            assert_eq!(pass.passes(Points::whole(points), Points::whole(10)), passes, "{points} for {pass:?}");
        }
        assert!(!PassMark::Points(Points::ZERO).passes(Points::ZERO, Points::ZERO));
        assert_eq!(serde_json::to_string(&PassMark::Percent(Points::whole(50))).unwrap(), r#"{"percent":50}"#);
    }

    #[test]
    fn a_scale_that_can_not_be_meant_is_found() {
        for (json, pointers) in [
            ("[]", &[""][..]),
            (r#"[{"grade": "A", "from": 50}, {"grade": "B", "from": 50}]"#, &["/1/from", ""]),
            (r#"[{"grade": "A", "from": 101}, {"grade": "B", "from": 0}]"#, &["/0/from"]),
            (r#"[{"grade": "A", "from": 50}, {"grade": "A", "from": 0}]"#, &["/1/grade"]),
            (r#"[{"grade": " ", "from": 0}]"#, &["/0/grade"]),
        ] {
            let scale: GradeScale = serde_json::from_str(json).unwrap();
            let found: Vec<_> = scale.lint().into_iter().map(|finding| finding.pointer).collect();
            assert_eq!(found, pointers, "{json}");
        }
    }
}
