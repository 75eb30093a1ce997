//! Finds the field that a reader's complaint is about.
//!
//! Serde reads what has a tag twice, first as anything and then as what the tag says, and by then has forgotten where it
//! stood. So the place is searched for, from the outside in: a value with the culprit brings the same complaint, cut off
//! before it does not.

use std::mem;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::pointer;

/// The members that say what the others are.
const TAGS: &[&str] = &["type", "rule", "behaviour", "code", "shape", "outcome"];

/// Where a value is not a `T`, as a JSON Pointer, and why; nothing where it is one.
///
/// It goes no deeper than what is wrong, and at each level reads the value as often as the members can be halved.
pub(super) fn locate<T: DeserializeOwned>(mut value: Value) -> Option<(String, String)> {
    let why = complaint::<T>(&value)?;
    let missing = why.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let mut place = String::new();
    while !missing.is_some_and(|field| is_missing::<T>(&mut value, &place, field, &why))
        && let Some(token) = culprit::<T>(&mut value, &place, &why, missing)
    {
        place = pointer::join(&place, &token);
    }
    Some((place, why))
}

fn complaint<T: DeserializeOwned>(value: &Value) -> Option<String> {
    T::deserialize(value).err().map(|error| error.to_string())
}

/// Whether it is here that the field is missing: with one, there is nothing to complain of, or something about it.
fn is_missing<T: DeserializeOwned>(value: &mut Value, place: &str, field: &str, why: &str) -> bool {
    let Some(Value::Object(members)) = value.pointer_mut(place) else { return false };
    if members.contains_key(field) {
        return false;
    }
    members.insert(field.to_owned(), Value::Null);
    let complaint = complaint::<T>(value);
    if let Some(Value::Object(members)) = value.pointer_mut(place) {
        members.remove(field);
    }
    complaint.is_none_or(|complaint| complaint != why && !complaint.starts_with("unknown field"))
}

/// The member or element of what stands here that brings the complaint; nothing where it is about the whole.
fn culprit<T: DeserializeOwned>(value: &mut Value, place: &str, why: &str, missing: Option<&str>) -> Option<String> {
    let whole = Parts::of(value.pointer_mut(place)?, missing)?;
    let complains = |value: &mut Value, length: usize| {
        if let Some(here) = value.pointer_mut(place) {
            *here = whole.first(length);
        }
        complaint::<T>(value).as_deref() == Some(why)
    };
    let (mut innocent, mut guilty) = (0, whole.len());
    let about_the_whole = guilty == 0 || complains(value, 0);
    while !about_the_whole && guilty - innocent > 1 {
        let middle = innocent.midpoint(guilty);
        if complains(value, middle) { guilty = middle } else { innocent = middle }
    }
    let mut by_itself = || {
        if let Some(here) = value.pointer_mut(place) {
            *here = whole.alone(innocent);
        }
        complaint::<T>(value).as_deref() == Some(why)
    };
    // What is wrong only beside others, as a contradiction or a repetition, is wrong with the whole.
    let found = !about_the_whole && by_itself();
    if let Some(here) = value.pointer_mut(place) {
        *here = whole.first(whole.len());
    }
    found.then(|| whole.token(innocent))
}

/// A list or an object that can be cut off.
enum Parts<'a> {
    Elements(Vec<Value>),
    Members {
        /// Tags come first, so that they stay as long as anything does.
        members: Vec<(String, Value)>,
        /// A member that is not to be missed where it is cut off, because it is one of this name that is missing further in.
        kept: Option<&'a str>,
    },
}

impl<'a> Parts<'a> {
    /// Takes the parts out of a value; nothing where it has none.
    fn of(value: &mut Value, missing: Option<&'a str>) -> Option<Self> {
        match value {
            Value::Array(elements) => Some(Self::Elements(mem::take(elements))),
            Value::Object(members) => {
                let kept = missing.filter(|field| members.contains_key(*field));
                let mut members: Vec<_> = mem::take(members).into_iter().collect();
                members.sort_by_key(|(name, _)| (!TAGS.contains(&name.as_str()), Some(name.as_str()) != kept));
                Some(Self::Members { members, kept })
            }
            _ => None,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Elements(elements) => elements.len(),
            Self::Members { members, .. } => members.len(),
        }
    }

    fn first(&self, length: usize) -> Value {
        match self {
            Self::Elements(elements) => elements.iter().take(length).cloned().collect(),
            Self::Members { members, kept } => {
                let kept = kept.map(|name| (name.to_owned(), Value::Null));
                Value::Object(kept.into_iter().chain(members.iter().take(length).cloned()).collect())
            }
        }
    }

    /// One part, with the members that are cut off last.
    fn alone(&self, index: usize) -> Value {
        match self {
            Self::Elements(elements) => elements.get(index).into_iter().cloned().collect(),
            Self::Members { members, kept } => {
                let stays = |name: &str| TAGS.contains(&name) || *kept == Some(name);
                let alone = members.iter().enumerate().filter(|(place, (name, _))| *place == index || stays(name));
                Value::Object(alone.map(|(_, member)| member.clone()).collect())
            }
        }
    }

