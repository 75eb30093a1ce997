use std::ops::RangeInclusive;

use super::operand::{integer, integers, one, two};
use crate::qti::{
    error::{Fault, ParseError},
    options::Mode,
    run::Run,
    value::{Scalar, Value},
    xml::Element,
};

/// Whole numbers: `integerDivide` (rounded down), `integerModulus` (what it leaves, with the divisor's sign), `gcd`,
/// `lcm`, `integerToFloat`. Dividing by zero is NULL; so are `gcd` and `lcm` of what is no number.
///
/// `<integerModulus>…−7…2…</integerModulus>` is 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum WholeNumbers {
    Divide,
    Modulus,
    Gcd,
    Lcm,
    ToFloat,
}

impl WholeNumbers {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "integerDivide" => Self::Divide,
            "integerModulus" => Self::Modulus,
            "gcd" => Self::Gcd,
            "lcm" => Self::Lcm,
            "integerToFloat" => Self::ToFloat,
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::Divide | Self::Modulus => 2..=2,
            Self::Gcd | Self::Lcm => 1..=usize::MAX,
            Self::ToFloat => 1..=1,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        match self {
            Self::Divide => divided(operands, run.mode, quotient),
            Self::Modulus => divided(operands, run.mode, |x, y| Some(modulus(x, y))),
            Self::Gcd => all(operands, run.mode, |x, y| Some(gcd(x, y))),
            Self::Lcm => all(operands, run.mode, |x, y| if x == 0 || y == 0 { Some(0) } else { (x / gcd(x, y)).checked_mul(y) }),
            Self::ToFloat => Ok(integer(one(operands), run.mode)?
                .map_or(Value::Null, |number| Value::Single(Scalar::Float(number as f64)))),
        }
    }
}

fn divided(operands: &[Value], mode: Mode, by: impl Fn(i64, i64) -> Option<i64>) -> Result<Value, Fault> {
    let (x, y) = two(operands);
    match integer(x, mode)?.zip(integer(y, mode)?) {
        None | Some((_, 0)) => Ok(Value::Null),
        Some((x, y)) => by(x, y).map(Value::integer).ok_or(Fault::Overflow),
    }
}

/// Rounded down.
const fn quotient(x: i64, y: i64) -> Option<i64> {
    match x.checked_div(y) {
        Some(quotient) if x.wrapping_rem(y) != 0 && (x < 0) != (y < 0) => Some(quotient - 1),
        quotient => quotient,
    }
}

const fn modulus(x: i64, y: i64) -> i64 {
    let rest = x.wrapping_rem(y);
    if rest != 0 && (rest < 0) != (y < 0) { rest + y } else { rest }
}

/// Of all sizes; NULL where one is NULL or no number.
fn all(operands: &[Value], mode: Mode, of: impl Fn(u64, u64) -> Option<u64>) -> Result<Value, Fault> {
    let Ok(Some(numbers)) = integers(operands, mode) else { return Ok(Value::Null) };
    let mut sizes = numbers.into_iter().map(i64::unsigned_abs);
    let Some(first) = sizes.next() else { return Ok(Value::Null) };
    let found = sizes.try_fold(first, of).and_then(|found| i64::try_from(found).ok());
    found.map(Value::integer).ok_or(Fault::Overflow)
}

const fn gcd(mut x: u64, mut y: u64) -> u64 {
    while y != 0 {
        (x, y) = (y, x % y);
    }
    x
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{check, check_modes};

    #[test]
    fn whole_numbers_are_divided() {
        for (x, y, quotient, rest) in [
            ("7", "2", json!(3), json!(1)),
            ("-7", "2", json!(-4), json!(1)),
            ("7", "-2", json!(-4), json!(-1)),
            ("-7", "-2", json!(3), json!(-1)),
            ("6", "3", json!(2), json!(0)),
            ("6", "0", json!(null), json!(null)),
            ("-9223372036854775808", "-1", json!("error"), json!(0)),
        ] {
            let of = |name: &str| format!("<{name}>{{{{i {x}}}}}{{{{i {y}}}}}</{name}>");
            check([(of("integerDivide").as_str(), quotient), (of("integerModulus").as_str(), rest)]);
        }
        check_modes([("<integerDivide>{{f 7.0}}{{i 2}}</integerDivide>", json!("error"), json!(3))]);
        check([("<integerDivide>{{f 7.5}}{{i 2}}</integerDivide>", json!("error"))]);
    }

    #[test]
    fn whole_numbers_have_divisors_and_multiples() {
        check([
            ("<gcd>{{i 8}}{{i -12}}</gcd>", json!(4)),
            ("<gcd>{{i 0}}{{i 0}}</gcd>", json!(0)),
            ("<gcd>{{i 0}}{{i 5}}</gcd>", json!(5)),
            ("<gcd>{{v ORDERED}}</gcd>", json!(1)),
            ("<gcd>{{null}}{{i 5}}</gcd>", json!(null)),
            ("<gcd>{{s a}}</gcd>", json!(null)),
            ("<gcd>{{i -9223372036854775808}}</gcd>", json!("error")),
            ("<lcm>{{i 4}}{{i -6}}</lcm>", json!(12)),
            ("<lcm>{{i 4}}{{i 0}}</lcm>", json!(0)),
            ("<lcm>{{i 9223372036854775807}}{{i 2}}</lcm>", json!("error")),
            ("<integerToFloat>{{i 3}}</integerToFloat>", json!(3.0)),
            ("<integerToFloat>{{null}}</integerToFloat>", json!(null)),
        ]);
    }
}
