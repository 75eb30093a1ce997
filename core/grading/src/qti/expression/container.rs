use std::{collections::BTreeMap, ops::RangeInclusive};

use super::{
    operand::{comparable, one, two, uniform},
    parameter::Parameter,
};
use crate::qti::{
    error::{Fault, ParseError},
    limits,
    options::Mode,
    run::Run,
    value::{Cardinality, Scalar, Value, scalar::Key},
    xml::Element,
};

/// Containers: `multiple` and `ordered` make them, passing over NULL; `containerSize` counts (NULL is 0); `index` and
/// `fieldValue` take one value out; `member`, `contains` ask; `delete` leaves a value out; `repeat` says it again.
///
/// `<member><baseValue baseType="identifier">A</baseValue><variable identifier="RESPONSE"/></member>`
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Container {
    Multiple,
    Ordered,
    Size,
    Index(Parameter<i64>),
    Field(String),
    Member,
    Delete,
    /// Of an unordered container, a part; of an ordered one, a stretch.
    Contains,
    Repeat(Parameter<i64>),
}

impl Container {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "multiple" => Self::Multiple,
            "ordered" => Self::Ordered,
            "containerSize" => Self::Size,
            "index" => Self::Index(Parameter::integer(element, "n")?),
            "fieldValue" => Self::Field(element.required("fieldIdentifier")?.to_owned()),
            "member" => Self::Member,
            "delete" => Self::Delete,
            "contains" => Self::Contains,
            "repeat" => Self::Repeat(Parameter::integer(element, "numberRepeats")?),
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::Multiple | Self::Ordered => 0..=usize::MAX,
            Self::Repeat(_) => 1..=usize::MAX,
            Self::Size | Self::Index(_) | Self::Field(_) => 1..=1,
            Self::Member | Self::Delete | Self::Contains => 2..=2,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        match self {
            Self::Multiple => collected(operands, Cardinality::Multiple, 1, run),
            Self::Ordered => collected(operands, Cardinality::Ordered, 1, run),
            Self::Repeat(times) => {
                let times = times.value("numberRepeats", run)?;
                collected(operands, Cardinality::Ordered, usize::try_from(times).unwrap_or(0), run)
            }
            Self::Size => match one(operands) {
                Value::Null => Ok(Value::integer(0)),
                Value::Multiple(members) | Value::Ordered(members) => Ok(Value::integer(members.len() as i64)),
                other => Err(other.instead_of("a container")),
            },
            Self::Index(n) => {
                let n = n.value("n", run)?;
                match one(operands) {
                    _ if n < 1 => Err(Fault::Parameter("n")),
                    Value::Null => Ok(Value::Null),
                    Value::Ordered(members) => {
                        let member = usize::try_from(n - 1).ok().and_then(|index| members.get(index));
                        Ok(member.cloned().map_or(Value::Null, Value::single))
                    }
                    other => Err(other.instead_of("an ordered container")),
                }
            }
            Self::Field(name) => match one(operands) {
                Value::Null => Ok(Value::Null),
                Value::Record(fields) => Ok(fields.get(name).cloned().map_or(Value::Null, Value::single)),
                other => Err(other.instead_of("a record")),
            },
            Self::Member => member_of(operands, run, |member, members| {
                Value::boolean(Some(members.iter().any(|other| other.key() == *member)))
            }),
            Self::Delete => {
                let cardinality = two(operands).1.cardinality().unwrap_or(Cardinality::Multiple);
                member_of(operands, run, |member, members| {
                    let left = members.iter().filter(|other| other.key() != *member).cloned().collect();
                    Value::container(cardinality, left)
                })
            }
            Self::Contains => contains(operands, run),
        }
    }
}

/// All members one behind the other, so many times over.
fn collected(operands: &[Value], into: Cardinality, times: usize, run: &Run<'_>) -> Result<Value, Fault> {
    let mut members: Vec<Scalar> = Vec::new();
    for value in operands {
        match value {
            Value::Null => {}
            Value::Single(_) => members.extend_from_slice(value.members()),
            Value::Multiple(more) if into == Cardinality::Multiple => members.extend_from_slice(more),
            Value::Ordered(more) if into == Cardinality::Ordered => members.extend_from_slice(more),
            other => return Err(other.instead_of(format!("a single or {} value", into.name()))),
        }
    }
    let all = Value::container(into, members.clone());
    uniform(&all, run.mode)?;
    if members.len().saturating_mul(times) > limits::MEMBERS {
        return Err(Fault::TooMuch { of: "members", most: limits::MEMBERS });
    }
    let repeated = std::iter::repeat_n(members, times).flatten().collect();
    Ok(Value::container(into, repeated))
}

