use serde::{Deserialize, Serialize};

use super::{Counting, Counts, Ticks};
use crate::{Points, number::Ratio};

/// F = t/c − f/(n − c), at least 0 unless negatives are allowed: choosing nothing and choosing everything come out the
/// same. Where every option is a key, nothing is taken back. \[Morgan 1979; R/exams, partial credits by "false"\]
///
/// `{"rule": "morgan", "allow_negative": true}`: of the options a to e with the keys a and b, `a b` earns everything, `a`
/// 1/2, `a c` 1/2 − 1/3, `c d e` −1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Morgan {
    /// Whether more may be taken back than was earned.
    pub allow_negative: bool,
}

impl Counting for Morgan {
    fn fraction(&self, counts: Counts, _: Points) -> Ratio {
        // Where every option is a key, no wrong one is chosen, and it makes no difference what f is divided by.
        let (keys, others) = (counts.keys as i128, counts.others().max(1) as i128);
        let fraction = Ratio::new(counts.right as i128 * others - counts.wrong as i128 * keys, keys * others);
        if self.allow_negative { fraction } else { fraction.at_least(Ratio::ZERO) }
    }

    fn shares(&self, ticks: &Ticks<'_>) -> Vec<Ratio> {
        let counts = ticks.counts();
        let (right, wrong) = (Ratio::share(1, counts.keys), Ratio::new(-1, counts.others() as i128));
        ticks.shares_of_chosen(|key| if key { right } else { wrong })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{MultipleChoiceScoring, judge, question},
        *,
    };

    #[test]
    fn all_wrong_options_together_take_everything_back() {
        for (keys, chosen, floored, whole) in [
            ("ab", "ab", Ratio::ONE, Ratio::ONE),
            ("ab", "a", Ratio::share(1, 2), Ratio::share(1, 2)),
            ("ab", "ac", Ratio::share(1, 6), Ratio::share(1, 6)),
            ("ab", "abcde", Ratio::ZERO, Ratio::ZERO),
            ("ab", "acde", Ratio::ZERO, Ratio::new(-1, 2)),
            ("ab", "cde", Ratio::ZERO, Ratio::new(-1, 1)),
            ("ab", "", Ratio::ZERO, Ratio::ZERO),
            ("abcde", "abcde", Ratio::ONE, Ratio::ONE),
            ("abcde", "ab", Ratio::share(2, 5), Ratio::share(2, 5)),
        ] {
            for (allow_negative, expected) in [(false, floored), (true, whole)] {
                let judgement = judge(&Morgan { allow_negative }, 5, keys, chosen, Points::whole(1));
                assert_eq!(judgement.fraction, expected, "{chosen} with the keys {keys}, {allow_negative}");
            }
        }
        let shares = judge(&Morgan::default(), 5, "ab", "ac", Points::whole(1)).shares;
        assert_eq!(shares, [Ratio::share(1, 2), Ratio::ZERO, Ratio::new(-1, 3), Ratio::ZERO, Ratio::ZERO]);
    }

    #[test]
    fn the_least_is_every_wrong_option() {
        for (allow_negative, keys, expected) in [(true, "ab", -1), (false, "ab", 0), (true, "abcde", 0)] {
            let least = Morgan { allow_negative }.least(&question(5, keys), Points::whole(1));
            assert_eq!(least, Ratio::new(expected, 1), "{keys}, {allow_negative}");
        }
    }
}
