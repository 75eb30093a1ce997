use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    AttemptPolicy, GradeScale, LatePenalty, PassMark, SectionScore, best_of, formula_scoring::correct, weighted,
};
use crate::{
    Finding, FindingCode, Floor, Item, Outcome, Points, Total, limits,
    lint::{self, Report},
    total,
};

/// How the outcomes of an assessment's items become its mark, in the usual order: formula scoring, sections, floor,
/// lateness, attempts, passing, grade. Whoever wants another order puts the functions of [`assessment`](crate::assessment) together.
///
/// ```
/// use pediafor_grading::{Item, Response, assessment::{Attempt, Rules}, mark};
///
/// let item: Item = serde_json::from_str(
///     r#"{"id": "q", "body": "?", "points": 4, "interaction": {"type": "true_false", "key": true}}"#,
/// )?;
/// let rules: Rules = serde_json::from_str(r#"{"late": {"per_hour": 0.25, "at_most": 0.5}, "pass": {"percent": 50}}"#)?;
/// let attempt = Attempt { outcomes: vec![mark(&item, Some(&Response::true_false(true)))], late_seconds: 60 };
/// let result = rules.mark(&[attempt], &[])?.mark.ok_or("there is an attempt")?;
/// assert_eq!((result.points.to_string().as_str(), result.passed), ("3", Some(true)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// The sections; without any, all items together.
    pub sections: Vec<Section>,
    /// What the whole counts for: what was earned is brought to it in proportion. Needed where sections have weights;
    /// without it points count as they are.
    pub maximum: Option<Points>,
    /// Whether wrong choices cost so much that guessing earns nothing: [`formula_scoring`](super::formula_scoring()).
    pub formula_scoring: bool,
    /// How low an attempt may go.
    pub floor: Floor,
    /// Which attempt counts.
    pub attempts: AttemptPolicy,
    /// What handing in late costs.
    pub late: Option<LatePenalty>,
    /// What passes.
    pub pass: Option<PassMark>,
    /// The grades.
    pub scale: Option<GradeScale>,
}

/// Items that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Names it within the assessment.
    pub id: String,
    /// The ids of all items that it may have. One without an outcome does not count, so that papers can be drawn.
    pub items: Vec<String>,
    /// How many of the best outcomes count; without it all do: [`best_of`](super::best_of).
    #[serde(default)]
    pub best: Option<u32>,
    /// How much it weighs beside the others: [`weighted`](super::weighted). Either all sections say so or none, where all
    /// points count alike.
    #[serde(default)]
    pub weight: Option<u32>,
}

/// One attempt at an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// Of each of its items, that of an item left out too.
    pub outcomes: Vec<Outcome>,
    /// How late it was handed in.
    #[serde(default)]
    pub late_seconds: u64,
}

/// What came of attempts, and what comes of them together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// Each, in the order in which they were taken.
    pub attempts: Vec<AttemptMark>,
    /// What counts; nothing where there is no attempt.
    pub mark: Option<Mark>,
}

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptMark {
    /// Of each section, in order.
    pub sections: Vec<SectionMark>,
    /// The whole, before anything is taken off for being late.
    pub total: Total,
    /// What is left of it.
    pub points: Points,
}

/// What came of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionMark {
    /// The section's id.
    pub id: String,
    /// In the points of its items.
    pub total: Total,
}

/// The mark of an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What was earned.
    pub points: Points,
    /// What could be.
    pub maximum: Points,
    /// How many outcomes still wait for a person, in the attempts that count.
    pub awaiting_human: usize,
    /// The points in per cent of the maximum: [`Total::percent`].
    pub percent: Option<Points>,
    /// Whether it passes; nothing where no pass mark is stated, or while something waits for a person.
    pub passed: Option<bool>,
    /// The grade; nothing where there is no scale, or while something waits for a person.
    pub grade: Option<String>,
}

