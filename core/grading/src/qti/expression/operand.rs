//! What operators ask of the values they are given.

use crate::qti::{
    error::Fault,
    number::Number,
    options::Mode,
    value::{BaseType, Scalar, Value, scalar::whole},
};

static NULL: Value = Value::Null;

/// The first value.
pub(super) fn one(operands: &[Value]) -> &Value {
    operands.first().unwrap_or(&NULL)
}

/// The first two values.
pub(super) fn two(operands: &[Value]) -> (&Value, &Value) {
    (one(operands), operands.get(1).unwrap_or(&NULL))
}

pub(super) fn boolean(value: &Value) -> Result<Option<bool>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Single(Scalar::Boolean(truth)) => Ok(Some(*truth)),
        other => Err(other.instead_of("a single boolean")),
    }
}

pub(super) fn number(value: &Value) -> Result<Option<Number>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Single(scalar) => numeric(scalar).map(Some).ok_or_else(|| value.instead_of("a single number")),
        other => Err(other.instead_of("a single number")),
    }
}

/// A whole number; put right, also a float that is one.
pub(super) fn integer(value: &Value, mode: Mode) -> Result<Option<i64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Single(scalar) => {
            let integer = integral(scalar, mode);
            integer.map(Some).ok_or_else(|| value.instead_of("a single whole number"))
        }
        other => Err(other.instead_of("a single whole number")),
    }
}

/// A string; put right, also an identifier or a reference.
pub(super) fn text(value: &Value, mode: Mode) -> Result<Option<&str>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Single(scalar) if mode == Mode::Repaired || scalar.base_type() == BaseType::String => {
            scalar.as_text().map(Some).ok_or_else(|| value.instead_of("a single string"))
        }
        other => Err(other.instead_of("a single string")),
    }
}

/// All numbers of singles and containers; nothing where one of them is NULL.
pub(super) fn numbers(operands: &[Value]) -> Result<Option<Vec<Number>>, Fault> {
    flattened(operands, "numbers", numeric)
}

/// All whole numbers of singles and containers; nothing where one of them is NULL.
pub(super) fn integers(operands: &[Value], mode: Mode) -> Result<Option<Vec<i64>>, Fault> {
    flattened(operands, "whole numbers", |scalar| integral(scalar, mode))
}

fn flattened<T>(
    operands: &[Value],
    expected: &str,
    read: impl Fn(&Scalar) -> Option<T>,
) -> Result<Option<Vec<T>>, Fault> {
    let mut flat = Vec::new();
    for value in operands {
        if matches!(value, Value::Record(_)) {
            return Err(value.instead_of(expected));
        }
        for member in value.members() {
            flat.push(read(member).ok_or_else(|| value.instead_of(expected))?);
        }
    }
    Ok(operands.iter().all(|value| !value.is_null()).then_some(flat))
}

const fn numeric(scalar: &Scalar) -> Option<Number> {
    match scalar {
        Scalar::Integer(number) => Some(Number::Integer(*number)),
        Scalar::Float(number) => Some(Number::Float(*number)),
        _ => None,
    }
}

fn integral(scalar: &Scalar, mode: Mode) -> Option<i64> {
    match scalar {
        Scalar::Integer(number) => Some(*number),
        Scalar::Float(number) if mode == Mode::Repaired => whole(*number),
        _ => None,
    }
}

/// Refuses a container of more than one base type.
pub(super) fn uniform(value: &Value, mode: Mode) -> Result<(), Fault> {
    let first = value.base_type();
    let stranger =
        value.members().iter().any(|member| !first.is_some_and(|first| alike(first, member.base_type(), mode)));
    if stranger { Err(value.instead_of("values of one base type")) } else { Ok(()) }
}

/// Refuses to compare what cannot be the same by its type. To the letter, base types must be equal, and durations are
/// not compared like this; put right, numbers are numbers and texts are texts. An integer and an identifier may stem from
/// one `intOrIdentifier`.
pub(super) fn comparable(one: &Value, other: &Value, mode: Mode) -> Result<(), Fault> {
    let Some(first) = one.base_type() else { return Ok(()) };
    uniform(one, mode)?;
    if other.members().iter().any(|member| !alike(first, member.base_type(), mode)) {
        return Err(other.instead_of(format!("a value of base type {}", first.name())));
    }
    if mode == Mode::Strict && first == BaseType::Duration {
        return Err(one.instead_of("a value of another base type"));
    }
    Ok(())
}

fn alike(one: BaseType, other: BaseType, mode: Mode) -> bool {
    let either = |base| matches!(base, BaseType::Integer | BaseType::Identifier);
    one == other
        || (either(one) && either(other))
        || (mode == Mode::Repaired && ((one.is_numeric() && other.is_numeric()) || (one.is_text() && other.is_text())))
}
