use std::mem;

/// Gives each gap one of the labels that it wants, as many gaps as can have one, and none more labels than there are: `uses`
/// of each. A gap gets the first that it wants, unless another must have it. \[Augmenting paths, Kuhn 1955, with as many
/// gaps at a label as it has uses\]
pub(super) fn spread(wanted: &[Vec<usize>], uses: &[usize]) -> Vec<Option<usize>> {
    let mut spread = Spread { wanted, uses, gaps: vec![Vec::new(); uses.len()] };
    for gap in 0..wanted.len() {
        spread.place(gap, &mut vec![false; uses.len()]);
    }
    let mut labels = vec![None; wanted.len()];
    for (label, gaps) in spread.gaps.into_iter().enumerate() {
        gaps.into_iter().for_each(|gap| labels[gap] = Some(label));
    }
    labels
}

struct Spread<'a> {
    wanted: &'a [Vec<usize>],
    uses: &'a [usize],
    /// By label.
    gaps: Vec<Vec<usize>>,
}

impl Spread<'_> {
    /// Whether a gap gets a label: the first that is left, otherwise one whose gap can do with another. Each label is asked
    /// for once; it goes as deep as there are labels.
    fn place(&mut self, gap: usize, asked: &mut [bool]) -> bool {
        let wanted = &self.wanted[gap];
        if let Some(label) = wanted.iter().find(|label| self.gaps[**label].len() < self.uses[**label]) {
            self.gaps[*label].push(gap);
            return true;
        }
        wanted.iter().any(|label| !mem::replace(&mut asked[*label], true) && self.make_room(*label, gap, asked))
    }

    fn make_room(&mut self, label: usize, gap: usize, asked: &mut [bool]) -> bool {
        // What is asked for on the way is never this label again, so that its gaps stay in their places.
        let free = (0..self.gaps[label].len()).find(|place| self.place(self.gaps[label][*place], asked));
        if let Some(place) = free {
            self.gaps[label][place] = gap;
        }
        free.is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn who_can_do_with_another_gives_way() {
        for (wanted, uses, expected) in [
            (vec![vec![0, 1], vec![0]], vec![1, 1], vec![Some(1), Some(0)]),
            (vec![vec![0, 1], vec![0, 1]], vec![1, 1], vec![Some(0), Some(1)]),
            (vec![vec![0], vec![0]], vec![1], vec![Some(0), None]),
            (vec![vec![0], vec![0]], vec![2], vec![Some(0), Some(0)]),
            (vec![vec![0, 1], vec![1, 2], vec![0], vec![1]], vec![1, 1, 1], vec![Some(1), Some(2), Some(0), None]),
            (vec![vec![0, 1], vec![0, 1], vec![0], vec![0]], vec![2, 2], vec![Some(1), Some(1), Some(0), Some(0)]),
            (vec![vec![], vec![0]], vec![usize::MAX], vec![None, Some(0)]),
            (vec![vec![0]], vec![0], vec![None]),
            (vec![], vec![], vec![]),
        ] {
            assert_eq!(spread(&wanted, &uses), expected, "{wanted:?} of {uses:?}");
        }
    }

    /// By trying all.
    fn most(wanted: &[Vec<usize>], uses: &mut Vec<usize>) -> usize {
        let Some((first, others)) = wanted.split_first() else { return 0 };
        let mut best = most(others, uses);
        for label in first {
            if uses[*label] > 0 {
                uses[*label] -= 1;
                best = best.max(1 + most(others, uses));
                uses[*label] += 1;
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn as_many_as_can_have_a_label(wanted in vec(vec(0_usize..4, 0..4), 0..6), mut uses in vec(0_usize..3, 4)) {
            let labels = spread(&wanted, &uses);
            for (label, wanted) in labels.iter().zip(&wanted) {
                prop_assert!(label.is_none_or(|label| wanted.contains(&label)));
            }
            for (label, uses) in uses.iter().enumerate() {
                prop_assert!(labels.iter().filter(|it| **it == Some(label)).count() <= *uses);
            }
            prop_assert_eq!(labels.iter().flatten().count(), most(&wanted, &mut uses));
        }
    }
}
