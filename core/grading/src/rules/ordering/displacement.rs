use serde::{Deserialize, Serialize};

use super::{Order, OrderingScoring, Shown};
use crate::number::Ratio;

/// F = Σ max(0, (n − 1) − |position − right position|) / (n(n − 1)) over the entries. \[Moodle, ordering, relative to
/// correct\]
///
/// `{"rule": "displacement"}`: with the order a b c d, `a b d c` earns 10/12, `d c b a` still 4/12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Displacement {}

/// (n − 1) − how far from its position an entry was given; nothing where there is none.
fn nearness(order: &Order<'_>, position: usize) -> usize {
    match order.given.get(position) {
        Some(Some(right)) => order.places().saturating_sub(1).saturating_sub(position.abs_diff(*right)),
        _ => 0,
    }
}

fn share(nearness: usize, order: &Order<'_>) -> Ratio {
    Ratio::share(nearness, order.places() * order.places().saturating_sub(1))
}

impl OrderingScoring for Displacement {
    fn fraction(&self, order: &Order<'_>) -> Ratio {
        share((0..order.places()).map(|position| nearness(order, position)).sum(), order)
    }

    fn shares(&self, order: &Order<'_>) -> Vec<Ratio> {
        (0..order.places()).map(|position| share(nearness(order, position), order)).collect()
    }

    /// Each entry is in each position once in n.
    fn guess(&self, shown: Shown) -> Option<f64> {
        let n = shown.blocks;
        let nearness = |right: usize| (0..n).map(move |position| n - 1 - position.abs_diff(right));
        let all: usize = (0..shown.entries).flat_map(nearness).sum();
        Some(all as f64 / n as f64 / (n * (n - 1)) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::order, *};

    #[test]
    fn each_entry_earns_by_how_near_it_is() {
        for (given, near, of) in [
            ("abcd", 12, 12),
            ("abdc", 10, 12),
            ("dabc", 6, 12),
            ("dcba", 4, 12),
            ("abc", 9, 12),
            ("d", 0, 12),
            ("abce", 9, 12),
            ("abcde", 16, 20),
            ("eabcd", 12, 20),
        ] {
            assert_eq!(Displacement {}.fraction(&order(given, 4)), Ratio::share(near, of), "{given}");
        }
        assert_eq!(Displacement {}.fraction(&order("a", 1)), Ratio::ZERO);
        let shares = Displacement {}.shares(&order("acb", 4));
        assert_eq!(shares, [3, 2, 2, 0].map(|near| Ratio::share(near, 12)));
    }

    #[test]
    fn a_guess_at_a_line_earns_nearly_two_thirds() {
        for n in [2_usize, 3, 10, 200] {
            let guessed = Displacement {}.guess(Shown { entries: n, blocks: n }).unwrap();
            let closed = (2 * n - 1) as f64 / (3 * n) as f64;
            assert!((guessed - closed).abs() < 1e-12, "{n}: {guessed}, not {closed}");
        }
    }
}
