use smallvec::smallvec;

use crate::set::{List, Set};

/// A largest antichain of a partial order, in rising order: as many elements as there are of which no two are related.
/// `related` says for each element those that follow it in the partial order.
///
/// By Dilworth's theorem it has as many elements as there are chains in the smallest cover of all by chains. Each pair of
/// a matching of elements with followers joins two chains to one, so that the largest matching leaves the fewest. By
/// Kőnig's theorem what is outside of a smallest vertex cover is such an antichain. In O(n³/64).
pub(super) fn largest_antichain(related: &[Set]) -> List<usize> {
    let mut matching = Matching::of(related);
    for element in 0..related.len() {
        matching.augment(element);
    }
    let mut search = Search::new(related.len());
    for element in (0..related.len()).filter(|element| matching.follower[*element].is_none()) {
        search.from(element, &matching);
    }
    let in_cover = |element: &usize| !search.left.contains(*element) || search.right.contains(*element);
    (0..related.len()).filter(|element| !in_cover(element)).collect()
}

/// Elements, each matched to one that follows it.
struct Matching<'a> {
    related: &'a [Set],
    follower: List<Option<usize>>,
    followed: List<Option<usize>>,
}

/// What alternating paths have reached: elements, and followers with the element they were reached from.
struct Search {
    left: Set,
    right: Set,
    reached_from: List<usize>,
}

impl<'a> Matching<'a> {
    fn of(related: &'a [Set]) -> Self {
        Self { related, follower: smallvec![None; related.len()], followed: smallvec![None; related.len()] }
    }

    /// Matches one pair more, if a path that alternates between pairs and others leads from this element to a follower
    /// that is free.
    fn augment(&mut self, element: usize) {
        let mut search = Search::new(self.related.len());
        let mut end = search.from(element, self);
        while let Some(follower) = end {
            let element = search.reached_from[follower];
            self.followed[follower] = Some(element);
            end = self.follower[element].replace(follower);
        }
    }
}

impl Search {
    fn new(elements: usize) -> Self {
        Self { left: Set::default(), right: Set::default(), reached_from: smallvec![0; elements] }
    }

    /// Goes on from an element, up to a follower that is free.
    fn from(&mut self, element: usize, matching: &Matching<'_>) -> Option<usize> {
        let mut open: List<usize> = smallvec![element];
        while let Some(element) = open.pop() {
            self.left.insert(element);
            while let Some(follower) = matching.related[element].first_outside(&self.right) {
                self.right.insert(follower);
                self.reached_from[follower] = element;
                match matching.followed[follower] {
                    Some(next) => open.push(next),
                    None => return Some(follower),
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A partial order on so many elements: pairs that rise, and what follows from them.
    fn closed(elements: usize, pairs: &[bool]) -> Vec<Set> {
        let all = (0..elements).flat_map(|low| (low + 1..elements).map(move |high| (low, high)));
        let mut related = vec![Set::default(); elements];
        all.zip(pairs).filter(|(_, related)| **related).for_each(|((low, high), _)| related[low].insert(high));
        for low in (0..elements).rev() {
            for high in related[low].iter() {
                let beyond = related[high];
                related[low].extend(&beyond);
            }
        }
        related
    }

    fn is_antichain(related: &[Set], of: &[usize]) -> bool {
        of.iter().all(|low| of.iter().all(|high| !related[*low].contains(*high)))
    }

    fn by_trying_all(related: &[Set]) -> usize {
        let subsets = (0_u32..1 << related.len())
            .map(|subset| (0..related.len()).filter(|element| subset >> element & 1 == 1).collect::<Vec<_>>());
        subsets.filter(|subset| is_antichain(related, subset)).map(|subset| subset.len()).max().unwrap()
    }

    #[test]
    fn every_small_partial_order_has_its_largest_antichain_found() {
        for elements in 0..=5 {
            let pairs = elements * usize::saturating_sub(elements, 1) / 2;
            for chosen in 0_u32..1 << pairs {
                let chosen: Vec<bool> = (0..pairs).map(|pair| chosen >> pair & 1 == 1).collect();
                let related = closed(elements, &chosen);
                let found = largest_antichain(&related);
                assert!(is_antichain(&related, &found), "{found:?} of {related:?}");
                assert_eq!(found.len(), by_trying_all(&related), "{found:?} of {related:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_larger_partial_order_has_its_largest_antichain_found(elements in 6_usize..=10, pairs in prop::collection::vec(prop::bool::weighted(0.3), 45)) {
            let related = closed(elements, &pairs);
            let found = largest_antichain(&related);
            prop_assert!(is_antichain(&related, &found));
            prop_assert_eq!(found.len(), by_trying_all(&related));
        }
    }

    #[test]
    fn what_is_no_partial_order_still_has_an_end() {
        let all: Set = (0..200).collect();
        assert!(largest_antichain(&vec![all; 200]).is_empty());
        assert_eq!(largest_antichain(&vec![Set::default(); 200]).len(), 200);
    }
}