/// Why attempts cannot be marked by these rules. Places are JSON Pointers that begin at the list of attempts, unless they
/// are of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotMarked {
    /// The rules have an error.
    #[error("{detail}")]
    Rules {
        /// The place in the rules.
        pointer: String,
        /// What is wrong there.
        detail: String,
    },
    /// There are too many attempts, or an attempt has too many outcomes.
    #[error("there are more than {most}")]
    TooMany {
        /// The place.
        pointer: String,
        /// The bound.
        most: usize,
    },
    /// An attempt has two outcomes of an item.
    #[error("there is an outcome of {item:?} already")]
    RepeatedItem {
        /// The place.
        pointer: String,
        /// The item's id.
        item: String,
    },
    /// No section has the item.
    #[error("no section has the item {item:?}")]
    NoSection {
        /// The place.
        pointer: String,
        /// The item's id.
        item: String,
    },
    /// Formula scoring asks for the item, and it is not there.
    #[error("formula scoring needs the item {item:?}")]
    NoItem {
        /// The place.
        pointer: String,
        /// The item's id.
        item: String,
    },
    /// Attempts could earn different sums, and the rules state no [`Rules::maximum`] to bring them to.
    #[error("this attempt could earn {found} and the first {expected}: the rules have to state a maximum")]
    Maximum {
        /// The place.
        pointer: String,
        /// What the first could earn.
        expected: Points,
        /// What this one could.
        found: Points,
    },
}

impl NotMarked {
    /// Where it stands.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::Rules { pointer, .. }
            | Self::TooMany { pointer, .. }
            | Self::RepeatedItem { pointer, .. }
            | Self::NoSection { pointer, .. }
            | Self::NoItem { pointer, .. }
            | Self::Maximum { pointer, .. } => pointer,
        }
    }
}

impl Rules {
    /// The marks of attempts, in the order in which they were taken. `items` are asked for formula scoring alone.
    ///
    /// # Errors
    ///
    /// Where the rules have an error, or the attempts do not fit them: see [`NotMarked`].
    pub fn mark(&self, attempts: &[Attempt], items: &[Item]) -> Result<Marked, NotMarked> {
        if let Some(finding) = lint::first_error(self.lint()) {
            return Err(NotMarked::Rules { pointer: finding.pointer, detail: finding.detail });
        }
        if attempts.len() > limits::ASSESSMENT_ATTEMPTS {
            return Err(NotMarked::TooMany { pointer: String::new(), most: limits::ASSESSMENT_ATTEMPTS });
        }
        let of_items = self.sections.iter().enumerate();
        let context = Context {
            sections: of_items.flat_map(|(n, section)| section.items.iter().map(move |id| (id.as_str(), n))).collect(),
            items: items.iter().map(|item| (item.id.as_str(), item)).collect(),
        };
        let marked = attempts.iter().enumerate();
        let marked = marked.map(|(n, attempt)| self.of_attempt(attempt, &format!("/{n}"), &context));
        let marked = marked.collect::<Result<Vec<_>, _>>()?;
        let expected = marked.first().map_or(Points::ZERO, |first| first.total.maximum);
        if let Some(n) = marked.iter().position(|attempt| attempt.total.maximum != expected) {
            let found = marked.get(n).map_or(Points::ZERO, |attempt| attempt.total.maximum);
            return Err(NotMarked::Maximum { pointer: format!("/{n}"), expected, found });
        }
        let mark = self.together(&marked, expected);
        Ok(Marked { attempts: marked, mark })
    }

    fn of_attempt(&self, attempt: &Attempt, at: &str, context: &Context<'_>) -> Result<AttemptMark, NotMarked> {
        if attempt.outcomes.len() > limits::SLOTS {
            return Err(NotMarked::TooMany { pointer: format!("{at}/outcomes"), most: limits::SLOTS });
        }
        let mut seen = BTreeSet::new();
        let mut outcomes: Vec<Vec<Outcome>> = vec![Vec::new(); self.sections.len().max(1)];
        for (n, outcome) in attempt.outcomes.iter().enumerate() {
            let (pointer, item) = (format!("{at}/outcomes/{n}/item"), outcome.item.clone());
            if !seen.insert(outcome.item.as_str()) {
                return Err(NotMarked::RepeatedItem { pointer, item });
            }
            let outcome = match context.items.get(outcome.item.as_str()) {
                Some(item) if self.formula_scoring => correct(item, outcome),
                None if self.formula_scoring => return Err(NotMarked::NoItem { pointer, item }),
                _ => outcome.clone(),
            };
            let section = if self.sections.is_empty() { Some(0) } else { context.sections.get(item.as_str()).copied() };
            match section.and_then(|section| outcomes.get_mut(section)) {
                Some(outcomes) => outcomes.push(outcome),
                None => return Err(NotMarked::NoSection { pointer, item }),
            }
        }
        let sections = self.sections.iter().zip(&outcomes).map(|(section, outcomes)| SectionMark {
            id: section.id.clone(),
            total: match section.best {
                Some(best) => best_of(best as usize, outcomes),
                None => total(outcomes, Floor::None),
            },
        });
        let sections: Vec<SectionMark> = sections.collect();
        let totals = if sections.is_empty() {
            vec![total(outcomes.iter().flatten(), Floor::None)]
        } else {
            sections.iter().map(|section| section.total).collect()
        };
        let total = self.whole(&totals);
        let late = self.late.as_ref();
        let points = late.map_or(total.points, |late| late.apply(total.points, total.maximum, attempt.late_seconds));
        Ok(AttemptMark { sections, total, points })
    }

