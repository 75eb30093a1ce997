use std::collections::BTreeSet;

use crate::qti::{
    error::{ParseError, ParseReason},
    limits, number,
    options::Mode,
    value::{BaseType, Scalar, Value, lexical, scalar::Key},
    xml::Element,
};

/// What values are worth: Σ over the different values of a response of what each is mapped to, or of the default,
/// between the bounds. \[QTI, mapResponse, mapping\]
///
/// `<mapping defaultValue="0" upperBound="3"><mapEntry mapKey="A" mappedValue="2"/></mapping>`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mapping {
    entries: Vec<Entry>,
    pub(super) bounds: Bounds,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    key: Key,
    worth: f64,
    /// The key is in small letters, and so must be what is compared with it.
    ignores_case: bool,
}

/// What both kinds of mapping have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bounds {
    pub(super) default: f64,
    lower: Option<f64>,
    upper: Option<f64>,
}

impl Bounds {
    pub(super) fn read(element: &Element) -> Result<Self, ParseError> {
        let number = |name| element.optional(name, "a number", lexical::float);
        Ok(Self {
            default: number("defaultValue")?.unwrap_or(0.0),
            lower: number("lowerBound")?,
            upper: number("upperBound")?,
        })
    }

    /// The sum between the bounds; the lower holds where they cross.
    pub(super) fn clamp(&self, sum: f64) -> f64 {
        let sum = self.upper.map_or(sum, |upper| sum.min(upper));
        self.lower.map_or(sum, |lower| sum.max(lower))
    }

    /// What no value is worth: as unmapped, to the letter; put right, nothing.
    pub(super) fn of_null(&self, mode: Mode) -> f64 {
        self.clamp(if mode == Mode::Strict { self.default } else { 0.0 })
    }
}

impl Mapping {
    pub(super) fn read(element: &Element, base: BaseType) -> Result<Self, ParseError> {
        if element.children.len() > limits::MEMBERS {
            return Err(element.fail(ParseReason::TooMuch { of: "entries", most: limits::MEMBERS }));
        }
        let usual = element.optional("caseSensitive", "a boolean", lexical::boolean)?;
        let entry = |child: &Element| {
            if child.name != "mapEntry" {
                return Err(child.unexpected());
            }
            let case_sensitive = child.optional("caseSensitive", "a boolean", lexical::boolean)?.or(usual);
            let ignores_case = base == BaseType::String && case_sensitive == Some(false);
            let scalar = child.scalar_of(child.required("mapKey")?, base)?;
            let key = if ignores_case { small(&scalar) } else { scalar.key() };
            Ok(Entry { key, worth: child.read("mappedValue", "a number", lexical::float)?, ignores_case })
        };
        let entries = element.children.iter().map(entry).collect::<Result<_, _>>()?;
        Ok(Self { entries, bounds: Bounds::read(element)? })
    }

    /// How many entries each value is compared with.
    pub(crate) fn size(&self) -> usize {
        self.entries.len()
    }

    /// What a value is worth. NULL is what an entry for the empty text says, if there is one.
    pub(crate) fn worth(&self, value: &Value, mode: Mode) -> f64 {
        if value.is_null() {
            let empty = self.entry(&Scalar::String(String::new()), mode);
            return empty.map_or_else(|| self.bounds.of_null(mode), |worth| self.bounds.clamp(worth));
        }
        let mut seen = BTreeSet::new();
        let different = value.members().iter().filter(|member| seen.insert(member.key()));
        let worths: Vec<f64> =
            different.map(|member| self.entry(member, mode).unwrap_or(self.bounds.default)).collect();
        self.bounds.clamp(number::sum(worths.iter().copied()))
    }

    /// What one value is mapped to. Of two entries for it both count, to the letter; put right, the first.
    fn entry(&self, scalar: &Scalar, mode: Mode) -> Option<f64> {
        let (exact, folded) = (scalar.key(), small(scalar));
        let fits = |entry: &&Entry| &entry.key == if entry.ignores_case { &folded } else { &exact };
        let most = if mode == Mode::Strict { usize::MAX } else { 1 };
        let worths: Vec<f64> = self.entries.iter().filter(fits).take(most).map(|entry| entry.worth).collect();
        (!worths.is_empty()).then(|| number::sum(worths.into_iter()))
    }
}

