//! Whether a response fits an item: the right kind, known ids, bounded sizes.

use std::{collections::HashSet, iter};

use crate::{
    Interaction, PaperInteraction, PaperItem, Response, ResponseError,
    interactions::{GapKind, PaperGapKind},
    limits, pointer, text,
};

impl PaperItem {
    /// Whether a response fits this item: the right kind, ids that the item has, sizes within bounds. It may be blank
    /// or half done, so that it can be asked each time an answer is saved.
    ///
    /// # Errors
    ///
    /// The first thing that does not fit.
    pub fn check(&self, response: &Response) -> Result<(), ResponseError> {
        Shape::of_paper(&self.interaction).check(response)
    }
}

/// What a response may be, whether the question is seen with its key or without.
pub(crate) enum Shape<'a> {
    Choice(Ids<'a>),
    MultipleChoice(Ids<'a>),
    TrueFalse,
    ShortText,
    Essay,
    Cloze(Vec<(&'a str, GapShape<'a>)>),
    Matching { sources: Ids<'a>, targets: Ids<'a> },
    Ordering(Ids<'a>),
    Numeric,
    FileUpload { most: u32 },
    Formula,
}

/// What a gap may be filled with.
pub(crate) enum GapShape<'a> {
    Typed,
    Dropdown(Ids<'a>),
}

type Ids<'a> = HashSet<&'a str>;

macro_rules! ids {
    ($($list:expr),+) => {
        iter::empty()$(.chain($list.iter().map(|entry| entry.id.as_str())))+.collect()
    };
}

/// Both forms of a question have the same fields as far as a response goes.
macro_rules! shape {
    ($enum:ident, $gap:ident, $interaction:expr) => {
        match $interaction {
            $enum::Choice(question) => Shape::Choice(ids!(question.options)),
            $enum::MultipleChoice(question) => Shape::MultipleChoice(ids!(question.options, question.none_apply)),
            $enum::TrueFalse(_) => Shape::TrueFalse,
            $enum::ShortText(_) => Shape::ShortText,
            $enum::Essay(_) => Shape::Essay,
            $enum::Cloze(question) => {
                let gaps = question.gaps.iter().map(|gap| match &gap.kind {
                    $gap::Text(_) | $gap::Numeric(_) => (gap.id.as_str(), GapShape::Typed),
                    $gap::Dropdown(list) => (gap.id.as_str(), GapShape::Dropdown(ids!(list.options))),
                });
                Shape::Cloze(gaps.collect())
            }
            $enum::Matching(question) => {
                Shape::Matching { sources: ids!(question.sources), targets: ids!(question.targets) }
            }
            $enum::Ordering(question) => Shape::Ordering(question.shown().map(|entry| entry.id.as_str()).collect()),
            $enum::Numeric(_) => Shape::Numeric,
            $enum::FileUpload(question) => Shape::FileUpload { most: question.max_files },
            $enum::Formula(_) => Shape::Formula,
        }
    };
}

impl<'a> Shape<'a> {
    pub(crate) fn of(interaction: &'a Interaction) -> Self {
        shape!(Interaction, GapKind, interaction)
    }

    fn of_paper(interaction: &'a PaperInteraction) -> Self {
        shape!(PaperInteraction, PaperGapKind, interaction)
    }

    pub(crate) fn check(&self, response: &Response) -> Result<(), ResponseError> {
        match (self, response) {
            (Self::Choice(options), Response::Choice { chosen }) => match chosen.as_deref() {
                None | Some("") => Ok(()),
                Some(id) => known(options, id, || "/chosen".to_owned()),
            },
            (Self::MultipleChoice(options), Response::MultipleChoice { chosen }) => {
                at_most(chosen, limits::OPTIONS, "/chosen")?;
                each(chosen, "/chosen", |id, pointer| known(options, id, pointer))
            }
            (Self::TrueFalse, Response::TrueFalse { .. }) => Ok(()),
            (Self::ShortText, Response::ShortText { text }) | (Self::Numeric, Response::Numeric { text }) => {
                short(text, limits::SHORT_ANSWER_CHARS, || "/text".to_owned())
            }
            (Self::Essay, Response::Essay { text }) => short(text, limits::ESSAY_CHARS, || "/text".to_owned()),
            (Self::Cloze(gaps), Response::Cloze { gaps: filled }) => {
                let gaps: std::collections::HashMap<&str, &GapShape<'_>> =
                    gaps.iter().map(|(id, shape)| (*id, shape)).collect();
                filled.iter().try_for_each(|(id, text)| {
                    let pointer = || pointer::join("/gaps", id);
                    match gaps.get(id.as_str()) {
                        None => Err(ResponseError::UnknownId { pointer: pointer() }),
                        Some(GapShape::Dropdown(options)) if !text.is_empty() => known(options, text, pointer),
                        Some(_) => short(text, limits::SHORT_ANSWER_CHARS, pointer),
                    }
                })
            }
            (Self::Matching { sources, targets }, Response::Matching { pairs }) => {
                at_most(pairs, limits::OPTIONS, "/pairs")?;
                let mut seen = HashSet::new();
                each(pairs, "/pairs", |pair, pointer| {
                    known(sources, &pair.source, || pointer() + "/source")?;
                    known(targets, &pair.target, || pointer() + "/target")?;
                    once(&mut seen, &pair.source, || pointer() + "/source")
                })
            }
            (Self::Ordering(entries), Response::Ordering { order }) => {
                at_most(order, limits::OPTIONS, "/order")?;
                let mut seen = HashSet::new();
                each(order, "/order", |id, pointer| {
                    known(entries, id, pointer)?;
                    once(&mut seen, id, pointer)
                })
            }
            (Self::FileUpload { most }, Response::FileUpload { files }) => {
                at_most(files, *most as usize, "/files")?;
                let mut seen = HashSet::new();
                each(files, "/files", |id, pointer| {
                    short(id, limits::ID_CHARS, pointer)?;
                    once(&mut seen, id, pointer)
                })
            }
            (Self::Formula, Response::Formula { text }) => short(text, limits::EXPRESSION_CHARS, || "/text".to_owned()),
            _ => Err(ResponseError::WrongType { expected: self.kind().to_owned(), given: response.kind().to_owned() }),
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Choice(_) => "choice",
            Self::MultipleChoice(_) => "multiple_choice",
            Self::TrueFalse => "true_false",
            Self::ShortText => "short_text",
            Self::Essay => "essay",
            Self::Cloze(_) => "cloze",
            Self::Matching { .. } => "matching",
            Self::Ordering(_) => "ordering",
            Self::Numeric => "numeric",
            Self::FileUpload { .. } => "file_upload",
            Self::Formula => "formula",
        }
    }
}

fn each<'a, T>(
    list: &'a [T],
    field: &str,
    mut check: impl FnMut(&'a T, &dyn Fn() -> String) -> Result<(), ResponseError>,
) -> Result<(), ResponseError> {
    list.iter().enumerate().try_for_each(|(index, entry)| check(entry, &|| format!("{field}/{index}")))
}

fn known(ids: &Ids<'_>, id: &str, pointer: impl Fn() -> String) -> Result<(), ResponseError> {
    if ids.contains(id) { Ok(()) } else { Err(ResponseError::UnknownId { pointer: pointer() }) }
}

fn once<'a>(seen: &mut Ids<'a>, id: &'a str, pointer: impl Fn() -> String) -> Result<(), ResponseError> {
    if seen.insert(id) { Ok(()) } else { Err(ResponseError::RepeatedId { pointer: pointer() }) }
}

fn short(text: &str, most: usize, pointer: impl Fn() -> String) -> Result<(), ResponseError> {
    if text::is_longer_than(text, most) {
        Err(ResponseError::TooLong { pointer: pointer(), most: most as u64 })
    } else {
        Ok(())
    }
}

fn at_most<T>(list: &[T], most: usize, field: &str) -> Result<(), ResponseError> {
    if list.len() > most {
        Err(ResponseError::TooMany { pointer: field.to_owned(), most: most as u64 })
    } else {
        Ok(())
    }
}
