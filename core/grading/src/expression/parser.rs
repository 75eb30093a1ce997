//! From pieces to steps, by descent into what stands inside, as deep as [`limits::EXPRESSION_DEPTH`].

use super::{
    ExpressionError, ExpressionErrorCode as Code, Function, Variables,
    names::Named,
    operation::{Operation, Step},
    token::{Bracket, Token, tokens},
};
use crate::{DecimalMark, limits};

type Parsed<T = ()> = Result<T, ExpressionError>;

/// The steps of a text.
pub(super) fn parse(text: &str, variables: &Variables, mark: DecimalMark) -> Parsed<Vec<Step>> {
    let tokens = tokens(text, variables, mark)?;
    if let [(Token::End, _)] = tokens.as_slice() {
        return Err(ExpressionError::new(Code::Empty, 1, "there is nothing to read"));
    }
    let mut parser = Parser { tokens: &tokens, next: 0, steps: Vec::new(), height: 0, depth: 0, bars: false };
    parser.sum()?;
    match parser.token() {
        Token::End => Ok(parser.steps),
        _ => Err(parser.stray()),
    }
}

struct Parser<'a> {
    tokens: &'a [(Token, usize)],
    next: usize,
    steps: Vec<Step>,
    /// How many values are on the stack after the steps so far.
    height: usize,
    depth: usize,
    /// Whether bars are the innermost brackets that are open.
    bars: bool,
}

