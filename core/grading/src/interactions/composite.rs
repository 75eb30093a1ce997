use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Asked, Weight, assess, lint as lint_asked};
use crate::{
    BlindGuess, FindingCode, Interaction, PaperInteraction, PartOutcome, Points, Response, limits,
    lint::{self, Report},
    mark::{Assessed, Earned, correct},
    number::Ratio,
    rules::composite::{together, weighted_parts},
};

/// Several questions in one, about what the item's body says. They share its points by their weights, and each is marked by
/// its own rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Composite {
    /// At least one, in the order to show.
    pub parts: Vec<Part>,
}

/// One question of a [`Composite`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Names it within the item.
    pub id: String,
    /// The question, in Markdown; it may be empty. A [`Cloze`](super::Cloze) has its gaps here.
    #[serde(default)]
    pub body: String,
    /// How much it counts against the other parts; by default 1. One that is never marked does not count.
    #[serde(default)]
    pub weight: Weight,
    /// How it is answered, with its key and its rule: in any way but as a composite. To its rule its points are its share of
    /// the item's, rounded to a millionth.
    pub interaction: Interaction,
}

impl Part {
    /// This question, counting one.
    pub fn new(id: impl Into<String>, body: impl Into<String>, interaction: Interaction) -> Self {
        Self { id: id.into(), body: body.into(), weight: Weight::default(), interaction }
    }

    /// The same, counting so much.
    #[must_use]
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// In millionths; none where it is never marked.
    fn weight(&self) -> i64 {
        if self.interaction.is_marked() { self.weight.millionths() } else { 0 }
    }
}

/// A [`Composite`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperComposite {
    /// In the author's order.
    pub parts: Vec<PaperPart>,
}

/// One question of a [`PaperComposite`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperPart {
    /// Names it within the item.
    pub id: String,
    /// The question, in Markdown.
    #[serde(default)]
    pub body: String,
    /// What a right response to it earns, rounded by itself: the whole is rounded once.
    pub points: Points,
    /// How it is answered.
    pub interaction: PaperInteraction,
}

impl Composite {
    /// Each part, with its share of so many points.
    fn asked(&self, points: Points) -> impl Iterator<Item = (&Part, Asked<'_>)> {
        let weights: i128 = self.parts.iter().map(|part| i128::from(part.weight())).sum();
        self.parts.iter().map(move |part| {
            let points = Ratio::new(part.weight().into(), weights).of(points);
            (part, Asked { id: &part.id, body: &part.body, points, interaction: &part.interaction })
        })
    }

