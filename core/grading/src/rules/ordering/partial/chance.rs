use super::{super::guess::mean_by_longest_subsequence, Partial};
use crate::set::Set;

/// So many entries have all sets looked at that can stand first: 2²⁰ at most.
const SETS_OF: usize = 20;

impl Partial {
    /// How many of all orders of its entries are right, as a share; nothing where there are too many entries to count.
    ///
    /// Entry by entry an order is put together, and the chance that all was right so far depends on nothing but which
    /// have been put: a set with each entry that must come before one of it, and one begun group at most.
    pub(crate) fn right_by_chance(&self) -> Option<f64> {
        let entries: Vec<usize> = self.blocks.iter().collect();
        if entries.len() > SETS_OF {
            return None;
        }
        let bits = |set: &Set| -> usize {
            entries.iter().enumerate().filter(|(_, entry)| set.contains(**entry)).map(|(bit, _)| 1 << bit).sum()
        };
        let before: Vec<usize> = entries.iter().map(|entry| bits(&self.before[*entry])).collect();
        let mut groups: Vec<usize> =
            entries.iter().filter_map(|entry| self.groups[*entry].as_ref().map(bits)).collect();
        groups.sort_unstable();
        groups.dedup();
        let mut chances = vec![0.0; 1 << entries.len()];
        chances[0] = 1.0;
        for put in 0..chances.len() - 1 {
            let each = chances[put] / (entries.len() - put.count_ones() as usize) as f64;
            let begun = groups.iter().find(|group| put & **group != 0 && put & **group != **group);
            let may_come = |next: &usize| {
                let bit = 1 << next;
                put & bit == 0 && before[*next] & !put == 0 && begun.is_none_or(|group| group & bit != 0)
            };
            if each > 0.0 {
                (0..entries.len()).filter(may_come).for_each(|next| chances[put | 1 << next] += each);
            }
        }
        chances.last().copied()
    }

    /// The mean of a value of A, the number of entries that can stay, over all orders of what is shown. Nothing where the
    /// partial order compares some entries but not all, or there are too many to count.
    pub(crate) fn mean_by_kept(&self, value: impl Fn(usize) -> f64) -> Option<f64> {
        let entries = self.required();
        match self.pairs() {
            0 => Some(value(entries)),
            pairs if pairs == entries * (entries - 1) / 2 && self.groups.iter().all(Option::is_none) => {
                mean_by_longest_subsequence(entries, value)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::from_letters;

    #[test]
    fn right_orders_are_counted() {
        for (blocks, pairs, groups, right, orders) in [
            ("abcd", &["ab", "bc", "cd"][..], &[][..], 1, 24),
            ("abcd", &["ab", "ac", "bd", "cd"], &[], 2, 24),
            ("abcd", &[], &[], 24, 24),
            ("abcd", &["ab", "cd"], &[], 6, 24),
            ("abcd", &["ab", "cd"], &["ab", "cd"], 2, 24),
            ("abcd", &[], &["ab"], 12, 24),
            ("abc", &["ab", "ba"], &[], 0, 6),
        ] {
            let chance = from_letters(4, blocks, pairs, groups).right_by_chance().unwrap();
            assert!((chance * f64::from(orders) - f64::from(right)).abs() < 1e-12, "{pairs:?} {groups:?}: {chance}");
        }
    }

    #[test]
    fn twenty_are_counted_and_one_more_is_not() {
        let letters: String = ('a'..='u').collect();
        let chance = from_letters(21, &letters[..20], &["ab", "cd"], &[]).right_by_chance().unwrap();
        assert!((chance - 0.25).abs() < 1e-12, "{chance}");
        assert_eq!(from_letters(21, &letters, &["ab"], &[]).right_by_chance(), None);
    }
}
