mod compare;
mod lint;
mod points;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::compare::{Compared, Values};
use crate::{
    Decimal, DecimalMark, Fraction, Note, PartOutcome, Points,
    expression::{Expression, ExpressionError, Function, Variables},
    limits,
    mark::{Assessed, correct},
    number::Ratio,
    rules::numeric::Relabs,
    text,
};

/// A formula, compared with keys in their order; the first that is equal to it decides, whatever either looks like.
///
/// Both are read as the module [`expression`](crate::expression) says, and evaluated at the same points: so many
/// [`samples`](Self::samples) as the [`seed`](Self::seed) draws from the variables' domains, each value of a domain with the same
/// chance. At a point
///
/// - both have values, k of the key and x of the answer: they agree where |x − k| ≤ absolute + |k| · relative;
/// - neither has one (1/0, ln of −1): the point says nothing;
/// - one alone has one: they differ, for they are not the same function there; what is not meant is excluded, or lies outside
///   of the domain;
/// - rounding alone could make the difference, because little is left of large numbers (cosh x − sinh x for large x): the
///   point says nothing.
///
/// They are equal where they differ at no point and agree at enough: a quarter of all.
///
/// An answer that cannot be read is wrong, and its part says in a [`Note`] what is wrong with it and where. It is no invalid
/// response: that is one which does not belong to the item at all, and is refused when it is saved; a formula half typed is an
/// answer like any other, and must be kept. [`PaperFormula::read`] tells the one who types it in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Formula {
    /// What the formula may use, and between which values it is compared; none where it is a number.
    #[serde(default)]
    pub variables: Vec<FormulaVariable>,
    /// At least one that earns full marks.
    pub keys: Vec<FormulaKey>,
    /// How far a value may be off; by default a thousand-millionth of the key's. A key that is 0 wants an absolute amount.
    #[serde(default = "tolerance")]
    pub tolerance: Relabs,
    /// Which functions may not be used, or must be.
    #[serde(default)]
    pub form: Form,
    /// How many points are drawn, up to [`limits::SAMPLES`]; by default 20.
    #[serde(default = "samples")]
    pub samples: u32,
    /// Which points are drawn; by default 0. The same each time, so that all answers are compared alike.
    #[serde(default)]
    pub seed: u32,
    /// Which sign parts decimals, in keys and answers; a point always does.
    #[serde(default)]
    pub decimal_mark: DecimalMark,
}

/// A variable of a formula.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormulaVariable {
    /// As [`Variables`] take it.
    pub name: String,
    /// The values that are drawn.
    pub domain: Domain,
    /// Values that are not.
    #[serde(default)]
    pub exclude: Vec<Decimal>,
    /// Whether whole numbers alone are drawn.
    #[serde(default)]
    pub integer: bool,
}

/// From a number to a number that is not below it, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// The least.
    pub from: Decimal,
    /// The most.
    pub to: Decimal,
}

impl FormulaVariable {
    /// Any value between these.
    pub fn new(name: impl Into<String>, from: Decimal, to: Decimal) -> Self {
        Self { name: name.into(), domain: Domain { from, to }, exclude: Vec::new(), integer: false }
    }
}

/// A formula that earns something, or that is known to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormulaKey {
    /// The formula.
    pub expression: String,
    /// The share of the points it earns; by default all of them.
    #[serde(default = "super::whole")]
    pub fraction: Fraction,
    /// What a student is told whose answer is equal to this key, in Markdown.
    #[serde(default)]
    pub feedback: String,
}

impl FormulaKey {
    /// This formula, for full marks.
    pub fn new(expression: impl Into<String>) -> Self {
        Self::earning(expression, Fraction::ONE)
    }

    /// This formula, for this share of the marks.
    pub fn earning(expression: impl Into<String>, fraction: Fraction) -> Self {
        Self { expression: expression.into(), fraction, feedback: String::new() }
    }

    fn earns(&self) -> Fraction {
        self.fraction.max(Fraction::ZERO)
    }
}

/// What a formula may not look like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    /// Functions that may not be used; bars are `abs`, root signs `sqrt` and `cbrt`.
    pub forbidden: BTreeSet<Function>,
    /// Functions that must be.
    pub required: BTreeSet<Function>,
}

