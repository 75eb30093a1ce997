use std::ops::RangeInclusive;

use super::operand::{numbers, one};
use crate::qti::{
    error::{Fault, ParseError, ParseReason},
    limits,
    number::{Number, product, sum},
    run::Run,
    value::Value,
    xml::Element,
};

/// `statsOperator`: of the n numbers of a container, the `mean` m = Σx/n, and with q = Σ(x − m)² the `popVariance` q/n,
/// the `sampleVariance` q/(n − 1), which needs two numbers, and their roots `popSD` and `sampleSD`.
///
/// NULL where something is no number. `<statsOperator name="mean"><variable identifier="RESPONSE"/></statsOperator>`
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistics {
    Mean,
    SampleVariance,
    SampleDeviation,
    PopulationVariance,
    PopulationDeviation,
}

impl Statistics {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        if element.name != "statsOperator" {
            return Ok(None);
        }
        Ok(Some(match element.required("name")? {
            "mean" => Self::Mean,
            "sampleVariance" => Self::SampleVariance,
            "sampleSD" => Self::SampleDeviation,
            "popVariance" => Self::PopulationVariance,
            "popSD" => Self::PopulationDeviation,
            other => {
                return Err(element.fail(ParseReason::Invalid { expected: "a statistic", value: other.to_owned() }));
            }
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        1..=1
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        let container = one(operands);
        run.spend(4 * limits::NUMBER_STEPS * container.size())?;
        if matches!(container, Value::Single(_) | Value::Record(_)) {
            return Err(container.instead_of("a container"));
        }
        let Ok(Some(numbers)) = numbers(operands) else { return Ok(Value::Null) };
        let numbers: Vec<f64> = numbers.into_iter().map(Number::as_f64).collect();
        let n = numbers.len() as f64;
        let mean = sum(numbers.iter().copied()) / n;
        let squares = |n: f64| {
            let deviations = numbers.iter().map(|x| sum([*x, -mean].into_iter()));
            sum(deviations.map(|deviation| product(deviation, deviation))) / n
        };
        Ok(match self {
            Self::Mean => Value::float(mean),
            Self::SampleVariance | Self::SampleDeviation if numbers.len() < 2 => Value::Null,
            Self::SampleVariance => Value::float(squares(n - 1.0)),
            Self::SampleDeviation => Value::float(squares(n - 1.0).sqrt()),
            Self::PopulationVariance => Value::float(squares(n)),
            Self::PopulationDeviation => Value::float(squares(n).sqrt()),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::check;

    #[test]
    fn numbers_have_a_mean_and_a_spread() {
        let of = |name: &str, container: &str| format!("<statsOperator name=\"{name}\">{container}</statsOperator>");
        let four = "<ordered>{{i 1}}{{i 2}}{{i 3}}{{i 4}}</ordered>";
        for (name, container, expected) in [
            ("mean", four, json!(2.5)),
            ("sampleVariance", "<multiple>{{f 0.1}}{{f 0.3}}</multiple>", json!(0.02)),
            ("sampleSD", four, json!(1.2909944487358056)),
            ("popVariance", four, json!(1.25)),
            ("popSD", "<multiple>{{i 2}}{{i 4}}</multiple>", json!(1.0)),
            ("popSD", "<multiple>{{i 2}}</multiple>", json!(0.0)),
            ("sampleSD", "<multiple>{{i 2}}</multiple>", json!(null)),
            ("mean", "{{null}}", json!(null)),
            ("mean", "{{v R}}", json!(null)),
            ("mean", "{{i 1}}", json!("error")),
        ] {
            check([(of(name, container).as_str(), expected)]);
        }
    }
}
