//! Values of variables: a cardinality, a base type, and what they hold.

mod duration;
mod json;
pub(super) mod lexical;
pub(super) mod scalar;

use std::{collections::BTreeMap, fmt};

pub use scalar::{Point, Scalar};

use super::error::Fault;

/// What one value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BaseType {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// A text.
    String,
    /// The name of a choice, a gap …
    Identifier,
    /// A reference.
    Uri,
    /// A whole number or a name.
    IntOrIdentifier,
    /// Two coordinates, `x y`.
    Point,
    /// Two names, `A B`, in either order.
    Pair,
    /// Two names, `A B`: a source and a target.
    DirectedPair,
    /// A time span in seconds.
    Duration,
    /// A file, of which nothing but its name or content is kept: no expression looks inside.
    File,
}

impl BaseType {
    /// The type of a name of QTI, such as `directedPair`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "float" => Self::Float,
            "string" => Self::String,
            "identifier" => Self::Identifier,
            "uri" => Self::Uri,
            "intOrIdentifier" => Self::IntOrIdentifier,
            "point" => Self::Point,
            "pair" => Self::Pair,
            "directedPair" => Self::DirectedPair,
            "duration" => Self::Duration,
            "file" => Self::File,
            _ => return None,
        })
    }

    /// Its name in QTI.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::String => "string",
            Self::Identifier => "identifier",
            Self::Uri => "uri",
            Self::IntOrIdentifier => "intOrIdentifier",
            Self::Point => "point",
            Self::Pair => "pair",
            Self::DirectedPair => "directedPair",
            Self::Duration => "duration",
            Self::File => "file",
        }
    }

    pub(super) const fn is_numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Float)
    }

    /// Whether its values are texts that differ in name alone.
    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::String | Self::Identifier | Self::Uri | Self::IntOrIdentifier)
    }
}

/// How many values a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cardinality {
    /// One.
    Single,
    /// Any number, in no order.
    Multiple,
    /// Any number, in an order.
    Ordered,
    /// Named fields, each of a base type of its own.
    Record,
}

impl Cardinality {
    /// The cardinality of a name of QTI, such as `ordered`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "single" => Self::Single,
            "multiple" => Self::Multiple,
            "ordered" => Self::Ordered,
            "record" => Self::Record,
            _ => return None,
        })
    }

    /// Its name in QTI.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
            Self::Ordered => "ordered",
            Self::Record => "record",
        }
    }
}

/// A value. An empty text and an empty container are NULL, as QTI has it; so a container has a member.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// One value.
    Single(Scalar),
    /// Several values in no order.
    Multiple(Vec<Scalar>),
    /// Several values in an order.
    Ordered(Vec<Scalar>),
    /// Named values.
    Record(BTreeMap<String, Scalar>),
}

impl Value {
    /// One value; NULL if it is an empty text.
    #[must_use]
    pub fn single(scalar: Scalar) -> Self {
        if scalar.is_empty() { Self::Null } else { Self::Single(scalar) }
    }

    /// A container, or NULL where it is empty. A single or a record has one member or none here: the first.
    #[must_use]
    pub fn container(cardinality: Cardinality, members: Vec<Scalar>) -> Self {
        match cardinality {
            _ if members.is_empty() => Self::Null,
            Cardinality::Multiple => Self::Multiple(members),
            Cardinality::Ordered => Self::Ordered(members),
            Cardinality::Single | Cardinality::Record => members.into_iter().next().map_or(Self::Null, Self::single),
        }
    }

    /// A number as a single float; NULL where it is none.
    #[must_use]
    pub fn float(number: f64) -> Self {
        if number.is_nan() { Self::Null } else { Self::Single(Scalar::Float(number)) }
    }

    /// A single boolean; NULL for unknown.
    #[must_use]
    pub fn boolean(truth: Option<bool>) -> Self {
        truth.map_or(Self::Null, |truth| Self::Single(Scalar::Boolean(truth)))
    }

    /// A single integer.
    #[must_use]
    pub const fn integer(number: i64) -> Self {
        Self::Single(Scalar::Integer(number))
    }

    /// Whether there is no value.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The number of a single integer or float.
    #[must_use]
    pub const fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Single(Scalar::Integer(number)) => Some(*number as f64),
            Self::Single(Scalar::Float(number)) => Some(*number),
            _ => None,
        }
    }

    /// The values of a single or a container; none of NULL or a record.
    #[must_use]
    pub fn members(&self) -> &[Scalar] {
        match self {
            Self::Null | Self::Record(_) => &[],
            Self::Single(scalar) => std::slice::from_ref(scalar),
            Self::Multiple(members) | Self::Ordered(members) => members,
        }
    }

    /// Its cardinality; NULL has none.
    #[must_use]
    pub const fn cardinality(&self) -> Option<Cardinality> {
        match self {
            Self::Null => None,
            Self::Single(_) => Some(Cardinality::Single),
            Self::Multiple(_) => Some(Cardinality::Multiple),
            Self::Ordered(_) => Some(Cardinality::Ordered),
            Self::Record(_) => Some(Cardinality::Record),
        }
    }

    /// Its base type; NULL and records have none.
    #[must_use]
    pub fn base_type(&self) -> Option<BaseType> {
        self.members().first().map(Scalar::base_type)
    }

    /// How many members or fields it has.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Record(fields) => fields.len(),
            other => other.members().len(),
        }
    }

    /// How many steps it takes to look at it once.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Record(fields) => fields.values().map(Scalar::weight).sum(),
            other => other.members().iter().map(Scalar::weight).sum(),
        }
    }

    /// Says that something else belongs where this value is.
    pub(super) fn instead_of(&self, expected: impl Into<String>) -> Fault {
        Fault::Type { expected: expected.into(), found: self.to_string() }
    }
}

/// What kind of value it is: `a single integer`, `NULL`.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.cardinality(), self.base_type()) {
            (None, _) => out.write_str("NULL"),
            (Some(cardinality), Some(base)) => {
                let article = if cardinality == Cardinality::Ordered { "an" } else { "a" };
                write!(out, "{article} {} {}", cardinality.name(), base.name())
            }
            (Some(_), None) => out.write_str("a record"),
        }
    }
}
