use super::Hits;
use crate::{BlindGuess, guess::Draws};

/// How many guesses a sample has.
const GUESSES: u32 = 4_000;

/// Points that are set anywhere, each by itself, and the areas that they may fall into, of which no two overlap.
#[derive(Debug)]
pub(crate) struct Chances<'a> {
    pub(crate) areas: Vec<AreaChance<'a>>,
    /// The label of each point.
    pub(crate) points: Vec<Option<&'a str>>,
}

/// An area, as a guesser sees it.
#[derive(Debug)]
pub(crate) struct AreaChance<'a> {
    pub(crate) id: &'a str,
    /// That a point is in it: its pixels, of all of the picture.
    pub(crate) chance: f64,
    /// The label that it takes; any where there is none.
    pub(crate) label: Option<&'a str>,
}

impl AreaChance<'_> {
    fn takes(&self, label: Option<&str>) -> bool {
        self.label.is_none() || self.label == label
    }
}

impl Chances<'_> {
    /// That some point is in this area: 1 − (1 − chance)ⁿ, n the points with a label that it takes.
    pub(crate) fn of(&self, area: &AreaChance<'_>) -> f64 {
        let fitting = self.points.iter().filter(|label| area.takes(**label));
        1.0 - fitting.fold(1.0, |missed, _| missed * (1.0 - area.chance))
    }

    /// How many points are in no area, on average.
    pub(crate) fn astray(&self) -> f64 {
        let missed = |label: &Option<&str>| {
            let taken = self.areas.iter().filter(|area| area.takes(*label)).map(|area| area.chance);
            (1.0 - taken.sum::<f64>()).max(0.0)
        };
        self.points.iter().map(missed).sum()
    }

    /// The mean of a sample: the same each time, with its margin.
    pub(crate) fn sampled(&self, fraction: impl Fn(&Hits<'_>) -> f64) -> BlindGuess {
        let nothing = Hits {
            areas: self.areas.iter().map(|area| (area.id, false)).collect(),
            astray: 0,
            points: self.points.len(),
        };
        Draws::default().mean(GUESSES, |draws| {
            let mut hits = nothing.clone();
            for label in &self.points {
                let mut place = draws.next();
                let found = self.areas.iter().zip(&mut hits.areas).find(|(area, _)| {
                    let here = area.takes(*label) && place < area.chance;
                    place -= if area.takes(*label) { area.chance } else { 0.0 };
                    here
                });
                match found {
                    Some((_, (_, hit))) => *hit = true,
                    None => hits.astray += 1,
                }
            }
            fraction(&hits)
        })
    }
}
