use serde::{Deserialize, Serialize};

use super::{Behaviour, Certainty};
use crate::{
    Item, Note, Outcome, PartOutcome, Points, Response, Verdict,
    mark::{Marked, marked},
    number::Ratio,
};

/// A response that somebody gave before they gave the next, or the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// What they gave.
    pub response: Response,
    /// How sure they were; nothing where they were not asked or did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
}

impl Try {
    /// This response.
    #[must_use]
    pub const fn new(response: Response) -> Self {
        Self { response, certainty: None }
    }

    /// This response, so sure.
    #[must_use]
    pub const fn sure(response: Response, certainty: Certainty) -> Self {
        Self { response, certainty: Some(certainty) }
    }
}

/// What several tries came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The outcome of the try that decided, with its own verdict, parts and feedback; its points and maximum are what the
    /// tries earn and can earn together.
    pub outcome: Outcome,
    /// Which of the tries decided, counted from 0; nothing where none was a try.
    pub deciding: Option<usize>,
    /// How many of the tries counted, for the mark or against it.
    pub used: usize,
}

/// A try, as its rule judges it by itself.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) response: &'a Response,
    pub(crate) certainty: Option<Certainty>,
    pub(crate) fraction: Ratio,
    /// What each part earns by itself; empty where the whole was judged.
    pub(crate) shares: Vec<Ratio>,
}

impl Judged<'_> {
    /// The response in a form that is the same for the same answer.
    pub(super) fn answer(&self) -> Response {
        fn set<T: Ord>(list: &mut Vec<T>) {
            list.sort_unstable();
            list.dedup();
        }
        let mut answer = self.response.clone();
        match &mut answer {
            Response::MultipleChoice { chosen } | Response::Hotspot { chosen } | Response::HotText { chosen } => {
                set(chosen);
            }
            Response::Matching { pairs } => set(pairs),
            Response::GapMatch { gaps } | Response::GraphicGapMatch { gaps } => {
                gaps.retain(|_, label| !label.is_empty());
            }
            // Two at one place are more than one.
            Response::SelectPoint { points } => points.sort_unstable(),
            _ => {}
        }

        fn settle(answer: &mut Response) {
            match answer {
                Response::MultipleChoice { chosen } => set(chosen),
                Response::Matching { pairs } => set(pairs),
                Response::Composite { parts } => {
                    parts.retain(|_, part| !part.is_blank());
                    parts.values_mut().for_each(settle);
                }
                _ => {}
            }
        }
        let mut answer = self.response.clone();
        settle(&mut answer);
        answer
    }
}

/// What a behaviour makes of tries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Together {
    pub(crate) points: Points,
    /// Which of them decided.
    pub(crate) deciding: usize,
    /// How many of them counted.
    pub(crate) used: usize,
}

/// Marks several tries at one item, in the order in which they were given.
///
/// Blank responses, those that do not fit the item, and what cannot be read as the number that is asked for are no tries,
/// and cost nothing. Without any other the outcome is
/// that of the last one given. What only a person can mark is left to them: the last try is what they are to mark. Of what
/// is never marked the last stands.
#[must_use]
pub fn mark_tries(item: &Item, behaviour: &Behaviour, tries: &[Try]) -> Tried {
    let all: Vec<Marked> = tries.iter().map(|attempt| marked(item, Some(&attempt.response))).collect();
    let unjudged =
        all.iter().rposition(|attempt| matches!(attempt.outcome.verdict, Verdict::NeedsHuman | Verdict::NotMarked));
    let counting: Vec<usize> = (0..all.len()).filter(|index| counts(&all[*index].outcome)).collect();
    let judged: Vec<Judged<'_>> = counting
        .iter()
        .map(|index| Judged {
            response: &tries[*index].response,
            certainty: tries[*index].certainty,
            fraction: all[*index].fraction,
            shares: all[*index].shares.clone(),
        })
        .collect();
    let together = match unjudged {
        Some(_) => None,
        None if judged.is_empty() => None,
        None => Some(behaviour.scoring().judge(&judged, item.points)),
    };
    let deciding = together.map_or(unjudged, |together| counting.get(together.deciding).copied());
    let shown = deciding.or(all.len().checked_sub(1));
    let outcome = shown.and_then(|index| all.into_iter().nth(index)).unwrap_or_else(|| marked(item, None)).outcome;
    let [_, maximum] = behaviour.bounds(item);
    let points = together.map_or(Points::ZERO, |together| together.points);
    let used = together.map_or(usize::from(unjudged.is_some()), |together| together.used);
    Tried { outcome: Outcome { points, maximum, ..outcome }, deciding, used }
}

/// Whether it is a try.
fn counts(outcome: &Outcome) -> bool {
    let unread = matches!(&*outcome.parts, [PartOutcome { note: Some(Note::NotANumber), .. }]);
    !unread && !matches!(outcome.verdict, Verdict::Unanswered | Verdict::InvalidResponse)
}

