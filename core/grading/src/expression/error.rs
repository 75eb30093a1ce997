use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExpressionError {
    /// What it is, to translate by.
    pub code: ExpressionErrorCode,
    /// The character it is about, counted from 1; one more than there are where something is missing at the end.
    pub at: usize,
    /// In English, for the one who typed it.
    pub detail: String,
}

impl ExpressionError {
    pub(super) fn new(code: ExpressionErrorCode, at: usize, detail: impl Into<String>) -> Self {
        Self { code, at, detail: detail.into() }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at {}", self.detail, self.at)
    }
}

impl std::error::Error for ExpressionError {}

/// The kinds of [`ExpressionError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpressionErrorCode {
    /// There is nothing to read.
    Empty,
    /// It has more than [`EXPRESSION_CHARS`](crate::limits::EXPRESSION_CHARS) characters, or more than
    /// [`EXPRESSION_STEPS`](crate::limits::EXPRESSION_STEPS) numbers, names and operations.
    TooLong,
    /// Too much stands inside one another: more than [`EXPRESSION_DEPTH`](crate::limits::EXPRESSION_DEPTH), or
    /// [`EXPRESSION_STACK`](crate::limits::EXPRESSION_STACK) values to keep in mind.
    TooDeep,
    /// A character means nothing here.
    UnknownCharacter,
    /// A name is no variable, function or constant, nor several of them.
    UnknownName,
    /// A number cannot be read, or is larger or smaller than there are.
    BadNumber,
    /// Something to reckon with is missing.
    MissingOperand,
    /// A number stands behind something without an operator between them.
    MissingOperator,
    /// A bracket or bar is not closed.
    MissingClosing,
    /// A bracket closes nothing, or one of another kind.
    UnexpectedClosing,
    /// A comma or semicolon stands where nothing is listed.
    UnexpectedSeparator,
    /// A function has too few arguments or too many.
    WrongArguments,
    /// What belongs to a function or root without brackets could be understood in two ways.
    AmbiguousArgument,
    /// What a power or factorial is of could be understood in two ways, as `sin^-1`.
    AmbiguousPower,
}
