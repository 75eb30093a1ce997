use super::{BaseType, Point, Scalar, duration};

/// Reads one value as XML Schema and QTI write it. Blanks around all but strings and files make no difference.
impl Scalar {
    pub(crate) fn read(text: &str, base: BaseType) -> Option<Self> {
        let word = text.trim();
        Some(match base {
            BaseType::Boolean => Self::Boolean(boolean(word)?),
            BaseType::Integer => Self::Integer(integer(word)?),
            BaseType::Float => Self::Float(float(word)?),
            BaseType::String => Self::String(text.to_owned()),
            BaseType::Identifier => Self::Identifier(name(word)?),
            BaseType::Uri => Self::Uri(word.to_owned()),
            BaseType::IntOrIdentifier => match integer(word) {
                Some(number) => Self::Integer(number),
                None => Self::Identifier(name(word)?),
            },
            BaseType::Point => {
                let (x, y) = two(word)?;
                Self::Point(Point { x: coordinate(x)?, y: coordinate(y)? })
            }
            BaseType::Pair => {
                let (one, other) = two(word)?;
                Self::Pair(one.to_owned(), other.to_owned())
            }
            BaseType::DirectedPair => {
                let (source, target) = two(word)?;
                Self::DirectedPair(source.to_owned(), target.to_owned())
            }
            BaseType::Duration => Self::Duration(duration::seconds(word)?),
            BaseType::File => Self::File(text.to_owned()),
        })
    }
}

/// What a text should have been, for people.
pub(crate) const fn described(base: BaseType) -> &'static str {
    match base {
        BaseType::Boolean => "true or false",
        BaseType::Integer => "a whole number",
        BaseType::Float => "a number",
        BaseType::String => "a text",
        BaseType::Identifier => "a name without blanks",
        BaseType::Uri => "a reference",
        BaseType::IntOrIdentifier => "a whole number or a name",
        BaseType::Point => "two coordinates",
        BaseType::Pair | BaseType::DirectedPair => "two names",
        BaseType::Duration => "a time span",
        BaseType::File => "a file",
    }
}

pub(crate) fn boolean(word: &str) -> Option<bool> {
    match word {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

pub(crate) fn integer(word: &str) -> Option<i64> {
    word.parse().ok()
}

/// A number as XML Schema has it, whose infinities are `INF` and `-INF`; "not a number" is no value.
pub(crate) fn float(word: &str) -> Option<f64> {
    match word {
        "INF" | "+INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        digits if digits.chars().all(|letter| matches!(letter, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')) => {
            digits.parse().ok()
        }
        _ => None,
    }
}

/// A coordinate of a size at which distances and areas are still exact.
pub(crate) fn coordinate(word: &str) -> Option<f64> {
    float(word).filter(|number| number.abs() <= 1e7)
}

fn name(word: &str) -> Option<String> {
    (!word.contains(char::is_whitespace)).then(|| word.to_owned())
}

fn two(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace();
    let pair = (words.next()?, words.next()?);
    words.next().is_none().then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_by_base_type() {
        for (text, base, expected) in [
            (" true ", BaseType::Boolean, Some("true")),
            ("1", BaseType::Boolean, Some("true")),
            ("yes", BaseType::Boolean, None),
            ("007", BaseType::Integer, Some("7")),
            ("+7", BaseType::Integer, Some("7")),
            ("7.0", BaseType::Integer, None),
            ("99999999999999999999", BaseType::Integer, None),
            ("1e3", BaseType::Float, Some("1000")),
            ("-INF", BaseType::Float, Some("-INF")),
            ("NaN", BaseType::Float, None),
            ("inf", BaseType::Float, None),
            ("1,5", BaseType::Float, None),
            (" a b ", BaseType::String, Some(" a b ")),
            ("a b", BaseType::Identifier, None),
            ("12", BaseType::IntOrIdentifier, Some("12")),
            ("x12", BaseType::IntOrIdentifier, Some("x12")),
            ("3  4", BaseType::Point, Some("3 4")),
            ("3", BaseType::Point, None),
            ("1e99 0", BaseType::Point, None),
            ("A    B", BaseType::Pair, Some("A B")),
            ("A B C", BaseType::DirectedPair, None),
            ("PT1M", BaseType::Duration, Some("60")),
            ("file://x", BaseType::File, Some("file://x")),
        ] {
            let read = Scalar::read(text, base).map(|scalar| scalar.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?} as {}", base.name());
        }
    }
}
