//! Numbers as people type them.

mod decimal;
pub(crate) mod letters;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::{
    decimal::decimal,
    letters::{plain, trim},
};
use super::{Decimal, Quotient};
use crate::limits;

/// A number as people type it: exact, a decimal or a fraction of two.
///
/// Understood are signs (`+`, `-`, the true minus `−`), decimals with point or comma, groups of digits parted by blanks,
/// points, commas or apostrophes (`1 500,75`, `1,234.5`, `1'000`), powers of ten (`1.5e3`, `3×10^8`, `3 x 10⁸`, `10^-3`),
/// fractions (`3/4`, `1 1/2`, `1½`), a sign for per cent or per mille (`12.5 %`, `3 ‰`), and the digits of Arabic, Persian,
/// Indian, South-East Asian and full-width scripts.
///
/// ```
/// use pediafor_grading::{DecimalMark, Typed};
///
/// for (text, read) in [("1 500,75", "1500.75"), ("−3/4", "-3/4"), ("50 %", "0.5"), ("1,500", "1500")] {
///     assert_eq!(Typed::read(text, DecimalMark::Point)?.to_string(), read);
/// }
/// assert_eq!(Typed::read("1,500", DecimalMark::Comma)?.to_string(), "1.5");
/// assert!(Typed::read("about 3", DecimalMark::Point).is_err());
/// # Ok::<(), pediafor_grading::NotANumber>(())
/// ```
#[derive(Debug, Clone)]
pub struct Typed(Quotient);

/// Which sign parts the decimals where a number could be read in two ways, as `1,500` and `1.500` can. Where there is
/// one way only (`3,14`, `1.500,75`) that way is taken, whatever stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// `1.500` is one and a half, `1,500` fifteen hundred.
    #[default]
    Point,
    /// `1,500` is one and a half, `1.500` fifteen hundred.
    Comma,
}

/// No number can be read in what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("not a number")]
pub struct NotANumber;

impl Typed {
    /// Reads what somebody typed.
    ///
    /// # Errors
    ///
    /// [`NotANumber`] where it is none, is longer than [`limits::NUMBER_CHARS`] or beyond
    /// [`limits::NUMBER_EXPONENT`], or divides by zero.
    pub fn read(text: &str, mark: DecimalMark) -> Result<Self, NotANumber> {
        let text = text.trim();
        if let Some(plain) = Self::plain(text, mark) {
            return Ok(plain);
        }
        Self::of_letters(text, mark)
    }

    fn of_letters(text: &str, mark: DecimalMark) -> Result<Self, NotANumber> {
        if text.chars().nth(limits::NUMBER_CHARS).is_some() {
            return Err(NotANumber);
        }
        let plain: Vec<char> = text.chars().flat_map(plain).collect();
        let (plain, power) = match plain.as_slice() {
            [number @ .., '%'] => (number, -2),
            [number @ .., '‰'] => (number, -3),
            number => (number, 0),
        };
        let plain = trim(plain);
        let number = match plain.iter().position(|letter| *letter == '/') {
            Some(stroke) => fraction(trim(&plain[..stroke]), trim(&plain[stroke + 1..]), mark)?,
            None => decimal(plain, mark)?.into(),
        };
        Ok(Self(number.times_ten_to(power)))
    }

    /// The same for nothing but digits, a sign before them and the usual mark for decimals, which nearly all are: it
    /// needs no memory.
    pub(crate) fn plain(text: &str, mark: DecimalMark) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes() {
            [b'-', unsigned @ ..] => (true, unsigned),
            [b'+', unsigned @ ..] => (false, unsigned),
            unsigned => (false, unsigned),
        };
        let usual = if mark == DecimalMark::Point { b'.' } else { b',' };
        let (mut digits, mut length, mut decimals) = ([0; limits::NUMBER_CHARS], 0, None);
        for byte in unsigned {
            match byte {
                b'0'..=b'9' => {
                    *digits.get_mut(length)? = *byte;
                    length += 1;
                }
                mark if *mark == usual && decimals.is_none() => decimals = Some(length),
                _ => return None,
            }
        }
        let decimals = length - decimals.unwrap_or(length);
        let digits = digits.get(..length).filter(|digits| !digits.is_empty() && text.len() <= limits::NUMBER_CHARS)?;
        Decimal::from_parts(negative, digits, -(decimals as i64)).ok().map(|number| Self(number.into()))
    }

    /// The number.
    pub(crate) fn value(&self) -> &Quotient {
        &self.0
    }
}