    fn token(&self, index: usize) -> String {
        match self {
            Self::Elements(_) => index.to_string(),
            Self::Members { members, .. } => members.get(index).map(|(name, _)| name.clone()).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Item;

    /// An item whose gaps nest as deep as items do.
    fn item() -> Value {
        json!({
            "id": "q", "body": "{{a}} {{b}}", "points": 2, "hints": ["one", "two"],
            "interaction": {"type": "cloze", "gaps": [
                {"id": "a", "kind": {"type": "dropdown", "key": "x", "options": [
                    {"id": "x", "text": "X"}, {"id": "y", "text": "Y"}, {"id": "z", "text": "Z"}]}},
                {"id": "b", "weight": 2, "kind": {"type": "numeric", "unit": null, "keys": [
                    {"value": 1, "tolerance": {"rule": "relative", "within": 0.1}, "fraction": "1/3"}]}},
            ]},
        })
    }

    fn places(value: &Value, place: &str, found: &mut Vec<String>) {
        let mut inside = |token: &str, value: &Value| places(value, &pointer::join(place, token), found);
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| inside(name, value)),
            Value::Array(elements) => elements.iter().enumerate().for_each(|(n, value)| inside(&n.to_string(), value)),
            _ => found.push(place.to_owned()),
        }
    }

    #[test]
    fn a_field_of_the_wrong_type_is_found_wherever_it_stands() {
        let mut all = Vec::new();
        places(&item(), "", &mut all);
        assert_eq!((all.len(), locate::<Item>(item())), (23, None));
        for place in all {
            let mut broken = item();
            *broken.pointer_mut(&place).unwrap() = json!({});
            let (found, why) = locate::<Item>(broken).unwrap();
            assert_eq!(found, place, "{why}");
        }
    }

    #[test]
    fn a_field_of_an_area_is_found_by_its_shape() {
        let spot = json!({"x": 1, "y": 2});
        let areas = json!([
            {"id": "a", "area": {"shape": "circle", "center": spot, "radius": 3}},
            {"id": "b", "area": {"shape": "polygon", "corners": [spot, spot, spot]}, "label": "l"},
        ]);
        let image = json!({"source": "map", "width": 9, "height": 9, "text": "A map"});
        let interaction = json!({"type": "select_point", "image": image, "areas": areas, "most": 2});
        let item = json!({"id": "q", "body": "?", "points": 1, "interaction": interaction});
        let mut all = Vec::new();
        places(&item, "", &mut all);
        assert_eq!(locate::<Item>(item.clone()), None);
        for place in all {
            let mut broken = item.clone();
            *broken.pointer_mut(&place).unwrap() = json!({});
            let (found, why) = locate::<Item>(broken).unwrap();
            assert_eq!(found, place, "{why}");
        }
    }

    #[test]
    fn a_field_that_is_missing_is_missed_where_it_should_stand() {
        for (place, field) in [
            ("", "body"),
            ("", "interaction"),
            ("/interaction", "type"),
            ("/interaction", "gaps"),
            ("/interaction/gaps/1", "id"),
            ("/interaction/gaps/0/kind", "type"),
            ("/interaction/gaps/0/kind", "options"),
            ("/interaction/gaps/0/kind/options/2", "text"),
            ("/interaction/gaps/1/kind/keys/0", "value"),
            ("/interaction/gaps/1/kind/keys/0/tolerance", "within"),
        ] {
            let mut broken = item();
            broken.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(field);
            let expected = (place.to_owned(), format!("missing field `{field}`"));
            assert_eq!(locate::<Item>(broken), Some(expected));
        }
    }

    #[test]
    fn a_field_that_nobody_knows_is_named() {
        for place in ["", "/interaction", "/interaction/gaps/0", "/interaction/gaps/0/kind/options/1"] {
            let mut broken = item();
            broken.pointer_mut(place).unwrap().as_object_mut().unwrap().insert("a/b".into(), json!([{"id": 1}]));
            let (found, why) = locate::<Item>(broken).unwrap();
            assert_eq!(found, format!("{place}/a~1b"));
            assert!(why.starts_with("unknown field `a/b`"), "{why}");
        }
    }

    #[test]
    fn of_two_that_are_wrong_alike_one_is_found() {
        let mut broken = item();
        for place in ["/interaction/gaps/0/kind/options/1/id", "/interaction/gaps/0/kind/options/2/id"] {
            *broken.pointer_mut(place).unwrap() = json!(7);
        }
        let (found, _) = locate::<Item>(broken).unwrap();
        assert_eq!(found, "/interaction/gaps/0/kind/options/1/id");
    }

    #[test]
    fn a_long_list_takes_no_longer_than_it_should() {
        let good = json!({"points": 1, "maximum": 1, "verdict": "correct", "rule": "exact", "item": "q"});
        let mut outcomes = vec![good; 20_000];
        outcomes[19_990]["verdict"] = json!("wrong");
        let (found, why) = locate::<Vec<crate::Outcome>>(outcomes.into()).unwrap();
        assert_eq!(found, "/19990/verdict");
        assert!(why.starts_with("unknown variant `wrong`"), "{why}");
    }
}
