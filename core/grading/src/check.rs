//! Whether a response fits an item: the right kind, known ids, bounded sizes.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    iter,
};

use crate::{
    Interaction, PaperInteraction, PaperItem, Response, ResponseError,
    interactions::{GapKind, PaperGapKind, Positions},
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
    GapMatch(LabelShape<'a>),
    GraphicGapMatch(LabelShape<'a>),
    GraphicOrder(Ids<'a>),
    Hotspot { areas: Ids<'a>, most: Option<u32> },
    HotText { phrases: Ids<'a>, most: Option<u32> },
    SelectPoint { labels: HashMap<&'a str, u32>, most: u32 },
    Composite(HashMap<&'a str, Shape<'a>>),
    Slider(Positions<'a>),
    Likert { statements: Ids<'a>, scale: Ids<'a> },
    Formula,
}

/// What a gap may be filled with.
pub(crate) enum GapShape<'a> {
    Typed,
    Dropdown(Ids<'a>),
}

/// Which labels go into which gaps: those of the same group.
pub(crate) struct LabelShape<'a> {
    groups: HashMap<&'a str, Option<&'a str>>,
    labels: HashMap<&'a str, LabelUse<'a>>,
}

struct LabelUse<'a> {
    group: Option<&'a str>,
    /// 0 is any number.
    most: u32,
}

type Ids<'a> = HashSet<&'a str>;

macro_rules! ids {
    ($($list:expr),+) => {
        iter::empty()$(.chain($list.iter().map(|entry| entry.id.as_str())))+.collect()
    };
}

macro_rules! labels {
    ($question:expr) => {
        LabelShape {
            groups: $question.gaps.iter().map(|gap| (gap.id.as_str(), gap.group.as_deref())).collect(),
            labels: $question
                .labels
                .iter()
                .map(|label| (label.id.as_str(), LabelUse { group: label.group.as_deref(), most: label.uses }))
                .collect(),
        }
    };
}

/// Both forms of a question have the same fields as far as a response goes.
macro_rules! shape {
    ($enum:ident, $gap:ident, $of:ident, $interaction:expr) => {
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
            $enum::GapMatch(question) => Shape::GapMatch(labels!(question)),
            $enum::GraphicGapMatch(question) => Shape::GraphicGapMatch(labels!(question)),
            $enum::GraphicOrder(question) => {
                Shape::GraphicOrder(question.shown().map(|entry| entry.id.as_str()).collect())
            }
            $enum::Hotspot(question) => Shape::Hotspot { areas: ids!(question.areas), most: question.most },
            $enum::HotText(question) => Shape::HotText { phrases: ids!(question.phrases), most: question.most },
            $enum::SelectPoint(question) => Shape::SelectPoint {
                labels: question.labels.iter().map(|label| (label.id.as_str(), label.uses)).collect(),
                most: question.most,
            },
            $enum::Composite(question) => {
                let parts = question.parts.iter().map(|part| (part.id.as_str(), Shape::$of(&part.interaction)));
                Shape::Composite(parts.collect())
            }
            $enum::Slider(question) => {
                Shape::Slider(Positions { lower: &question.lower, upper: &question.upper, step: &question.step })
            }
            $enum::Likert(question) => {
                Shape::Likert { statements: ids!(question.statements), scale: ids!(question.scale) }
            }
            $enum::Formula(_) => Shape::Formula,
        }
    };
}

impl<'a> Shape<'a> {
    pub(crate) fn of(interaction: &'a Interaction) -> Self {
        shape!(Interaction, GapKind, of, interaction)
    }

    fn of_paper(interaction: &'a PaperInteraction) -> Self {
        shape!(PaperInteraction, PaperGapKind, of_paper, interaction)
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
                let gaps: HashMap<&str, &GapShape<'_>> = gaps.iter().map(|(id, shape)| (*id, shape)).collect();
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
            (Self::Ordering(entries), Response::Ordering { order })
            | (Self::GraphicOrder(entries), Response::GraphicOrder { order }) => {
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
            (Self::GapMatch(shape), Response::GapMatch { gaps })
            | (Self::GraphicGapMatch(shape), Response::GraphicGapMatch { gaps }) => shape.check(gaps),
            (Self::Hotspot { areas: ids, most }, Response::Hotspot { chosen })
            | (Self::HotText { phrases: ids, most }, Response::HotText { chosen }) => {
                at_most(chosen, limits::OPTIONS, "/chosen")?;
                let mut seen = HashSet::new();
                each(chosen, "/chosen", |id, pointer| {
                    seen.insert(id);
                    known(ids, id, pointer)
                })?;
                let most = most.map_or(limits::OPTIONS, |most| most as usize);
                if seen.len() > most { Err(too_many("/chosen", most)) } else { Ok(()) }
            }
            (Self::SelectPoint { labels, most }, Response::SelectPoint { points }) => {
                at_most(points, limits::PINS.min(*most) as usize, "/points")?;
                let mut left = labels.clone();
                each(points, "/points", |pin, pointer| {
                    let Some(label) = pin.label.as_deref() else { return Ok(()) };
                    let pointer = || pointer() + "/label";
                    match left.get_mut(label) {
                        None => Err(ResponseError::UnknownId { pointer: pointer() }),
                        Some(0) => {
                            let most = labels.get(label).copied().unwrap_or_default().into();
                            Err(ResponseError::UsedTooOften { pointer: pointer(), most })
                        }
                        Some(uses) => {
                            *uses -= 1;
                            Ok(())
                        }
                    }
                })
            }
            (Self::Composite(parts), Response::Composite { parts: given }) => {
                given.iter().try_for_each(|(id, given)| {
                    let pointer = || pointer::join("/parts", id);
                    match parts.get(id.as_str()) {
                        None => Err(ResponseError::UnknownId { pointer: pointer() }),
                        Some(part) => part.check(given).map_err(|error| error.inside(&pointer())),
                    }
                })
            }
            (Self::Slider(positions), Response::Slider { value }) => match value {
                Some(value) if !positions.bound(value) => {
                    Err(ResponseError::OutOfRange { pointer: "/value".to_owned() })
                }
                Some(value) if positions.steps_to(value).is_none() => {
                    Err(ResponseError::OffStep { pointer: "/value".to_owned() })
                }
                _ => Ok(()),
            },
            (Self::Likert { statements, scale }, Response::Likert { ratings }) => {
                ratings.iter().try_for_each(|(statement, place)| {
                    let pointer = || pointer::join("/ratings", statement);
                    known(statements, statement, pointer)?;
                    if place.is_empty() { Ok(()) } else { known(scale, place, pointer) }
                })
            }
            (Self::Formula, Response::Formula { text }) => short(text, limits::EXPRESSION_CHARS, || "/text".to_owned()),
            _ => Err(ResponseError::WrongType {
                expected: self.kind().to_owned(),
                given: response.kind().to_owned(),
                pointer: "/type".to_owned(),
            }),
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
            Self::GapMatch(_) => "gap_match",
            Self::GraphicGapMatch(_) => "graphic_gap_match",
            Self::GraphicOrder(_) => "graphic_order",
            Self::Hotspot { .. } => "hotspot",
            Self::HotText { .. } => "hot_text",
            Self::SelectPoint { .. } => "select_point",
            Self::Composite(_) => "composite",
            Self::Slider(_) => "slider",
            Self::Likert { .. } => "likert",
            Self::Formula => "formula",
        }
    }
}

impl LabelShape<'_> {
    fn check(&self, filled: &BTreeMap<String, String>) -> Result<(), ResponseError> {
        let mut used: HashMap<&str, u32> = HashMap::new();
        filled.iter().try_for_each(|(gap, id)| {
            let pointer = || pointer::join("/gaps", gap);
            let unknown = || ResponseError::UnknownId { pointer: pointer() };
            let group = self.groups.get(gap.as_str()).ok_or_else(unknown)?;
            if id.is_empty() {
                return Ok(());
            }
            let label = self.labels.get(id.as_str()).ok_or_else(unknown)?;
            if label.group != *group {
                return Err(ResponseError::WrongGroup { pointer: pointer() });
            }
            let times = used.entry(id).or_default();
            *times += 1;
            if label.most > 0 && *times > label.most {
                return Err(ResponseError::UsedTooOften { pointer: pointer(), most: label.most.into() });
            }
            Ok(())
        })
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
    if list.len() > most { Err(too_many(field, most)) } else { Ok(()) }
}

fn too_many(field: &str, most: usize) -> ResponseError {
    ResponseError::TooMany { pointer: field.to_owned(), most: most as u64 }
}
