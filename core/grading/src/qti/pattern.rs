//! Patterns of XML Schema (part 2, appendix F), which `patternMatch` has, in linear time.
//!
//! They differ from those of programming languages: a pattern is about the whole text; `^` and `$` are letters; `\d`, `\w`,
//! `\i`, `\c` are classes of Unicode; `[a-z-[aeiou]]` takes away. What cannot be translated (blocks such as
//! `\p{IsGreek}`, and all that XML Schema does not have: `\b`, `(?i)`, lazy repetition, back references) is refused.

use std::{iter::Peekable, str::Chars};

use regex::{Regex, RegexBuilder};

use super::{limits, options::Mode};

/// A pattern that can be run, read in both modes.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    text: String,
    strict: Regex,
    repaired: Regex,
}

impl Pattern {
    /// Reads a pattern. Put right, `^` at the beginning and `$` at the end mean what they do elsewhere, which in
    /// a pattern about the whole text is nothing.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        if text.chars().nth(limits::PATTERN_CHARS).is_some() {
            return Err(format!("longer than {} characters", limits::PATTERN_CHARS));
        }
        let (strict, bare) = (compiled(text)?, without_anchors(text));
        let repaired = if bare == text { strict.clone() } else { compiled(bare)? };
        Ok(Self { text: text.to_owned(), strict, repaired })
    }

    /// How many characters it has, or somewhat more.
    pub(super) const fn size(&self) -> usize {
        self.text.len()
    }

    pub(super) fn is_match(&self, text: &str, mode: Mode) -> bool {
        match mode {
            Mode::Strict => self.strict.is_match(text),
            Mode::Repaired => self.repaired.is_match(text),
        }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    let regex = RegexBuilder::new(&format!(r"\A(?:{})\z", Translation::of(pattern)?))
        .size_limit(limits::PATTERN_BYTES)
        .dfa_size_limit(limits::PATTERN_BYTES)
        .nest_limit(100)
        .build();
    regex.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "too large when compiled".to_owned(),
        _ => "not a pattern".to_owned(),
    })
}

fn without_anchors(text: &str) -> &str {
    let text = text.strip_prefix('^').unwrap_or(text);
    match text.strip_suffix('$') {
        Some(rest) if rest.chars().rev().take_while(|letter| *letter == '\\').count() % 2 == 0 => rest,
        _ => text,
    }
}

/// The beginning of names, and what more may follow in them, by XML 1.0.
const NAME_START: &str = r":A-Z_a-z\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2FF}\x{370}-\x{37D}\x{37F}-\x{1FFF}\x{200C}-\x{200D}\x{2070}-\x{218F}\x{2C00}-\x{2FEF}\x{3001}-\x{D7FF}\x{F900}-\x{FDCF}\x{FDF0}-\x{FFFD}\x{10000}-\x{EFFFF}";
const NAME_MORE: &str = r"\-.0-9\x{B7}\x{300}-\x{36F}\x{203F}-\x{2040}";

struct Translation<'a> {
    letters: Peekable<Chars<'a>>,
    out: String,
}

impl<'a> Translation<'a> {
    fn of(pattern: &'a str) -> Result<String, String> {
        let mut translation = Self { letters: pattern.chars().peekable(), out: String::new() };
        translation.expression()?;
        Ok(translation.out)
    }

    fn expression(&mut self) -> Result<(), String> {
        let mut open = 0_usize;
        let mut repeatable = false;
        while let Some(letter) = self.letters.next() {
            match letter {
                '?' | '*' | '+' | '{' if !repeatable => return Err(format!("nothing to repeat before {letter:?}")),
                '?' | '*' | '+' => self.out.push(letter),
                '{' => self.counts()?,
                '(' => {
                    self.out.push_str("(?:");
                    open += 1;
                }
                ')' => {
                    open = open.checked_sub(1).ok_or("a closing bracket too much")?;
                    self.out.push(')');
                }
                '|' => self.out.push('|'),
                '.' => self.out.push_str(r"[^\n\r]"),
                '[' => self.class(0)?,
                '\\' => self.escape()?,
                ']' | '}' => return Err(format!("{letter:?} without its beginning")),
                letter => self.literal(letter),
            }
            repeatable = !matches!(letter, '?' | '*' | '+' | '{' | '(' | '|');
        }
        if open > 0 { Err("an opening bracket too much".to_owned()) } else { Ok(()) }
    }