    pub(crate) fn is_marked(&self) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|part| part.interaction.is_marked())
    }

    pub(crate) fn to_paper(&self, item: &str, points: Points) -> PaperComposite {
        let paper = |(part, asked): (&Part, Asked<'_>)| PaperPart {
            id: part.id.clone(),
            body: part.body.clone(),
            points: asked.points,
            // Parts that have the same entries show them in orders of their own.
            interaction: Asked { id: &format!("{item}/{}", part.id), ..asked }.to_paper(),
        };
        PaperComposite { parts: self.asked(points).map(paper).collect() }
    }

    /// The least that a response can earn: the least of every part.
    pub(crate) fn least(&self, points: Points) -> Ratio {
        let least: Vec<_> = self.asked(points).map(|(part, asked)| (part.weight(), asked.least())).collect();
        together(&weighted_parts(&least))
    }

    /// The weighted mean of the parts'.
    pub(crate) fn blind_guess(&self, points: Points) -> BlindGuess {
        let (mut share, mut margin, mut weights) = (0.0, 0.0, 0.0);
        for (part, asked) in self.asked(points) {
            let (weight, guess) = (part.weight() as f64, asked.blind_guess());
            weights += weight;
            share += weight * guess.share;
            // Margins are added up as if all were off to the same side: that errs on the safe one.
            margin += weight * guess.margin;
        }
        if weights > 0.0 {
            BlindGuess { share: share / weights, margin: margin / weights }
        } else {
            BlindGuess::NOTHING
        }
    }

    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        report.within("parts", |report| {
            if self.parts.is_empty() {
                report.error(FindingCode::TooFew, "at least one part is needed");
            }
            lint::at_most(&self.parts, limits::PARTS, report);
            let mut ids = HashMap::new();
            for (index, (part, asked)) in self.asked(points).enumerate().take(limits::PARTS) {
                report.within(index, |report| {
                    report.within("id", |report| {
                        lint::id(&part.id, report);
                        if let Some(earlier) = ids.insert(part.id.as_str(), index) {
                            report.error(FindingCode::DuplicateId, format!("the part at {earlier} has the same id"));
                        }
                    });
                    report.within("body", |report| lint::short(&part.body, limits::TEXT_CHARS, report));
                    if points.is_positive() && !asked.points.is_positive() && part.interaction.is_marked() {
                        let detail = "less than a millionth of a point is left for this part";
                        report.error_at("weight", FindingCode::NoPoints, detail);
                    }
                    report.within("interaction", |report| match part.interaction {
                        Interaction::Composite(_) => {
                            report.error(FindingCode::NestedComposite, "a part of a composite is no composite itself");
                        }
                        _ => lint_asked(asked, report),
                    });
                });
            }
        });
    }

    /// A part that waits for a person lets the whole wait; the others say what they earn already.
    pub(crate) fn assess(&self, given: &BTreeMap<String, Response>, points: Points) -> Assessed {
        let (mut earned, mut parts, mut waits) = (Vec::new(), Vec::new(), false);
        for (part, asked) in self.asked(points) {
            let response = given.get(&part.id).filter(|response| !response.is_blank());
            let assessed = assess(asked, response);
            let fraction = match assessed.earned {
                Earned::Unmarked => None,
                _ if response.is_none() => Some(Ratio::ZERO),
                Earned::Fraction(fraction) => Some(fraction),
                Earned::Human => {
                    waits = true;
                    None
                }
            };
            earned.push((part.weight(), fraction.unwrap_or(Ratio::ZERO)));
            parts.push(outcome(&part.id, fraction, asked.points, assessed.parts));
        }
        if waits {
            return Assessed::by_a_person(parts);
        }
        if !self.is_marked() {
            return Assessed { earned: Earned::Unmarked, parts, shares: Vec::new() };
        }
        let shares = weighted_parts(&earned);
        Assessed { earned: Earned::Fraction(together(&shares)), parts, shares }
    }
}

