use crate::{Item, Note, Outcome, PartOutcome, Points, Response, Verdict, check::Shape, interactions, number::Ratio};

/// The version of this engine. Keep it with every outcome, so that it can be told later what made it.
pub const ENGINE: &str = concat!("pediafor-grading/", env!("CARGO_PKG_VERSION"));

/// What an interaction makes of a response that fits it, or of none.
#[derive(Debug)]
pub(crate) struct Assessed {
    pub(crate) earned: Earned,
    pub(crate) parts: Vec<PartOutcome>,
}

/// Of an item's points.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Earned {
    Fraction(Ratio),
    /// A person will say.
    Human,
}

/// Marks one response to one item.
///
/// A missing or blank response earns nothing and costs nothing, whatever the rule. A response that does not fit the
/// item (see [`PaperItem::check`](crate::PaperItem::check)) earns nothing, and the outcome says why. The fraction that
/// the rule gives is exact until it is rounded, half away from zero, to millionths of a point.
///
/// It never panics, and takes time in proportion to the size of the item and the response. An item in which
/// [`Item::lint`] finds errors is marked as well as can be.
#[must_use]
pub fn mark(item: &Item, response: Option<&Response>) -> Outcome {
    let response = response.filter(|response| !response.is_blank());
    if let Some(given) = response
        && let Err(error) = Shape::of(&item.interaction).check(given)
    {
        return Outcome { invalid: Some(error), ..outcome(item, Points::ZERO, Verdict::InvalidResponse, Vec::new()) };
    }
    let Assessed { earned, parts } = interactions::assess(item, response);
    match earned {
        _ if response.is_none() => outcome(item, Points::ZERO, Verdict::Unanswered, parts),
        Earned::Human => outcome(item, Points::ZERO, Verdict::NeedsHuman, parts),
        Earned::Fraction(fraction) => outcome(item, fraction.of(item.points), verdict(fraction), parts),
    }
}

fn outcome(item: &Item, points: Points, verdict: Verdict, parts: Vec<PartOutcome>) -> Outcome {
    let feedback = match verdict {
        Verdict::Correct => item.feedback.correct.clone(),
        Verdict::Partial => item.feedback.partial.clone(),
        Verdict::Incorrect => item.feedback.incorrect.clone(),
        Verdict::Unanswered | Verdict::NeedsHuman | Verdict::InvalidResponse => String::new(),
    };
    Outcome {
        item: item.id.clone(),
        points,
        maximum: item.points,
        verdict,
        rule: item.interaction.rule().to_owned(),
        parts,
        feedback,
        invalid: None,
    }
}

fn verdict(fraction: Ratio) -> Verdict {
    if fraction >= Ratio::ONE {
        Verdict::Correct
    } else if fraction > Ratio::ZERO {
        Verdict::Partial
    } else {
        Verdict::Incorrect
    }
}

impl PartOutcome {
    /// A part that is judged together with the others.
    pub(crate) fn new(part: impl Into<String>, given: Option<&str>, expected: Option<&str>) -> Self {
        Self {
            part: part.into(),
            given: given.map(str::to_owned),
            expected: expected.map(str::to_owned),
            points: None,
            correct: Some(given == expected),
            note: None,
            feedback: String::new(),
        }
    }

    /// It earned this fraction of so many points.
    pub(crate) fn earning(mut self, fraction: Ratio, points: Points) -> Self {
        self.points = Some(fraction.of(points));
        self
    }

    pub(crate) fn judged(mut self, correct: Option<bool>) -> Self {
        self.correct = correct;
        self
    }

    pub(crate) fn noting(mut self, note: Option<Note>) -> Self {
        self.note = note;
        self
    }

    pub(crate) fn saying(mut self, feedback: &str) -> Self {
        feedback.clone_into(&mut self.feedback);
        self
    }
}

/// Whether a fraction is right, wrong, or neither.
pub(crate) fn correct(fraction: Ratio) -> Option<bool> {
    match verdict(fraction) {
        Verdict::Correct => Some(true),
        Verdict::Partial => None,
        _ => Some(false),
    }
}
