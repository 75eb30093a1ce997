//! Values as JSON: `"A"`, `3`, `["A B", "C D"]`, `{"x": 1}`, `null`.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value as Json;

use super::{BaseType, Cardinality, Scalar, Value, lexical, scalar::whole};
use crate::qti::{error::Fault, limits};

impl Value {
    /// Reads JSON as a value of this cardinality and base type: texts as QTI writes them, numbers and booleans as
    /// themselves; a list for a container, though one value will do, and a list of one for a single.
    ///
    /// A record, whose fields have no declared type, takes them as JSON has them.
    pub(crate) fn from_json(json: &Json, cardinality: Cardinality, base: Option<BaseType>) -> Result<Self, Fault> {
        match (json, base) {
            (Json::Null, _) => Ok(Self::Null),
            (Json::Object(fields), _) if cardinality == Cardinality::Record => {
                bounded(fields.len())?;
                let field = |(name, json): (&String, &Json)| {
                    Ok(field(json)?.filter(|scalar| !scalar.is_empty()).map(|scalar| (name.clone(), scalar)))
                };
                let fields =
                    fields.iter().filter_map(|entry| field(entry).transpose()).collect::<Result<_, Fault>>()?;
                Ok(Self::Record(fields))
            }
            (_, None) => Err(Fault::Unreadable("a record")),
            (Json::Array(list), Some(base)) => {
                bounded(list.len())?;
                if cardinality == Cardinality::Single && list.len() > 1 {
                    return Err(Fault::Unreadable("a single value"));
                }
                let members = list.iter().filter(|json| !json.is_null()).map(|json| scalar(json, base));
                let mut members = members.collect::<Result<Vec<_>, _>>()?;
                members.retain(|member| base == BaseType::String || !member.is_empty());
                Ok(Self::container(cardinality, members))
            }
            (json, Some(base)) => {
                let member = scalar(json, base)?;
                let nothing = member.is_empty();
                Ok(Self::container(cardinality, if nothing { Vec::new() } else { vec![member] }))
            }
        }
    }
}

fn bounded(members: usize) -> Result<(), Fault> {
    if members > limits::MEMBERS {
        return Err(Fault::TooMuch { of: "members", most: limits::MEMBERS });
    }
    Ok(())
}

fn scalar(json: &Json, base: BaseType) -> Result<Scalar, Fault> {
    let written;
    let text = match json {
        Json::String(text) => text,
        // Some programs write 3 as 3.0.
        Json::Number(number) if base == BaseType::Integer && number.is_f64() => {
            let number = number.as_f64().and_then(whole);
            return number.map(Scalar::Integer).ok_or(Fault::Unreadable(lexical::described(base)));
        }
        Json::Number(_) | Json::Bool(_) => {
            written = json.to_string();
            &written
        }
        _ => return Err(Fault::Unreadable(lexical::described(base))),
    };
    if text.len() > limits::VALUE_BYTES {
        return Err(Fault::TooMuch { of: "bytes of a value", most: limits::VALUE_BYTES });
    }
    if text.is_empty() {
        return Ok(Scalar::String(String::new()));
    }
    Scalar::read(text, base).ok_or(Fault::Unreadable(lexical::described(base)))
}

/// A field of a record, whose type is that of its JSON.
fn field(json: &Json) -> Result<Option<Scalar>, Fault> {
    match json {
        Json::Null => Ok(None),
        Json::Bool(_) => scalar(json, BaseType::Boolean).map(Some),
        Json::Number(number) if number.is_i64() => scalar(json, BaseType::Integer).map(Some),
        Json::Number(_) => scalar(json, BaseType::Float).map(Some),
        Json::String(_) => scalar(json, BaseType::String).map(Some),
        Json::Array(_) | Json::Object(_) => Err(Fault::Unreadable("one value")),
    }
}

/// As a response of this value is written.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Single(scalar) => scalar.serialize(serializer),
            Self::Multiple(members) | Self::Ordered(members) => members.serialize(serializer),
            Self::Record(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, scalar)| map.serialize_entry(name, scalar))?;
                map.end()
            }
        }
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(truth) => serializer.serialize_bool(*truth),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Float(number) | Self::Duration(number) if number.is_finite() => serializer.serialize_f64(*number),
            other => serializer.collect_str(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_read_by_declaration_and_written_back() {
        use BaseType as B;
        use Cardinality::{Multiple, Ordered, Single};
        for (given, cardinality, base, expected) in [
            (json!("A"), Single, B::Identifier, json!("A")),
            (json!(["A"]), Single, B::Identifier, json!("A")),
            (json!("A"), Multiple, B::Identifier, json!(["A"])),
            (json!([]), Multiple, B::Identifier, json!(null)),
            (json!([null]), Ordered, B::String, json!(null)),
            (json!(["", null, "x"]), Multiple, B::String, json!(["", "x"])),
            (json!(""), Single, B::String, json!(null)),
            (json!(""), Single, B::Integer, json!(null)),
            (json!("01"), Single, B::Integer, json!(1)),
            (json!(3.0), Single, B::Integer, json!(3)),
            (json!(["", "A"]), Multiple, B::Identifier, json!(["A"])),
            (json!(2), Single, B::Float, json!(2.0)),
            (json!(7), Single, B::String, json!("7")),
            (json!(true), Single, B::Boolean, json!(true)),
            (json!("B   A"), Single, B::Pair, json!("B A")),
            (json!("PT1M"), Single, B::Duration, json!(60.0)),
        ] {
            let read = Value::from_json(&given, cardinality, Some(base)).unwrap();
            assert_eq!(serde_json::to_value(&read).unwrap(), expected, "{given}");
            let again = Value::from_json(&serde_json::to_value(&read).unwrap(), cardinality, Some(base)).unwrap();
            assert_eq!(again, read, "{given}");
        }
        let record = Value::from_json(&json!({"x": 1, "y": null, "z": "a"}), Cardinality::Record, None).unwrap();
        assert_eq!(serde_json::to_value(&record).unwrap(), json!({"x": 1, "z": "a"}));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (given, base) in [
            (json!(["A", "B"]), BaseType::Identifier),
            (json!({"a": 1}), BaseType::Identifier),
            (json!([["A"]]), BaseType::Identifier),
            (json!("x"), BaseType::Float),
            (json!(1.5), BaseType::Integer),
        ] {
            assert!(Value::from_json(&given, Cardinality::Single, Some(base)).is_err(), "{given}");
        }
        let many = json!(vec!["A"; limits::MEMBERS + 1]);
        assert!(Value::from_json(&many, Cardinality::Multiple, Some(BaseType::Identifier)).is_err());
    }
}
