use crate::{Item, Note, Outcome, PartOutcome, Points, Response, Verdict, check::Shape, interactions, number::Ratio};

/// The version of this engine. Keep it with every outcome, so that it can be told later what made it.
pub const ENGINE: &str = concat!("pediafor-grading/", env!("CARGO_PKG_VERSION"));

/// What an interaction makes of a response that fits it, or of none.
#[derive(Debug)]
pub(crate) struct Assessed {
    pub(crate) earned: Earned,
    pub(crate) parts: Vec<PartOutcome>,
    /// Of the item's points, what each part earns by itself; empty where the rule judges the whole alone.
    pub(crate) shares: Vec<Ratio>,
}

impl Assessed {
    /// The rule judges the whole alone.
    pub(crate) fn whole(fraction: Ratio, part: PartOutcome) -> Self {
        Self { earned: Earned::Fraction(fraction), parts: vec![part], shares: Vec::new() }
    }

    /// A person will say.
    pub(crate) fn by_a_person(parts: Vec<PartOutcome>) -> Self {
        Self { earned: Earned::Human, parts, shares: Vec::new() }
    }
}

/// An outcome, and what it was made of before it was rounded.
#[derive(Debug)]
pub(crate) struct Marked {
    pub(crate) outcome: Outcome,
    /// Of the item's points; zero where nothing was answered, or a person will say.
    pub(crate) fraction: Ratio,
    /// As of [`Assessed`].
    pub(crate) shares: Vec<Ratio>,
}

/// Of an item's points.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Earned {
    Fraction(Ratio),
    /// A person will say.
    Human,
    /// Nobody will.
    Unmarked,
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
    marked(item, response).outcome
}

/// The same, with what was not rounded.
pub(crate) fn marked(item: &Item, response: Option<&Response>) -> Marked {
    let response = response.filter(|response| !response.is_blank());
    let nothing = |verdict, parts| Marked {
        outcome: outcome(item, Points::ZERO, verdict, parts),
        fraction: Ratio::ZERO,
        shares: Vec::new(),
    };
    if let Some(given) = response
        && let Err(error) = Shape::of(&item.interaction).check(given)
    {
        let mut marked = nothing(Verdict::InvalidResponse, Vec::new());
        marked.outcome.invalid = Some(error);
        return marked;
    }
    let Assessed { earned, parts, shares } = interactions::assess(item.into(), response);
    match earned {
        _ if response.is_none() => nothing(Verdict::Unanswered, parts),
        Earned::Human => nothing(Verdict::NeedsHuman, parts),
        Earned::Unmarked => nothing(Verdict::NotMarked, parts),
        Earned::Fraction(fraction) => {
            Marked { outcome: outcome(item, fraction.of(item.points), verdict(fraction), parts), fraction, shares }
        }
    }
}

fn outcome(item: &Item, points: Points, verdict: Verdict, parts: Vec<PartOutcome>) -> Outcome {
    let feedback = match verdict {
        Verdict::Correct => item.feedback.correct.clone(),
        Verdict::Partial => item.feedback.partial.clone(),
        Verdict::Incorrect => item.feedback.incorrect.clone(),
        Verdict::Unanswered | Verdict::NeedsHuman | Verdict::InvalidResponse | Verdict::NotMarked => String::new(),
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

pub(crate) fn verdict(fraction: Ratio) -> Verdict {
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
            parts: Vec::new(),
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
