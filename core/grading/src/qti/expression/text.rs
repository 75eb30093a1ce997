use std::ops::RangeInclusive;

use super::operand::{one, text, two};
use crate::qti::{
    error::{Fault, ParseError, ParseReason},
    limits,
    pattern::Pattern,
    run::Run,
    value::{Value, lexical},
    xml::Element,
};

/// Texts: `stringMatch` (the same, or with `substring` the second in the first), `substring` (the first in the second),
/// `patternMatch` (a pattern of XML Schema). Capital letters matter unless `caseSensitive="false"`.
///
/// `<stringMatch caseSensitive="false">…</stringMatch>`
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    Match { case: Case, substring: bool },
    Substring(Case),
    Pattern(Held),
}

/// A pattern, or the variable that holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held {
    Here(Pattern),
    In(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Case {
    Matters,
    Ignored,
}

impl Case {
    fn read(element: &Element) -> Result<Self, ParseError> {
        let matters = element.optional("caseSensitive", "a boolean", lexical::boolean)?.unwrap_or(true);
        Ok(if matters { Self::Matters } else { Self::Ignored })
    }

    fn fold(self, text: &str) -> String {
        match self {
            Self::Matters => text.to_owned(),
            Self::Ignored => text.to_lowercase(),
        }
    }
}

impl Text {
    pub(super) fn read(element: &Element) -> Result<Option<Self>, ParseError> {
        Ok(Some(match element.name.as_str() {
            "stringMatch" => Self::Match {
                case: Case::read(element)?,
                substring: element.optional("substring", "a boolean", lexical::boolean)?.unwrap_or(false),
            },
            "substring" => Self::Substring(Case::read(element)?),
            "patternMatch" => {
                let text = element.required("pattern")?;
                Self::Pattern(match variable(text) {
                    Some(name) => Held::In(name.to_owned()),
                    None => Held::Here(Pattern::new(text).map_err(|why| element.fail(ParseReason::Pattern(why)))?),
                })
            }
            _ => return Ok(None),
        }))
    }

    pub(super) const fn arity(&self) -> RangeInclusive<usize> {
        match self {
            Self::Pattern(_) => 1..=1,
            Self::Match { .. } | Self::Substring(_) => 2..=2,
        }
    }

    pub(super) fn apply(&self, operands: &[Value], run: &mut Run<'_>) -> Result<Value, Fault> {
        if let Self::Pattern(pattern) = self {
            return matches(pattern, one(operands), run);
        }
        let (first, second) = two(operands);
        let (first, second) = (text(first, run.mode)?, text(second, run.mode)?);
        let Some((first, second)) = first.zip(second) else { return Ok(Value::Null) };
        run.spend((first.len() + second.len()) / 16)?;
        Ok(Value::boolean(Some(match self {
            Self::Match { case, substring: false } => case.fold(first) == case.fold(second),
            Self::Match { case, substring: true } => case.fold(first).contains(&case.fold(second)),
            Self::Substring(case) => case.fold(second).contains(&case.fold(first)),
            Self::Pattern(_) => return Ok(Value::Null),
        })))
    }
}

/// The variable that holds a pattern: `{P}`.
fn variable(pattern: &str) -> Option<&str> {
    let name = pattern.strip_prefix('{')?.strip_suffix('}')?;
    name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_').then_some(name)
}

fn matches(held: &Held, value: &Value, run: &mut Run<'_>) -> Result<Value, Fault> {
    let mode = run.mode;
    let Some(given) = text(value, mode)? else { return Ok(Value::Null) };
    let read;
    let pattern = match held {
        Held::Here(pattern) => pattern,
        Held::In(name) => {
            run.spend(limits::PATTERN_STEPS)?;
            let text = text(&run.variable(name)?.value, mode)?.ok_or(Fault::Parameter("pattern"))?;
            read = Pattern::new(text).map_err(Fault::Pattern)?;
            &read
        }
    };
    run.spend(given.len() * pattern.size() / 64)?;
    Ok(Value::boolean(Some(pattern.is_match(given, mode))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{check, check_modes};

    #[test]
    fn texts_are_compared() {
        check([
            ("<stringMatch caseSensitive=\"true\">{{s a}}{{s A}}</stringMatch>", json!(false)),
            ("<stringMatch caseSensitive=\"false\">{{s a}}{{s A}}</stringMatch>", json!(true)),
            ("<stringMatch caseSensitive=\"true\" substring=\"true\">{{s Hello}}{{s ell}}</stringMatch>", json!(true)),
            ("<stringMatch caseSensitive=\"true\">{{s Hello}}{{s ell}}</stringMatch>", json!(false)),
            ("<stringMatch>{{s a}}{{null}}</stringMatch>", json!(null)),
            ("<stringMatch>{{s 1}}{{i 1}}</stringMatch>", json!("error")),
            ("<substring caseSensitive=\"false\">{{s ELL}}{{s Hello}}</substring>", json!(true)),
            ("<substring>{{s Hello}}{{s ell}}</substring>", json!(false)),
            ("<patternMatch pattern=\"a+\">{{s aa}}</patternMatch>", json!(true)),
            ("<patternMatch pattern=\"a+\">{{s aab}}</patternMatch>", json!(false)),
            ("<patternMatch pattern=\"{PATTERN}\">{{s aa}}</patternMatch>", json!(true)),
            ("<patternMatch pattern=\"{TWO}\">{{s aa}}</patternMatch>", json!("error")),
            ("<patternMatch pattern=\"a\">{{null}}</patternMatch>", json!(null)),
        ]);
        check_modes([
            ("<stringMatch>{{s A}}{{n A}}</stringMatch>", json!("error"), json!(true)),
            ("<patternMatch pattern=\"^a$\">{{s a}}</patternMatch>", json!(false), json!(true)),
        ]);
    }
}
