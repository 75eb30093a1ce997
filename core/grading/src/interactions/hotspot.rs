use serde::{Deserialize, Serialize};

use super::{Choice, MultipleChoice, choosing::Choosing};
use crate::{
    Area, Image, Points, limits,
    lint::{self, Report},
    rules::multiple_choice::MultipleChoiceRule,
};

/// Areas of a picture are shown, and one or several of them chosen. Scored as a [`MultipleChoice`] whose options they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotspot {
    /// What is chosen on.
    pub image: Image,
    /// At least two.
    pub areas: Vec<HotArea>,
    /// The ids of the right areas, in any order; at least one.
    pub keys: Vec<String>,
    /// How many may be chosen at most: 1 makes it a single choice. Any number where nothing is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: MultipleChoiceRule,
}

/// An area to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotArea {
    /// Names it within the item.
    pub id: String,
    /// Where it is.
    pub area: Area,
    /// What it is called for those who do not see it.
    pub text: String,
    /// Why it is right or wrong, shown to those who chose it, where feedback is shown.
    #[serde(default)]
    pub explanation: String,
}

/// A [`Hotspot`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperHotspot {
    /// What is chosen on.
    pub image: Image,
    /// In the author's order, in which they are read out.
    pub areas: Vec<PaperHotArea>,
    /// How many may be chosen at most; any number where nothing is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

/// An area to choose, as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperHotArea {
    /// Names it within the item.
    pub id: String,
    /// Where it is.
    pub area: Area,
    /// What it is called for those who do not see it.
    pub text: String,
}

impl HotArea {
    /// This area under this id, with nothing to explain.
    pub fn new(id: impl Into<String>, area: Area, text: impl Into<String>) -> Self {
        Self { id: id.into(), area, text: text.into(), explanation: String::new() }
    }
}

impl Hotspot {
    pub(crate) fn to_paper(&self) -> PaperHotspot {
        let area =
            |area: &HotArea| PaperHotArea { id: area.id.clone(), area: area.area.clone(), text: area.text.clone() };
        PaperHotspot { image: self.image.clone(), areas: self.areas.iter().map(area).collect(), most: self.most }
    }

    /// The question without its picture.
    pub(crate) fn choosing(&self) -> Choosing {
        let option = |area: &HotArea| Choice {
            explanation: area.explanation.clone(),
            ..Choice::new(area.id.as_str(), area.text.as_str())
        };
        let question = MultipleChoice {
            options: self.areas.iter().map(option).collect(),
            keys: self.keys.clone(),
            none_apply: None,
            scoring: self.scoring.clone(),
        };
        Choosing { question, most: self.most }
    }

    pub(crate) fn lint(&self, points: Points, report: &mut Report) {
        report.within("image", |report| self.image.lint(report));
        report.within("areas", |report| {
            lint::entries(&self.areas, report);
            if self.areas.len() <= limits::OPTIONS {
                lint::at_most(&self.areas, limits::AREAS, report);
            }
            for (index, area) in self.areas.iter().enumerate().take(limits::AREAS) {
                report.within(index, |report| {
                    report.within("area", |report| area.area.lint(&self.image, report));
                    report.within("explanation", |report| lint::short(&area.explanation, limits::TEXT_CHARS, report));
                });
            }
        });
        self.choosing().lint(points, report);
    }
}
