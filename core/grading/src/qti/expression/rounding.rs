use std::ops::RangeInclusive;

use super::{
    operand::{number, one, two},
    parameter::Parameter,
};
use crate::qti::{
    error::{Fault, ParseError, ParseReason},
    number::{Number, RoundingMode, round_to},
    run::Run,
    value::{Scalar, Value, scalar::whole},
    xml::Element,
};

/// Rounding: `round` (n for all of [n − ½, n + ½)), `truncate` (towards zero), `roundTo` and `equalRounded` (to significant
/// figures or decimal places, by the first digit left out, in decimal).
///
/// `<roundTo roundingMode="significantFigures" figures="3">…</roundTo>`
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rounding {
    Round,
    Truncate,
    To(Figures),
    Equal(Figures),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures {
    mode: RoundingMode,
    figures: Parameter<i64>,
}

impl Rounding {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "round" => Self::Round,
            "truncate" => Self::Truncate,
            "roundTo" => Self::To(Figures::read(element)?),
            "equalRounded" => Self::Equal(Figures::read(element)?),
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::Equal(_) => 2..=2,
            Self::Round | Self::Truncate | Self::To(_) => 1..=1,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        match self {
            Self::Round => to_whole(number(one(operands))?, |x| {
                let below = x.floor();
                if x - below >= 0.5 { below + 1.0 } else { below }
            }),
            Self::Truncate => to_whole(number(one(operands))?, f64::trunc),
            Self::To(figures) => {
                let figures = figures.resolved(run)?;
                Ok(number(one(operands))?.map_or(Value::Null, |number| Value::float(rounded(number, figures))))
            }
            Self::Equal(figures) => {
                let figures = figures.resolved(run)?;
                let (x, y) = two(operands);
                let both = number(x)?.zip(number(y)?);
                Ok(Value::boolean(both.map(|(x, y)| rounded(x, figures) == rounded(y, figures))))
            }
        }
    }
}

impl Figures {
    fn read(element: &Element) -> Result<Self, ParseError> {
        let mode = match element.attribute("roundingMode") {
            // The singular stands in some items, though in no edition of QTI.
            None | Some("significantFigures" | "significantFigure") => RoundingMode::SignificantFigures,
            Some("decimalPlaces") => RoundingMode::DecimalPlaces,
            Some(other) => {
                return Err(element.fail(ParseReason::Invalid { expected: "a rounding mode", value: other.to_owned() }));
            }
        };
        Ok(Self { mode, figures: Parameter::integer(element, "figures")? })
    }

    fn resolved(&self, run: &Run<'_>) -> Result<(u32, RoundingMode), Fault> {
        let figures = self.figures.value("figures", run)?;
        let least = if self.mode == RoundingMode::SignificantFigures { 1 } else { 0 };
        let figures = u32::try_from(figures).ok().filter(|figures| *figures >= least);
        Ok((figures.ok_or(Fault::Parameter("figures"))?, self.mode))
    }
}

fn rounded(number: Number, (figures, mode): (u32, RoundingMode)) -> f64 {
    round_to(number.as_f64(), figures, mode)
}

/// A whole number as itself, a float as the whole number it is rounded to, infinities as themselves.
pub(super) fn to_whole(number: Option<Number>, round: impl Fn(f64) -> f64) -> Result<Value, Fault> {
    match number {
        None => Ok(Value::Null),
        Some(Number::Integer(number)) => Ok(Value::integer(number)),
        Some(Number::Float(number)) if number.is_infinite() => Ok(Value::Single(Scalar::Float(number))),
        Some(Number::Float(number)) => whole(round(number)).map(Value::integer).ok_or(Fault::Overflow),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn numbers_are_rounded() {
        check([
            ("<round>{{f 6.5}}</round>", json!(7)),
            ("<round>{{f -0.5}}</round>", json!(0)),
            ("<round>{{f -1.5}}</round>", json!(-1)),
            ("<round>{{f 0.49999999999999994}}</round>", json!(0)),
            ("<round>{{i 3}}</round>", json!(3)),
            ("<round>{{null}}</round>", json!(null)),
            ("<round>{{f INF}}</round>", json!("INF")),
            ("<round>{{f 1e300}}</round>", json!("error")),
            ("<truncate>{{f -1.9}}</truncate>", json!(-1)),
            ("<roundTo roundingMode=\"significantFigures\" figures=\"3\">{{f 3.175}}</roundTo>", json!(3.18)),
            ("<roundTo figures=\"TWO\">{{i 1250}}</roundTo>", json!(1300.0)),
            ("<roundTo roundingMode=\"decimalPlaces\" figures=\"0\">{{f 2.5}}</roundTo>", json!(3.0)),
            ("<roundTo roundingMode=\"decimalPlaces\" figures=\"-1\">{{f 2.5}}</roundTo>", json!("error")),
            ("<roundTo figures=\"0\">{{f 2.5}}</roundTo>", json!("error")),
            ("<equalRounded figures=\"3\">{{f 3.175}}{{f 3.183}}</equalRounded>", json!(true)),
            ("<equalRounded figures=\"3\">{{f 3.1749}}{{f 3.183}}</equalRounded>", json!(false)),
            ("<equalRounded roundingMode=\"decimalPlaces\" figures=\"2\">{{f 1.68572}}{{f 1.69}}</equalRounded>", json!(true)),
            ("<equalRounded figures=\"3\">{{f 3}}{{null}}</equalRounded>", json!(null)),
        ]);
    }
}