impl Form {
    /// What keeps a formula from having it.
    fn fault(&self, expression: &Expression) -> Option<Note> {
        let used = expression.functions();
        let forbidden = self.forbidden.intersection(&used).next();
        let missing = || self.required.difference(&used).next();
        match forbidden {
            Some(function) => Some(Note::ForbiddenFunction { function: *function }),
            None => missing().map(|function| Note::MissingFunction { function: *function }),
        }
    }
}

/// A [`Formula`] as a student sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PaperFormula {
    /// The names that the formula may use.
    #[serde(default)]
    pub variables: Vec<String>,
    /// Which sign parts decimals.
    #[serde(default)]
    pub decimal_mark: DecimalMark,
}

impl PaperFormula {
    /// What a student typed as it will be read, so that it can be shown, and faults pointed at, before it counts.
    ///
    /// # Errors
    ///
    /// What is wrong first, and where. Such an answer can be given, but earns nothing.
    pub fn read(&self, text: &str) -> Result<Expression, ExpressionError> {
        Expression::parse(text, &Variables::where_sound(self.variables.iter().map(String::as_str)), self.decimal_mark)
    }
}

impl Formula {
    /// Keys of formulas of these variables, with everything else as where nothing is stated.
    #[must_use]
    pub fn new(variables: Vec<FormulaVariable>, keys: Vec<FormulaKey>) -> Self {
        Self {
            variables,
            keys,
            tolerance: tolerance(),
            form: Form::default(),
            samples: samples(),
            seed: 0,
            decimal_mark: DecimalMark::default(),
        }
    }

    pub(crate) fn to_paper(&self) -> PaperFormula {
        let variables = self.variables.iter().map(|variable| variable.name.clone()).collect();
        PaperFormula { variables, decimal_mark: self.decimal_mark }
    }

    fn names(&self) -> Variables {
        Variables::where_sound(self.variables.iter().map(|variable| variable.name.as_str()))
    }

    fn keys(&self) -> impl Iterator<Item = &FormulaKey> {
        self.keys.iter().take(limits::FORMULA_KEYS)
    }

    /// The key that decides on this text, what it earns, and what there is to say.
    fn judge(&self, text: &str) -> (Option<&FormulaKey>, Option<Note>) {
        let variables = self.names();
        let read = |text: &str| Expression::parse(text, &variables, self.decimal_mark);
        let given = match read(text) {
            Ok(given) => given,
            Err(error) => return (None, Some(Note::NotAnExpression { error })),
        };
        let points = self.points();
        let values = Values::of(&given, &points);
        let key = self.keys().find(|key| {
            read(&key.expression).is_ok_and(|key| values.compare(&key, &points, &self.tolerance()) == Compared::Equal)
        });
        match key {
            Some(_) => match self.form.fault(&given) {
                Some(fault) => (None, Some(fault)),
                None => (key, read_as(&given, text)),
            },
            None if !values.are_enough() => (None, Some(Note::Undefined)),
            None => (None, read_as(&given, text)),
        }
    }

    pub(crate) fn assess(&self, text: &str, points: Points) -> Assessed {
        let given = (!text::is_blank(text)).then_some(text);
        let (key, note) = given.map_or((None, None), |text| self.judge(text));
        let fraction = key.map_or(Ratio::ZERO, |key| key.earns().into());
        let best = self.keys.iter().rev().max_by_key(|key| key.fraction);
        let part = PartOutcome::new("", given, best.map(|key| key.expression.as_str()))
            .earning(fraction, points)
            .judged(correct(fraction))
            .noting(note)
            .saying(key.map_or("", |key| &key.feedback));
        Assessed::whole(fraction, part)
    }
}

/// How it was read, where it was typed otherwise.
fn read_as(expression: &Expression, text: &str) -> Option<Note> {
    let value = expression.to_string();
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    (letters(&value) != letters(text)).then_some(Note::ReadAs { value })
}

fn tolerance() -> Relabs {
    Relabs { absolute: Decimal::zero(), relative: Decimal::scaled(1, -9) }
}

const fn samples() -> u32 {
    20
}
