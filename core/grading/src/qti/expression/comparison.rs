use std::{cmp::Ordering, ops::RangeInclusive};

use super::{
    logic::same,
    operand::{number, two},
    parameter::{Parameter, tolerances},
};
use crate::{
    Decimal,
    qti::{
        error::{Fault, ParseError, ParseReason},
        number::{is_within, per_cent},
        options::Mode,
        run::Run,
        value::{Scalar, Value, lexical},
        xml::Element,
    },
};

/// Numbers against each other, exactly in decimal: `equal`, `lt`, `lte`, `gt`, `gte`; and time spans: `durationLT`,
/// `durationGTE`.
///
/// `equal` with a tolerance is true for y in [x − t₀, x + t₁], absolute, or in [x(1 − t₀/100), x(1 + t₁/100)], relative,
/// which for x < 0 holds nothing. Put right, t hundredths of |x| are taken instead: [x − |x|t₀/100, x + |x|t₁/100].
///
/// `<equal toleranceMode="relative" tolerance="1 2" includeUpperBound="false">…</equal>`
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Comparison {
    Equal(Tolerance),
    Order(Order),
    DurationLess,
    DurationAtLeast,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Order {
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tolerance {
    Exact,
    Absolute(Range),
    Relative(Range),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    distances: [Parameter<Decimal>; 2],
    included: [bool; 2],
}

impl Comparison {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "equal" => Self::Equal(Tolerance::read(element)?),
            "lt" => Self::Order(Order::Less),
            "lte" => Self::Order(Order::AtMost),
            "gt" => Self::Order(Order::Greater),
            "gte" => Self::Order(Order::AtLeast),
            "durationLT" | "durationLt" => Self::DurationLess,
            "durationGTE" | "durationGte" => Self::DurationAtLeast,
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        2..=2
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        let (x, y) = two(operands);
        let truth = match self {
            Self::Equal(tolerance) => tolerance.equal(x, y, run)?,
            Self::Order(order) => both(x, y, number)?.map(|(x, y)| order.holds(x.compare(y))),
            Self::DurationLess => both(x, y, seconds)?.map(|(x, y)| x < y),
            Self::DurationAtLeast => both(x, y, seconds)?.map(|(x, y)| x >= y),
        };
        Ok(Value::boolean(truth))
    }
}

impl Order {
    const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Tolerance {
    fn read(element: &Element) -> Result<Self, ParseError> {
        let mode = element.attribute("toleranceMode").unwrap_or("exact");
        if mode == "exact" {
            return Ok(Self::Exact);
        }
        let included = |name| Ok(element.optional(name, "a boolean", lexical::boolean)?.unwrap_or(true));
        let range = Range {
            distances: element.read("tolerance", "one or two tolerances", tolerances)?,
            included: [included("includeLowerBound")?, included("includeUpperBound")?],
        };
        match mode {
            "absolute" => Ok(Self::Absolute(range)),
            "relative" => Ok(Self::Relative(range)),
            other => Err(element.fail(ParseReason::Invalid { expected: "a tolerance mode", value: other.to_owned() })),
        }
    }

    fn equal(&self, x: &Value, y: &Value, run: &Run<'_>) -> Result<Option<bool>, Fault> {
        if let (Self::Exact, Mode::Repaired) = (self, run.mode) {
            return same(x, y, run.mode);
        }
        let Some((x, y)) = both(x, y, number)? else { return Ok(None) };
        Ok(Some(match self {
            Self::Exact => x.compare(y).is_eq(),
            Self::Absolute(range) => {
                let [low, high] = range.distances(run)?;
                is_within(y, x, [&low, &high], range.included)
            }
            Self::Relative(range) => {
                let [low, high] = range.distances(run)?;
                let of_size = run.mode == Mode::Repaired;
                let reach = |share: &Decimal| per_cent(x, share, of_size);
                is_within(y, x, [&reach(&low), &reach(&high)], range.included)
            }
        }))
    }
}

impl Range {
    /// Both, which may not be below zero.
    fn distances(&self, run: &Run<'_>) -> Result<[Decimal; 2], Fault> {
        let [low, high] = &self.distances;
        let (low, high) = (low.value("tolerance", run)?, high.value("tolerance", run)?);
        if low.is_negative() || high.is_negative() {
            return Err(Fault::Parameter("tolerance"));
        }
        Ok([low, high])
    }
}

/// Both as what is asked for; nothing where one is NULL.
fn both<T>(
    x: &Value,
    y: &Value,
    read: impl Fn(&Value) -> Result<Option<T>, Fault>,
) -> Result<Option<(T, T)>, Fault> {
    Ok(read(x)?.zip(read(y)?))
}

fn seconds(value: &Value) -> Result<Option<f64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Single(Scalar::Duration(seconds)) => Ok(Some(*seconds)),
        other => Err(other.instead_of("a single duration")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{check, check_modes};

    #[test]
    fn numbers_and_time_spans_have_an_order() {
        check([
            ("<lt>{{i 1}}{{f 1.5}}</lt>", json!(true)),
            ("<lte>{{i 1}}{{f 1}}</lte>", json!(true)),
            ("<gt>{{i 1}}{{f 1}}</gt>", json!(false)),
            ("<gte>{{f INF}}{{i 9}}</gte>", json!(true)),
            ("<gte>{{null}}{{i 9}}</gte>", json!(null)),
            ("<lt>{{s a}}{{i 9}}</lt>", json!("error")),
            ("<durationLT>{{d PT1S}}{{d PT2S}}</durationLT>", json!(true)),
            ("<qti-duration-gte>{{d PT1M}}{{d 60}}</qti-duration-gte>", json!(true)),
            ("<durationGTE>{{d PT1M}}{{null}}</durationGTE>", json!(null)),
            ("<durationLT>{{i 1}}{{i 2}}</durationLT>", json!("error")),
        ]);
    }

    #[test]
    fn equal_numbers_are_within_the_tolerance() {
        let equal = |how: &str, x: &str, y: &str| format!("<equal {how}>{{{{f {x}}}}}{{{{f {y}}}}}</equal>");
        for (how, x, y, expected) in [
            ("", "0.30", "0.3", true),
            ("toleranceMode=\"exact\"", "1", "1.0000001", false),
            ("toleranceMode=\"absolute\" tolerance=\"0.02\"", "-11.7", "-11.72", true),
            ("toleranceMode=\"absolute\" tolerance=\"0.02\"", "-11.7", "-11.7201", false),
            ("toleranceMode=\"absolute\" tolerance=\"0.5 2\"", "10", "12", true),
            ("toleranceMode=\"absolute\" tolerance=\"0.5 TWO\"", "10", "12", true),
            ("toleranceMode=\"absolute\" tolerance=\"0.5 2\"", "10", "9.4", false),
            ("toleranceMode=\"absolute\" tolerance=\"1\" includeLowerBound=\"false\"", "10", "9", false),
            ("toleranceMode=\"absolute\" tolerance=\"1\" includeUpperBound=\"false\"", "10", "11", false),
            ("toleranceMode=\"relative\" tolerance=\"10\"", "20", "18", true),
            ("toleranceMode=\"relative\" tolerance=\"10\"", "20", "17.9", false),
            ("toleranceMode=\"relative\" tolerance=\"10\"", "0", "0", true),
            ("toleranceMode=\"absolute\" tolerance=\"1\"", "INF", "INF", true),
        ] {
            check([(equal(how, x, y).as_str(), json!(expected))]);
        }
        check([
            ("<equal>{{i 1}}{{null}}</equal>", json!(null)),
            ("<equal toleranceMode=\"absolute\" tolerance=\"-1\">{{i 1}}{{i 1}}</equal>", json!("error")),
        ]);
    }

    #[test]
    fn a_negative_number_has_a_relative_tolerance_once_it_is_put_right() {
        let equal = "<equal toleranceMode=\"relative\" tolerance=\"10\">{{f -20}}{{f -21}}</equal>";
        check_modes([
            (equal, json!(false), json!(true)),
            ("<equal>{{s a}}{{s a}}</equal>", json!("error"), json!(true)),
            ("<equal>{{b true}}{{b false}}</equal>", json!("error"), json!(false)),
        ]);
    }
}
