//! A text in its pieces: numbers, names, signs.

use unicode_normalization::UnicodeNormalization;

use super::{
    ExpressionError, ExpressionErrorCode as Code, Function, Variables,
    names::{Named, is_part},
};
use crate::{
    DecimalMark,
    number::letters::{digit, lowered},
    text,
};

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Name(Named),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    /// A number that is raised, and whether with a minus.
    Raised {
        size: f64,
        negative: bool,
    },
    Open(Bracket),
    Close(Bracket),
    Bar,
    Separator,
    Factorial,
    Percent,
    Degree,
    /// The sign of a square or cube root.
    Root(Function),
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    Round,
    Square,
    Curly,
}

/// The pieces, each with its place counted from 1, and the end behind them.
pub(super) fn tokens(
    text: &str,
    variables: &Variables,
    mark: DecimalMark,
) -> Result<Vec<(Token, usize)>, ExpressionError> {
    let letters: Vec<char> = text.chars().map(plain).collect();
    let mut reader = Reader { letters: &letters, place: 0, variables, mark };
    let mut tokens = Vec::new();
    while let Some(letter) = reader.peek(0) {
        if letter.is_whitespace() || is_unseen(letter) {
            reader.place += 1;
        } else if letter.is_ascii_digit() || (letter == '.' && reader.is_digit(1)) {
            let at = reader.place + 1;
            tokens.push((Token::Number(reader.number()?), at));
        } else if letter.is_alphabetic() {
            reader.word(&mut tokens)?;
        } else if lowered(letter).is_some() {
            let at = reader.place + 1;
            tokens.push((reader.raised()?, at));
        } else {
            let at = reader.place + 1;
            tokens.push((reader.sign(letter)?, at));
        }
    }
    tokens.push((Token::End, letters.len() + 1));
    Ok(tokens)
}

/// A letter as it is read: raised digits stay, all else is what it looks like.
pub(super) fn plain(letter: char) -> char {
    if letter.is_ascii() || lowered(letter).is_some() {
        return letter;
    }
    let mut alike = std::iter::once(letter).nfkc();
    let alike = match (alike.next(), alike.next()) {
        (Some(alone), None) => alone,
        _ => letter,
    };
    digit(alike).unwrap_or(alike)
}

/// The letters of a word, each with its place in it, without the underscores before digits.
pub(super) fn subscripted(word: &[char]) -> impl Iterator<Item = (usize, char)> {
    word.iter().enumerate().filter_map(|(place, letter)| {
        let before_a_digit = word.get(place + 1).is_some_and(char::is_ascii_digit);
        (*letter != '_' || !before_a_digit || place == 0).then_some((place, *letter))
    })
}

/// What comes along with pasted text, and operators without a sign.
fn is_unseen(letter: char) -> bool {
    text::is_invisible(letter) || matches!(letter, '\u{2061}'..='\u{2064}')
}

