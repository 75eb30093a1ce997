use std::{fmt, sync::Arc};

use super::{
    Function,
    operation::Constant,
    token::{plain, subscripted},
};
use crate::limits;

/// The names that an expression may use for values, in an order of their own.
///
/// A name begins with a letter, and goes on with letters, digits and underscores; capital letters are others than small
/// ones. A Greek letter may be written out (`θ` is `theta`), and an index raised or lowered as one likes (`x1`, `x_1` and `x₁`
/// are one name). A name may be a constant's, which is then hidden, but not a function's.
///
/// ```
/// use pediafor_grading::expression::Variables;
///
/// let variables = Variables::new(["x", "theta"])?;
/// assert_eq!(variables.names(), ["x", "theta"]);
/// assert!(Variables::new(["sin"]).is_err() && Variables::new(["x1", "x_1"]).is_err());
/// # Ok::<(), pediafor_grading::expression::NameError>(())
/// ```
#[derive(Clone)]
pub struct Variables(Arc<Inner>);

struct Inner {
    names: Vec<String>,
    /// All that can be read as something, the longest first.
    forms: Vec<Form>,
}

/// One way in which something is written.
struct Form {
    letters: Vec<char>,
    case: Case,
    named: Named,
}

#[derive(PartialEq)]
enum Case {
    Matters,
    Ignored,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Named {
    Variable(usize),
    Constant(Constant),
    Function(Function),
}

/// Why a name cannot be a variable's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NameError {
    /// It is not a letter with letters, digits and underscores behind it, or is too long.
    #[error("{0:?} is not a letter followed by letters, digits and underscores, at most {most} in all", most = limits::VARIABLE_CHARS)]
    Malformed(String),
    /// It is a function's.
    #[error("{0:?} is a function")]
    Function(String),
    /// It is read like the one before it.
    #[error("{0:?} is read like {1:?}")]
    Repeated(String, String),
    /// There are too many.
    #[error("there are more than {} variables", limits::VARIABLES)]
    TooMany,
}

impl Variables {
    /// These names, in this order.
    ///
    /// # Errors
    ///
    /// The first that is no name, or that stands there already.
    pub fn new<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Result<Self, NameError> {
        let mut accepted: Vec<String> = Vec::new();
        for name in names {
            let name = name.into();
            if accepted.len() == limits::VARIABLES {
                return Err(NameError::TooMany);
            }
            Self::fault(&name, &accepted).map_or(Ok(()), Err)?;
            accepted.push(name);
        }
        Ok(Self::of(accepted))
    }

    /// No names: for expressions of numbers alone.
    #[must_use]
    pub fn none() -> Self {
        Self::of(Vec::new())
    }

