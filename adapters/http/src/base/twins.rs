//! Objects that name a member twice: parsers disagree about which of the two counts, so none of them gets to choose.

use std::{cell::Cell, collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Does an object in this JSON, at whatever depth, name a member twice? What is no JSON has none: that is another's to
/// tell.
pub(crate) fn has_twins(json: &[u8]) -> bool {
    let found = Cell::new(false);
    let mut parser = serde_json::Deserializer::from_slice(json);
    // the walk ends with an error where it has found some, or where the JSON breaks off
    drop(Walk(&found).deserialize(&mut parser));
    found.get()
}

/// Goes through a value and keeps nothing of it but the names of the objects it is in.
#[derive(Clone, Copy)]
struct Walk<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                self.0.set(true);
                return Err(Error::custom("a member stands twice"));
            }
            members.next_value_seed(self)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_once_in_an_object_and_may_stand_in_another() {
        for twins in [
            r#"{"a": 1, "a": 1}"#,
            r#"{"a": null, "b": "", "a": {}}"#,
            r#"[1, {"b": [{"c": 1.5, "c": -1}]}]"#,
            r#"{"a": 1, "\u0061": 2}"#,
            r#"{"a": 1, "a": "#,
        ] {
            assert!(has_twins(twins.as_bytes()), "{twins}");
        }
        for sound in
            [r#"{"a": {"a": [{"a": true}, {"a": 1e300}]}, "A": 18446744073709551615}"#, r#""aa""#, "7", "null", ""]
        {
            assert!(!has_twins(sound.as_bytes()), "{sound}");
        }
    }

    #[test]
    fn what_is_no_json_has_none() {
        for broken in ["{", r#"{"a": 1e999, "a": 1}"#, r#"{"a" 1}"#, "\u{feff}{}", r#"{"\ud800": 1}"#] {
            assert!(!has_twins(broken.as_bytes()), "{broken}");
        }
    }
}
