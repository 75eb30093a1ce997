//! Orders of lists on a paper: one that says nothing about the key, and the ones that are drawn.

use crate::{PaperInteraction, PaperItem, interactions::PaperGapKind, lint::Named};

impl PaperItem {
    /// Puts the item's lists into a drawn order: the options of a choice, the targets of a matching, the entries of an
    /// ordering, the labels for gaps and for points on a picture, the options of each drop-down in the order of the gaps;
    /// and so in the parts of a composite, one after the other. Sources, gaps, parts, and areas of a picture keep their
    /// order.
    ///
    /// `draw` is called once for each list, with its length n, and answers with a permutation of 0 to n − 1: the entry
    /// that comes first, second, and so on. A list for which it answers with anything else keeps its order.
    pub fn reorder_options(&mut self, draw: &mut dyn FnMut(usize) -> Vec<usize>) {
        self.interaction.reorder_options(draw);
    }
}

impl PaperInteraction {
    /// As [`PaperItem::reorder_options`].
    pub fn reorder_options(&mut self, draw: &mut dyn FnMut(usize) -> Vec<usize>) {
        match self {
            Self::Choice(question) => reorder(&mut question.options, draw),
            Self::MultipleChoice(question) => reorder(&mut question.options, draw),
            Self::Matching(question) => reorder(&mut question.targets, draw),
            Self::Ordering(question) => reorder(&mut question.entries, draw),
            Self::GapMatch(question) => reorder(&mut question.labels, draw),
            Self::GraphicGapMatch(question) => reorder(&mut question.labels, draw),
            Self::GraphicOrder(question) => reorder(&mut question.entries, draw),
            Self::SelectPoint(question) => reorder(&mut question.labels, draw),
            Self::Cloze(question) => {
                for gap in &mut question.gaps {
                    if let PaperGapKind::Dropdown(list) = &mut gap.kind {
                        reorder(&mut list.options, draw);
                    }
                }
            }
            Self::TrueFalse(_)
            | Self::ShortText(_)
            | Self::Essay(_)
            | Self::Numeric(_)
            | Self::FileUpload(_)
            | Self::Hotspot(_)
            | Self::HotText(_)
            | Self::Slider(_)
            | Self::Likert(_)
            | Self::Formula(_) => {}
            Self::Composite(question) => {
                question.parts.iter_mut().for_each(|part| part.interaction.reorder_options(draw));
            }
        }
    }
}

fn reorder<T: Clone>(list: &mut Vec<T>, draw: &mut dyn FnMut(usize) -> Vec<usize>) {
    let drawn = draw(list.len());
    let mut sorted = drawn.clone();
    sorted.sort_unstable();
    if sorted.into_iter().eq(0..list.len()) {
        *list = drawn.into_iter().map(|index| list[index].clone()).collect();
    }
}

/// Entries in an order that comes from their ids alone, so that the authored order, which is or may follow the key,
/// does not show. It is the same each time.
pub(crate) fn without_a_hint<'a, T: Named + 'a, P: From<&'a T>>(
    item: &str,
    entries: impl IntoIterator<Item = &'a T>,
) -> Vec<P> {
    let mut entries: Vec<_> = entries.into_iter().map(|entry| (scatter(item, entry.id()), entry)).collect();
    entries.sort_by(|(left, a), (right, b)| left.cmp(right).then_with(|| a.id().cmp(b.id())));
    entries.into_iter().map(|(_, entry)| P::from(entry)).collect()
}

/// FNV-1a over both ids, then the finish of SplitMix64, so that ids alike in all but the last letter are scattered.
fn scatter(item: &str, entry: &str) -> u64 {
    let bytes = item.bytes().chain([0]).chain(entry.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::{Entry, PaperEntry};

    fn hintless(item: &str, entries: &[Entry]) -> Vec<PaperEntry> {
        without_a_hint(item, entries)
    }

    #[test]
    fn the_hintless_order_follows_neither_the_authored_order_nor_the_ids() {
        let entries = ["a", "b", "c"].map(|id| Entry::new(id, id));
        let mut orders: HashMap<String, usize> = HashMap::new();
        for item in 0..6_000 {
            let ids: String = hintless(&format!("q{item}"), &entries).into_iter().map(|entry| entry.id).collect();
            *orders.entry(ids).or_default() += 1;
        }
        assert_eq!(orders.len(), 6, "{orders:?}");
        assert!(orders.values().all(|count| (850..1_150).contains(count)), "{orders:?}");
    }

    #[test]
    fn the_hintless_order_does_not_depend_on_the_authored_one() {
        let entries = ["x", "y", "z"].map(|id| Entry::new(id, id));
        let mut reversed = entries.clone();
        reversed.reverse();
        assert_eq!(hintless("q", &entries), hintless("q", &reversed));
    }

    #[test]
    fn a_drawn_permutation_is_applied_and_anything_else_is_not() {
        let list = || ["a", "b", "c"].map(|id| PaperEntry { id: id.into(), text: id.into() }).to_vec();
        for (drawn, expected) in [
            (vec![2, 0, 1], "cab"),
            (vec![0, 1, 2], "abc"),
            (vec![0, 1], "abc"),
            (vec![0, 0, 1], "abc"),
            (vec![1, 2, 3], "abc"),
            (vec![], "abc"),
        ] {
            let mut entries = list();
            reorder(&mut entries, &mut |n| {
                assert_eq!(n, 3);
                drawn.clone()
            });
            let ids: String = entries.into_iter().map(|entry| entry.id).collect();
            assert_eq!(ids, expected, "{drawn:?}");
        }
    }
}
