use std::ops::RangeInclusive;

use crate::qti::{
    declaration::Kind,
    error::{Fault, ParseError},
    limits,
    run::Run,
    value::{Point, Scalar, Value},
    xml::Element,
};

/// What variables hold: `variable`, `default`, `correct`; and what a response is worth: `mapResponse`,
/// `mapResponsePoint`.
///
/// `<mapResponse identifier="RESPONSE"/>`. A response without a mapping is worth 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lookup {
    what: What,
    identifier: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    Variable,
    Default,
    Correct,
    MapResponse,
    MapResponsePoint,
}

impl Lookup {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        let what = match element.name.as_str() {
            "variable" => What::Variable,
            "default" => What::Default,
            "correct" => What::Correct,
            "mapResponse" => What::MapResponse,
            "mapResponsePoint" => What::MapResponsePoint,
            _ => return Ok(None),
        };
        Ok(Some(Self { what, identifier: element.required("identifier")?.to_owned() }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        0..=0
    }

    pub(super) fn apply(&self, _: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        let identifier = self.identifier.as_str();
        match self.what {
            What::Variable => Ok(run.variable(identifier)?.value.clone()),
            What::Default => Ok(run.variable(identifier)?.default.clone()),
            What::Correct => Ok(run.variable_of(Kind::Response, identifier)?.correct.clone()),
            What::MapResponse => self.map(run),
            What::MapResponsePoint => self.map_points(run),
        }
    }

    fn map(&self, run: &mut Run<'_>) -> Result<Value, Fault> {
        let (mode, variable) = (run.mode, run.variable_of(Kind::Response, &self.identifier)?);
        if matches!(variable.value, Value::Record(_)) {
            return Err(variable.value.instead_of("a single value or a container"));
        }
        let (declaration, value) = (variable.declaration, variable.value.clone());
        let Some(mapping) = &declaration.mapping else { return Ok(Value::float(0.0)) };
        run.spend((mapping.size() + limits::NUMBER_STEPS) * (1 + value.size()) + value.weight())?;
        Ok(Value::float(mapping.worth(&value, mode)))
    }

    fn map_points(&self, run: &mut Run<'_>) -> Result<Value, Fault> {
        let (mode, variable) = (run.mode, run.variable_of(Kind::Response, &self.identifier)?);
        let Some(areas) = &variable.declaration.areas else { return Ok(Value::float(0.0)) };
        let point = |scalar: &Scalar| match scalar {
            Scalar::Point(point) => Ok(*point),
            _ => Err(variable.value.instead_of("points")),
        };
        let points = variable.value.members().iter().map(point).collect::<Result<Vec<Point>, _>>()?;
        run.spend(areas.size() * (1 + points.len()))?;
        Ok(Value::float(areas.worth(&points, mode)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn variables_hold_what_they_hold() {
        check([
            ("{{v R}}", json!(["A", "B"])),
            ("<default identifier=\"TWO\"/>", json!(2)),
            ("<correct identifier=\"R\"/>", json!(["B"])),
            ("<correct identifier=\"ORDERED\"/>", json!(null)),
            ("<correct identifier=\"TWO\"/>", json!("error")),
            ("{{v NONE}}", json!("error")),
        ]);
    }

    #[test]
    fn responses_are_worth_what_they_are_mapped_to() {
        check([
            ("<mapResponse identifier=\"R\"/>", json!(2.5)),
            ("<mapResponse identifier=\"ORDERED\"/>", json!(0.0)),
            ("<mapResponse identifier=\"TWO\"/>", json!("error")),
            ("<mapResponse identifier=\"RECORD\"/>", json!("error")),
            ("<mapResponsePoint identifier=\"POINTS\"/>", json!(5.0)),
            ("<mapResponsePoint identifier=\"R\"/>", json!(0.0)),
        ]);
    }
}
