use serde::{Deserialize, Serialize};

use super::{Graph, ordering::Sequence};
use crate::{
    Area, Image, OrderingRule, limits,
    lint::{Named, Report},
    order,
};

/// Places of a picture to be put in their order, or in one of several: an [`Ordering`](super::Ordering) whose entries lie
/// on a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphicOrder {
    /// What the places lie on.
    pub image: Image,
    /// In the right order, which is the key where there are no graphs; at least two.
    pub entries: Vec<Place>,
    /// Shown among the entries, but right nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distractors: Vec<Place>,
    /// As of an [`Ordering`](super::Ordering).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub graphs: Vec<Graph>,
    /// How it is scored; by default all or nothing.
    #[serde(default)]
    pub scoring: OrderingRule,
}

/// A place on a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Names it within its list.
    pub id: String,
    /// What it is called, in Markdown; also for those who do not see it.
    pub text: String,
    /// Where it lies.
    pub area: Area,
}

impl Place {
    /// This area, called this, under this id.
    pub fn new(id: impl Into<String>, text: impl Into<String>, area: Area) -> Self {
        Self { id: id.into(), text: text.into(), area }
    }
}

impl Named for Place {
    fn id(&self) -> &str {
        &self.id
    }

    fn text(&self) -> &str {
        &self.text
    }
}

/// A [`GraphicOrder`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperGraphicOrder {
    /// What the places lie on.
    pub image: Image,
    /// In an order that says nothing about the key, nor about what distracts.
    pub entries: Vec<PaperPlace>,
    /// Whether some of them may have to be left out. It is not said which, nor how many.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_out: bool,
}

/// A [`Place`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPlace {
    /// Names it within its list.
    pub id: String,
    /// What it is called, in Markdown; also for those who do not see it.
    pub text: String,
    /// Where it lies.
    pub area: Area,
}

impl From<&Place> for PaperPlace {
    fn from(place: &Place) -> Self {
        Self { id: place.id.clone(), text: place.text.clone(), area: place.area.clone() }
    }
}

impl PaperGraphicOrder {
    pub(crate) fn shown(&self) -> impl Iterator<Item = &PaperPlace> {
        self.entries.iter()
    }
}

impl GraphicOrder {
    pub(crate) fn to_paper(&self, item: &str) -> PaperGraphicOrder {
        PaperGraphicOrder {
            image: self.image.clone(),
            entries: order::without_a_hint(item, self.shown()),
            leave_out: self.sequence().leaves_out(),
        }
    }

    /// Entries and distractors.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Place> {
        self.sequence().shown()
    }

    pub(crate) fn sequence(&self) -> Sequence<'_, Place> {
        Sequence {
            entries: &self.entries,
            distractors: &self.distractors,
            graphs: &self.graphs,
            scoring: &self.scoring,
        }
    }

    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("image", |report| self.image.lint(report));
        for (list, places) in [("entries", &self.entries), ("distractors", &self.distractors)] {
            for (index, place) in places.iter().enumerate().take(limits::OPTIONS) {
                report.within(list, |report| {
                    report.within(index, |report| {
                        report.within("area", |report| place.area.lint(&self.image, report));
                    });
                });
            }
        }
        self.sequence().lint(report);
    }
}
