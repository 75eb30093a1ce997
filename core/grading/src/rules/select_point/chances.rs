use super::Hits;
use crate::{BlindGuess, Image, Spot, guess::Draws, interactions::PointArea};

/// How many guesses a sample has, at most and at least.
const GUESSES: [u64; 2] = [200, 4_000];
/// How many sides of areas all points of a sample are compared with, about.
const COMPARISONS: u64 = 20_000_000;

/// Points that are set anywhere on a picture, each by itself, and the areas that they may fall into.
#[derive(Debug)]
pub(crate) struct Chances<'a> {
    pub(crate) image: &'a Image,
    pub(crate) areas: Vec<AreaChance<'a>>,
    /// The label of each point.
    pub(crate) points: Vec<Option<&'a str>>,
    /// Whether no point can be in two areas.
    pub(crate) apart: bool,
}

/// An area, and the chance that a point is in it: its pixels, of all of the picture.
#[derive(Debug)]
pub(crate) struct AreaChance<'a> {
    pub(crate) area: &'a PointArea,
    pub(crate) chance: f64,
}

impl<'a> AreaChance<'a> {
    pub(crate) fn id(&self) -> &'a str {
        &self.area.id
    }

    pub(crate) fn label(&self) -> Option<&'a str> {
        self.area.label.as_deref()
    }
}

impl Chances<'_> {
    /// That some point is in this area: 1 − (1 − chance)ⁿ, n the points with a label that it takes.
    pub(crate) fn of(&self, area: &AreaChance<'_>) -> f64 {
        let fitting = self.points.iter().filter(|label| area.area.takes_label(**label));
        1.0 - fitting.fold(1.0, |missed, _| missed * (1.0 - area.chance))
    }

    /// How many points are in no area, on average, where all areas are apart.
    pub(crate) fn astray(&self) -> f64 {
        let missed = |label: &Option<&str>| {
            let taken = self.areas.iter().filter(|area| area.area.takes_label(*label)).map(|area| area.chance);
            (1.0 - taken.sum::<f64>()).max(0.0)
        };
        self.points.iter().map(missed).sum()
    }

    /// The mean of a sample: the same each time, with its margin.
    pub(crate) fn sampled(&self, fraction: impl Fn(&Hits<'_>) -> f64) -> BlindGuess {
        let areas: Vec<_> = self.areas.iter().map(|area| (area.area, area.area.area.bounds())).collect();
        let sides: usize = areas.iter().map(|(area, _)| area.area.sides()).sum();
        let work = (self.points.len() * sides).max(1) as u64;
        let [least, most] = GUESSES;
        let nothing = Hits {
            areas: self.areas.iter().map(|area| (area.id(), false)).collect(),
            astray: 0,
            points: self.points.len(),
        };
        Draws::default().mean((COMPARISONS / work).clamp(least, most) as u32, |draws| {
            let mut hits = nothing.clone();
            for label in &self.points {
                let mut pixel = |side: u32| (draws.next() * f64::from(side)) as i32;
                let spot = Spot::new(pixel(self.image.width), pixel(self.image.height));
                let mut found = false;
                for ((area, [columns, rows]), (_, hit)) in areas.iter().zip(&mut hits.areas) {
                    if columns.contains(&spot.x.into()) && rows.contains(&spot.y.into()) && area.takes(spot, *label) {
                        (*hit, found) = (true, true);
                    }
                }
                hits.astray += usize::from(!found);
            }
            fraction(&hits)
        })
    }
}