    /// `{2}`, `{2,}`, `{2,5}`.
    fn counts(&mut self) -> Result<(), String> {
        let mut counts = String::new();
        loop {
            match self.letters.next() {
                Some('}') => break,
                Some(letter) if letter.is_ascii_digit() || letter == ',' => counts.push(letter),
                _ => return Err("not a number of repetitions".to_owned()),
            }
        }
        let (least, most) = counts.split_once(',').unwrap_or((&counts, ""));
        if least.is_empty() || most.contains(',') {
            return Err("not a number of repetitions".to_owned());
        }
        self.out.push_str(&format!("{{{counts}}}"));
        Ok(())
    }

    /// What stands between square brackets, the first of which is read already.
    fn class(&mut self, depth: usize) -> Result<(), String> {
        if depth > 10 {
            return Err("classes nested too deeply".to_owned());
        }
        self.out.push('[');
        if self.letters.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut empty = true;
        loop {
            match self.letters.next().ok_or("a class without its end")? {
                ']' if !empty => break,
                '-' if self.letters.peek() == Some(&'[') && !empty => {
                    self.letters.next();
                    self.out.push_str("--");
                    self.class(depth + 1)?;
                    if self.letters.next() != Some(']') {
                        return Err("something behind what is taken away".to_owned());
                    }
                    break;
                }
                '[' | ']' => return Err("a square bracket in a class".to_owned()),
                '\\' if self.letters.peek().is_some_and(|letter| !letter.is_ascii_alphabetic()) => {
                    let letter = self.letters.next().unwrap_or_default();
                    self.range_from(letter)?;
                }
                '\\' => self.escape()?,
                letter => self.range_from(letter)?,
            }
            empty = false;
        }
        self.out.push(']');
        Ok(())
    }