impl Parser<'_> {
    fn token(&self) -> Token {
        self.tokens.get(self.next).map_or(Token::End, |(token, _)| *token)
    }

    /// The place of the next piece.
    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(1, |(_, at)| *at)
    }

    fn error<T>(&self, code: Code, detail: impl Into<String>) -> Parsed<T> {
        Err(ExpressionError::new(code, self.at(), detail))
    }

    fn push(&mut self, step: Step) -> Parsed {
        if self.steps.len() == limits::EXPRESSION_STEPS {
            return self.error(Code::TooLong, "this is too long");
        }
        match step {
            Step::Apply(_, arguments) => self.height = (self.height + 1).saturating_sub(arguments),
            _ => self.height += 1,
        }
        if self.height > limits::EXPRESSION_STACK {
            return self.error(Code::TooDeep, "too much stands inside one another");
        }
        self.steps.push(step);
        Ok(())
    }

    fn apply(&mut self, operation: Operation, arguments: usize) -> Parsed {
        self.push(Step::Apply(operation, arguments))
    }

    /// Reads what stands further inside.
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == limits::EXPRESSION_DEPTH {
            return self.error(Code::TooDeep, "too much stands inside one another");
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// What is between brackets or bars.
    fn group<T>(&mut self, bars: bool, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outside = std::mem::replace(&mut self.bars, bars);
        let read = self.inside(read);
        self.bars = outside;
        read
    }

    /// Terms, added and taken away.
    fn sum(&mut self) -> Parsed {
        self.product()?;
        loop {
            let operation = match self.token() {
                Token::Plus => Operation::Add,
                Token::Minus => Operation::Subtract,
                _ => return Ok(()),
            };
            self.next += 1;
            self.product()?;
            self.apply(operation, 2)?;
        }
    }

    /// Factors, with or without a sign between them, from left to right.
    fn product(&mut self) -> Parsed {
        self.signed()?;
        loop {
            let operation = match self.token() {
                Token::Times => Operation::Multiply,
                Token::Over => Operation::Divide,
                Token::Number(_) => {
                    return self.error(Code::MissingOperator, "an operator is missing before the number");
                }
                token if self.begins(token) => {
                    self.power()?;
                    self.apply(Operation::Multiply, 2)?;
                    continue;
                }
                _ => return Ok(()),
            };
            self.next += 1;
            self.signed()?;
            self.apply(operation, 2)?;
        }
    }

    /// Whether a factor can begin with this that stands behind another. A bar closes where it can.
    fn begins(&self, token: Token) -> bool {
        match token {
            Token::Name(_) | Token::Open(_) | Token::Root(_) => true,
            Token::Bar => !self.bars,
            _ => false,
        }
    }

    /// A power with signs before it.
    fn signed(&mut self) -> Parsed {
        let mut negations = 0;
        loop {
            match self.token() {
                Token::Plus => {}
                Token::Minus => negations += 1,
                _ => break,
            }
            self.next += 1;
        }
        self.power()?;
        for _ in 0..negations {
            self.apply(Operation::Negate, 1)?;
        }
        Ok(())
    }

    /// Something to the power of something: `a^b^c` is `a^(b^c)`.
    fn power(&mut self) -> Parsed {
        let raised = self.operand()?;
        if raised {
            return match self.token() {
                Token::Power | Token::Raised { .. } | Token::Factorial | Token::Percent | Token::Degree => {
                    self.ambiguous_power()
                }
                _ => Ok(()),
            };
        }
        match self.token() {
            Token::Power => {
                self.next += 1;
                self.inside(Self::signed)?;
                self.apply(Operation::Power, 2)
            }
            Token::Raised { size, negative } => {
                self.next += 1;
                if matches!(self.token(), Token::Power | Token::Raised { .. } | Token::Factorial) {
                    return self.ambiguous_power();
                }
                self.inside(|parser| parser.raise(size, negative))
            }
            _ => Ok(()),
        }
    }

    fn raise(&mut self, size: f64, negative: bool) -> Parsed {
        self.push(Step::Number(size))?;
        if negative {
            self.apply(Operation::Negate, 1)?;
        }
        self.apply(Operation::Power, 2)
    }

    fn ambiguous_power<T>(&self) -> Parsed<T> {
        self.error(Code::AmbiguousPower, "it is not clear what this belongs to: brackets are missing")
    }

    /// One thing with what stands directly behind it; whether it is a function with a power behind its name.
    fn operand(&mut self) -> Parsed<bool> {
        match self.token() {
            Token::Name(Named::Function(function)) => {
                if self.function(function)? {
                    return Ok(true);
                }
            }
            Token::Root(function) => self.root(function)?,
            _ => self.plain()?,
        }
        let mut factorial = false;
        loop {
            let operation = match self.token() {
                Token::Factorial if factorial => return self.ambiguous_power(),
                Token::Factorial => Operation::Factorial,
                Token::Percent => Operation::Percent,
                Token::Degree => Operation::Degree,
                _ => return Ok(false),
            };
            factorial = operation == Operation::Factorial;
            self.next += 1;
            self.apply(operation, 1)?;
        }
    }

    /// A number, a variable, a constant, or something between brackets or bars.
    fn plain(&mut self) -> Parsed {
        let step = match self.token() {
            Token::Number(number) => Step::Number(number),
            Token::Name(Named::Variable(index)) => Step::Variable(index),
            Token::Name(Named::Constant(constant)) => Step::Constant(constant),
            Token::Open(bracket) => {
                self.next += 1;
                return self.group(false, |parser| {
                    parser.sum()?;
                    parser.close(Token::Close(bracket))
                });
            }
            Token::Bar => {
                self.next += 1;
                return self.group(true, |parser| {
                    parser.sum()?;
                    parser.close(Token::Bar)?;
                    parser.apply(Operation::Call(Function::Abs), 1)
                });
            }
            _ => return self.error(Code::MissingOperand, "something is missing"),
        };
        self.push(step)?;
        self.next += 1;
        Ok(())
    }

    fn close(&mut self, closing: Token) -> Parsed {
        if self.token() == closing {
            self.next += 1;
            return Ok(());
        }
        match self.token() {
            Token::End if closing == Token::Bar => self.error(Code::MissingClosing, "a closing bar is missing"),
            Token::End => self.error(Code::MissingClosing, "a closing bracket is missing"),
            Token::Close(_) if closing == Token::Bar => self.error(Code::MissingClosing, "a closing bar is missing"),
            Token::Close(_) => self.error(Code::UnexpectedClosing, "this closes another kind of bracket"),
            _ => Err(self.stray()),
        }
    }

    /// What is wrong with a piece at which nothing more can be read.
    fn stray(&self) -> ExpressionError {
        let (code, detail) = match self.token() {
            Token::Close(_) => (Code::UnexpectedClosing, "this bracket closes nothing"),
            Token::Separator => {
                (Code::UnexpectedSeparator, "a comma or semicolon parts the arguments of a function, and nothing else")
            }
            Token::Raised { .. } | Token::Power | Token::Factorial | Token::Percent | Token::Degree => {
                (Code::AmbiguousPower, "it is not clear what this belongs to: brackets are missing")
            }
            _ => (Code::MissingOperator, "an operator is missing"),
        };
        ExpressionError::new(code, self.at(), detail)
    }

    /// The sign of a root: of one thing, whatever stands behind that.
    fn root(&mut self, function: Function) -> Parsed {
        self.next += 1;
        self.inside(|parser| match parser.token() {
            Token::Root(inner) => parser.root(inner),
            Token::Name(Named::Function(_)) => {
                parser.error(Code::AmbiguousArgument, "the root of a function stands in brackets")
            }
            _ => parser.plain(),
        })?;
        match self.token() {
            Token::Power | Token::Raised { .. } | Token::Factorial | Token::Percent | Token::Degree => {
                self.error(Code::AmbiguousArgument, "it is not clear what the root is of: brackets are missing")
            }
            _ => self.apply(Operation::Call(function), 1),
        }
    }

    /// A function with its arguments; whether a power stands behind its name, as in `sin^2 x`.
    fn function(&mut self, function: Function) -> Parsed<bool> {
        let at = self.at();
        self.next += 1;
        let power = self.power_of_function()?;
        let given = match self.token() {
            Token::Open(bracket) => {
                self.next += 1;
                self.group(false, |parser| parser.arguments(bracket))?
            }
            _ => {
                self.inside(Self::bare_argument)?;
                1
            }
        };
        let [least, most] = function.arguments();
        if given < least || given > most {
            let (name, wanted) =
                (function.name(), if least == most { least.to_string() } else { format!("{least} to {most}") });
            let detail = format!("{name} has {wanted} arguments, not {given}");
            return Err(ExpressionError::new(Code::WrongArguments, at, detail));
        }
        self.apply(Operation::Call(function), given)?;
        if let Some(power) = power {
            self.inside(|parser| parser.raise(power, false))?;
        }
        Ok(power.is_some())
    }

    fn power_of_function(&mut self) -> Parsed<Option<f64>> {
        let power = match self.token() {
            Token::Raised { size, negative: false } => size,
            Token::Raised { .. } => return self.inverse_or_reciprocal(),
            Token::Power => {
                self.next += 1;
                match self.token() {
                    Token::Number(power) => power,
                    _ => return self.inverse_or_reciprocal(),
                }
            }
            _ => return Ok(None),
        };
        if power < 1.0 || libm::floor(power) != power {
            return self.inverse_or_reciprocal();
        }
        self.next += 1;
        Ok(Some(power))
    }

    fn inverse_or_reciprocal<T>(&self) -> Parsed<T> {
        let detail = "behind a function's name stands a power such as 2 or 3 only: write the inverse by its name, other powers behind the argument";
        self.error(Code::AmbiguousPower, detail)
    }

    /// Arguments in brackets; how many.
    fn arguments(&mut self, bracket: Bracket) -> Parsed<usize> {
        let mut given = 0;
        loop {
            self.sum()?;
            given += 1;
            if self.token() != Token::Separator {
                break;
            }
            self.next += 1;
        }
        self.close(Token::Close(bracket))?;
        Ok(given)
    }

    /// What a function without brackets is of: numbers and names side by side, or one function, or what is between bars.
    fn bare_argument(&mut self) -> Parsed {
        let single = matches!(self.token(), Token::Bar | Token::Name(Named::Function(_)) | Token::Root(_));
        let negative = self.token() == Token::Minus;
        if negative {
            self.next += 1;
        }
        if matches!(self.token(), Token::Open(_)) {
            return self.ambiguous_argument();
        }
        self.power()?;
        if negative {
            self.apply(Operation::Negate, 1)?;
        }
        loop {
            match self.token() {
                Token::Name(Named::Function(_)) if !single => return Ok(()),
                Token::Number(_) => {
                    return self.error(Code::MissingOperator, "an operator is missing before the number");
                }
                Token::Name(Named::Variable(_) | Named::Constant(_)) if !single => {
                    self.power()?;
                    self.apply(Operation::Multiply, 2)?;
                }
                token if self.begins(token) => return self.ambiguous_argument(),
                _ => return Ok(()),
            }
        }
    }

    fn ambiguous_argument<T>(&self) -> Parsed<T> {
        self.error(
            Code::AmbiguousArgument,
            "it is not clear whether this belongs to the function before it: brackets are missing",
        )
    }
}