struct Reader<'a> {
    letters: &'a [char],
    place: usize,
    variables: &'a Variables,
    mark: DecimalMark,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.place + ahead).copied()
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|letter| letter.is_ascii_digit())
    }

    fn is_decimal_mark(&self, ahead: usize) -> bool {
        match self.peek(ahead) {
            Some('.') => true,
            // A comma without digits parts arguments.
            Some(',') => self.mark == DecimalMark::Comma && self.is_digit(ahead + 1),
            _ => false,
        }
    }

    fn digits(&mut self, number: &mut String) {
        while let Some(letter) = self.peek(0).filter(char::is_ascii_digit) {
            number.push(letter);
            self.place += 1;
        }
    }

    fn number(&mut self) -> Result<f64, ExpressionError> {
        let (start, mut number) = (self.place, String::new());
        self.digits(&mut number);
        if self.is_decimal_mark(0) {
            self.place += 1;
            number.push('.');
            self.digits(&mut number);
            if self.is_decimal_mark(0) {
                return Err(self.error(Code::BadNumber, "a number has one decimal mark only"));
            }
        }
        let exponent = self.peek(0).filter(|letter| matches!(letter, 'e' | 'E') && self.variables.leaves(*letter));
        let sign = self.peek(1).filter(|letter| *letter == '+' || is_minus(*letter));
        if exponent.is_some() && self.is_digit(1 + usize::from(sign.is_some())) {
            number.push('e');
            if sign.is_some_and(is_minus) {
                number.push('-');
            }
            self.place += 1 + usize::from(sign.is_some());
            self.digits(&mut number);
        }
        let value: f64 = number.parse().unwrap_or(f64::NAN);
        let is_zero =
            number.split('e').next().is_some_and(|digits| !digits.contains(|digit| ('1'..='9').contains(&digit)));
        if value.is_finite() && (value > 0.0 || is_zero) {
            Ok(value)
        } else {
            let detail = "the number is too large or too small";
            Err(ExpressionError::new(Code::BadNumber, start + 1, detail))
        }
    }

    fn word(&mut self, tokens: &mut Vec<(Token, usize)>) -> Result<(), ExpressionError> {
        let rest = self.letters.get(self.place..).unwrap_or_default();
        let length = rest.iter().take_while(|letter| is_part(**letter)).count();
        let (places, word): (Vec<usize>, Vec<char>) = subscripted(rest.get(..length).unwrap_or_default()).unzip();
        let place = |index: usize| self.place + places.get(index).copied().unwrap_or_default() + 1;
        match self.variables.split(&word) {
            Ok(names) => tokens.extend(names.into_iter().map(|(named, index)| (Token::Name(named), place(index)))),
            Err(index) => {
                let unknown: String = word.iter().skip(index).take(crate::limits::VARIABLE_CHARS).collect();
                let detail = format!("the name {unknown:?} is not known");
                return Err(ExpressionError::new(Code::UnknownName, place(index), detail));
            }
        }
        self.place += length;
        Ok(())
    }

    fn raised(&mut self) -> Result<Token, ExpressionError> {
        let start = self.place;
        let (mut number, mut negative) = (String::new(), false);
        while let Some(sign) = self.peek(0).and_then(lowered) {
            match sign {
                '-' | '+' if self.place > start => break,
                '-' => negative = true,
                '+' => {}
                digit => number.push(digit),
            }
            self.place += 1;
        }
        match number.parse::<f64>() {
            Ok(size) if size.is_finite() => Ok(Token::Raised { size, negative }),
            _ => Err(ExpressionError::new(Code::BadNumber, start + 1, "a raised sign has a number behind it")),
        }
    }

    fn sign(&mut self, letter: char) -> Result<Token, ExpressionError> {
        let token = match letter {
            '*' if self.peek(1) == Some('*') => {
                self.place += 1;
                Token::Power
            }
            '*' | '×' | '·' | '⋅' | '∙' | '•' | '∗' | '✕' => Token::Times,
            '/' | '÷' | ':' | '∶' | '∕' | '⁄' => Token::Over,
            '+' => Token::Plus,
            minus if is_minus(minus) => Token::Minus,
            '^' => Token::Power,
            '(' => Token::Open(Bracket::Round),
            ')' => Token::Close(Bracket::Round),
            '[' => Token::Open(Bracket::Square),
            ']' => Token::Close(Bracket::Square),
            '{' => Token::Open(Bracket::Curly),
            '}' => Token::Close(Bracket::Curly),
            '|' | '∣' => Token::Bar,
            ',' | ';' => Token::Separator,
            '!' => Token::Factorial,
            '%' => Token::Percent,
            '°' => Token::Degree,
            '√' => Token::Root(Function::Sqrt),
            '∛' => Token::Root(Function::Cbrt),
            other => {
                return Err(self.error(Code::UnknownCharacter, format!("the character {other:?} means nothing here")));
            }
        };
        self.place += 1;
        Ok(token)
    }

    /// Here.
    fn error(&self, code: Code, detail: impl Into<String>) -> ExpressionError {
        ExpressionError::new(code, self.place + 1, detail)
    }
}

fn is_minus(letter: char) -> bool {
    matches!(letter, '-' | '−' | '‐' | '‑' | '‒' | '–')
}
