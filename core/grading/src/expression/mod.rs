//! Mathematical expressions as students type them: read, evaluated, written.
//!
//! ```
//! use pediafor_grading::{DecimalMark, expression::{Expression, Variables}};
//!
//! let variables = Variables::new(["x", "y"])?;
//! let expression = Expression::parse("2 sin x cos x − |y|/√2", &variables, DecimalMark::Point)?;
//! assert_eq!(expression.to_string(), "2*sin(x)*cos(x) - abs(y)/sqrt(2)");
//! assert!(expression.evaluate(&[0.0, 2.0]).is_some_and(|value| (value + std::f64::consts::SQRT_2).abs() < 1e-12));
//!
//! let error = Expression::parse("2(x + 1", &variables, DecimalMark::Point).unwrap_err();
//! assert_eq!(error.to_string(), "a closing bracket is missing at 8");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is read
//!
//! | | |
//! | --- | --- |
//! | numbers | `2`, `0.5`, `.5`, `1.5e3`, `2E-3`; a point parts decimals, and under [`DecimalMark::Comma`] a comma between digits as well. There are no groups of digits. |
//! | operators | `+`, `-`, `*`, `/`, `^` or `**`; for them `−`, `–`, `×`, `·`, `÷`, `:`; raised digits: `x²`, `x⁻¹` |
//! | brackets | `( )`, `[ ]`, `{ }`; bars `\|x\|` for the size |
//! | behind something | `!` factorial of a whole number from 0 to 170, `%` a hundredth, `°` of an angle |
//! | functions | [`Function`]: `sin(x)`, `ln x`, `sin^2 x`, `max(a; b)`; arguments are parted by `;` or `,`; `√`, `∛`. `log` has base 10. |
//! | names | of [`Variables`], and the constants `pi` or `π` and `e` |
//!
//! From the loosest: `+` and `-`; `*`, `/` and what stands side by side, from left to right (`1/2x` is `1/2*x`); signs (`-x^2` is `-(x^2)`,
//! `2^-x` is read); `^`, from right to left (`a^b^c` is `a^(b^c)`); `!`, `%` and `°`.
//!
//! - **Side by side** things are multiplied: `2x`, `3(x + 1)`, `(a)(b)`, `x(x + 1)`. A number stands first: `x 2` and `2 3` are errors.
//! - **A word** that is no name is taken apart, from the left always the longest name behind which the rest can be read: with
//!   variables x and y, `xy` is x·y, `sinx` is sin x, `2pix` is 2·π·x. Variables win over constants. A function may have capital
//!   letters, a variable has just its own.
//! - **`e` between digits** is a power of ten, `2e-3`, unless a variable begins with that letter; with blanks, `2e - 3`, it is
//!   Euler's number.
//! - **A function without brackets** is of the numbers and names side by side behind it: `sin 2x` is sin(2x), `sin x cos x` is
//!   sin(x)·cos(x), `sin x/2` is sin(x)/2.
//! - **A bar** closes where it can: `||x| - 1|`, `|x||y|`.
//! - **What people read in two ways** is an error that says so, rather than one of them: `sin x(x + 1)`, `sin^-1 x`, `x²!`, `n!!`, `√x^2`.
//!
//! # What it is worth
//!
//! [`Expression::evaluate`] reckons in doubles, with functions that come out the same on every machine. Where the expression
//! or any part of it is undefined or beyond a double, there is no value: 1/0, ln of −1, (−8)^(1/3) (but `cbrt(-8)` is −2),
//! the factorial of 1/2. 0^0 is 1.
//!
//! # What it costs
//!
//! Everything is bounded ([`EXPRESSION_CHARS`](limits::EXPRESSION_CHARS) and the next in [`limits`]) and takes time in
//! proportion to the text. An expression is kept as steps on a stack of fixed size; it is serialised as its names and its
//! canonical text, from which the same steps are read.
//!
//! To add a function: one line in `function.rs` for its names and arguments, one for its value.

mod error;
mod function;
mod measure;
mod names;
mod operation;
mod parser;
mod token;
mod written;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use error::{ExpressionError, ExpressionErrorCode};
pub use function::Function;
pub(crate) use measure::Measured;
pub use names::{NameError, Variables};