    /// A letter of a class, or a range that begins with it.
    fn range_from(&mut self, first: char) -> Result<(), String> {
        self.literal(first);
        let mut ahead = self.letters.clone();
        if ahead.next() != Some('-') || matches!(ahead.next(), None | Some('[' | ']')) {
            return Ok(());
        }
        self.letters.next();
        let last = match self.letters.next() {
            Some('\\') => self.letters.next().filter(|letter| !letter.is_ascii_alphanumeric()),
            letter => letter,
        };
        self.out.push('-');
        self.literal(last.ok_or("a range without its end")?);
        Ok(())
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<(), String> {
        let letter = self.letters.next().ok_or("a backslash at the end")?;
        match letter {
            'n' => self.out.push_str(r"\n"),
            'r' => self.out.push_str(r"\r"),
            't' => self.out.push_str(r"\t"),
            'd' => self.out.push_str(r"\p{Nd}"),
            'D' => self.out.push_str(r"\P{Nd}"),
            's' => self.out.push_str(r"[ \t\n\r]"),
            'S' => self.out.push_str(r"[^ \t\n\r]"),
            'w' => self.out.push_str(r"[^\p{P}\p{Z}\p{C}]"),
            'W' => self.out.push_str(r"[\p{P}\p{Z}\p{C}]"),
            'i' => self.out.push_str(&format!("[{NAME_START}]")),
            'I' => self.out.push_str(&format!("[^{NAME_START}]")),
            'c' => self.out.push_str(&format!("[{NAME_START}{NAME_MORE}]")),
            'C' => self.out.push_str(&format!("[^{NAME_START}{NAME_MORE}]")),
            'p' | 'P' => self.category(letter)?,
            letter if letter.is_alphanumeric() => return Err(format!("\\{letter} is not of XML Schema")),
            letter => self.literal(letter),
        }
        Ok(())
    }

    /// `\p{Lu}`.
    fn category(&mut self, letter: char) -> Result<(), String> {
        let mut name = String::new();
        if self.letters.next() != Some('{') {
            return Err(format!("\\{letter} without a category"));
        }
        loop {
            match self.letters.next() {
                Some('}') => break,
                Some(letter) if letter.is_ascii_alphabetic() && name.len() < 2 => name.push(letter),
                _ => return Err(format!("\\{letter} takes a general category of one or two letters here")),
            }
        }
        self.out.push_str(&format!("\\{letter}{{{name}}}"));
        Ok(())
    }

    fn literal(&mut self, letter: char) {
        if letter.is_ascii_alphanumeric() || !letter.is_ascii() {
            self.out.push(letter);
        } else {
            self.out.push_str(&format!(r"\x{{{:x}}}", letter as u32));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_pattern_is_about_the_whole_text() {
        for (pattern, matching, others) in [
            ("ab", vec!["ab"], vec!["abc", "xab", "AB", ""]),
            ("", vec![""], vec!["a"]),
            ("a|b", vec!["a", "b"], vec!["ab"]),
            ("(ab)+c?", vec!["ab", "abab", "ababc"], vec!["c", "abc "]),
            ("[0-9]{2,3}", vec!["12", "123"], vec!["1", "1234"]),
            (r"\d+", vec!["12", "٣"], vec!["a", ""]),
            (r"\d+(\.\d+)?", vec!["12", "12.5"], vec!["12.", ".5"]),
            (r"\w+", vec!["äb1"], vec!["a b", "a-b"]),
            (r"\w{1,50}", vec!["ab"], vec!["", "a b"]),
            (r"\s*x\s*", vec![" x\t"], vec!["\u{a0}x"]),
            (r"\i\c*", vec!["a-1", "_x.y"], vec!["1a", "-a"]),
            (".", vec!["a", "é"], vec!["\n", "ab"]),
            ("[a-z-[aeiou]]+", vec!["xyz"], vec!["xaz", "a"]),
            ("[^a-c]", vec!["d", "-"], vec!["b"]),
            ("[-a]", vec!["-", "a"], vec!["b"]),
            ("[a-]", vec!["-", "a"], vec!["b"]),
            (r"[\-\]&~]+", vec!["-]&~"], vec!["\\"]),
            (r"[\d.]+", vec!["1.5"], vec!["1,5"]),
            (r"\p{Lu}\p{Ll}*", vec!["Él"], vec!["él"]),
            ("a#b c", vec!["a#b c"], vec!["ab"]),
        ] {
            let compiled = Pattern::new(pattern).unwrap_or_else(|why| panic!("{pattern}: {why}"));
            for mode in [Mode::Strict, Mode::Repaired] {
                matching.iter().for_each(|text| assert!(compiled.is_match(text, mode), "{text:?} for {pattern}"));
                others.iter().for_each(|text| assert!(!compiled.is_match(text, mode), "{text:?} for {pattern}"));
            }
        }
    }

    #[test]
    fn anchors_are_letters_to_the_letter_and_nothing_put_right() {
        let matches = |pattern, mode, text| Pattern::new(pattern).unwrap().is_match(text, mode);
        assert!(matches("^ab$", Mode::Strict, "^ab$") && !matches("^ab$", Mode::Strict, "ab"));
        assert!(matches("^ab$", Mode::Repaired, "ab") && !matches("^ab$", Mode::Repaired, "^ab$"));
        assert!(matches(r"5\$", Mode::Repaired, "5$"));
    }

    #[test]
    fn what_is_not_of_xml_schema_is_refused() {
        for pattern in [
            "(?i)a",
            "a*?",
            "a**",
            "*a",
            "(",
            ")",
            "[",
            "[]",
            "[a",
            "a]",
            "a{,2}",
            "a{x}",
            "a{1,2,3}",
            "a{",
            r"\b",
            r"\1",
            r"\",
            r"\p{IsGreek}",
            r"\pL",
            "[a-[b]c]",
            "[z-a]",
            "a{1000}{1000}",
            "(a{1000}){1000}",
            r"\p{Qq}",
        ] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
        assert!(Pattern::new(&"a".repeat(limits::PATTERN_CHARS + 1)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn any_text_is_a_pattern_or_not(pattern in r"[ab01\[\]\(\){}\\^$.*+?|,&~-]{0,20}|.{0,30}", text in ".{0,20}") {
            if let Ok(pattern) = Pattern::new(&pattern) {
                pattern.is_match(&text, Mode::Strict);
                pattern.is_match(&text, Mode::Repaired);
            }
        }

        #[test]
        fn letters_stand_for_themselves(text in "[a-zé ]{0,20}") {
            prop_assert!(Pattern::new(&text).unwrap().is_match(&text, Mode::Strict));
        }
    }
}
