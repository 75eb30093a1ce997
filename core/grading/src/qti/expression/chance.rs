use std::ops::RangeInclusive;

use super::{operand::one, parameter::Parameter};
use crate::qti::{
    error::{Fault, ParseError},
    run::Run,
    value::{Scalar, Value},
    xml::Element,
};

/// What the seed decides: `randomInteger` (min, min + step … up to max), `randomFloat` (from min to max), `random` (a
/// member of a container).
///
/// `<randomInteger min="2" max="10" step="2"/>`
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Chance {
    Integer { min: Parameter<i64>, max: Parameter<i64>, step: Parameter<i64> },
    Float { min: Parameter<f64>, max: Parameter<f64> },
    Member,
}

impl Chance {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "randomInteger" => Self::Integer {
                min: Parameter::integer_or(element, "min", 0),
                max: Parameter::integer(element, "max")?,
                step: Parameter::integer_or(element, "step", 1),
            },
            "randomFloat" => Self::Float {
                min: Parameter::float_or(element, "min", 0.0),
                max: Parameter::float(element, "max")?,
            },
            "random" => Self::Member,
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::Member => 1..=1,
            Self::Integer { .. } | Self::Float { .. } => 0..=0,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        match self {
            Self::Integer { min, max, step } => {
                let (min, max, step) = (min.value("min", run)?, max.value("max", run)?, step.value("step", run)?);
                let span = i128::from(max) - i128::from(min);
                if span < 0 || step < 1 {
                    return Err(Fault::Parameter(if step < 1 { "step" } else { "max" }));
                }
                let choices = u64::try_from(span / i128::from(step) + 1).unwrap_or(u64::MAX);
                let drawn = i128::from(min) + i128::from(step) * i128::from(run.chance.below(choices));
                i64::try_from(drawn).map(Value::integer).map_err(|_| Fault::Overflow)
            }
            Self::Float { min, max } => {
                let (min, max) = (min.value("min", run)?, max.value("max", run)?);
                if !(min <= max && (max - min).is_finite()) {
                    return Err(Fault::Parameter("max"));
                }
                Ok(Value::float((min + (max - min) * run.chance.share()).clamp(min, max)))
            }
            Self::Member => match one(operands) {
                Value::Null => Ok(Value::Null),
                container @ (Value::Multiple(members) | Value::Ordered(members)) => {
                    let drawn = run.chance.below(members.len() as u64) as usize;
                    let member: Option<&Scalar> = members.get(drawn);
                    member.cloned().map(Value::single).ok_or_else(|| container.instead_of("a container"))
                }
                other => Err(other.instead_of("a container")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn a_draw_is_within_its_bounds() {
        check([
            ("<randomInteger min=\"4\" max=\"4\"/>", json!(4)),
            ("<randomInteger min=\"4\" max=\"6\" step=\"3\"/>", json!(4)),
            ("<randomInteger min=\"TWO\" max=\"{TWO}\"/>", json!(2)),
            ("<randomInteger min=\"3\" max=\"2\"/>", json!("error")),
            ("<randomInteger min=\"3\" max=\"4\" step=\"0\"/>", json!("error")),
            ("<randomFloat min=\"1.5\" max=\"1.5\"/>", json!(1.5)),
            ("<randomFloat min=\"2\" max=\"1\"/>", json!("error")),
            ("<randomFloat max=\"INF\"/>", json!("error")),
            ("<random><multiple>{{n A}}{{n A}}</multiple></random>", json!("A")),
            ("<random>{{null}}</random>", json!(null)),
            ("<random>{{n A}}</random>", json!("error")),
            (
                "<inside shape=\"rect\" coords=\"0,0,1,1\"><random><multiple>{{p 0 0}}{{p 1 1}}</multiple></random></inside>",
                json!(true),
            ),
            (
                "<member><randomInteger min=\"2\" max=\"6\" step=\"2\"/><multiple>{{i 2}}{{i 4}}{{i 6}}</multiple></member>",
                json!(true),
            ),
        ]);
    }
}
