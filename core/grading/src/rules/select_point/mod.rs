//! Rules for points on a picture, and how to add one: see [the parent module](super).
//!
//! A point is in each area that contains it and takes its label, so that where areas overlap one point may count for several,
//! and several points in one area count for it once. \[QTI `mapResponsePoint`\]

mod chances;
mod each_area;
mod exact;
mod per_point;

use super::Judgement;
use crate::{BlindGuess, interactions::SelectPoint, lint::Report, number::Ratio};

pub(crate) use chances::{AreaChance, Chances};

/// How points on a picture are scored.
pub(crate) trait SelectPointScoring {
    /// What the points earn. Shares are those of the areas, and then of the points that are in none.
    fn judge(&self, hits: &Hits<'_>) -> Judgement;

    /// The least that so many points can earn, zero or below.
    fn least(&self, _most: usize) -> Ratio {
        Ratio::ZERO
    }

    /// What is earned on average by points that are set anywhere.
    fn blind_guess(&self, chances: &Chances<'_>) -> BlindGuess;

    /// What is wrong with the rule's parameters.
    fn lint(&self, _question: &SelectPoint, _report: &mut Report) {}
}

rules! {
    /// How points on a picture are scored. In JSON the variant's name is the field `rule`.
    SelectPointRule: SelectPointScoring, default EachArea, {
        /// Each area with a point earns its share, and each point in no area may cost something.
        each_area::EachArea = "each_area",
        /// Each area with a point earns its share of the areas, or of the points where they are more.
        per_point::PerPoint = "per_point",
        /// A point in every area and none elsewhere earns everything, anything else nothing.
        exact::Exact = "exact",
    }
}

/// Each area by its id, in the question's order, and whether there is a point in it.
#[derive(Debug, Clone)]
pub(crate) struct Hits<'a> {
    pub(crate) areas: Vec<(&'a str, bool)>,
    /// How many points are in no area.
    pub(crate) astray: usize,
    /// How many points there are.
    pub(crate) points: usize,
}

impl Hits<'_> {
    /// How many areas have a point.
    pub(crate) fn hit(&self) -> usize {
        self.areas.iter().filter(|(_, hit)| *hit).count()
    }
}

/// Reads `+` as an area with a point, `_` as one without; the areas are `a`, `b`, … and after them come so many points that
/// are in none, written `!`.
#[cfg(test)]
fn hits(signs: &str) -> Hits<'static> {
    const IDS: &str = "abcdefghij";
    let areas: Vec<_> =
        signs.chars().filter(|sign| *sign != '!').enumerate().map(|(n, sign)| (&IDS[n..=n], sign == '+')).collect();
    let astray = signs.chars().filter(|sign| *sign == '!').count();
    let hit = areas.iter().filter(|(_, hit)| *hit).count();
    Hits { points: hit + astray, areas, astray }
}