/// What different tries with these fractions earn, in points.
#[cfg(test)]
pub(super) fn earn(behaviour: &dyn super::Marking, points: i32, fractions: &[f64]) -> f64 {
    let sure: Vec<_> = fractions.iter().map(|fraction| (*fraction, None)).collect();
    earn_surely(behaviour, points, &sure)
}

/// The same with how sure somebody is.
#[cfg(test)]
pub(super) fn earn_surely(behaviour: &dyn super::Marking, points: i32, tries: &[(f64, Option<Certainty>)]) -> f64 {
    let responses: Vec<_> = (0..tries.len()).map(|number| Response::short_text(number.to_string())).collect();
    let judged: Vec<_> = tries
        .iter()
        .zip(&responses)
        .map(|((fraction, certainty), response)| Judged {
            response,
            certainty: *certainty,
            fraction: Ratio::new((fraction * 1000.0).round() as i128, 1000),
            shares: Vec::new(),
        })
        .collect();
    behaviour.judge(&judged, Points::whole(points)).points.millionths() as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(interaction: &str) -> Item {
        let text = format!(r#"{{"id": "q", "body": "?", "points": 2, "interaction": {interaction}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    fn tried(item: &Item, behaviour: &str, tries: &[Response]) -> Tried {
        let behaviour: Behaviour = serde_json::from_str(&format!(r#"{{"behaviour": "{behaviour}"}}"#)).unwrap();
        mark_tries(item, &behaviour, &tries.iter().cloned().map(Try::new).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_blank_or_does_not_fit_is_no_try() {
        let item = item(r#"{"type": "short_text", "keys": [{"text": "ice"}]}"#);
        let (blank, strange) = (Response::short_text(" "), Response::choice("a"));
        let (right, wrong) = (Response::short_text("ice"), Response::short_text("snow"));
        for behaviour in ["deferred", "immediate", "interactive", "certainty"] {
            let given = tried(&item, behaviour, &[blank.clone(), strange.clone(), right.clone(), blank.clone()]);
            assert_eq!((given.outcome.points, given.deciding, given.used), (item.points, Some(2), 1), "{behaviour}");
            assert_eq!(given.outcome.verdict, Verdict::Correct);
            let nothing = tried(&item, behaviour, &[strange.clone(), blank.clone()]);
            assert_eq!((nothing.outcome.verdict, nothing.deciding), (Verdict::Unanswered, None), "{behaviour}");
            let nonsense = tried(&item, behaviour, std::slice::from_ref(&strange));
            assert_eq!((nonsense.outcome.verdict, nonsense.used), (Verdict::InvalidResponse, 0), "{behaviour}");
            assert_eq!(tried(&item, behaviour, &[]).outcome.verdict, Verdict::Unanswered, "{behaviour}");
        }
        let second = tried(&item, "interactive", &[wrong, blank, right]);
        assert_eq!((second.deciding, second.used), (Some(2), 2));
        assert_eq!(second.outcome.points.to_string(), "1.333333");
        assert_eq!(second.outcome.verdict, Verdict::Correct, "the response itself is right");
    }

    #[test]
    fn of_what_is_never_marked_the_last_try_stands() {
        let text = r#"{"id": "q", "body": "?", "points": 0, "interaction": {"type": "likert",
            "statements": [{"id": "s", "text": "S"}], "scale": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}]}}"#;
        let item: Item = serde_json::from_str(text).unwrap();
        let given = ["x", "y", ""].map(|place| Response::likert([("s", place)]));
        for behaviour in ["deferred", "immediate", "interactive", "certainty"] {
            let tried = tried(&item, behaviour, &given);
            assert_eq!((tried.outcome.verdict, tried.deciding), (Verdict::NotMarked, Some(1)), "{behaviour}");
            assert_eq!((tried.outcome.points, tried.outcome.maximum), (Points::ZERO, Points::ZERO), "{behaviour}");
            let total = crate::total([&tried.outcome], crate::Floor::Zero);
            assert_eq!((total.percent(), total.is_final()), (None, true), "{behaviour}");
        }
    }

    #[test]
    fn what_a_person_marks_is_left_to_them() {
        let item = item(r#"{"type": "essay"}"#);
        let given = [Response::Essay { text: "First.".into() }, Response::Essay { text: "Last.".into() }];
        for behaviour in ["deferred", "immediate", "interactive", "certainty"] {
            let given = tried(&item, behaviour, &given);
            assert_eq!((given.outcome.verdict, given.deciding), (Verdict::NeedsHuman, Some(1)), "{behaviour}");
            assert_eq!(given.outcome.points, Points::ZERO, "{behaviour}");
        }
    }
}