    /// All sections together.
    fn whole(&self, totals: &[Total]) -> Total {
        let weights: Option<Vec<u32>> = self.sections.iter().map(|section| section.weight).collect();
        match (self.maximum, weights) {
            (Some(maximum), Some(weights)) if !weights.is_empty() => {
                let scores = totals.iter().zip(weights).map(|(total, weight)| SectionScore { total: *total, weight });
                weighted(&scores.collect::<Vec<_>>(), maximum, self.floor)
            }
            (Some(maximum), _) => {
                let total = sum(totals, Floor::None);
                weighted(&[SectionScore { total, weight: 1 }], maximum, self.floor)
            }
            (None, _) => sum(totals, self.floor),
        }
    }

    /// What counts of all attempts.
    fn together(&self, attempts: &[AttemptMark], maximum: Points) -> Option<Mark> {
        let points: Vec<Points> = attempts.iter().map(|attempt| attempt.points).collect();
        let points = self.attempts.mark(&points)?;
        let mut waiting = attempts.iter().map(|attempt| attempt.total.awaiting_human);
        let awaiting_human = match self.attempts {
            AttemptPolicy::First => waiting.next().unwrap_or_default(),
            AttemptPolicy::Last => waiting.next_back().unwrap_or_default(),
            AttemptPolicy::Highest | AttemptPolicy::Mean => waiting.sum(),
        };
        let total = Total { points, maximum, awaiting_human };
        Some(Mark {
            points,
            maximum,
            awaiting_human,
            percent: total.percent(),
            passed: self.pass.filter(|_| total.is_final()).map(|pass| pass.passes(points, maximum)),
            grade: self
                .scale
                .as_ref()
                .filter(|_| total.is_final())
                .and_then(|scale| scale.grade(points, maximum).map(str::to_owned)),
        })
    }

    /// What is wrong with them. Pointers begin at the rules.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut report = Report::default();
        report.within("sections", |report| {
            lint::at_most(&self.sections, limits::SECTIONS, report);
            let (mut ids, mut items) = (BTreeSet::new(), BTreeSet::new());
            for (index, section) in self.sections.iter().enumerate().take(limits::SECTIONS) {
                report.within(index, |report| self.lint_section(section, &mut ids, &mut items, report));
            }
        });
        if self.maximum.is_some_and(|maximum| !maximum.is_positive()) {
            report.error_at("maximum", FindingCode::OutOfRange, "a maximum is above 0");
        }
        let weighs = self.sections.iter().any(|section| section.weight.is_some());
        if weighs && self.maximum.is_none() {
            report.error_at("maximum", FindingCode::Contradiction, "sections with weights need a maximum");
        }
        if weighs && self.sections.iter().all(|section| section.weight == Some(0)) {
            report.error_at("sections", FindingCode::NoPoints, "no section weighs anything");
        }
        let mut inside = Vec::new();
        inside.extend(self.late.iter().flat_map(|late| under("/late", late.lint())));
        inside.extend(self.scale.iter().flat_map(|scale| under("/scale", scale.lint())));
        let mut findings = report.findings();
        findings.extend(inside);
        findings
    }

    fn lint_section<'a>(
        &self,
        section: &'a Section,
        ids: &mut BTreeSet<&'a str>,
        items: &mut BTreeSet<&'a str>,
        report: &mut Report,
    ) {
        report.within("id", |report| {
            lint::id(&section.id, report);
            if !ids.insert(&section.id) {
                report.error(FindingCode::DuplicateId, "there is a section of this id already");
            }
        });
        report.within("items", |report| {
            lint::at_most(&section.items, limits::SLOTS, report);
            if section.items.is_empty() {
                report.error(FindingCode::TooFew, "a section has at least one item");
            }
            for (index, item) in section.items.iter().enumerate().take(limits::SLOTS) {
                report.within(index, |report| {
                    lint::id(item, report);
                    if !items.insert(item) {
                        report.error(FindingCode::DuplicateId, "a section has this item already");
                    }
                });
            }
        });
        if section.weight.is_some_and(|weight| weight > limits::SECTION_WEIGHT) {
            let detail = format!("a section weighs at most {}", limits::SECTION_WEIGHT);
            report.error_at("weight", FindingCode::OutOfRange, detail);
        }
        if section.best == Some(0) {
            report.error_at("best", FindingCode::OutOfRange, "at least one outcome counts");
        }
        if self.sections.iter().any(|other| other.weight.is_some() != section.weight.is_some()) {
            report.error_at("weight", FindingCode::Contradiction, "either all sections have a weight or none has");
        }
    }
}

