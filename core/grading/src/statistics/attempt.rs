use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Outcome, Points, Response, Verdict};

/// One finished attempt, as a [`Tally`](super::Tally) counts it: an answer for each slot of the paper.
///
/// Its total T is the sum of its answers' points. In JSON:
///
/// ```
/// # use pediafor_grading::statistics::{Attempt, Given};
/// let attempt: Attempt = serde_json::from_str(
///     r#"{"group": "evening", "answers": [
///         {"item": "q1", "points": 2, "maximum": 2, "given": {"answered": ["b"]}},
///         {"item": "q2", "points": 0, "maximum": 1, "given": "omitted"}]}"#,
/// )?;
/// assert_eq!(attempt.answers[1].given, Given::Omitted);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The group that whoever sat it belongs to, for reports by group and for [`Differential`](super::Differential).
    #[serde(default)]
    pub group: Option<String>,
    /// In the order of the slots.
    pub answers: Vec<Answer>,
}

/// What one slot of an attempt held and earned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The id of the item that the slot held.
    pub item: String,
    /// What was earned; below zero where a wrong answer cost points.
    pub points: Points,
    /// What could be earned.
    pub maximum: Points,
    /// What was given.
    pub given: Given,
}

/// What was given to an item. Omitted and not reached count with the points they earned, and are also shown apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// An answer, with the ids of the options that were chosen; none where the item has no options.
    Answered(BTreeSet<String>),
    /// No answer, although later items were answered.
    Omitted,
    /// No answer, nor to any later item.
    NotReached,
}

impl Attempt {
    /// An attempt of nobody's group.
    #[must_use]
    pub const fn new(answers: Vec<Answer>) -> Self {
        Self { group: None, answers }
    }

    /// The same, of somebody in a group.
    #[must_use]
    pub fn of_group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// The same, with the omitted answers after the last one given taken as not reached: where slots are worked through
    /// in order, that is what they are. \[Crocker & Algina 1986, ch. 14\]
    #[must_use]
    pub fn with_tail_not_reached(mut self) -> Self {
        for answer in self.answers.iter_mut().rev().take_while(|answer| answer.given == Given::Omitted) {
            answer.given = Given::NotReached;
        }
        self
    }
}

impl Answer {
    /// From an outcome and the response it came of; nothing while a person has still to mark it.
    #[must_use]
    pub fn of(outcome: &Outcome, response: Option<&Response>) -> Option<Self> {
        let given = match outcome.verdict {
            Verdict::NeedsHuman => return None,
            Verdict::Unanswered => Given::Omitted,
            Verdict::Correct
            | Verdict::Partial
            | Verdict::Incorrect
            | Verdict::InvalidResponse
            | Verdict::NotMarked => Given::Answered(response.map(chosen).unwrap_or_default()),
        };
        Some(Self { item: outcome.item.clone(), points: outcome.points, maximum: outcome.maximum, given })
    }
}

impl Given {
    /// An answer in which these options were chosen.
    pub fn options<S: Into<String>>(chosen: impl IntoIterator<Item = S>) -> Self {
        Self::Answered(chosen.into_iter().map(Into::into).collect())
    }

    /// An answer to an item without options.
    #[must_use]
    pub const fn answered() -> Self {
        Self::Answered(BTreeSet::new())
    }
}

/// The options that a response chooses, for kinds that have a few options alike for everybody.
fn chosen(response: &Response) -> BTreeSet<String> {
    match response {
        Response::Choice { chosen } => chosen.iter().cloned().collect(),
        Response::MultipleChoice { chosen } | Response::Hotspot { chosen } | Response::HotText { chosen } => {
            chosen.iter().cloned().collect()
        }
        Response::TrueFalse { value } => value.iter().map(bool::to_string).collect(),
        _ => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Item, mark};

    #[test]
    fn an_answer_says_what_was_chosen_earned_and_left_out() {
        let item: Item = serde_json::from_str(
            r#"{"id": "q", "body": "?", "points": 2, "interaction": {"type": "choice",
                "options": [{"id": "a", "text": "1"}, {"id": "b", "text": "2"}], "key": "b"}}"#,
        )
        .unwrap();
        for (response, points, given) in [
            (Some(Response::choice("b")), 2, Given::options(["b"])),
            (Some(Response::choice("a")), 0, Given::options(["a"])),
            (None, 0, Given::Omitted),
            (Some(Response::choice("")), 0, Given::Omitted),
        ] {
            let answer = Answer::of(&mark(&item, response.as_ref()), response.as_ref()).unwrap();
            let expected = Answer { item: "q".into(), points: Points::whole(points), maximum: Points::whole(2), given };
            assert_eq!(answer, expected, "{response:?}");
        }
        for (response, options) in [
            (Response::multiple_choice(["b", "a", "b"]), vec!["a", "b"]),
            (Response::true_false(true), vec!["true"]),
            (Response::numeric("3"), vec![]),
        ] {
            assert_eq!(Given::Answered(chosen(&response)), Given::options(options), "{response:?}");
        }
    }

    #[test]
    fn what_waits_for_a_person_is_not_counted() {
        let item: Item =
            serde_json::from_str(r#"{"id": "q", "body": "?", "points": 2, "interaction": {"type": "essay"}}"#).unwrap();
        let essay = Response::essay("I think.");
        assert_eq!(Answer::of(&mark(&item, Some(&essay)), Some(&essay)), None);
    }

    #[test]
    fn only_what_is_left_out_at_the_end_was_not_reached() {
        let attempt = |given: [Given; 4]| {
            let answer = |given| Answer { item: "q".into(), points: Points::ZERO, maximum: Points::whole(1), given };
            Attempt::new(given.map(answer).into())
        };
        let (answered, omitted, not_reached) = (Given::answered(), Given::Omitted, Given::NotReached);
        for (before, after) in [
            (
                [omitted.clone(), answered.clone(), omitted.clone(), omitted.clone()],
                [omitted.clone(), answered.clone(), not_reached.clone(), not_reached.clone()],
            ),
            (
                [omitted.clone(), omitted.clone(), omitted.clone(), omitted.clone()],
                [(); 4].map(|()| not_reached.clone()),
            ),
            (
                [omitted.clone(), answered.clone(), omitted.clone(), answered.clone()],
                [omitted.clone(), answered.clone(), omitted.clone(), answered.clone()],
            ),
        ] {
            assert_eq!(attempt(before).with_tail_not_reached(), attempt(after));
        }
    }
}
