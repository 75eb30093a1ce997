//! What is wrong with a formula before anybody answers it.

use std::collections::BTreeSet;

use super::{Compared, Formula, FormulaKey, FormulaVariable, Values};
use crate::{
    Decimal, FindingCode, Fraction, Note,
    expression::{Expression, Measured, NameError, Variables},
    limits,
    lint::{self, Report},
    rules::numeric::NumericScoring,
};

impl Formula {
    pub(crate) fn lint(&self, report: &mut Report) {
        report.within("variables", |report| self.lint_variables(report));
        report.within("tolerance", |report| {
            self.tolerance.lint(&Decimal::one(), report);
            if self.tolerance.absolute.is_zero() && self.tolerance.relative.is_zero() {
                report.error(FindingCode::EmptyTolerance, "values are rounded: nothing would be near enough");
            }
        });
        report.within("form", |report| {
            for function in self.form.forbidden.intersection(&self.form.required) {
                let detail = format!("{} is forbidden and required", function.name());
                report.error_at("required", FindingCode::Contradiction, detail);
            }
        });
        if !(1..=limits::SAMPLES).contains(&self.samples) {
            let detail = format!("formulas are compared at 1 to {} points", limits::SAMPLES);
            report.error_at("samples", FindingCode::OutOfRange, detail);
        }
        report.within("keys", |report| self.lint_keys(report));
    }

    fn lint_variables(&self, report: &mut Report) {
        lint::at_most(&self.variables, limits::VARIABLES, report);
        let mut before = Vec::new();
        for (index, variable) in self.variables.iter().enumerate().take(limits::VARIABLES) {
            report.within(index, |report| {
                if let Some(fault) = Variables::fault(&variable.name, &before) {
                    let code = match fault {
                        NameError::Repeated(..) => FindingCode::DuplicateId,
                        _ => FindingCode::BadId,
                    };
                    report.error_at("name", code, fault.to_string());
                }
                before.push(variable.name.clone());
                variable.lint(report);
            });
        }
    }

    fn lint_keys(&self, report: &mut Report) {
        lint::at_most(&self.keys, limits::FORMULA_KEYS, report);
        let (points, variables, within) = (self.points(), self.names(), self.tolerance());
        let mut earlier: Vec<Option<Values>> = Vec::new();
        let mut taken = BTreeSet::new();
        for (index, key) in self.keys().enumerate() {
            report.within(index, |report| {
                let read = self.lint_key(key, &variables, report);
                let values = read.map(|expression| Values::of(&expression, &points));
                if let Some(values) = &values {
                    self.lint_values(values, report);
                    let before = earlier.iter().flatten();
                    if before.into_iter().any(|earlier| values.compare_with(earlier.iter(), &within) == Compared::Equal)
                    {
                        taken.insert(index);
                        report.warning(FindingCode::ShadowedKey, "an earlier key is equal to this one");
                    }
                }
                earlier.push(values);
            });
        }
        lint::some_key_earns_all(self.keys.iter().map(|key| key.fraction == Fraction::ONE), &taken, report);
    }

    /// The key, where it can be read.
    fn lint_key(&self, key: &FormulaKey, variables: &Variables, report: &mut Report) -> Option<Expression> {
        let mut expression = None;
        report.within("expression", |report| match Expression::parse(&key.expression, variables, self.decimal_mark) {
            Ok(read) => {
                match self.form.fault(&read) {
                    Some(Note::ForbiddenFunction { function }) => {
                        report.error(FindingCode::Contradiction, format!("{} is forbidden", function.name()));
                    }
                    Some(Note::MissingFunction { function }) => {
                        report.error(FindingCode::Contradiction, format!("{} is required", function.name()));
                    }
                    _ => {}
                }
                expression = Some(read);
            }
            Err(error) => report.error(FindingCode::BadExpression, error.to_string()),
        });
        lint::key_fraction(key.fraction, report);
        report.within("feedback", |report| lint::short(&key.feedback, limits::TEXT_CHARS, report));
        expression
    }

    fn has_sound_tolerance(&self) -> bool {
        let (absolute, relative) = (&self.tolerance.absolute, &self.tolerance.relative);
        !(absolute.is_negative() || relative.is_negative() || absolute.is_zero() && relative.is_zero())
    }

    fn lint_values(&self, values: &Values, report: &mut Report) {
        let within = self.tolerance();
        report.within("expression", |report| {
            if !values.are_enough() {
                let detail = format!("it has a value at {} of {} points", values.defined(), values.iter().count());
                report.error(FindingCode::UndefinedKey, detail);
            } else if !self.has_sound_tolerance() {
                // It was told already.
            } else if values.compare_with(values.iter(), &within) != Compared::Equal {
                let detail = "its values are lost in rounding: an absolute tolerance is needed, or another domain";
                report.error(FindingCode::EmptyTolerance, detail);
            } else if values.iter().any(|value| value.value != 0.0) {
                let zeros = values.iter().map(|value| {
                    let here = value.is_defined() && value.noise.is_finite();
                    Measured { value: if here { 0.0 } else { value.value }, noise: value.noise }
                });
                let zeros = Values::from_iter(zeros);
                if zeros.compare_with(values.iter(), &within) == Compared::Equal {
                    report.warning(FindingCode::OutOfRange, "the tolerance is so wide that 0 is equal to it");
                }
            }
        });
    }
}

impl FormulaVariable {
    fn lint(&self, report: &mut Report) {
        report.within("domain", |report| {
            let most = limits::DOMAIN as f64;
            for (name, value) in [("from", &self.domain.from), ("to", &self.domain.to)] {
                if value.to_f64().abs() > most {
                    report.error_at(name, FindingCode::OutOfRange, format!("a value is from -{most} to {most}"));
                }
            }
            if self.range().is_empty() {
                report.error(FindingCode::EmptyDomain, "there is no value between both");
            }
        });
        report.within("exclude", |report| lint::at_most(&self.exclude, limits::OPTIONS, report));
    }
}
