use std::ops::RangeInclusive;

use super::operand::one;
use crate::qti::{
    error::{Fault, ParseError},
    run::Run,
    shape::Shape,
    value::{Scalar, Value},
    xml::Element,
};

/// `inside`: whether a point, or one of a container, is in an area or on its edge.
///
/// `<inside shape="rect" coords="0,0,20,10"><variable identifier="RESPONSE"/></inside>`
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inside(Shape);

impl Inside {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        if element.name == "inside" { Shape::read(element).map(|shape| Some(Self(shape))) } else { Ok(None) }
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        1..=1
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        let value = one(operands);
        if value.is_null() {
            return Ok(Value::Null);
        }
        run.spend(value.size() * self.0.size())?;
        let mut inside = false;
        for member in value.members() {
            let Scalar::Point(point) = member else { return Err(value.instead_of("points")) };
            inside |= self.0.contains(*point);
        }
        if matches!(value, Value::Record(_)) { Err(value.instead_of("points")) } else { Ok(Value::boolean(Some(inside))) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn one_point_inside_is_enough() {
        check([
            ("<inside shape=\"rect\" coords=\"0,0,2,2\">{{v POINTS}}</inside>", json!(true)),
            ("<inside shape=\"rect\" coords=\"5,5,6,6\">{{v POINTS}}</inside>", json!(false)),
            ("<inside shape=\"circle\" coords=\"5,5,2\">{{p 6 6}}</inside>", json!(true)),
            ("<inside shape=\"default\">{{null}}</inside>", json!(null)),
            ("<inside shape=\"default\">{{i 1}}</inside>", json!("error")),
            ("<inside shape=\"default\">{{v RECORD}}</inside>", json!("error")),
        ]);
    }
}
