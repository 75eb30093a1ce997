//! What the letters that people type stand for in a number.

/// The ASCII signs that a letter stands for in a number, where it stands for some: `½` for ` 1/2`.
pub(super) fn plain(letter: char) -> impl Iterator<Item = char> {
    let (alone, written) = match vulgar(letter) {
        Some(fraction) => (None, fraction),
        None => (Some(sign(letter)), ""),
    };
    alone.into_iter().chain(written.chars())
}

fn sign(letter: char) -> char {
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
        letter => digit(letter).unwrap_or(letter),
    }
}

/// The digit that one of another script is.
pub(crate) fn digit(letter: char) -> Option<char> {
    /// Arabic, Persian; Devanagari, Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam; Thai, Lao,
    /// Tibetan, Myanmar, Khmer.
    const ZEROS: [char; 16] = [
        '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}', '\u{ce6}',
        '\u{d66}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{17e0}',
    ];
    ZEROS.iter().find_map(|zero| char::from_digit((letter as u32).checked_sub(*zero as u32)?, 10))
}

/// A fraction that is one letter, parted by a blank from a whole number before it.
fn vulgar(letter: char) -> Option<&'static str> {
    Some(match letter {
        '½' => " 1/2",
        '⅓' => " 1/3",
        '⅔' => " 2/3",
        '¼' => " 1/4",
        '¾' => " 3/4",
        '⅕' => " 1/5",
        '⅖' => " 2/5",
        '⅗' => " 3/5",
        '⅘' => " 4/5",
        '⅙' => " 1/6",
        '⅚' => " 5/6",
        '⅐' => " 1/7",
        '⅛' => " 1/8",
        '⅜' => " 3/8",
        '⅝' => " 5/8",
        '⅞' => " 7/8",
        '⅑' => " 1/9",
        '⅒' => " 1/10",
        _ => return None,
    })
}

/// The letter that a full-width one is otherwise the same as.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// The plain sign of a raised one.
pub(crate) fn lowered(letter: char) -> Option<char> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    match letter {
        '⁻' => Some('-'),
        '⁺' => Some('+'),
        _ => RAISED.iter().position(|raised| *raised == letter).and_then(|digit| char::from_digit(digit as u32, 10)),
    }
}

pub(super) fn trim(mut letters: &[char]) -> &[char] {
    while let [' ', rest @ ..] | [rest @ .., ' '] = letters {
        letters = rest;
    }
    letters
}
