//! Attributes that are a number, or the name of the variable that holds it.

use crate::{
    Decimal,
    qti::{
        error::{Fault, ParseError},
        number::Number,
        run::Run,
        value::{Scalar, Value, lexical},
        xml::Element,
    },
};

/// A number, or the variable that holds it: `3`, `N`, `{N}`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Parameter<T> {
    Literal(T),
    Variable(String),
}

impl<T> Parameter<T> {
    fn read(word: &str, literal: impl Fn(&str) -> Option<T>) -> Self {
        let word = word.trim();
        literal(word).map_or_else(
            || Self::Variable(word.trim_start_matches('{').trim_end_matches('}').to_owned()),
            Self::Literal,
        )
    }
}

impl Parameter<i64> {
    pub(super) fn integer(element: &Element, name: &'static str) -> Result<Self, ParseError> {
        element.required(name).map(|word| Self::read(word, lexical::integer))
    }

    pub(super) fn integer_or(element: &Element, name: &str, usual: i64) -> Self {
        element.attribute(name).map_or(Self::Literal(usual), |word| Self::read(word, lexical::integer))
    }

    pub(super) fn value(&self, name: &'static str, run: &Run<'_>) -> Result<i64, Fault> {
        match self {
            Self::Literal(number) => Ok(*number),
            Self::Variable(variable) => match run.variable(variable)?.value {
                Value::Single(Scalar::Integer(number)) => Ok(number),
                _ => Err(Fault::Parameter(name)),
            },
        }
    }
}

impl Parameter<f64> {
    pub(super) fn float(element: &Element, name: &'static str) -> Result<Self, ParseError> {
        element.required(name).map(|word| Self::read(word, lexical::float))
    }

    pub(super) fn float_or(element: &Element, name: &str, usual: f64) -> Self {
        element.attribute(name).map_or(Self::Literal(usual), |word| Self::read(word, lexical::float))
    }

    pub(super) fn value(&self, name: &'static str, run: &Run<'_>) -> Result<f64, Fault> {
        match self {
            Self::Literal(number) => Ok(*number),
            Self::Variable(variable) => run.variable(variable)?.value.as_f64().ok_or(Fault::Parameter(name)),
        }
    }
}

impl Parameter<Decimal> {
    pub(super) fn decimal(word: &str) -> Self {
        Self::read(word, |word| word.parse().ok())
    }

    pub(super) fn value(&self, name: &'static str, run: &Run<'_>) -> Result<Decimal, Fault> {
        match self {
            Self::Literal(number) => Ok(number.clone()),
            Self::Variable(variable) => {
                let number = match run.variable(variable)?.value {
                    Value::Single(Scalar::Integer(number)) => Number::Integer(number),
                    Value::Single(Scalar::Float(number)) => Number::Float(number),
                    _ => return Err(Fault::Parameter(name)),
                };
                number.decimal().ok_or(Fault::Parameter(name))
            }
        }
    }
}

/// The two words of a tolerance; one stands for both.
pub(super) fn tolerances(text: &str) -> Option<[Parameter<Decimal>; 2]> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [both] => Some([Parameter::decimal(both), Parameter::decimal(both)]),
        [low, high] => Some([Parameter::decimal(low), Parameter::decimal(high)]),
        _ => None,
    }
}
