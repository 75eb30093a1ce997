//! Rules for ordering, and how to add one: see [the parent module](super).
//!
//! The key is a line, the entries in their order, or partial orders, each of which is right. In the formulas n is the
//! number of entries to put in order, or the number given where that is more, as it can be with distractors: so none of
//! them pays for putting everything in. An entry that is missing in the response stands nowhere: it is in no right
//! position and in no right order.

mod absolute;
mod all_before_after;
mod displacement;
mod edit_distance;
mod exact;
mod guess;
mod line;
mod longest_run;
mod longest_subsequence;
mod neighbours;
mod partial;
mod relative_next;
mod relative_next_and_last;

pub(crate) use guess::{Shown, blind};
pub(crate) use line::Order;
pub(crate) use partial::{Fit, Partial, nearest_of};

use crate::number::Ratio;

/// How an ordering is scored.
pub(crate) trait OrderingScoring {
    /// F of an order where the key is a line.
    fn fraction(&self, order: &Order<'_>) -> Ratio;

    /// What each position earns by itself; none where the rule judges the whole alone.
    fn shares(&self, _order: &Order<'_>) -> Vec<Ratio> {
        Vec::new()
    }

    /// What all that is shown earns on average, put into any order with the same chance, where the key is a line;
    /// nothing where no formula and no count says.
    fn guess(&self, shown: Shown) -> Option<f64>;

    /// How the rule goes where the key is a partial order; nothing where it asks for right positions or neighbours,
    /// which a partial order does not have.
    fn partial(&self) -> Option<&dyn PartialScoring> {
        None
    }
}

/// How an ordering is scored whose key is a partial order.
pub(crate) trait PartialScoring {
    /// F of an order that fits so well.
    fn fraction_of_fit(&self, fit: &Fit<'_>) -> Ratio;

    /// What so many blocks earn on average by the partial order that is nearest, put into any order with the same
    /// chance; nothing where no formula and no count says.
    fn guess_fit(&self, _keys: &[Partial], _blocks: usize) -> Option<f64> {
        None
    }
}

rules! {
    /// How an ordering is scored. In JSON the variant's name is the field `rule`.
    OrderingRule: OrderingScoring, default Exact, {
        /// The right order earns everything, any other nothing.
        exact::Exact = "exact",
        /// Each entry in its position earns its share.
        absolute::Absolute = "absolute",
        /// Each entry followed by the one that should follow it earns its share.
        relative_next::RelativeNext = "relative_next",
        /// The same, and the last entry earns its share in the last place.
        relative_next_and_last::RelativeNextAndLast = "relative_next_and_last",
        /// Each right neighbour earns its share, before and after.
        neighbours::Neighbours = "neighbours",
        /// Each two entries in their relative order earn their share.
        all_before_after::AllBeforeAfter = "all_before_after",
        /// As many entries as stand in the right order, with others between them.
        longest_subsequence::LongestSubsequence = "longest_subsequence",
        /// As many entries as stand in the right order one after the other.
        longest_run::LongestRun = "longest_run",
        /// Each entry earns the more, the nearer it is to its position.
        displacement::Displacement = "displacement",
        /// The fewer steps it takes to put the order right, the more it earns.
        edit_distance::EditDistance = "edit_distance",
    }
}

/// F of an order: by how it fits a partial order, where the key is one and the rule has a way with them.
pub(crate) fn fraction(scoring: &dyn OrderingScoring, fit: Option<&Fit<'_>>, order: &Order<'_>) -> Ratio {
    match (scoring.partial(), fit) {
        (Some(partial), Some(fit)) => partial.fraction_of_fit(fit),
        _ => scoring.fraction(order),
    }
}

/// Reads letters: `a` belongs first; a letter beyond the entries is a distractor.
#[cfg(test)]
fn order(letters: &str, entries: usize) -> Order<'static> {
    let place = |letter: u8| Some(usize::from(letter - b'a')).filter(|place| *place < entries);
    Order { given: Vec::leak(letters.bytes().map(place).collect()), entries }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_order_that_compares_all_entries_is_a_line() {
        let chain = partial::from_letters(6, "abcd", &["ab", "bc", "cd"], &[]);
        let rules = OrderingRule::NAMES.iter().map(|name| {
            let rule = serde_json::from_value::<OrderingRule>(serde_json::json!({ "rule": name })).unwrap();
            (name, rule)
        });
        let rules: Vec<_> = rules.filter(|(_, rule)| rule.scoring().partial().is_some()).collect();
        assert_eq!(rules.len(), 4);
        let mut sequences = vec![String::new()];
        while let Some(given) = sequences.pop() {
            let longer = "abcdef".chars().filter(|letter| !given.contains(*letter));
            sequences.extend(longer.map(|letter| format!("{given}{letter}")));
            let (line, fit) = (order(&given, 4), chain.fit(&order(&given, 6)));
            for (name, rule) in &rules {
                let by_line = fraction(rule.scoring(), None, &line);
                assert_eq!(fraction(rule.scoring(), Some(&fit), &line), by_line, "{name}: {given}");
            }
        }
    }
}
