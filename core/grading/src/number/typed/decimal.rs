//! A decimal as people write one: sign, digits in groups, decimals, a power of ten.

use super::{
    DecimalMark, NotANumber,
    letters::{lowered, trim},
};
use crate::number::{Decimal, decimal::parse_exponent};

/// Sign, digits with groups and decimals, power of ten; or a power of ten alone.
pub(super) fn decimal(letters: &[char], mark: DecimalMark) -> Result<Decimal, NotANumber> {
    let (negative, unsigned) = match letters {
        ['-', rest @ ..] => (true, trim(rest)),
        ['+', rest @ ..] => (false, trim(rest)),
        _ => (false, letters),
    };
    if let Ok(exponent) = power_of_ten(unsigned) {
        return Decimal::from_parts(negative, b"1", exponent).map_err(|_| NotANumber);
    }
    let (mantissa, exponent) = match unsigned.iter().position(|letter| matches!(letter, 'e' | 'x')) {
        Some(at) if unsigned[at] == 'e' => (trim(&unsigned[..at]), whole_number(trim(&unsigned[at + 1..]).to_vec())?),
        Some(at) => (trim(&unsigned[..at]), power_of_ten(trim(&unsigned[at + 1..]))?),
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

/// The power of `10^8`, `10**8`, `10^{8}`, `10⁻³`.
fn power_of_ten(letters: &[char]) -> Result<i64, NotANumber> {
    let ['1', '0', power @ ..] = letters else { return Err(NotANumber) };
    match trim(power) {
        ['^', power @ ..] | ['x', 'x', power @ ..] => match trim(power) {
            ['{', power @ .., '}'] | ['(', power @ .., ')'] | power => whole_number(trim(power).to_vec()),
        },
        raised => whole_number(raised.iter().map(|letter| lowered(*letter)).collect::<Option<_>>().ok_or(NotANumber)?),
    }
}

fn whole_number(letters: Vec<char>) -> Result<i64, NotANumber> {
    parse_exponent(&letters.into_iter().collect::<String>()).map_err(|_| NotANumber)
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
