use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Choice, PaperEntry};
use crate::{
    BlindGuess, FindingCode, PartOutcome, Points, limits,
    lint::{self, Report},
    mark::{Assessed, Earned},
    number::Ratio,
    rules::multiple_choice::{Boxes, MultipleChoiceRule, MultipleChoiceScoring},
};

/// Any number of the options is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultipleChoice {
    /// At least two.
    pub options: Vec<Choice>,
    /// The ids of the right options, in any order; at least one, unless none may apply.
    pub keys: Vec<String>,
    /// Says that none of the options is right; shown last. Who chooses it has answered, and not left a blank; beside an
    /// option it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_apply: Option<Choice>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: MultipleChoiceRule,
}

/// A [`MultipleChoice`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperMultipleChoice {
    /// In the order to show.
    pub options: Vec<PaperEntry>,
    /// Says that none of the options is right; shown last, and chosen alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub none_apply: Option<PaperEntry>,
}

impl MultipleChoice {
    pub(crate) fn to_paper(&self) -> PaperMultipleChoice {
        PaperMultipleChoice {
            options: self.options.iter().map(PaperEntry::from).collect(),
            none_apply: self.none_apply.as_ref().map(PaperEntry::from),
        }
    }

    pub(crate) fn rule(&self) -> &MultipleChoiceRule {
        self.scoring.of(self)
    }

    /// The options as a rule sees them.
    pub(crate) fn boxes(&self, rule: &dyn MultipleChoiceScoring) -> Boxes {
        Boxes::new(self.options.iter().map(|option| option.id.as_str()), &self.keys, rule)
    }

    /// The least that a response can earn.
    pub(crate) fn least(&self, points: Points) -> Ratio {
        self.rule().scoring().least(self, points)
    }

    /// Beyond its bounds, which lint tells, nothing is reckoned.
    pub(crate) fn blind_guess(&self, points: Points) -> BlindGuess {
        if self.options.is_empty() || self.options.len() > limits::OPTIONS {
            return BlindGuess::NOTHING;
        }
        self.rule().scoring().blind_guess(self, points)
    }

    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        lint::options(&self.options, report);
        self.lint_keys(report);
        if let Some(none) = &self.none_apply {
            report.within("none_apply", |report| lint::one_more(none, &self.options, report));
        }
        report.within("scoring", |report| self.scoring.scoring().lint(self, points, report));
    }

    pub(super) fn lint_keys(&self, report: &mut Report) {
        let options = lint::ids(&self.options);
        report.within("keys", |report| {
            if self.keys.is_empty() && self.none_apply.is_none() {
                report.error(FindingCode::NoKey, "no option is a key");
            }
            lint::at_most(&self.keys, limits::OPTIONS, report);
            let mut seen = HashSet::new();
            for (index, key) in self.keys.iter().enumerate().take(limits::OPTIONS) {
                if !options.contains(key.as_str()) {
                    report.error_at(index, FindingCode::UnknownId, format!("there is no option {key:?}"));
                } else if !seen.insert(key) {
                    report.error_at(index, FindingCode::DuplicateId, "this key is there already");
                }
            }
            if !options.is_empty() && seen.len() == self.options.len() {
                report.warning(FindingCode::NothingWrong, "every option is a key: nothing can be chosen wrongly");
            }
        });
    }

    pub(crate) fn assess(&self, chosen: &[String], points: Points) -> Assessed {
        let rule = self.rule().scoring();
        let boxes = self.boxes(rule);
        let ticks = boxes.ticked(chosen);
        let judgement = rule.judge(&ticks, points);
        let options = self.options.iter().enumerate().map(|(index, option)| {
            let part = part(option, ticks.is_chosen(index), ticks.is_key(index));
            match judgement.shares.get(index) {
                // What is not answered earns nothing, though wrong options were left.
                Some(_) if chosen.is_empty() => part.earning(Ratio::ZERO, points),
                Some(share) => part.earning(*share, points),
                None => part,
            }
        });
        let none = self.none_apply.iter().map(|none| part(none, chosen.contains(&none.id), self.keys.is_empty()));
        Assessed {
            earned: Earned::Fraction(judgement.fraction),
            parts: options.chain(none).collect(),
            shares: judgement.shares,
        }
    }
}

fn part(option: &Choice, chosen: bool, key: bool) -> PartOutcome {
    PartOutcome::new(&option.id, chosen.then_some(&option.id), key.then_some(&option.id)).saying(if chosen {
        &option.explanation
    } else {
        ""
    })
}
