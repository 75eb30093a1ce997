use std::fmt;

use serde::{Deserialize, Serialize};

use super::decimal::{Decimal, parse_exponent};
use crate::limits;

/// A number as people type it: exact, a decimal or a fraction of two.
///
/// Understood are signs (`+`, `-`, the true minus `−`), decimals with point or comma, groups of digits parted by blanks,
/// points, commas or apostrophes (`1 500,75`, `1,234.5`, `1'000`), powers of ten (`1.5e3`, `3×10^8`, `3 x 10⁸`),
/// fractions (`3/4`, `1 1/2`), a per cent sign (`12.5 %`), and the digits of Arabic, Persian, Devanagari and
/// full-width scripts.
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
pub struct Typed {
    numerator: Decimal,
    /// Not zero.
    denominator: Decimal,
}

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
        if text.chars().nth(limits::NUMBER_CHARS).is_some() {
            return Err(NotANumber);
        }
        let plain: Vec<char> = text.chars().map(plain).collect();
        let (plain, percent) = match plain.strip_suffix(&['%']) {
            Some(number) => (trim(number), true),
            None => (plain.as_slice(), false),
        };
        let typed = match plain.iter().position(|letter| *letter == '/') {
            Some(stroke) => Self::fraction(trim(&plain[..stroke]), trim(&plain[stroke + 1..]), mark)?,
            None => decimal(plain, mark)?.into(),
        };
        Ok(if percent { Self { numerator: typed.numerator.hundredth(), ..typed } } else { typed })
    }

    /// `3/4`, and `1 1/2` where the blank does not part groups of digits.
    fn fraction(above: &[char], below: &[char], mark: DecimalMark) -> Result<Self, NotANumber> {
        let denominator = decimal(below, mark)?;
        if denominator.is_zero() {
            return Err(NotANumber);
        }
        if let Ok(numerator) = decimal(above, mark) {
            return Ok(Self { numerator, denominator });
        }
        let blank = above.iter().rposition(|letter| *letter == ' ').ok_or(NotANumber)?;
        let (whole, part) = (trim(&above[..blank]), &above[blank + 1..]);
        if !part.iter().chain(below).all(char::is_ascii_digit) || !whole.last().is_some_and(char::is_ascii_digit) {
            return Err(NotANumber);
        }
        let (whole, part) = (decimal(whole, mark)?.times(&denominator), decimal(part, mark)?);
        let numerator = if above.starts_with(&['-']) { whole.minus(&part) } else { whole.plus(&part) };
        Ok(Self { numerator, denominator })
    }

    /// Whether this is at most `tolerance` away from `value`, exactly.
    pub(crate) fn is_within(&self, value: &Decimal, tolerance: &Decimal) -> bool {
        let distance = self.numerator.minus(&value.times(&self.denominator)).abs();
        distance <= tolerance.times(&self.denominator.abs())
    }
}

impl From<Decimal> for Typed {
    fn from(number: Decimal) -> Self {
        Self { numerator: number, denominator: one() }
    }
}

/// The decimal, or the fraction as it was typed: `1500.75`, `3/4`.
impl fmt::Display for Typed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == one() {
            self.numerator.fmt(out)
        } else {
            write!(out, "{}/{}", self.numerator, self.denominator)
        }
    }
}

fn one() -> Decimal {
    Decimal::from_parts(false, b"1", 0).unwrap_or_default()
}

/// The ASCII sign that a letter stands for in a number, where it stands for one.
fn plain(letter: char) -> char {
    const ZEROS: [char; 3] = ['\u{660}', '\u{6f0}', '\u{966}'];
    match half_width(letter) {
        '−' | '‐' | '‑' | '‒' | '–' | '﹣' | '-' => '-',
        '+' => '+',
        '٪' | '%' => '%',
        '⁄' | '∕' | '/' => '/',
        '٫' | '.' => '.',
        '٬' | '’' => '\'',
        ',' | '،' => ',',
        '×' | '·' | '⋅' | '∙' | '*' | 'X' => 'x',
        'E' => 'e',
        blank if blank.is_whitespace() => ' ',
        letter => ZEROS
            .iter()
            .find_map(|zero| char::from_digit((letter as u32).checked_sub(*zero as u32)?, 10))
            .unwrap_or(letter),
    }
}

/// The letter that a full-width one is otherwise the same as.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

fn trim(mut letters: &[char]) -> &[char] {
    while let [' ', rest @ ..] | [rest @ .., ' '] = letters {
        letters = rest;
    }
    letters
}

/// Sign, digits with groups and decimals, power of ten.
fn decimal(letters: &[char], mark: DecimalMark) -> Result<Decimal, NotANumber> {
    let (negative, unsigned) = match letters {
        ['-', rest @ ..] => (true, trim(rest)),
        ['+', rest @ ..] => (false, trim(rest)),
        _ => (false, letters),
    };
    let (mantissa, exponent) = match unsigned.iter().position(|letter| matches!(letter, 'e' | 'x')) {
        Some(at) => (trim(&unsigned[..at]), power_of_ten(unsigned[at], trim(&unsigned[at + 1..]))?),
        None => (unsigned, 0),
    };
    let (whole, decimals) = split_at_mark(mantissa, mark)?;
    let (mut digits, decimals) = (without_groups(whole)?, without_blanks(decimals)?);
    digits.extend(&decimals);
    if digits.is_empty() {
        return Err(NotANumber);
    }
    Decimal::from_parts(negative, &digits, exponent - decimals.len() as i64).map_err(|_| NotANumber)
}

