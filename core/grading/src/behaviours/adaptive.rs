use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Judged, Marking, Together, lint_penalty};
use crate::{Fraction, Points, lint::Report};

/// The best of F − p · (different tries before it), at least 0. The same answer given again is no further try.
/// \[Moodle, adaptive mode\]
///
/// `{"behaviour": "adaptive", "penalty": "1/3"}`: wrong, then right earns 2/3; right, then wrong everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adaptive {
    /// p: what each different try before costs, as a share of the item's points; 0 lets anybody try for free.
    pub penalty: Fraction,
}

impl Marking for Adaptive {
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together {
        let mut seen = HashSet::new();
        let mut best = Together { points: Points::ZERO, deciding: tries.len().saturating_sub(1), used: 0 };
        for (index, attempt) in tries.iter().enumerate() {
            let before = seen.len();
            if !seen.insert(attempt.answer()) {
                continue;
            }
            let earned = attempt.fraction.less(self.penalty, before).of(points);
            if earned > best.points {
                (best.points, best.deciding) = (earned, index);
            }
        }
        Together { used: seen.len(), ..best }
    }

    fn bounds(&self, _: Points, points: Points) -> [Points; 2] {
        [Points::ZERO, points]
    }

    fn lint(&self, report: &mut Report) {
        lint_penalty(self.penalty, report);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tries::earn, *};
    use crate::{Behaviour, Item, Response, Try, mark_tries};

    #[test]
    fn the_best_counts_less_what_was_tried_before() {
        let third = Adaptive { penalty: Fraction::new(1, 3).unwrap() };
        for (tries, expected) in [
            (&[1.0][..], 3.0),
            (&[0.0, 1.0], 2.0),
            (&[0.0, -0.5, 1.0], 1.0),
            (&[0.0, 0.1, 0.2, 1.0], 0.0),
            (&[1.0, 0.0], 3.0),
            (&[0.5, 1.0], 2.0),
            (&[0.9, 1.0], 2.7),
            (&[-0.25], 0.0),
        ] {
            assert_eq!(earn(&third, 3, tries), expected, "{tries:?}");
        }
    }

    #[test]
    fn the_same_answer_in_a_part_costs_nothing() {
        let item: Item = serde_json::from_str(
            r#"{"id": "q", "body": "?", "points": 3, "interaction": {"type": "composite", "parts": [
                {"id": "p", "interaction": {"type": "multiple_choice", "keys": ["a", "b"],
                    "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]}},
                {"id": "q", "interaction": {"type": "short_text", "keys": [{"text": "yes"}]}}]}}"#,
        )
        .unwrap();
        let behaviour = Behaviour::from(Adaptive { penalty: Fraction::new(1, 3).unwrap() });
        let given = |chosen: [&str; 2], more: Option<Response>| {
            let chosen = ("p", Response::multiple_choice(chosen));
            Try::new(Response::composite([chosen].into_iter().chain(more.map(|more| ("q", more)))))
        };
        let blank = Some(Response::short_text(""));
        let tries = [given(["a", "c"], None), given(["c", "a"], blank), given(["a", "b"], None)];
        let tried = mark_tries(&item, &behaviour, &tries);
        assert_eq!((tried.outcome.points.to_string().as_str(), tried.used), ("0.5", 2));
    }

    #[test]
    fn the_same_answer_again_costs_nothing() {
        let item: Item = serde_json::from_str(
            r#"{"id": "q", "body": "?", "points": 3, "interaction": {"type": "multiple_choice", "keys": ["a", "b"],
                "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]}}"#,
        )
        .unwrap();
        let behaviour = Behaviour::from(Adaptive { penalty: Fraction::new(1, 3).unwrap() });
        let tries = [&["a", "c"][..], &["c", "a"], &["c", "a", "a"], &["b", "a"]];
        let tries = tries.map(|chosen| Try::new(Response::multiple_choice(chosen.iter().copied())));
        let tried = mark_tries(&item, &behaviour, &tries);
        assert_eq!((tried.outcome.points, tried.deciding, tried.used), (Points::whole(2), Some(3), 2));
    }
}
