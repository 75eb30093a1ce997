use super::{Order, Partial, antichain::largest_antichain, nearest};
use crate::set::{List, Set};

/// How a given order fits a partial order.
#[derive(Debug)]
pub(crate) struct Fit<'a> {
    key: &'a Partial,
    /// How many entries were given, whether they belong or not.
    given: usize,
    /// Those of them that belong, in the given order.
    blocks: List<usize>,
    /// For each of these, by their positions among them, the later ones that do not go with it.
    misfits: List<Set>,
    /// As many as go together, in the given order.
    kept: List<usize>,
}

impl<'a> Fit<'a> {
    /// Two given entries do not go together where the second must come before the first, and where they are of one
    /// group but another entry that belongs in the order stands between them. Both relations, and the two together, are
    /// partial orders: what is told of one of a group by what is outside of it is told of all.
    ///
    /// So a group that is torn keeps one of its pieces at most, that which serves best. Whether what stands between two
    /// pieces should go instead is not looked for: that is NP-hard. \[the longest run subsequence problem, Schrinner et
    /// al. 2020\]
    pub(super) fn new(key: &'a Partial, order: &Order<'_>) -> Self {
        let blocks: List<usize> =
            order.given.iter().flatten().copied().filter(|place| key.blocks.contains(*place)).collect();
        let pieces = pieces(key, &blocks);
        let goes_with = |one: usize, other: usize| {
            let pair = (blocks[one], blocks[other]);
            !key.before[pair.0].contains(pair.1) && (pieces[one] == pieces[other] || !key.is_group(pair))
        };
        let misfits: List<Set> = (0..blocks.len())
            .map(|one| (one + 1..blocks.len()).filter(|other| !goes_with(one, *other)).collect())
            .collect();
        let kept = largest_antichain(&misfits).into_iter().map(|position| blocks[position]).collect();
        Self { key, given: order.given.len(), blocks, misfits, kept }
    }

    pub(crate) fn key(&self) -> &'a Partial {
        self.key
    }

    /// A: how many of the given can stay.
    pub(crate) fn kept(&self) -> usize {
        self.kept.len()
    }

    /// m: how many belong in the order.
    pub(crate) fn required(&self) -> usize {
        self.key.required()
    }

    /// n: how many belong in the order, or were given where that is more.
    pub(crate) fn places(&self) -> usize {
        self.required().max(self.given)
    }

    /// D: how many entries to take out and to put in.
    pub(crate) fn distance(&self) -> usize {
        self.given + self.required() - 2 * self.kept()
    }

    /// How many of the pairs that count were given and go together.
    pub(crate) fn right_pairs(&self) -> usize {
        let blocks = &self.blocks;
        let pairs = (0..blocks.len()).flat_map(|one| (one + 1..blocks.len()).map(move |other| (one, other)));
        let counts = |pair: (usize, usize)| self.key.compares(pair) || self.key.is_group(pair);
        pairs
            .filter(|(one, other)| counts((blocks[*one], blocks[*other])) && !self.misfits[*one].contains(*other))
            .count()
    }

    /// A right order in which all stand that can stay, as they were given.
    pub(crate) fn nearest(&self) -> Vec<usize> {
        nearest::order_with(self.key, &self.kept)
    }
}

/// For each block the number of the piece it stands in: entries of one group with none of another between them.
fn pieces(key: &Partial, blocks: &[usize]) -> List<usize> {
    let mut piece = 0;
    let mut pieces = List::new();
    for (position, block) in blocks.iter().enumerate() {
        if position > 0 && !key.is_group((blocks[position - 1], *block)) {
            piece += 1;
        }
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests;
