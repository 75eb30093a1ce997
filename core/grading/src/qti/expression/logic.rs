use std::ops::RangeInclusive;

use super::{
    container::counted,
    operand::{boolean, comparable, one, two},
    parameter::Parameter,
};
use crate::qti::{
    error::{Fault, ParseError},
    options::Mode,
    run::Run,
    value::{Scalar, Value},
    xml::Element,
};

/// Three-valued logic, NULL being the unknown: `and`, `or`, `not`, `anyN`, `isNull`, `match`.
///
/// `and` is false as soon as one is false, and `or` true as soon as one is true, whatever is unknown. `anyN` is true if
/// between min and max of its expressions are true, and unknown if the unknown ones decide. `match` is true if two
/// values are the same, in any order unless they are ordered.
///
/// `<anyN min="2" max="3">…</anyN>`
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Logic {
    And,
    Or,
    Not,
    AnyN { min: Parameter<i64>, max: Parameter<i64> },
    IsNull,
    Match,
}

impl Logic {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "and" => Self::And,
            "or" => Self::Or,
            "not" => Self::Not,
            "anyN" => Self::AnyN {
                min: Parameter::integer(element, "min")?,
                max: Parameter::integer(element, "max")?,
            },
            "isNull" => Self::IsNull,
            "match" => Self::Match,
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::And | Self::Or | Self::AnyN { .. } => 1..=usize::MAX,
            Self::Not | Self::IsNull => 1..=1,
            Self::Match => 2..=2,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        let truth = match self {
            Self::And => {
                let tally = Tally::of(operands)?;
                decided(tally.right == operands.len(), tally.wrong > 0)
            }
            Self::Or => {
                let tally = Tally::of(operands)?;
                decided(tally.right > 0, tally.wrong == operands.len())
            }
            Self::Not => boolean(one(operands))?.map(|truth| !truth),
            Self::AnyN { min, max } => {
                let (min, max) = (min.value("min", run)?, max.value("max", run)?);
                let tally = Tally::of(operands)?;
                let (least, most) = (tally.right as i64, (operands.len() - tally.wrong) as i64);
                decided(least >= min && most <= max, most < min || least > max)
            }
            Self::IsNull => Some(one(operands).is_null()),
            Self::Match => {
                let (first, second) = two(operands);
                same(first, second, run.mode)?
            }
        };
        Ok(Value::boolean(truth))
    }
}

struct Tally {
    right: usize,
    wrong: usize,
}

impl Tally {
    fn of(operands: &[Value]) -> Result<Self, Fault> {
        let truths = operands.iter().map(boolean).collect::<Result<Vec<_>, _>>()?;
        let count = |truth: bool| truths.iter().filter(|known| **known == Some(truth)).count();
        Ok(Self { right: count(true), wrong: count(false) })
    }
}

fn decided(right: bool, wrong: bool) -> Option<bool> {
    if right {
        Some(true)
    } else if wrong {
        Some(false)
    } else {
        None
    }
}

/// Whether two values are the same; unknown where one is NULL.
pub(super) fn same(one: &Value, other: &Value, mode: Mode) -> Result<Option<bool>, Fault> {
    let keys = |members: &[Scalar]| members.iter().map(Scalar::key).collect::<Vec<_>>();
    let alike = match (one, other) {
        (Value::Null, _) | (_, Value::Null) => return Ok(None),
        (Value::Single(_), Value::Single(_)) | (Value::Ordered(_), Value::Ordered(_)) => {
            comparable(one, other, mode)?;
            keys(one.members()) == keys(other.members())
        }
        (Value::Multiple(_), Value::Multiple(_)) => {
            comparable(one, other, mode)?;
            counted(one.members()) == counted(other.members())
        }
        (Value::Record(fields), Value::Record(others)) => fields == others,
        _ => return Err(other.instead_of(format!("a value like {one}"))),
    };
    Ok(Some(alike))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{check, check_modes};

    #[test]
    fn unknown_stays_unknown_until_the_others_decide() {
        let (t, f, n) = ("{{b true}}", "{{b false}}", "{{null}}");
        for (name, operands, expected) in [
            ("and", vec![t, t], json!(true)),
            ("and", vec![t, n], json!(null)),
            ("and", vec![n, f], json!(false)),
            ("or", vec![f, f], json!(false)),
            ("or", vec![f, n], json!(null)),
            ("or", vec![n, t], json!(true)),
            ("not", vec![t], json!(false)),
            ("not", vec![n], json!(null)),
            ("isNull", vec![n], json!(true)),
            ("isNull", vec![f], json!(false)),
            ("anyN min=\"1\" max=\"2\"", vec![t, f, f], json!(true)),
            ("anyN min=\"1\" max=\"2\"", vec![t, n, f], json!(true)),
            ("anyN min=\"1\" max=\"2\"", vec![t, n, n], json!(null)),
            ("anyN min=\"2\" max=\"3\"", vec![t, f, f], json!(false)),
            ("anyN min=\"2\" max=\"3\"", vec![n, f, f], json!(false)),
            ("anyN min=\"0\" max=\"TWO\"", vec![t, t, t, n], json!(false)),
            ("anyN min=\"{TWO}\" max=\"2\"", vec![t, t, n], json!(null)),
        ] {
            let close = name.split(' ').next().unwrap();
            check([(format!("<{name}>{}</{close}>", operands.concat()).as_str(), expected)]);
        }
        check([("<and>{{i 1}}</and>", json!("error")), ("<isNull><multiple/></isNull>", json!(true))]);
    }

    #[test]
    fn values_match_in_any_order_unless_they_are_ordered() {
        check([
            ("<match>{{v R}}<multiple>{{n B}}{{n A}}</multiple></match>", json!(true)),
            ("<match>{{v R}}<multiple>{{n B}}{{n A}}{{n A}}</multiple></match>", json!(false)),
            ("<match><ordered>{{i 1}}{{i 2}}</ordered><ordered>{{i 2}}{{i 1}}</ordered></match>", json!(false)),
            ("<match>{{v ORDERED}}{{v ORDERED}}</match>", json!(true)),
            ("<match>{{v RECORD}}{{v RECORD}}</match>", json!(true)),
            ("<match>{{n A}}{{null}}</match>", json!(null)),
            ("<match>{{v R}}{{n A}}</match>", json!("error")),
            ("<match>{{s 1}}{{i 1}}</match>", json!("error")),
        ]);
        check_modes([
            ("<match>{{s A}}{{n A}}</match>", json!("error"), json!(true)),
            ("<match>{{f 1.0}}{{i 1}}</match>", json!("error"), json!(true)),
            ("<match>{{d PT1M}}{{d 60}}</match>", json!("error"), json!(true)),
        ]);
    }
}