/// What a part came to: no fraction while it waits for a person, or where it is never marked. The only part of one that is a whole by itself stands for it.
fn outcome(id: &str, fraction: Option<Ratio>, points: Points, mut parts: Vec<PartOutcome>) -> PartOutcome {
    let whole = if matches!(&*parts, [only] if only.part.is_empty()) {
        PartOutcome { part: id.to_owned(), ..parts.swap_remove(0) }
    } else {
        PartOutcome { parts, ..PartOutcome::new(id, None, None) }
    };
    let whole = PartOutcome { points: None, ..whole }.judged(fraction.and_then(correct));
    match fraction {
        Some(fraction) => whole.earning(fraction, points),
        None => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Item, Verdict, mark};

    fn item(parts: &str) -> Item {
        let text = format!(
            r#"{{"id": "q", "body": "?", "points": 4, "interaction": {{"type": "composite", "parts": [{parts}]}}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    const CHOICE: &str = r#"{"id": "a", "interaction": {"type": "choice", "key": "x",
        "options": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}]}}"#;
    const COSTLY: &str = r#"{"id": "b", "interaction": {"type": "true_false", "key": true,
        "scoring": {"rule": "negative_marking", "penalty": 0.5}}}"#;
    const ESSAY: &str = r#"{"id": "c", "weight": 2, "interaction": {"type": "essay"}}"#;

    #[test]
    fn each_part_is_marked_by_its_own_rule() {
        let item = item(&format!("{CHOICE}, {COSTLY}"));
        assert_eq!(item.minimum().to_string(), "-0.5");
        assert!(item.to_paper().wrong_costs);
        for (given, points, verdict) in [
            (vec![("a", Response::choice("x")), ("b", Response::true_false(true))], "4", Verdict::Correct),
            (vec![("a", Response::choice("x")), ("b", Response::true_false(false))], "1.5", Verdict::Partial),
            (vec![("a", Response::choice("y")), ("b", Response::true_false(false))], "-0.5", Verdict::Incorrect),
            (vec![("a", Response::choice("")), ("b", Response::true_false(true))], "2", Verdict::Partial),
            (vec![("b", Response::true_false(true))], "2", Verdict::Partial),
            (vec![("a", Response::choice(""))], "0", Verdict::Unanswered),
            (vec![], "0", Verdict::Unanswered),
            (vec![("a", Response::choice("z"))], "0", Verdict::InvalidResponse),
            (vec![("z", Response::choice("x"))], "0", Verdict::InvalidResponse),
        ] {
            let outcome = mark(&item, Some(&Response::composite(given.clone())));
            assert_eq!((outcome.points.to_string().as_str(), outcome.verdict), (points, verdict), "{given:?}");
        }
    }

    #[test]
    fn a_part_for_a_person_lets_the_whole_wait_once_it_is_answered() {
        let item = item(&format!("{CHOICE}, {ESSAY}"));
        let choice = ("a", Response::choice("x"));
        let outcome = mark(&item, Some(&Response::composite([choice.clone(), ("c", Response::essay("So."))])));
        assert_eq!((outcome.points, outcome.verdict), (Points::ZERO, Verdict::NeedsHuman));
        let parts: Vec<_> = outcome.parts.iter().map(|part| (part.part.as_str(), part.points, part.correct)).collect();
        assert_eq!(parts, [("a", Some(Points::from_millionths(1_333_333)), Some(true)), ("c", None, None)]);
        assert_eq!(outcome.parts[1].given.as_deref(), Some("So."));

        let outcome = mark(&item, Some(&Response::composite([choice, ("c", Response::essay(" "))])));
        assert_eq!((outcome.points.to_string().as_str(), outcome.verdict), ("1.333333", Verdict::Partial));
        assert_eq!((outcome.parts[1].points, outcome.parts[1].correct), (Some(Points::ZERO), Some(false)));
    }

    #[test]
    fn what_is_never_marked_does_not_count() {
        let rating = r#"{"id": "r", "weight": 9, "interaction": {"type": "likert",
            "statements": [{"id": "s", "text": "S"}], "scale": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}]}}"#;
        let rated = ("r", Response::likert([("s", "x")]));
        let both = item(&format!("{CHOICE}, {rating}"));
        let outcome = mark(&both, Some(&Response::composite([("a", Response::choice("x")), rated.clone()])));
        assert_eq!((outcome.points, outcome.verdict), (Points::whole(4), Verdict::Correct));
        assert_eq!((outcome.parts[1].points, outcome.parts[1].parts.len()), (None, 1));
        assert_eq!(mark(&both, Some(&Response::composite([rated.clone()]))).verdict, Verdict::Incorrect);

        let alone = Item { points: Points::ZERO, ..item(rating) };
        let outcome = mark(&alone, Some(&Response::composite([rated])));
        assert_eq!((outcome.points, outcome.verdict), (Points::ZERO, Verdict::NotMarked));
        assert_eq!(mark(&alone, None).verdict, Verdict::Unanswered);
    }

    #[test]
    fn thirds_make_a_whole() {
        let part = |id: &str| {
            format!(r#"{{"id": "{id}", "interaction": {{"type": "short_text", "keys": [{{"text": "yes"}}]}}}}"#)
        };
        let mut item = item(&[part("a"), part("b"), part("c")].join(", "));
        item.points = Points::whole(1);
        let earned = |right: &[&str]| {
            let given = right.iter().map(|part| (*part, Response::short_text("yes")));
            mark(&item, Some(&Response::composite(given))).points.to_string()
        };
        assert_eq!(earned(&["a"]), "0.333333");
        assert_eq!(earned(&["a", "c"]), "0.666667");
        assert_eq!(earned(&["a", "b", "c"]), "1");
    }
}
