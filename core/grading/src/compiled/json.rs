//! Responses marked while their JSON is read. What is out of the ordinary ends in an error: it is read once more, whole.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::{
    CompiledItem, CompiledPaper, Mark,
    form::{Filling, Form, Given, Lining, Matched, Ticking},
};
use crate::{Response, ids::Ids};

/// An attempt: an object with a response by item id.
pub(super) struct Attempt<'a> {
    pub(super) paper: &'a CompiledPaper,
    pub(super) marks: &'a mut [Mark],
}

impl<'de> DeserializeSeed<'de> for Attempt<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Attempt<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("responses by item id")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut responses: A) -> Result<(), A::Error> {
        let mut next = 0;
        while let Some(place) = responses.next_key_seed(Place { ids: self.paper.ids(), next })? {
            let (item, mark) = place
                .and_then(|place| Some((self.paper.items().get(place)?, self.marks.get_mut(place)?)))
                .ok_or_else(odd)?;
            *mark = responses.next_value_seed(Answer(item))?;
            next = place.map_or(0, |place| place + 1);
        }
        Ok(())
    }
}

/// What is not as it nearly always is.
fn odd<E: Error>() -> E {
    E::custom("")
}

/// An id, read as its place; `next` is where it is most likely.
struct Place<'a> {
    ids: &'a Ids,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(Text(|id: &str| self.ids.place_from(self.next, id)))
    }
}

/// A text, made something of while it is there.
struct Text<F>(F);

impl<'de, T, F: FnOnce(&str) -> T> Visitor<'de> for Text<F> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(text))
    }
}

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Text<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

/// A response to one item.
pub(super) struct Answer<'a>(pub(super) &'a CompiledItem);

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = Mark;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Mark, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The members of a response.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    Type,
    Given,
    Other,
}

impl<'de> Visitor<'de> for Answer<'_> {
    type Value = Mark;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a response")
    }

    /// No response.
    fn visit_unit<E: Error>(self) -> Result<Mark, E> {
        Ok(self.0.unanswered())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Mark, A::Error> {
        let form = &self.0.form;
        if matches!(form, Form::Other) {
            let response = Response::deserialize(MapAccessDeserializer::new(members))?;
            return Ok(self.0.mark(Some(&response)));
        }
        let (kind, field) = form.field();
        let named = |name: &str| match name {
            "type" => Member::Type,
            name if name == field => Member::Given,
            _ => Member::Other,
        };
        let (mut typed, mut given) = (false, None);
        while let Some(member) = members.next_key_seed(Text(named))? {
            match member {
                Member::Type if !typed && members.next_value_seed(Text(|name: &str| name == kind))? => typed = true,
                Member::Given if given.is_none() => given = Some(members.next_value_seed(Said(form))?),
                Member::Other => drop(members.next_value::<IgnoredAny>()?),
                Member::Type | Member::Given => return Err(odd()),
            }
        }
        match given.unwrap_or(Given::Blank) {
            Given::Unfit => Err(odd()),
            _ if !typed => Err(odd()),
            given => Ok(self.0.mark_of(given)),
        }
    }
}

/// What a response of an item's kind says.
struct Said<'a>(&'a Form);

impl<'de> DeserializeSeed<'de> for Said<'_> {
    type Value = Given;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        match self.0 {
            Form::Choice(_) | Form::TrueFalse(_) => deserializer.deserialize_any(self),
            Form::ShortText(_) | Form::Numeric(_) => deserializer.deserialize_str(self),
            Form::MultipleChoice(_) | Form::Matching(_) | Form::Ordering(_) => deserializer.deserialize_seq(self),
            Form::Cloze(_) => deserializer.deserialize_map(self),
            Form::Other => Err(odd()),
        }
    }
}

impl<'de> Visitor<'de> for Said<'_> {
    type Value = Given;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("what is given")
    }

    fn visit_unit<E: Error>(self) -> Result<Given, E> {
        Ok(Given::Blank)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Given, E> {
        match self.0 {
            Form::TrueFalse(marks) => Ok(Given::Scored(marks[usize::from(value)])),
            _ => Err(odd()),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Given, E> {
        match self.0 {
            Form::Choice(options) => Ok(options.given(text)),
            Form::ShortText(_) | Form::Numeric(_) => Ok(self.0.text(text)),
            _ => Err(odd()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        match self.0 {
            Form::MultipleChoice(question) => {
                let mut ticking: Ticking<'_> = question.ticking();
                while list.next_element_seed(Text(|id: &str| ticking.tick(id)))?.is_some() {}
                Ok(ticking.given())
            }
            Form::Matching(question) => {
                let mut matched: Matched<'_> = question.pairing();
                let (sources, targets) = (&question.pairing.sources.ids, &question.pairing.targets);
                let mut next = 0;
                while let Some((source, target)) = list.next_element_seed(PairOf { sources, targets, next })? {
                    matched.put(source, target);
                    next = source.map_or(0, |source| source + 1);
                }
                Ok(matched.given())
            }
            Form::Ordering(question) => {
                let (rule, row) = &**question;
                let mut lining = Lining::new(row);
                while let Some(place) = list.next_element_seed(Place { ids: &row.ids, next: 0 })? {
                    lining.put(place);
                }
                Ok(lining.given(rule))
            }
            _ => Err(odd()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut filled: A) -> Result<Given, A::Error> {
        let Form::Cloze(gaps) = self.0 else { return Err(odd()) };
        let (mut filling, mut next) = (Filling::new(gaps), 0);
        while let Some(gap) = filled.next_key_seed(Place { ids: &gaps.ids, next })? {
            filled.next_value_seed(Text(|text: &str| filling.fill(gap, text)))?;
            next = gap.map_or(0, |gap| gap + 1);
        }
        // A gap that is there twice is filled with the latter.
        if filling.is_sure() { Ok(filling.given()) } else { Err(odd()) }
    }
}

/// A source and a target, as their places.
struct PairOf<'a> {
    sources: &'a Ids,
    targets: &'a Ids,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for PairOf<'_> {
    type Value = (Option<usize>, Option<usize>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PairOf<'_> {
    type Value = (Option<usize>, Option<usize>);

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a source and a target")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut source, mut target) = (None, None);
        let named = |name: &str| match name {
            "source" => Some(true),
            "target" => Some(false),
            _ => None,
        };
        while let Some(is_source) = members.next_key_seed(Text(named))? {
            let (place, ids, next) = match is_source {
                Some(true) => (&mut source, self.sources, self.next),
                Some(false) => (&mut target, self.targets, 0),
                None => return Err(odd()),
            };
            if place.replace(members.next_value_seed(Place { ids, next })?).is_some() {
                return Err(odd());
            }
        }
        source.zip(target).ok_or_else(odd)
    }
}