    /// The names, with one that can never be read for each that cannot be a variable's, so that all keep their places.
    pub(crate) fn where_sound<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut accepted: Vec<String> = Vec::new();
        for name in names.into_iter().take(limits::VARIABLES) {
            let sound = Self::fault(name, &accepted).is_none();
            accepted.push(if sound { name.to_owned() } else { String::new() });
        }
        Self::of(accepted)
    }

    /// What keeps a name from standing behind these.
    pub(crate) fn fault(name: &str, before: &[String]) -> Option<NameError> {
        let letters = spelled(name);
        let malformed = name.chars().nth(limits::VARIABLE_CHARS).is_some()
            || !letters.first().is_some_and(|letter| letter.is_alphabetic())
            || !letters.iter().all(|letter| is_part(*letter));
        if malformed {
            return Some(NameError::Malformed(name.to_owned()));
        }
        let text: String = letters.iter().collect();
        if Function::ALL.iter().any(|function| function.names().iter().any(|known| known.eq_ignore_ascii_case(&text))) {
            return Some(NameError::Function(name.to_owned()));
        }
        let forms = forms(name);
        let earlier = before.iter().find(|earlier| forms.contains(&spelled(earlier)));
        earlier.map(|earlier| NameError::Repeated(name.to_owned(), earlier.clone()))
    }

    fn of(names: Vec<String>) -> Self {
        let variables = names.iter().enumerate().flat_map(|(index, name)| {
            forms(name).into_iter().map(move |letters| Form {
                letters,
                case: Case::Matters,
                named: Named::Variable(index),
            })
        });
        let functions = Function::ALL.iter().flat_map(|function| {
            function.names().iter().map(|name| Form {
                letters: name.chars().collect(),
                case: Case::Ignored,
                named: Named::Function(*function),
            })
        });
        let constants = [
            (vec!['p', 'i'], Case::Ignored, Constant::Pi),
            (vec!['π'], Case::Matters, Constant::Pi),
            (vec!['e'], Case::Matters, Constant::E),
        ];
        let constants = constants.map(|(letters, case, named)| Form { letters, case, named: Named::Constant(named) });
        let mut forms: Vec<Form> = variables.filter(|form| !form.letters.is_empty()).chain(functions).collect();
        forms.extend(constants);
        // Of equal length, variables stay before the others.
        forms.sort_by_key(|form| std::cmp::Reverse(form.letters.len()));
        Self(Arc::new(Inner { names, forms }))
    }

    /// The names, as they were given.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// Whether a letter between digits can only mean a power of ten, because no name begins with it.
    pub(super) fn leaves(&self, letter: char) -> bool {
        !self.0.names.iter().any(|name| spelled(name).first() == Some(&letter))
    }

    /// Takes a word apart into names, with the place of each: from the left always the longest behind which the rest can be
    /// read as well. Otherwise the place from which nothing can be read.
    pub(super) fn split(&self, word: &[char]) -> Result<Vec<(Named, usize)>, usize> {
        // For each place, the longest form with which one gets to the end.
        let mut ways: Vec<Option<&Form>> = vec![None; word.len()];
        let gets_there = |ways: &[Option<&Form>], place: usize| ways.get(place).is_none_or(Option::is_some);
        for place in (0..word.len()).rev() {
            let rest = word.get(place..).unwrap_or_default();
            let form = self.forms_of(rest).find(|form| gets_there(&ways, place + form.letters.len()));
            if let Some(way) = ways.get_mut(place) {
                *way = form;
            }
        }
        let (mut names, mut place) = (Vec::new(), 0);
        while let Some(Some(form)) = ways.get(place) {
            names.push((form.named, place));
            place += form.letters.len();
        }
        if place >= word.len() { Ok(names) } else { Err(self.furthest(word)) }
    }

    /// How far a word can be read from its beginning.
    fn furthest(&self, word: &[char]) -> usize {
        let mut reached = vec![false; word.len() + 1];
        let mut furthest = 0;
        for place in 0..=word.len() {
            if place > 0 && reached.get(place) != Some(&true) {
                continue;
            }
            furthest = place;
            for form in self.forms_of(word.get(place..).unwrap_or_default()) {
                if let Some(next) = reached.get_mut(place + form.letters.len()) {
                    *next = true;
                }
            }
        }
        furthest
    }

    /// The forms with which this begins, the longest first.
    fn forms_of<'a>(&'a self, rest: &'a [char]) -> impl Iterator<Item = &'a Form> {
        self.0.forms.iter().filter(|form| {
            rest.get(..form.letters.len()).is_some_and(|beginning| match form.case {
                Case::Matters => beginning == form.letters,
                Case::Ignored => {
                    beginning.iter().zip(&form.letters).all(|(one, other)| one.eq_ignore_ascii_case(other))
                }
            })
        })
    }
}

impl PartialEq for Variables {
    fn eq(&self, other: &Self) -> bool {
        self.names() == other.names()
    }
}

impl Eq for Variables {}

impl fmt::Debug for Variables {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Variables").field(&self.names()).finish()
    }
}

/// Whether a letter can stand inside a name.
pub(super) fn is_part(letter: char) -> bool {
    letter.is_alphabetic() || letter.is_ascii_digit() || letter == '_'
}

/// A name in plain letters, its index without an underscore.
fn spelled(name: &str) -> Vec<char> {
    let letters: Vec<char> = name.chars().map(plain).collect();
    subscripted(&letters).map(|(_, letter)| letter).collect()
}

/// The ways to write a name: as it is, and with its Greek letter written out or as a letter.
fn forms(name: &str) -> Vec<Vec<char>> {
    let own = spelled(name);
    let greek = own.first().and_then(|first| written_out(*first)).map(|word| {
        let rest = own.iter().skip(1).copied();
        word.chars().chain(rest).collect::<Vec<char>>()
    });
    let length = own.iter().take_while(|letter| letter.is_alphabetic()).count();
    let letter = GREEK.iter().flat_map(|(_, capital, small)| [*capital, *small]).find_map(|letter| {
        let word: Vec<char> = written_out(letter)?.chars().collect();
        let rest = own.get(length..)?;
        (own.get(..length) == Some(&word)).then(|| [letter].iter().chain(rest).copied().collect())
    });
    [Some(own), greek, letter].into_iter().flatten().collect()
}

/// A Greek letter in Latin ones: `θ` as `theta`, `Δ` as `Delta`.
fn written_out(letter: char) -> Option<String> {
    GREEK.iter().find_map(|(word, capital, small)| {
        if letter == *small {
            Some((*word).to_owned())
        } else if letter == *capital {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        } else {
            None
        }
    })
}

