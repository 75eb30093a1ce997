use std::{borrow::Borrow, collections::BTreeMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeSeed};

use super::{CompiledItem, Mark, json::Attempt};
use crate::{Item, Response, ids::Ids};

/// The items of a version made ready to mark many attempts. See [the module](super).
///
/// In JSON it is the list of its [items](CompiledItem).
#[derive(Debug)]
pub struct CompiledPaper {
    items: Vec<CompiledItem>,
    ids: Ids,
}

/// The marks of an attempt, one for each item of its paper in the paper's order.
pub type Marks = Vec<Mark>;

/// The responses of an attempt, by item id.
type Responses = BTreeMap<String, Response>;

impl CompiledPaper {
    /// Makes items ready. Where two have the same id, the first has its responses.
    #[must_use]
    pub fn new<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        Self::of(items.into_iter().map(CompiledItem::new).collect())
    }

    fn of(items: Vec<CompiledItem>) -> Self {
        Self { ids: Ids::new(items.iter().map(CompiledItem::id)), items }
    }

    /// The items, in their order.
    #[must_use]
    pub fn items(&self) -> &[CompiledItem] {
        &self.items
    }

    pub(super) const fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Marks the responses of one attempt, each with its item's id; those to items that the paper does not have count for
    /// nothing. The marks take the place of what was in the list, so that one list serves many attempts.
    pub fn mark<'a>(&self, responses: impl IntoIterator<Item = (&'a str, &'a Response)>, marks: &mut Marks) {
        self.unanswered(marks);
        let mut next = 0;
        for (id, response) in responses {
            let place = self.ids.place_from(next, id);
            if let Some((item, mark)) = place.and_then(|place| Some((self.items.get(place)?, marks.get_mut(place)?))) {
                *mark = item.mark(Some(response));
            }
            next = place.map_or(next, |place| place + 1);
        }
    }

    /// Marks the responses of one attempt, in JSON: an object with a response, or `null`, by item id. They are marked as
    /// they are read; only what is out of the ordinary is read again.
    ///
    /// # Errors
    ///
    /// Where the text is not such an object. The marks are then those of an attempt without responses.
    pub fn mark_json(&self, attempt: &str, marks: &mut Marks) -> Result<(), serde_json::Error> {
        self.unanswered(marks);
        let mut reader = serde_json::Deserializer::from_str(attempt);
        let read = Attempt { paper: self, marks }.deserialize(&mut reader).and_then(|()| reader.end());
        if read.is_err() {
            self.unanswered(marks);
            let responses: BTreeMap<String, Option<Response>> = serde_json::from_str(attempt)?;
            let given = responses.iter().filter_map(|(id, response)| Some((id.as_str(), response.as_ref()?)));
            self.mark(given, marks);
        }
        Ok(())
    }

    /// Marks attempts, one after the other.
    pub fn mark_each<A>(&self, attempts: A) -> impl Iterator<Item = Marks>
    where
        A: IntoIterator<Item: Borrow<Responses>>,
    {
        attempts.into_iter().map(|attempt| self.marks(attempt.borrow()))
    }

    /// Marks attempts in JSON, one after the other, each as [`mark_json`](Self::mark_json).
    pub fn mark_each_json<A>(&self, attempts: A) -> impl Iterator<Item = Result<Marks, serde_json::Error>>
    where
        A: IntoIterator<Item: AsRef<str>>,
    {
        attempts.into_iter().map(|attempt| self.marks_json(attempt.as_ref()))
    }

    fn marks(&self, attempt: &Responses) -> Marks {
        let mut marks = Marks::new();
        self.mark(attempt.iter().map(|(id, response)| (id.as_str(), response)), &mut marks);
        marks
    }

    fn marks_json(&self, attempt: &str) -> Result<Marks, serde_json::Error> {
        let mut marks = Marks::new();
        self.mark_json(attempt, &mut marks).map(|()| marks)
    }

    fn unanswered(&self, marks: &mut Marks) {
        marks.clear();
        marks.extend(self.items.iter().map(CompiledItem::unanswered));
    }
}

#[cfg(feature = "rayon")]
impl CompiledPaper {
    /// Marks attempts on all cores; the marks are in the order of the attempts.
    #[must_use]
    pub fn mark_all<A: Borrow<Responses> + Sync>(&self, attempts: &[A]) -> Vec<Marks> {
        use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
        attempts.par_iter().map(|attempt| self.marks(attempt.borrow())).collect()
    }

    /// The same for attempts in JSON, each as [`mark_json`](Self::mark_json).
    pub fn mark_all_json<A: AsRef<str> + Sync>(&self, attempts: &[A]) -> Vec<Result<Marks, serde_json::Error>> {
        use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
        attempts.par_iter().map(|attempt| self.marks_json(attempt.as_ref())).collect()
    }
}

impl Serialize for CompiledPaper {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CompiledPaper {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::of)
    }
}
