use std::ops::RangeInclusive;

use crate::qti::{
    error::{Fault, ParseError, ParseReason},
    run::Run,
    value::{BaseType, Scalar, Value},
    xml::Element,
};

/// Values that stand in the item: `baseValue`, `null`, `mathConstant`.
///
/// `<baseValue baseType="float">0.5</baseValue>`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Literal(Value);

impl Literal {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        let value = match element.name.as_str() {
            "baseValue" => {
                let base = element.read("baseType", "a base type", BaseType::from_name)?;
                Value::single(element.scalar(base)?)
            }
            "null" => Value::Null,
            "mathConstant" => Value::Single(Scalar::Float(match element.required("name")? {
                "pi" => std::f64::consts::PI,
                "e" => std::f64::consts::E,
                other => {
                    return Err(element.fail(ParseReason::Invalid { expected: "pi or e", value: other.to_owned() }));
                }
            })),
            _ => return Ok(None),
        };
        Ok(Some(Self(value)))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        0..=0
    }

    pub(super) fn apply(&self, _: &[Value], _: &mut Run<'_>) -> Result<Value, Fault> {
        Ok(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn values_stand_for_themselves() {
        check([
            ("{{f 0.5}}", json!(0.5)),
            ("{{i  7 }}", json!(7)),
            ("{{s  a }}", json!(" a ")),
            ("{{s }}", json!(null)),
            ("{{null}}", json!(null)),
            ("<mathConstant name=\"pi\"/>", json!(std::f64::consts::PI)),
        ]);
    }
}