use self::operation::{Operation, Step};
use crate::{DecimalMark, limits, text};

/// An expression that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Expression {
    variables: Variables,
    /// Leave one value on the stack, and never take what is not there.
    steps: Vec<Step>,
}

impl Expression {
    /// Reads what somebody typed.
    ///
    /// # Errors
    ///
    /// What is wrong first, and where.
    pub fn parse(text: &str, variables: &Variables, mark: DecimalMark) -> Result<Self, ExpressionError> {
        if text::is_longer_than(text, limits::EXPRESSION_CHARS) {
            let detail = format!("this is longer than {} characters", limits::EXPRESSION_CHARS);
            let at = limits::EXPRESSION_CHARS + 1;
            return Err(ExpressionError::new(ExpressionErrorCode::TooLong, at, detail));
        }
        Self::read(text, variables, mark)
    }

    /// Canonical text may be longer than what it was typed as.
    fn read(text: &str, variables: &Variables, mark: DecimalMark) -> Result<Self, ExpressionError> {
        Ok(Self { steps: parser::parse(text, variables, mark)?, variables: variables.clone() })
    }

    /// The value at these values of the variables, in their order; nothing where it is undefined, or a variable that is used
    /// has no value.
    #[must_use]
    pub fn evaluate(&self, values: &[f64]) -> Option<f64> {
        let value = self.run(
            |step| match step {
                Step::Number(number) => number,
                Step::Constant(constant) => constant.value(),
                Step::Variable(index) => {
                    values.get(index).copied().filter(|value| value.is_finite()).unwrap_or(f64::NAN)
                }
                Step::Apply(..) => f64::NAN,
            },
            |operation, arguments| {
                // A function may overlook what is undefined.
                if arguments.iter().any(|argument| argument.is_nan()) { f64::NAN } else { operation.value(arguments) }
            },
        );
        Some(value).filter(|value| value.is_finite())
    }

    /// Goes through the steps, with anything for values.
    fn run<T: Copy + Default>(&self, leaf: impl Fn(Step) -> T, apply: impl Fn(Operation, &[T]) -> T) -> T {
        let mut stack = [T::default(); limits::EXPRESSION_STACK];
        let mut height = 0_usize;
        for step in &self.steps {
            let value = match *step {
                Step::Apply(operation, arguments) => {
                    let from = height.saturating_sub(arguments);
                    let value = apply(operation, stack.get(from..height).unwrap_or_default());
                    height = from;
                    value
                }
                step => leaf(step),
            };
            if let Some(place) = stack.get_mut(height) {
                *place = value;
            }
            height += 1;
        }
        stack.first().copied().unwrap_or_default()
    }

    /// The names that it may use.
    #[must_use]
    pub const fn variables(&self) -> &Variables {
        &self.variables
    }

    /// The variables that it does use, in their order.
    pub fn used(&self) -> impl Iterator<Item = &str> {
        let used: BTreeSet<usize> = self
            .steps
            .iter()
            .filter_map(|step| if let Step::Variable(index) = step { Some(*index) } else { None })
            .collect();
        used.into_iter().filter_map(|index| self.variables.names().get(index)).map(String::as_str)
    }

    /// The functions that it uses.
    #[must_use]
    pub fn functions(&self) -> BTreeSet<Function> {
        let function = |step: &Step| match step {
            Step::Apply(Operation::Call(function), _) => Some(*function),
            _ => None,
        };
        self.steps.iter().filter_map(function).collect()
    }
}

/// An expression in JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    variables: Vec<String>,
    text: String,
}

impl From<Expression> for Written {
    fn from(expression: Expression) -> Self {
        Self { variables: expression.variables.names().to_vec(), text: expression.to_string() }
    }
}

/// Why an expression in JSON is none.
#[derive(Debug, thiserror::Error)]
enum NotWritten {
    #[error(transparent)]
    Name(#[from] NameError),
    #[error(transparent)]
    Text(#[from] ExpressionError),
}

impl TryFrom<Written> for Expression {
    type Error = NotWritten;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        Ok(Self::read(&written.text, &Variables::new(written.variables)?, DecimalMark::Point)?)
    }
}

#[cfg(test)]
mod tests;