/// Asks something of a single value and a container; NULL where one of them is.
fn member_of(
    operands: &[Value],
    run: &Run<'_>,
    ask: impl FnOnce(&Key, &[Scalar]) -> Value,
) -> Result<Value, Fault> {
    let (member, container) = two(operands);
    match (member, container) {
        (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
        (Value::Single(scalar), Value::Multiple(members) | Value::Ordered(members)) => {
            comparable(member, container, run.mode)?;
            Ok(ask(&scalar.key(), members))
        }
        (Value::Single(_), other) => Err(other.instead_of("a container")),
        (other, _) => Err(other.instead_of("a single value")),
    }
}

fn contains(operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
    let (whole, part) = two(operands);
    let contains = match (whole, part) {
        (Value::Null, _) | (_, Value::Null) => return Ok(Value::Null),
        (Value::Multiple(members), _) if goes_into(part, Cardinality::Multiple, run.mode) => {
            comparable(whole, part, run.mode)?;
            let counts = counted(members);
            counted(part.members()).iter().all(|(key, count)| counts.get(key).is_some_and(|there| there >= count))
        }
        (Value::Ordered(members), _) if goes_into(part, Cardinality::Ordered, run.mode) => {
            comparable(whole, part, run.mode)?;
            run.spend(members.len() * part.size())?;
            let (members, sought) = (keys(members), keys(part.members()));
            members.windows(sought.len()).any(|stretch| stretch == sought)
        }
        (Value::Multiple(_) | Value::Ordered(_), other) => {
            return Err(other.instead_of(format!("a container like {whole}")));
        }
        (other, _) => return Err(other.instead_of("a container")),
    };
    Ok(Value::boolean(Some(contains)))
}

/// Whether a value may be a part of such a container; put right, one value may.
fn goes_into(part: &Value, cardinality: Cardinality, mode: Mode) -> bool {
    let found = part.cardinality();
    found == Some(cardinality) || (mode == Mode::Repaired && found == Some(Cardinality::Single))
}

fn keys(members: &[Scalar]) -> Vec<Key> {
    members.iter().map(Scalar::key).collect()
}

/// How often each value is there.
pub(super) fn counted(members: &[Scalar]) -> BTreeMap<Key, usize> {
    let mut counts = BTreeMap::new();
    for member in members {
        *counts.entry(member.key()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{check, check_modes};

    #[test]
    fn containers_are_made_of_what_is_not_null() {
        check([
            ("<multiple>{{n A}}{{null}}{{v R}}</multiple>", json!(["A", "A", "B"])),
            ("<ordered>{{i 1}}{{v ORDERED}}</ordered>", json!([1, 1, 2, 2, 3])),
            ("<multiple/>", json!(null)),
            ("<multiple>{{null}}</multiple>", json!(null)),
            ("<multiple>{{n A}}{{i 1}}</multiple>", json!(["A", 1])),
            ("<multiple>{{n A}}{{f 1}}</multiple>", json!("error")),
            ("<multiple>{{v ORDERED}}</multiple>", json!("error")),
            ("<repeat numberRepeats=\"TWO\">{{i 1}}{{null}}<ordered>{{i 2}}{{i 3}}</ordered></repeat>", json!([1, 2, 3, 1, 2, 3])),
            ("<repeat numberRepeats=\"0\">{{i 1}}</repeat>", json!(null)),
            ("<repeat numberRepeats=\"2000\">{{i 1}}</repeat>", json!("error")),
            ("<repeat numberRepeats=\"9223372036854775807\">{{i 1}}</repeat>", json!("error")),
        ]);
        check_modes([
            ("<multiple>{{f 1.5}}{{i 1}}</multiple>", json!("error"), json!([1.5, 1])),
            ("<multiple>{{s a}}{{n A}}</multiple>", json!("error"), json!(["a", "A"])),
        ]);
    }

    #[test]
    fn containers_are_asked() {
        check([
            ("<containerSize>{{v ORDERED}}</containerSize>", json!(4)),
            ("<containerSize>{{null}}</containerSize>", json!(0)),
            ("<containerSize>{{i 1}}</containerSize>", json!("error")),
            ("<index n=\"1\">{{v ORDERED}}</index>", json!(1)),
            ("<index n=\"TWO\">{{v ORDERED}}</index>", json!(2)),
            ("<index n=\"5\">{{v ORDERED}}</index>", json!(null)),
            ("<index n=\"0\">{{v ORDERED}}</index>", json!("error")),
            ("<index n=\"1\">{{v R}}</index>", json!("error")),
            ("<fieldValue fieldIdentifier=\"x\">{{v RECORD}}</fieldValue>", json!(7)),
            ("<fieldValue fieldIdentifier=\"y\">{{v RECORD}}</fieldValue>", json!(null)),
            ("<fieldValue fieldIdentifier=\"x\">{{i 1}}</fieldValue>", json!("error")),
            ("<member>{{n A}}{{v R}}</member>", json!(true)),
            ("<member>{{n C}}{{v R}}</member>", json!(false)),
            ("<member>{{null}}{{v R}}</member>", json!(null)),
            ("<member>{{v R}}{{v R}}</member>", json!("error")),
            ("<delete>{{i 2}}{{v ORDERED}}</delete>", json!([1, 3])),
            ("<delete>{{n A}}<multiple>{{n A}}</multiple></delete>", json!(null)),
            ("<delete>{{null}}{{v ORDERED}}</delete>", json!(null)),
        ]);
        check_modes([("<member>{{s A}}{{v R}}</member>", json!("error"), json!(true))]);
    }

    #[test]
    fn a_container_contains_a_part_or_a_stretch() {
        let all = "<multiple>{{n A}}{{n B}}{{n B}}{{n C}}</multiple>";
        let contains = |part: &str| format!("<contains>{all}<multiple>{part}</multiple></contains>");
        check([
            (contains("{{n C}}{{n A}}").as_str(), json!(true)),
            (contains("{{n B}}{{n B}}").as_str(), json!(true)),
            (contains("{{n A}}{{n A}}").as_str(), json!(false)),
            (contains("{{n D}}").as_str(), json!(false)),
            (contains("{{null}}").as_str(), json!(null)),
            ("<contains>{{v ORDERED}}<ordered>{{i 2}}{{i 3}}</ordered></contains>", json!(true)),
            ("<contains>{{v ORDERED}}<ordered>{{i 3}}{{i 2}}</ordered></contains>", json!(false)),
            ("<contains>{{v ORDERED}}<ordered>{{i 1}}{{i 3}}</ordered></contains>", json!(false)),
            ("<contains>{{v ORDERED}}{{v R}}</contains>", json!("error")),
            ("<contains>{{n A}}{{v R}}</contains>", json!("error")),
        ]);
        check_modes([("<contains>{{v R}}{{n A}}</contains>", json!("error"), json!(true))]);
    }
}