const GREEK: [(&str, char, char); 24] = [
    ("alpha", 'Α', 'α'),
    ("beta", 'Β', 'β'),
    ("gamma", 'Γ', 'γ'),
    ("delta", 'Δ', 'δ'),
    ("epsilon", 'Ε', 'ε'),
    ("zeta", 'Ζ', 'ζ'),
    ("eta", 'Η', 'η'),
    ("theta", 'Θ', 'θ'),
    ("iota", 'Ι', 'ι'),
    ("kappa", 'Κ', 'κ'),
    ("lambda", 'Λ', 'λ'),
    ("mu", 'Μ', 'μ'),
    ("nu", 'Ν', 'ν'),
    ("xi", 'Ξ', 'ξ'),
    ("omicron", 'Ο', 'ο'),
    ("pi", 'Π', 'π'),
    ("rho", 'Ρ', 'ρ'),
    ("sigma", 'Σ', 'σ'),
    ("tau", 'Τ', 'τ'),
    ("upsilon", 'Υ', 'υ'),
    ("phi", 'Φ', 'φ'),
    ("chi", 'Χ', 'χ'),
    ("psi", 'Ψ', 'ψ'),
    ("omega", 'Ω', 'ω'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_taken_apart_into_the_longest_names() {
        for (names, word, expected) in [
            (&["x", "y"][..], "xy", Ok("x y")),
            (&["x", "y", "xy"], "xy", Ok("xy")),
            (&["x", "y", "xy"], "xyx", Ok("xy x")),
            (&["x"], "sinx", Ok("sin x")),
            (&["x"], "xsin", Ok("x sin")),
            (&["x", "a"], "asinx", Ok("asin x")),
            (&["x"], "Sinx", Ok("sin x")),
            (&["ab", "a", "bc"], "abc", Ok("a bc")),
            (&["x"], "pix", Ok("pi x")),
            (&["p", "i", "x"], "pix", Ok("pi x")),
            (&["pi", "x"], "πx", Ok("pi x")),
            (&["theta"], "θ", Ok("theta")),
            (&["θ1"], "theta1", Ok("θ1")),
            (&["Δ", "x"], "Deltax", Ok("Δ x")),
            (&["x_1"], "x1", Ok("x_1")),
            (&["e"], "ee", Ok("e e")),
            (&["x"], "X", Err(0)),
            (&["x"], "xyz", Err(1)),
            (&["x"], "x2", Err(1)),
            (&[], "log2e", Ok("log2 e")),
        ] {
            let variables = Variables::new(names.iter().copied()).unwrap();
            let word: Vec<char> = word.chars().collect();
            let split = variables.split(&word).map(|names| {
                let named = names.into_iter().map(|(named, _)| match named {
                    Named::Variable(index) => variables.names()[index].clone(),
                    Named::Constant(constant) => constant.name().to_owned(),
                    Named::Function(function) => function.name().to_owned(),
                });
                named.collect::<Vec<_>>().join(" ")
            });
            assert_eq!(split, expected.map(str::to_owned), "{word:?} of {names:?}");
        }
    }

    #[test]
    fn names_are_sound_and_different() {
        for name in ["x", "v_max", "x1", "x₁", "Ω", "größe", "e", "pi", "𝑥", "温度"] {
            assert!(Variables::new([name]).is_ok(), "{name}");
        }
        for name in ["", "1x", "_x", "x y", "x-y", "sin", "LOG", "x²", "arctan2", "a_very_long_name_with_more_than_32"]
        {
            assert!(Variables::new([name]).is_err(), "{name}");
        }
        for (one, other) in [("x", "x"), ("x1", "x_1"), ("θ", "theta"), ("Delta2", "Δ_2"), ("µ", "mu"), ("𝑥", "x")]
        {
            assert!(matches!(Variables::new([one, other]), Err(NameError::Repeated(..))), "{one} {other}");
        }
        assert!(Variables::new(["x", "X", "x1", "x2", "α", "a"]).is_ok());
        assert_eq!(Variables::new((0..21).map(|n| format!("x{n}"))), Err(NameError::TooMany));
    }

    #[test]
    fn a_name_that_is_not_sound_keeps_its_place() {
        let variables = Variables::where_sound(["x", "sin", "x", "y"]);
        assert_eq!(variables.names(), ["x", "", "", "y"]);
        assert_eq!(variables.split(&['y']), Ok(vec![(Named::Variable(3), 0)]));
    }
}