fn small(scalar: &Scalar) -> Key {
    scalar.as_text().map_or_else(|| scalar.key(), |text| Key::Text(text.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::qti::{value::Cardinality, xml};

    fn worth(mapping: &str, base: BaseType, given: &Json, mode: Mode) -> f64 {
        let mapping = Mapping::read(&xml::parse(mapping).unwrap(), base).unwrap();
        mapping.worth(&Value::from_json(given, Cardinality::Multiple, Some(base)).unwrap(), mode)
    }

    #[test]
    fn different_values_are_worth_what_they_are_mapped_to() {
        let plain =
            r#"<mapping><mapEntry mapKey="A" mappedValue="0.1"/><mapEntry mapKey="B" mappedValue="0.2"/></mapping>"#;
        let bounded = r#"<mapping defaultValue="-1" lowerBound="0" upperBound="2"><mapEntry mapKey="A" mappedValue="3"/></mapping>"#;
        let crossed = r#"<mapping lowerBound="5" upperBound="2"><mapEntry mapKey="A" mappedValue="3"/></mapping>"#;
        for (mapping, given, expected) in [
            (plain, json!(["A", "B"]), 0.3),
            (plain, json!(["A", "A", "B"]), 0.3),
            (plain, json!(["A", "C"]), 0.1),
            (plain, json!("B"), 0.2),
            (bounded, json!(["A"]), 2.0),
            (bounded, json!(["A", "B", "C", "C"]), 1.0),
            (bounded, json!(["B"]), 0.0),
            (crossed, json!(["A"]), 5.0),
        ] {
            for mode in [Mode::Strict, Mode::Repaired] {
                assert_eq!(worth(mapping, BaseType::Identifier, &given, mode), expected, "{given}");
            }
        }
    }

    #[test]
    fn nothing_is_worth_the_default_or_nothing_unless_an_entry_says() {
        let unsaid = r#"<mapping defaultValue="3"><mapEntry mapKey="A" mappedValue="1"/></mapping>"#;
        let bounded = r#"<mapping defaultValue="3" lowerBound="1"><mapEntry mapKey="A" mappedValue="1"/></mapping>"#;
        let said = r#"<mapping defaultValue="3"><mapEntry mapKey="" mappedValue="-1"/></mapping>"#;
        for (mapping, strict, repaired) in [(unsaid, 3.0, 0.0), (bounded, 3.0, 1.0), (said, -1.0, -1.0)] {
            for given in [json!(null), json!([]), json!([null])] {
                assert_eq!(worth(mapping, BaseType::String, &given, Mode::Strict), strict, "{given}");
                assert_eq!(worth(mapping, BaseType::String, &given, Mode::Repaired), repaired, "{given}");
            }
        }
    }

    #[test]
    fn of_two_entries_for_a_value_both_count_or_the_first() {
        let twice =
            r#"<mapping><mapEntry mapKey="1" mappedValue="2"/><mapEntry mapKey="01" mappedValue="3"/></mapping>"#;
        assert_eq!(worth(twice, BaseType::Integer, &json!(1), Mode::Strict), 5.0);
        assert_eq!(worth(twice, BaseType::Integer, &json!(1), Mode::Repaired), 2.0);
    }

    #[test]
    fn capital_letters_of_strings_matter_unless_an_entry_or_the_mapping_says() {
        let mapping = r#"<mapping caseSensitive="false"><mapEntry mapKey="Éa" mappedValue="1"/>
            <mapEntry mapKey="B" mappedValue="2" caseSensitive="true"/></mapping>"#;
        for (given, expected) in [("éA", 1.0), ("B", 2.0), ("b", 0.0)] {
            assert_eq!(worth(mapping, BaseType::String, &json!(given), Mode::Strict), expected, "{given}");
        }
        assert_eq!(worth(mapping, BaseType::Identifier, &json!("éA"), Mode::Strict), 0.0);
    }

    #[test]
    fn pairs_are_mapped_either_way_and_directed_pairs_one_way() {
        let mapping = r#"<mapping><mapEntry mapKey="A  B" mappedValue="1"/></mapping>"#;
        assert_eq!(worth(mapping, BaseType::Pair, &json!(["B A", "A B"]), Mode::Strict), 1.0);
        assert_eq!(worth(mapping, BaseType::DirectedPair, &json!(["B A"]), Mode::Strict), 0.0);
    }
}
