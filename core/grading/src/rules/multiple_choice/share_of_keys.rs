use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Counting, Counts, Ticks};
use crate::{FindingCode, Points, interactions::MultipleChoice, lint::Report, number::Ratio};

/// F = t/c; a wrong option costs nothing. \[partial credit of Pediafor's earlier system\]
///
/// Choosing everything then earns everything, unless full marks need the exact keys: then F = (c − 1)/c where all keys
/// and something wrong are chosen.
///
/// `{"rule": "share_of_keys", "full_needs_exact": true}`: with the keys a, b and d, `a b` earns 2/3, `a b c` 2/3,
/// `a b d` everything, `a b c d` 2/3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ShareOfKeys {
    /// Whether all keys with something wrong among them earn one key less than everything.
    pub full_needs_exact: bool,
}

impl Counting for ShareOfKeys {
    fn fraction(&self, Counts { keys, right, wrong, .. }: Counts, _: Points) -> Ratio {
        let one_less = self.full_needs_exact && right == keys && wrong > 0;
        Ratio::share(right.saturating_sub(usize::from(one_less)), keys)
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        let keys = ticks.counts().keys;
        ticks.shares_of_chosen(|key| if key { Ratio::share(1, keys) } else { Ratio::ZERO })
    }

    fn lint(&self, question: &MultipleChoice, _: Points, report: &mut Report) {
        let keys: HashSet<&str> = question.keys.iter().map(String::as_str).collect();
        let wrong = question.options.iter().any(|option| !keys.contains(option.id.as_str()));
        if wrong && !keys.is_empty() && !self.full_needs_exact {
            report.warning(
                FindingCode::SelectAllEarns,
                "choosing every option earns full marks; `full_needs_exact` would not let it",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::judge, *};

    #[test]
    fn each_key_earns_its_share_and_wrong_options_cost_nothing() {
        for (keys, chosen, plain, guarded) in [
            ("abd", "abd", Ratio::ONE, Ratio::ONE),
            ("abd", "ab", Ratio::share(2, 3), Ratio::share(2, 3)),
            ("abd", "abc", Ratio::share(2, 3), Ratio::share(2, 3)),
            ("abd", "c", Ratio::ZERO, Ratio::ZERO),
            ("abd", "abcd", Ratio::ONE, Ratio::share(2, 3)),
            ("a", "ab", Ratio::ONE, Ratio::ZERO),
            ("abcd", "abcd", Ratio::ONE, Ratio::ONE),
            ("", "a", Ratio::ZERO, Ratio::ZERO),
        ] {
            for (full_needs_exact, expected) in [(false, plain), (true, guarded)] {
                let judgement = judge(&ShareOfKeys { full_needs_exact }, 4, keys, chosen, Points::whole(1));
                assert_eq!(judgement.fraction, expected, "{chosen} with the keys {keys}, {full_needs_exact}");
            }
        }
        let shares = judge(&ShareOfKeys::default(), 3, "ab", "ac", Points::whole(1)).shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::ZERO]);
    }
}
