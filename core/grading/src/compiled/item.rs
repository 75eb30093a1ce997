use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    form::{Form, Given},
    stripped::stripped,
};
use crate::{Item, Points, Response, Verdict, mark, mark::verdict, number::Ratio};

/// An item made ready to mark many responses. See [the module](super).
///
/// In JSON it is its item without all that is only shown: `title`, `body`, texts and feedback. That is what a service
/// keeps in a cache; reading it compiles it again, so that no cache can make it inconsistent.
#[derive(Debug)]
pub struct CompiledItem {
    item: Item,
    pub(super) form: Form,
}

/// What a response earned, in a word and in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// What it earned, as [`Outcome::points`](crate::Outcome::points).
    pub points: Points,
    /// What the item can earn.
    pub maximum: Points,
    /// In a word.
    pub verdict: Verdict,
}

impl CompiledItem {
    /// Makes an item ready. One in which [`Item::lint`] finds errors is marked as [`mark`](crate::mark()) marks it.
    #[must_use]
    pub fn new(item: &Item) -> Self {
        Self { form: Form::of(item), item: stripped(item) }
    }

    /// The item's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.item.id
    }

    /// What the item can earn.
    #[must_use]
    pub const fn maximum(&self) -> Points {
        self.item.points
    }

    /// Marks one response.
    #[must_use]
    pub fn mark(&self, response: Option<&Response>) -> Mark {
        match (&self.form, response) {
            (_, None) => self.unanswered(),
            (Form::Other, response) => {
                let outcome = mark(&self.item, response);
                Mark { points: outcome.points, maximum: outcome.maximum, verdict: outcome.verdict }
            }
            (form, Some(response)) => self.mark_of(form.given(response)),
        }
    }

    pub(super) fn mark_of(&self, given: Given) -> Mark {
        match given {
            Given::Blank => self.unanswered(),
            Given::Unfit => self.nothing(Verdict::InvalidResponse),
            Given::Scored(mark) => mark,
            Given::Fraction(fraction) => Mark::of(fraction, self.maximum()),
        }
    }

    pub(super) fn unanswered(&self) -> Mark {
        self.nothing(Verdict::Unanswered)
    }

    fn nothing(&self, verdict: Verdict) -> Mark {
        Mark { points: Points::ZERO, maximum: self.maximum(), verdict }
    }
}

impl Mark {
    pub(super) fn of(fraction: Ratio, maximum: Points) -> Self {
        Self { points: fraction.of(maximum), maximum, verdict: verdict(fraction) }
    }
}

impl Serialize for CompiledItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.item.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CompiledItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Item::deserialize(deserializer).map(|item| Self::new(&item))
    }
}