/// `3/4`, and `1 1/2` where the blank does not part groups of digits.
fn fraction(above: &[char], below: &[char], mark: DecimalMark) -> Result<Quotient, NotANumber> {
    let denominator = decimal(below, mark)?;
    if let Ok(numerator) = decimal(above, mark) {
        return Quotient::new(numerator, denominator).ok_or(NotANumber);
    }
    let blank = above.iter().rposition(|letter| *letter == ' ').ok_or(NotANumber)?;
    let (whole, part) = (trim(&above[..blank]), &above[blank + 1..]);
    if !part.iter().chain(below).all(char::is_ascii_digit) || !whole.last().is_some_and(char::is_ascii_digit) {
        return Err(NotANumber);
    }
    let (whole, part) = (decimal(whole, mark)?.times(&denominator), decimal(part, mark)?);
    let numerator = if above.starts_with(&['-']) { whole.minus(&part) } else { whole.plus(&part) };
    Quotient::new(numerator, denominator).ok_or(NotANumber)
}

/// The decimal, or the fraction as it was typed: `1500.75`, `3/4`.
impl fmt::Display for Typed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::DecimalError;

    fn read(text: &str, mark: DecimalMark) -> String {
        Typed::read(text, mark).map_or_else(|error| error.to_string(), |typed| typed.to_string())
    }

    #[test]
    fn what_people_type_is_read_as_they_mean_it() {
        for (text, point, comma) in [
            ("42", "42", "42"),
            (" +42 ", "42", "42"),
            ("-3.5", "-3.5", "-3.5"),
            ("−3.5", "-3.5", "-3.5"),
            ("– 3,5", "-3.5", "-3.5"),
            (".5", "0.5", "0.5"),
            (",5", "0.5", "0.5"),
            ("5.", "5", "5"),
            ("007", "7", "7"),
            ("3,14", "3.14", "3.14"),
            ("1.500", "1.5", "1500"),
            ("1,500", "1500", "1.5"),
            ("0,500", "0.5", "0.5"),
            ("0.500", "0.5", "0.5"),
            ("1500,750", "1500.75", "1500.75"),
            ("1,234,567", "1234567", "1234567"),
            ("1.234.567", "1234567", "1234567"),
            ("1,234.5", "1234.5", "1234.5"),
            ("1.234,5", "1234.5", "1234.5"),
            ("1,234,567.891", "1234567.891", "1234567.891"),
            ("12,34,567.5", "1234567.5", "1234567.5"),
            ("1 500,75", "1500.75", "1500.75"),
            ("1 500,750", "1500.75", "1500.75"),
            ("1\u{202f}500\u{a0}000", "1500000", "1500000"),
            ("1'000'000", "1000000", "1000000"),
            ("1’000.5", "1000.5", "1000.5"),
            ("1.5e3", "1500", "1500"),
            ("1,5E+3", "1500", "1500"),
            ("1.5 e -3", "0.0015", "0.0015"),
            ("3x10^8", "300000000", "300000000"),
            ("3 × 10^8", "300000000", "300000000"),
            ("3·10⁻³", "0.003", "0.003"),
            ("6.02*10^+23", "6.02e23", "6.02e23"),
            ("3.00x10**-8", "3e-8", "3e-8"),
            ("10^8", "100000000", "100000000"),
            ("-10^-3", "-0.001", "-0.001"),
            ("10³", "1000", "1000"),
            ("10 ** 2", "100", "100"),
            ("2,5 ⋅ 10^{-2}", "0.025", "0.025"),
            ("2.5·10^( 2 )", "250", "250"),
            ("12 345.678 901 2", "12345.6789012", "12345.6789012"),
            ("3,141 592", "3.141592", "3.141592"),
            ("1,500 000", "1.5", "1.5"),
            ("3/4", "3/4", "3/4"),
            ("-3 / 4", "-3/4", "-3/4"),
            ("1.5/2,5", "1.5/2.5", "1.5/2.5"),
            ("1 1/2", "3/2", "3/2"),
            ("-1 1/2", "-3/2", "-3/2"),
            ("-0 1/2", "-1/2", "-1/2"),
            ("+ 2 3/4", "11/4", "11/4"),
            ("1 500/2", "1500/2", "1500/2"),
            ("6⁄2", "6/2", "6/2"),
            ("½", "1/2", "1/2"),
            ("-1½", "-3/2", "-3/2"),
            ("2 ¾", "11/4", "11/4"),
            ("10½ %", "0.21/2", "0.21/2"),
            ("3/-4", "-3/4", "-3/4"),
            ("50%", "0.5", "0.5"),
            ("5 ‰", "0.005", "0.005"),
            ("1/2%", "0.01/2", "0.01/2"),
            ("12,5 %", "0.125", "0.125"),
            ("-0%", "0", "0"),
            ("١٢٫٥", "12.5", "12.5"),
            ("۱۲", "12", "12"),
            ("१२", "12", "12"),
            ("১২", "12", "12"),
            ("๑๒.๕", "12.5", "12.5"),
            ("－１２．５％", "-0.125", "-0.125"),
            ("-0", "0", "0"),
            ("1e400", "not a number", "not a number"),
            ("1e399", "1e399", "1e399"),
        ] {
            assert_eq!(read(text, DecimalMark::Point), point, "{text}");
            assert_eq!(read(text, DecimalMark::Comma), comma, "{text} with a comma");
        }
    }

    #[test]
    fn what_is_no_number_is_not_guessed_at() {
        for text in [
            "",
            " ",
            "-",
            "+",
            ".",
            ",",
            "%",
            "/",
            "1/",
            "/2",
            "1/0",
            "1/0.0",
            "1/2/3",
            "three",
            "3 apples",
            "3 4",
            "1 50",
            "1  500",
            "1,23,45",
            "1.2.3",
            "1,2,3",
            "1,234.567.8",
            "1.5.",
            "--1",
            "+-1",
            "1-",
            "1e",
            "1e5e5",
            "e5",
            "1x",
            "1x10",
            "1x10^",
            "1x11^2",
            "x10^2",
            "1'00",
            "1 500'000",
            "3%%",
            "%3",
            "0x1F",
            "inf",
            "NaN",
            "1_000",
            "$5",
            "3½/2",
            "½½",
            "1/½",
            "10^",
            "10^{3",
            "10^{}",
            "10^3^2",
            "2 10^3",
            "3‰%",
            "1 /2/3",
            "1. 1/2",
            "1 -1/2",
            "1 1.5/2",
            "1.234 5678",
            "1.234 ,5",
            "1,,000",
            " 1 000 00 ",
            "1.5 5",
            "(3)",
            "3^2",
            "1,000,",
            "1 000 ,",
            "2³",
            "100³",
        ] {
            assert_eq!(read(text, DecimalMark::Point), "not a number", "{text}");
        }
        assert_eq!(read(&"9".repeat(limits::NUMBER_CHARS), DecimalMark::Point), format!("9.{}e99", "9".repeat(99)));
        assert_eq!(read(&"9".repeat(limits::NUMBER_CHARS + 1), DecimalMark::Point), "not a number");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_text_is_a_number_or_not(text in "[-+0-9.,eEx^/% '¹×−a]{0,24}|.{0,110}") {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                if let Ok(typed) = Typed::read(&text, mark) {
                    match typed.to_string().parse::<Quotient>() {
                        Ok(read) => prop_assert_eq!(&read, typed.value()),
                        // A mixed number is one longer, a share of a hundred two powers smaller than what is read.
                        Err(error) => prop_assert_eq!(error, DecimalError::OutOfRange),
                    }
                }
            }
        }

        #[test]
        fn a_plain_decimal_means_the_same_typed_as_written(whole in 0_u64..1_000_000, decimals in "[0-9]{1,8}", negative: bool) {
            let text = format!("{}{whole}.{decimals}", if negative { "-" } else { "" });
            let typed = Typed::read(&text, DecimalMark::Point).unwrap();
            let exact: Decimal = text.parse().unwrap();
            prop_assert_eq!(typed.value(), &Quotient::from(exact.clone()));
            prop_assert_eq!(typed.to_string(), exact.to_string());
        }

        #[test]
        fn plain_digits_are_read_as_any_other(text in "[-+]?[0-9]{0,6}[.,]?[0-9]{0,4}|[0-9]{95,101}[.,]?") {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                if let Some(plain) = Typed::plain(&text, mark) {
                    prop_assert_eq!(Typed::of_letters(&text, mark).map(|typed| typed.0), Ok(plain.0));
                }
            }
        }

        #[test]
        fn groups_change_nothing(number in 1_000_u64..1_000_000_000_000, group in prop::sample::select(vec![" ", "'", "\u{a0}", "\u{202f}"])) {
            let digits = number.to_string();
            let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            prop_assert_eq!(read(&groups.join(group), DecimalMark::Point), read(&digits, DecimalMark::Point));
        }
    }
}