/// What is looked up for each outcome, by item id.
struct Context<'a> {
    sections: BTreeMap<&'a str, usize>,
    items: BTreeMap<&'a str, &'a Item>,
}

/// Findings of what stands at this pointer.
fn under(at: &str, findings: Vec<Finding>) -> impl Iterator<Item = Finding> {
    findings.into_iter().map(move |finding| Finding { pointer: format!("{at}{}", finding.pointer), ..finding })
}

fn sum(totals: &[Total], floor: Floor) -> Total {
    let sum = |of: fn(&Total) -> Points| {
        let sum: i128 = totals.iter().map(|total| i128::from(of(total).millionths())).sum();
        Points::from_millionths(sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    };
    let points = sum(|total| total.points);
    Total {
        points: if floor == Floor::Zero { points.max(Points::ZERO) } else { points },
        maximum: sum(|total| total.maximum),
        awaiting_human: totals.iter().map(|total| total.awaiting_human).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    fn outcome(item: &str, points: i32, maximum: i32) -> Outcome {
        Outcome {
            item: item.into(),
            points: Points::whole(points),
            maximum: Points::whole(maximum),
            verdict: Verdict::Partial,
            rule: "standard".into(),
            parts: Vec::new(),
            feedback: String::new(),
            invalid: None,
        }
    }

    fn attempt(marks: &[(&str, i32, i32)], late_seconds: u64) -> Attempt {
        Attempt { outcomes: marks.iter().map(|(item, got, of)| outcome(item, *got, *of)).collect(), late_seconds }
    }

    fn rules(json: &str) -> Rules {
        serde_json::from_str(json).unwrap()
    }

    const TWO: &str =
        r#"{"id": "s", "items": ["a", "b"], "best": 1, "weight": 3}, {"id": "t", "items": ["c"], "weight": 1}"#;

    #[test]
    fn sections_weigh_and_count_their_best() {
        let one = [attempt(&[("a", 2, 4), ("b", 4, 4), ("c", 5, 10)], 0)];
        for (json, points, maximum) in [
            ("{}".to_owned(), "11", 18),
            (r#"{"maximum": 9}"#.to_owned(), "5.5", 9),
            (format!(r#"{{"sections": [{TWO}], "maximum": 100}}"#), "87.5", 100),
            (
                format!(r#"{{"sections": [{}]}}"#, TWO.replace(r#", "weight": 3"#, "").replace(r#", "weight": 1"#, "")),
                "9",
                14,
            ),
        ] {
            let marked = rules(&json).mark(&one, &[]).unwrap();
            let mark = marked.mark.unwrap();
            assert_eq!((mark.points.to_string().as_str(), mark.maximum), (points, Points::whole(maximum)), "{json}");
        }
    }

    #[test]
    fn attempts_count_after_they_were_late_and_a_mark_waits_for_persons() {
        let json = r#"{"attempts": "highest", "late": {"per_hour": 0.5, "at_most": 0.5}, "pass": {"points": 6},
            "scale": [{"grade": "A", "from": 60}, {"grade": "F", "from": 0}], "floor": "zero"}"#;
        let mut attempts = [attempt(&[("a", 6, 10)], 0), attempt(&[("a", 9, 10)], 1), attempt(&[("a", -3, 10)], 0)];
        let marked = rules(json).mark(&attempts, &[]).unwrap();
        let points: Vec<_> = marked.attempts.iter().map(|attempt| attempt.points).collect();
        assert_eq!(points, [6, 4, 0].map(Points::whole));
        let mark = marked.mark.unwrap();
        assert_eq!((mark.points, mark.passed, mark.grade.as_deref()), (Points::whole(6), Some(true), Some("A")));
        attempts[1].outcomes[0].verdict = Verdict::NeedsHuman;
        let mark = rules(json).mark(&attempts, &[]).unwrap().mark.unwrap();
        assert_eq!((mark.awaiting_human, mark.passed, mark.grade), (1, None, None));
        let first = rules(&json.replace("highest", "first")).mark(&attempts, &[]).unwrap().mark.unwrap();
        assert_eq!((first.awaiting_human, first.passed), (0, Some(true)));
        assert_eq!(rules(json).mark(&[], &[]).unwrap().mark, None);
    }

    #[test]
    fn formula_scoring_asks_for_the_items() {
        let item: Item = serde_json::from_str(
            r#"{"id": "a", "body": "?", "points": 2, "interaction": {"type": "true_false", "key": true}}"#,
        )
        .unwrap();
        let mut wrong = attempt(&[("a", 0, 2)], 0);
        wrong.outcomes[0].verdict = Verdict::Incorrect;
        let rules = rules(r#"{"formula_scoring": true}"#);
        let marked = rules.mark(std::slice::from_ref(&wrong), &[item]).unwrap();
        assert_eq!(marked.mark.unwrap().points, Points::whole(-2));
        let error = rules.mark(&[wrong], &[]).unwrap_err();
        assert_eq!(
            (error.pointer(), error.to_string().as_str()),
            ("/0/outcomes/0/item", r#"formula scoring needs the item "a""#)
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        let attempts = |marks: &[(&str, i32, i32)]| vec![attempt(&[("a", 1, 4)], 0), attempt(marks, 0)];
        let sections = r#"{"sections": [{"id": "s", "items": ["a", "b"]}]}"#;
        for (json, marks, pointer) in [
            ("{}", &[("a", 1, 4), ("a", 1, 4)][..], "/1/outcomes/1/item"),
            (sections, &[("a", 1, 4), ("z", 1, 4)], "/1/outcomes/1/item"),
            ("{}", &[("a", 1, 5)], "/1"),
            (r#"{"scale": []}"#, &[], "/scale"),
        ] {
            assert_eq!(rules(json).mark(&attempts(marks), &[]).unwrap_err().pointer(), pointer, "{json}");
        }
        let many = vec![attempt(&[], 0); limits::ASSESSMENT_ATTEMPTS + 1];
        assert_eq!(rules("{}").mark(&many, &[]).unwrap_err().pointer(), "");
        let items: Vec<String> = (0..=limits::SLOTS).map(|n| n.to_string()).collect();
        let long = Attempt { outcomes: items.iter().map(|item| outcome(item, 1, 1)).collect(), late_seconds: 0 };
        assert_eq!(rules("{}").mark(&[long], &[]).unwrap_err().pointer(), "/0/outcomes");
    }

    #[test]
    fn rules_that_can_not_be_meant_are_found() {
        for (json, pointers) in [
            ("{}", &[][..]),
            (r#"{"maximum": 0}"#, &["/maximum"]),
            (r#"{"sections": [{"id": "s", "items": ["a"], "weight": 1}]}"#, &["/maximum"]),
            (r#"{"maximum": 1, "sections": [{"id": "s", "items": ["a"], "weight": 0}]}"#, &["/sections"]),
            (r#"{"sections": [{"id": "", "items": []}]}"#, &["/sections/0/id", "/sections/0/items"]),
            (
                r#"{"sections": [{"id": "s", "items": ["a", "a"]}, {"id": "s", "items": ["a"], "best": 0}]}"#,
                &["/sections/0/items/1", "/sections/1/id", "/sections/1/items/0", "/sections/1/best"],
            ),
            (
                r#"{"maximum": 1, "sections": [{"id": "s", "items": ["a"], "weight": 1}, {"id": "t", "items": ["b"]}]}"#,
                &["/sections/0/weight", "/sections/1/weight"],
            ),
            (r#"{"maximum": 1, "sections": [{"id": "s", "items": ["a"], "weight": 10001}]}"#, &["/sections/0/weight"]),
            (r#"{"late": {"per_hour": 0, "at_most": 1}, "scale": []}"#, &["/late/per_hour", "/scale"]),
        ] {
            let found: Vec<_> = rules(json).lint().into_iter().map(|finding| finding.pointer).collect();
            assert_eq!(found, pointers, "{json}");
        }
    }
}
