use std::fmt;

/// A place in an item's XML, both counted from one; columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)
    }
}

/// Why an item cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {reason}")]
pub struct ParseError {
    /// Where.
    pub at: Position,
    /// Why.
    pub reason: ParseReason,
}

/// Why an item cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseReason {
    /// A bound of [`limits`](super::limits) is passed.
    #[error("more than {most} {of}")]
    TooMuch {
        /// Of what.
        of: &'static str,
        /// How much there may be.
        most: usize,
    },
    /// It is not well-formed XML.
    #[error("not well-formed: {0}")]
    Malformed(String),
    /// Document types and what they bring (entities, external files) are not read.
    #[error("a document type is not read")]
    DocumentType,
    /// An entity other than XML's own five.
    #[error("unknown entity {0:?}")]
    Entity(String),
    /// Something stands elsewhere and would have to be fetched.
    #[error("nothing is fetched from elsewhere: {0:?}")]
    External(String),
    /// The root is not an item.
    #[error("{0:?} is not an assessment item")]
    NotAnItem(String),
    /// An element that QTI does not have in this place.
    #[error("{0:?} does not belong here")]
    Unexpected(String),
    /// An element that is QTI but cannot be processed for one item.
    #[error("{element:?} is not processed: {why}")]
    Unsupported {
        /// The element.
        element: String,
        /// Why.
        why: &'static str,
    },
    /// A response-processing template that is not one of the standard ones.
    #[error("unknown template {0:?}")]
    Template(String),
    /// An attribute is missing.
    #[error("the attribute {0:?} is missing")]
    Missing(&'static str),
    /// An attribute or a text that cannot be read as what it should be.
    #[error("{value:?} is not {expected}")]
    Invalid {
        /// What it should be.
        expected: &'static str,
        /// What stands there.
        value: String,
    },
    /// An operator with too few or too many expressions.
    #[error("{found} expressions where {expected} belong")]
    Operands {
        /// How many there should be.
        expected: String,
        /// How many there are.
        found: usize,
    },
    /// A pattern that cannot be run in linear time, or is none.
    #[error("the pattern cannot be used: {0}")]
    Pattern(String),
    /// Two declarations of the same name.
    #[error("{0:?} is declared twice")]
    Duplicate(String),
}

/// Why responses cannot be processed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProcessError {
    /// A response, or a previous outcome, that does not fit its declaration.
    #[error("{identifier}: {fault}")]
    Input {
        /// The variable.
        identifier: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A rule or an expression that cannot be evaluated with these values.
    #[error("{at}: {element}: {fault}")]
    Rule {
        /// Where it stands in the item's XML, or in the standard template.
        at: Position,
        /// The element.
        element: String,
        /// What is wrong.
        fault: Fault,
    },
}

impl ProcessError {
    /// What is wrong.
    #[must_use]
    pub const fn fault(&self) -> &Fault {
        match self {
            Self::Input { fault, .. } | Self::Rule { fault, .. } => fault,
        }
    }
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// No such variable is declared, or not of the kind that is asked for.
    #[error("no {kind} {identifier:?} is declared")]
    Undeclared {
        /// `variable`, `response variable`, `outcome variable`, `template variable`.
        kind: &'static str,
        /// Its name.
        identifier: String,
    },
    /// A value of the wrong base type or cardinality.
    #[error("{found} where {expected} belongs")]
    Type {
        /// What belongs there.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A text that cannot be read as its base type.
    #[error("not {0}")]
    Unreadable(&'static str),
    /// A parameter that is NULL, or outside what it may be.
    #[error("the parameter {0:?} has no usable value")]
    Parameter(&'static str),
    /// A whole number that 64 bits do not hold.
    #[error("a whole number that is too large")]
    Overflow,
    /// A pattern that cannot be run in linear time, or is none.
    #[error("the pattern cannot be used: {0}")]
    Pattern(String),
    /// The outcome declares no table to look a value up in.
    #[error("{0:?} declares no lookup table")]
    NoTable(String),
    /// A bound of [`limits`](super::limits) is passed.
    #[error("more than {most} {of}")]
    TooMuch {
        /// Of what.
        of: &'static str,
        /// How much there may be.
        most: usize,
    },
}
