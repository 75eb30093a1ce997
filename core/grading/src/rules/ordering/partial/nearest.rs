use super::Partial;
use crate::set::Set;

/// A right order in which these entries, which go together, stand as they do here; the others where the authored order
/// puts them as early as may be. Where the graph goes in a circle, which lint refuses, all entries in some order.
pub(super) fn order_with(key: &Partial, kept: &[usize]) -> Vec<usize> {
    let mut before = key.before.clone();
    for pair in kept.windows(2) {
        let (one, next) = (pair[0], pair[1]);
        if key.is_group((one, next)) {
            before[next].insert(one);
        } else {
            // Between entries of two groups the whole groups come one after the other.
            let earlier = together(key, one);
            together(key, next).iter().for_each(|entry| before[entry].extend(&earlier));
        }
    }
    let mut order = Vec::with_capacity(key.required());
    let mut placed = Set::default();
    let mut begun = Set::default();
    while order.len() < key.required() {
        let left = |entry: &usize| key.blocks.contains(*entry) && !placed.contains(*entry);
        let rest = || (0..before.len()).filter(left);
        let may_come = |entry: &usize| before[*entry].is_within(&placed);
        let in_begun = |entry: &usize| begun.contains(*entry);
        let next = if rest().any(|entry| in_begun(&entry)) {
            rest().filter(in_begun).find(may_come)
        } else {
            rest().find(may_come)
        };
        let Some(entry) = next.or_else(|| rest().next()) else { break };
        begun = together(key, entry);
        placed.insert(entry);
        order.push(entry);
    }
    order
}

/// An entry and its group.
fn together(key: &Partial, entry: usize) -> Set {
    key.groups[entry].unwrap_or_else(|| Set::from_iter([entry]))
}