/// What stands behind `e`, or behind the sign of multiplication: `8`, `-3`; `10^8`, `10**8`, `10⁻³`.
fn power_of_ten(sign: char, letters: &[char]) -> Result<i64, NotANumber> {
    let exponent: String = if sign == 'e' {
        letters.iter().collect()
    } else {
        let ['1', '0', power @ ..] = letters else { return Err(NotANumber) };
        match trim(power) {
            ['^', power @ ..] | ['x', 'x', power @ ..] => trim(power).iter().collect(),
            raised => raised.iter().map(|letter| lowered(*letter)).collect::<Option<_>>().ok_or(NotANumber)?,
        }
    };
    parse_exponent(&exponent).map_err(|_| NotANumber)
}

/// The plain sign of a raised one.
fn lowered(letter: char) -> Option<char> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match letter {
        '⁻' => Some('-'),
        '⁺' => Some('+'),
        _ => RAISED.iter().position(|raised| *raised == letter).and_then(|digit| char::from_digit(digit as u32, 10)),
    }
}

/// The digits before and behind the decimal mark.
fn split_at_mark(mantissa: &[char], mark: DecimalMark) -> Result<(&[char], &[char]), NotANumber> {
    let is_mark = |letter: &char| matches!(letter, '.' | ',');
    let Some(last) = mantissa.iter().rposition(is_mark) else { return Ok((mantissa, &[])) };
    let split = (&mantissa[..last], &mantissa[last + 1..]);
    let groups = (mantissa, &[][..]);
    let usual = if mark == DecimalMark::Point { '.' } else { ',' };
    match (split.0.iter().filter(|letter| is_mark(letter)).count(), split.0.contains(&mantissa[last])) {
        (0, _) if mantissa[last] == usual || !is_one_group(split.0, split.1) => Ok(split),
        (0, _) => Ok(groups),
        (_, true) => Ok(groups),
        (_, false) => Ok(split),
    }
}

/// Whether this reads as thousands: one to three digits that do not begin with zero, and three more.
fn is_one_group(before: &[char], after: &[char]) -> bool {
    let digits = |letters: &[char]| letters.iter().all(char::is_ascii_digit);
    matches!(before.len(), 1..=3) && digits(before) && before[0] != '0' && after.len() == 3 && digits(after)
}

/// The digits alone. Groups are of three; or, as in India, of two with three at the end.
fn without_groups(whole: &[char]) -> Result<Vec<u8>, NotANumber> {
    let Some(sign) = whole.iter().find(|letter| !letter.is_ascii_digit()) else { return digits(whole) };
    if !matches!(sign, ' ' | '.' | ',' | '\'') {
        return Err(NotANumber);
    }
    let groups: Vec<&[char]> = whole.split(|letter| letter == sign).collect();
    let [first, middle @ .., last] = groups.as_slice() else { return Err(NotANumber) };
    let regular = |size: usize| (1..=size).contains(&first.len()) && middle.iter().all(|group| group.len() == size);
    if last.len() == 3 && (regular(3) || (regular(2) && !middle.is_empty())) {
        digits(&groups.concat())
    } else {
        Err(NotANumber)
    }
}

/// The decimals alone; blanks may part them by threes.
fn without_blanks(decimals: &[char]) -> Result<Vec<u8>, NotANumber> {
    let groups: Vec<&[char]> = decimals.split(|letter| *letter == ' ').collect();
    match groups.as_slice() {
        [earlier @ .., last]
            if earlier.iter().all(|group| group.len() == 3) && (earlier.is_empty() || matches!(last.len(), 1..=3)) =>
        {
            digits(&groups.concat())
        }
        _ => Err(NotANumber),
    }
}

fn digits(letters: &[char]) -> Result<Vec<u8>, NotANumber> {
    letters.iter().map(|letter| if letter.is_ascii_digit() { Ok(*letter as u8) } else { Err(NotANumber) }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            ("50%", "0.5", "0.5"),
            ("12,5 %", "0.125", "0.125"),
            ("-0%", "0", "0"),
            ("١٢٫٥", "12.5", "12.5"),
            ("۱۲", "12", "12"),
            ("१२", "12", "12"),
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
            "½",
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
            "10³",
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
                    prop_assert!(typed.is_within(&Decimal::zero(), &typed.numerator.abs()) || !typed.is_within(&Decimal::zero(), &Decimal::zero()));
                }
            }
        }

        #[test]
        fn a_plain_decimal_means_the_same_typed_as_written(whole in 0_u64..1_000_000, decimals in "[0-9]{1,8}", negative: bool) {
            let text = format!("{}{whole}.{decimals}", if negative { "-" } else { "" });
            let typed = Typed::read(&text, DecimalMark::Point).unwrap();
            let exact: Decimal = text.parse().unwrap();
            prop_assert!(typed.is_within(&exact, &Decimal::zero()));
            prop_assert_eq!(typed.to_string(), exact.to_string());
        }

        #[test]
        fn groups_change_nothing(number in 1_000_u64..1_000_000_000_000, group in prop::sample::select(vec![" ", "'", "\u{a0}", "\u{202f}"])) {
            let digits = number.to_string();
            let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            prop_assert_eq!(read(&groups.join(group), DecimalMark::Point), read(&digits, DecimalMark::Point));
        }
    }
}
