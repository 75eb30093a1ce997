use std::{f64::consts::FRAC_PI_2, ops::RangeInclusive};

use super::{
    operand::{number, one, two},
    rounding::to_whole,
};
use crate::qti::{
    error::{Fault, ParseError, ParseReason},
    number::{Number, settled},
    run::Run,
    value::Value,
    xml::Element,
};

/// `mathOperator`: the functions of a school calculator, angles in radians.
///
/// `signum`, `floor` and `ceil` give whole numbers, all others floats. Outside a function's domain (`ln` of 0, `asin` of
/// 2) the result is NULL. What a platform's mathematics library computes is taken to fifteen significant digits, so that
/// it is the same everywhere.
///
/// `<mathOperator name="sin">…</mathOperator>`
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Function(Name);

/// Makes the list of functions of one number.
macro_rules! functions {
    ($($name:literal => $variant:ident($x:ident) $body:expr,)+) => {
        #[derive(Debug, Clone, Copy, PartialEq)]
        enum Name { Atan2, Signum, Floor, Ceil, $($variant,)+ }

        impl Name {
            fn from_name(name: &str) -> Option<Self> {
                Some(match name {
                    "atan2" => Self::Atan2,
                    "signum" => Self::Signum,
                    "floor" => Self::Floor,
                    "ceil" => Self::Ceil,
                    $($name => Self::$variant,)+
                    _ => return None,
                })
            }

            /// Of one number, to a float; the others are not asked.
            fn of(self, x: f64) -> f64 {
                match self {
                    Self::Atan2 | Self::Signum | Self::Floor | Self::Ceil => x,
                    $(Self::$variant => { let $x = x; $body })+
                }
            }
        }
    };
}

functions! {
    "sin" => Sin(x) x.sin(),
    "cos" => Cos(x) x.cos(),
    "tan" => Tan(x) x.tan(),
    "sec" => Sec(x) defined(x.cos()).recip(),
    "csc" => Csc(x) defined(x.sin()).recip(),
    "cot" => Cot(x) x.cos() / defined(x.sin()),
    "asin" => Asin(x) x.asin(),
    "acos" => Acos(x) x.acos(),
    "atan" => Atan(x) x.atan(),
    "asec" => Asec(x) x.recip().acos(),
    "acsc" => Acsc(x) x.recip().asin(),
    "acot" => Acot(x) if x == 0.0 { FRAC_PI_2 } else { x.recip().atan() },
    "sinh" => Sinh(x) x.sinh(),
    "cosh" => Cosh(x) x.cosh(),
    "tanh" => Tanh(x) x.tanh(),
    "sech" => Sech(x) x.cosh().recip(),
    "csch" => Csch(x) defined(x.sinh()).recip(),
    "coth" => Coth(x) defined(x.tanh()).recip(),
    "log" => Log(x) defined(x).log10(),
    "ln" => Ln(x) defined(x).ln(),
    "exp" => Exp(x) x.exp(),
    "abs" => Abs(x) x.abs(),
    "toDegrees" => ToDegrees(x) x.to_degrees(),
    "toRadians" => ToRadians(x) x.to_radians(),
}

/// Not a number in place of zero, where a function has a pole.
fn defined(x: f64) -> f64 {
    if x == 0.0 { f64::NAN } else { x }
}

impl Function {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        if element.name != "mathOperator" {
            return Ok(None);
        }
        let name = element.required("name")?;
        let invalid = || element.fail(ParseReason::Invalid { expected: "a function", value: name.to_owned() });
        Name::from_name(name).map(|name| Some(Self(name))).ok_or_else(invalid)
    }

    pub(super) fn arity(&self) -> RangeInclusive<usize> {
        if self.0 == Name::Atan2 { 2..=2 } else { 1..=1 }
    }

    pub(super) fn apply(&self, operands: &[Value], _: &mut Run<'_>) -> Result<Value, Fault> {
        let x = number(one(operands))?;
        match self.0 {
            Name::Atan2 => {
                let other = number(two(operands).1)?;
                let both = x.zip(other);
                Ok(both.map_or(Value::Null, |(y, x)| Value::float(settled(y.as_f64().atan2(x.as_f64())))))
            }
            Name::Signum => Ok(x.map_or(Value::Null, |x| Value::integer(x.compare(Number::Integer(0)) as i64))),
            Name::Floor => to_whole(x, f64::floor),
            Name::Ceil => to_whole(x, f64::ceil),
            Name::Abs => Ok(x.map_or(Value::Null, |x| Value::float(x.as_f64().abs()))),
            name => Ok(x.map_or(Value::Null, |x| Value::float(settled(name.of(x.as_f64()))))),
        }
    }
}

#[cfg(test)]
#[expect(clippy::approx_constant, reason = "fifteen digits are what is expected")]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn functions_of_a_number() {
        for (name, x, expected) in [
            ("sin", "0", json!(0.0)),
            ("sin", "1", json!(0.841470984807897)),
            ("cos", "0", json!(1.0)),
            ("tan", "1", json!(1.5574077246549)),
            ("sec", "0", json!(1.0)),
            ("csc", "0", json!(null)),
            ("csc", "1", json!(1.18839510577812)),
            ("cot", "0", json!(null)),
            ("cot", "1", json!(0.642092615934331)),
            ("asin", "1", json!(1.5707963267949)),
            ("asin", "2", json!(null)),
            ("acos", "1", json!(0.0)),
            ("atan", "1", json!(0.785398163397448)),
            ("asec", "2", json!(1.0471975511966)),
            ("asec", "0.5", json!(null)),
            ("acsc", "2", json!(0.523598775598299)),
            ("acot", "0", json!(1.5707963267949)),
            ("acot", "1", json!(0.785398163397448)),
            ("sinh", "1", json!(1.1752011936438)),
            ("cosh", "0", json!(1.0)),
            ("tanh", "0", json!(0.0)),
            ("sech", "0", json!(1.0)),
            ("csch", "0", json!(null)),
            ("coth", "1", json!(1.31303528549933)),
            ("log", "100", json!(2.0)),
            ("log", "0", json!(null)),
            ("ln", "1", json!(0.0)),
            ("ln", "-1", json!(null)),
            ("exp", "0", json!(1.0)),
            ("exp", "1000", json!("INF")),
            ("abs", "-2.5", json!(2.5)),
            ("signum", "-3.5", json!(-1)),
            ("signum", "0", json!(0)),
            ("floor", "-1.1", json!(-2)),
            ("ceil", "1.1", json!(2)),
            ("toDegrees", "3.14159265358979", json!(180.0)),
            ("toRadians", "180", json!(3.14159265358979)),
        ] {
            check([(format!("<mathOperator name=\"{name}\">{{{{f {x}}}}}</mathOperator>").as_str(), expected)]);
        }
        check([
            ("<mathOperator name=\"atan2\">{{i 1}}{{i 1}}</mathOperator>", json!(0.785398163397448)),
            ("<mathOperator name=\"atan2\">{{i 1}}{{null}}</mathOperator>", json!(null)),
            ("<mathOperator name=\"sin\">{{null}}</mathOperator>", json!(null)),
            ("<mathOperator name=\"sin\">{{s 1}}</mathOperator>", json!("error")),
        ]);
    }
}
