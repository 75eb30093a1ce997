use std::fmt;

use super::BaseType;

/// One value of a base type.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number; infinities are numbers, "not a number" is NULL.
    Float(f64),
    /// A text.
    String(String),
    /// A name.
    Identifier(String),
    /// A reference.
    Uri(String),
    /// Two coordinates.
    Point(Point),
    /// Two names in either order.
    Pair(String, String),
    /// A source and a target.
    DirectedPair(String, String),
    /// Seconds.
    Duration(f64),
    /// A file's name or content.
    File(String),
}

/// Two coordinates, in pixels from the upper left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Scalar {
    /// Its base type.
    #[must_use]
    pub const fn base_type(&self) -> BaseType {
        match self {
            Self::Boolean(_) => BaseType::Boolean,
            Self::Integer(_) => BaseType::Integer,
            Self::Float(_) => BaseType::Float,
            Self::String(_) => BaseType::String,
            Self::Identifier(_) => BaseType::Identifier,
            Self::Uri(_) => BaseType::Uri,
            Self::Point(_) => BaseType::Point,
            Self::Pair(..) => BaseType::Pair,
            Self::DirectedPair(..) => BaseType::DirectedPair,
            Self::Duration(_) => BaseType::Duration,
            Self::File(_) => BaseType::File,
        }
    }

    /// The text of a string, an identifier or a reference.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) | Self::Identifier(text) | Self::Uri(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is a text without letters.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::String(text) | Self::Identifier(text) | Self::Uri(text) | Self::File(text) if text.is_empty())
    }

    /// How many steps it takes to look at it once.
    pub(crate) fn weight(&self) -> usize {
        let bytes = match self {
            Self::String(text) | Self::Identifier(text) | Self::Uri(text) | Self::File(text) => text.len(),
            Self::Pair(one, other) | Self::DirectedPair(one, other) => one.len() + other.len(),
            _ => 0,
        };
        1 + bytes / 64
    }

    /// What two scalars that may be compared have in common exactly if they are the same value: whole numbers are
    /// the floats they equal, a pair is the same either way round.
    pub(crate) fn key(&self) -> Key {
        match self {
            Self::Boolean(truth) => Key::Boolean(*truth),
            Self::Integer(number) => Key::Integer(*number),
            Self::Float(number) => whole(*number).map_or_else(|| Key::Number(bits(*number)), Key::Integer),
            Self::Duration(number) => Key::Number(bits(*number)),
            Self::Point(point) => Key::Point(bits(point.x), bits(point.y)),
            Self::Pair(one, other) if other < one => Key::Pair(other.clone(), one.clone()),
            Self::Pair(one, other) | Self::DirectedPair(one, other) => Key::Pair(one.clone(), other.clone()),
            Self::String(text) | Self::Identifier(text) | Self::Uri(text) | Self::File(text) => Key::Text(text.clone()),
        }
    }
}

/// The whole number that a float is exactly.
pub(crate) fn whole(number: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (number.trunc() == number && (-LIMIT..LIMIT).contains(&number)).then_some(number as i64)
}

/// Equal for equal numbers: both zeros are one.
fn bits(number: f64) -> u64 {
    (number + 0.0).to_bits()
}

/// See [`Scalar::key`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Boolean(bool),
    Integer(i64),
    Number(u64),
    Point(u64, u64),
    Pair(String, String),
    Text(String),
}

/// As QTI writes it.
impl fmt::Display for Scalar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(truth) => write!(out, "{truth}"),
            Self::Integer(number) => write!(out, "{number}"),
            Self::Float(number) | Self::Duration(number) if number.is_infinite() => {
                out.write_str(if *number > 0.0 { "INF" } else { "-INF" })
            }
            Self::Float(number) | Self::Duration(number) => write!(out, "{number}"),
            Self::String(text) | Self::Identifier(text) | Self::Uri(text) | Self::File(text) => out.write_str(text),
            Self::Point(point) => write!(out, "{} {}", point.x, point.y),
            Self::Pair(one, other) | Self::DirectedPair(one, other) => write!(out, "{one} {other}"),
        }
    }
}
