use serde::{Deserialize, Serialize};

use super::{Judged, Marking, Together, lint_penalty};
use crate::{FindingCode, Fraction, Points, limits, lint::Report, number::Ratio};

/// max(0, F − p · (tries before)) of the last try, which is the first that is right in full or the last that is allowed.
/// \[Moodle, interactive with multiple tries\]
///
/// With `count_back` each part that a rule marks by itself (a pair, a gap, a composite's part) pays only for the tries at which it was not yet
/// as it is in the end: its share · max(0, 1 − (w + 1) · p), where w is the last such try, counted from 0, or −1.
/// \[Moodle, the same of questions that are graded with count-back\]
///
/// `{"behaviour": "interactive", "penalty": "1/3", "tries": 3}`: wrong, then right earns 2/3. With `"count_back": true` and two
/// pairs, the first right from the start and the second at the second try, 1/2 + 1/2 · 2/3 = 5/6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Interactive {
    /// p: what each try before costs, as a share of the item's points.
    pub penalty: Fraction,
    /// How many tries there are.
    pub tries: u32,
    /// Whether parts pay for their own tries alone. A rule that judges the whole is not changed by it.
    pub count_back: bool,
}

impl Default for Interactive {
    /// Three tries, each a third less.
    fn default() -> Self {
        Self { penalty: Fraction::new(1, 3).unwrap_or(Fraction::ZERO), tries: 3, count_back: false }
    }
}

impl Marking for Interactive {
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together {
        let allowed = tries.len().min(self.tries.max(1) as usize);
        let tries = &tries[..allowed];
        let last = tries.iter().position(|attempt| attempt.fraction >= Ratio::ONE).unwrap_or(allowed - 1);
        let earned = match &tries[last] {
            whole if !self.count_back || whole.shares.is_empty() => whole.fraction.less(self.penalty, last),
            parts => self.counted_back(&tries[..last], &parts.shares),
        };
        Together { points: earned.of(points).max(Points::ZERO), deciding: last, used: last + 1 }
    }

    fn bounds(&self, _: Points, points: Points) -> [Points; 2] {
        [Points::ZERO, points]
    }

    fn lint(&self, report: &mut Report) {
        lint_penalty(self.penalty, report);
        if !(1..=limits::TRIES).contains(&self.tries) {
            let detail = format!("there are 1 to {} tries", limits::TRIES);
            report.error_at("tries", FindingCode::OutOfRange, detail);
        }
    }
}

impl Interactive {
    /// What parts that earn `shares` in the end earn after the tries `before`.
    fn counted_back(&self, before: &[Judged<'_>], shares: &[Ratio]) -> Ratio {
        let parts = shares.iter().enumerate().map(|(part, share)| {
            let worse = |attempt: &Judged<'_>| attempt.shares.get(part).is_none_or(|earlier| earlier < share);
            let tries = before.iter().rposition(worse).map_or(0, |last| last + 1);
            if *share > Ratio::ZERO { share.reduced(self.penalty, tries) } else { *share }
        });
        parts.reduce(Ratio::plus).unwrap_or(Ratio::ZERO).at_most(Ratio::ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tries::earn, *};
    use crate::{Behaviour, Item, Pair, Response, Try, mark_tries};

    fn third(tries: u32, count_back: bool) -> Interactive {
        Interactive { penalty: Fraction::new(1, 3).unwrap(), tries, count_back }
    }

    #[test]
    fn each_try_before_costs_until_it_is_right() {
        for (allowed, tries, expected) in [
            (3, &[1.0][..], 3.0),
            (3, &[0.0, 1.0], 2.0),
            (3, &[0.0, 0.0, 1.0], 1.0),
            (3, &[0.0, 0.0, 0.0, 1.0], 0.0),
            (5, &[0.0, 0.0, 0.0, 1.0], 0.0),
            (3, &[1.0, 0.0], 3.0),
            (3, &[0.5], 1.5),
            (3, &[0.5, 0.75], 1.25),
            (3, &[0.0, -1.0], 0.0),
            (1, &[0.0, 1.0], 0.0),
            (0, &[1.0], 3.0),
        ] {
            assert_eq!(earn(&third(allowed, false), 3, tries), expected, "{tries:?} of {allowed}");
            assert_eq!(earn(&third(allowed, true), 3, tries), expected, "{tries:?} of {allowed}");
        }
    }

    #[test]
    fn a_part_of_a_composite_pays_for_its_own_tries() {
        let item: Item = serde_json::from_str(
            r#"{"id": "q", "body": "?", "points": 6, "interaction": {"type": "composite", "parts": [
                {"id": "a", "weight": 2, "interaction": {"type": "true_false", "key": true}},
                {"id": "b", "interaction": {"type": "short_text", "keys": [{"text": "yes"}]}}]}}"#,
        )
        .unwrap();
        let given = |a: bool, b: &str| {
            Try::new(Response::composite([("a", Response::true_false(a)), ("b", Response::short_text(b))]))
        };
        let earned = |count_back, tries: &[Try]| {
            mark_tries(&item, &Behaviour::from(third(3, count_back)), tries).outcome.points.to_string()
        };
        for (tries, whole, parts) in [
            (vec![given(true, "yes")], "6", "6"),
            (vec![given(true, "no"), given(true, "yes")], "4", "5.333333"),
            (vec![given(true, ""), given(true, "yes")], "4", "5.333333"),
            (vec![given(false, "yes"), given(true, "yes")], "4", "4.666667"),
            (vec![given(false, "no"), given(true, "no"), given(true, "yes")], "2", "3.333333"),
        ] {
            assert_eq!(earned(false, &tries), whole, "{tries:?} as a whole");
            assert_eq!(earned(true, &tries), parts, "{tries:?} by parts");
        }
    }

    #[test]
    fn a_part_pays_for_its_own_tries() {
        let item: Item = serde_json::from_str(
            r#"{"id": "q", "body": "?", "points": 6, "interaction": {"type": "matching",
                "sources": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
                "targets": [{"id": "x", "text": "X"}, {"id": "y", "text": "Y"}],
                "pairs": [{"source": "a", "target": "x"}, {"source": "b", "target": "y"}]}}"#,
        )
        .unwrap();
        let earned = |count_back, tries: &[&str]| {
            let tries = tries.iter().map(|pairs| {
                let pairs = pairs.split(' ').map(|pair| Pair::new(&pair[..1], &pair[1..])).collect();
                Try::new(Response::Matching { pairs })
            });
            let tries: Vec<_> = tries.collect();
            mark_tries(&item, &Behaviour::from(third(3, count_back)), &tries).outcome.points.to_string()
        };
        for (tries, whole, parts) in [
            (&["ax by"][..], "6", "6"),
            (&["ax bx", "ax by"], "4", "5"),
            (&["ay bx", "ax bx", "ax by"], "2", "3"),
            (&["ax by", "ay bx"], "6", "6"),
            (&["ax bx", "ay by"], "1", "2"),
            (&["ax bx", "ay by", "ax bx"], "0", "1"),
            (&["ay bx", "ay bx", "ay bx"], "0", "0"),
        ] {
            assert_eq!(earned(false, tries), whole, "{tries:?} as a whole");
            assert_eq!(earned(true, tries), parts, "{tries:?} by parts");
        }
    }
}
