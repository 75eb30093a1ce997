use serde::{Deserialize, Serialize};

use crate::{
    BlindGuess, PartOutcome, Points,
    lint::Report,
    mark::{Assessed, correct},
    number::Ratio,
    rules::true_false::TrueFalseRule,
};

/// A statement that is true or false.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrueFalse {
    /// Whether it is true.
    pub key: bool,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: TrueFalseRule,
}

/// A [`TrueFalse`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperTrueFalse {}

impl TrueFalse {
    pub(crate) fn blind_guess(&self, points: Points) -> BlindGuess {
        BlindGuess::exactly((1.0 + self.scoring.scoring().wrong(points).to_f64()) / 2.0)
    }

    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        report.within("scoring", |report| self.scoring.scoring().lint(points, report));
    }

    /// F of an answer.
    pub(crate) fn fraction(&self, value: bool, points: Points) -> Ratio {
        if value == self.key { Ratio::ONE } else { self.scoring.scoring().wrong(points) }
    }

    pub(crate) fn assess(&self, value: Option<bool>, points: Points) -> Assessed {
        let fraction = value.map_or(Ratio::ZERO, |value| self.fraction(value, points));
        let name = |value| if value { "true" } else { "false" };
        let part = PartOutcome::new("", value.map(name), Some(name(self.key)))
            .earning(fraction, points)
            .judged(correct(fraction));
        Assessed::whole(fraction, part)
    }
}
