use std::{collections::BTreeMap, fmt};

use smallvec::{SmallVec, smallvec};

use super::Mark;
use crate::{
    Interaction, Item, MatchingRule, MultipleChoiceRule, OrderingRule, Pair, Points, Response,
    ids::Ids,
    interactions::{
        Matching, MultipleChoice, Ordering, SingleChoice,
        ready::{Choosing, Pairing, ReadyGaps, Row, Scale, Wordings},
    },
    limits,
    number::Ratio,
    rules::{
        matching::Matches,
        multiple_choice::{Boxes, Ticks},
    },
    set::{List, Set},
    text,
};

/// How an item is marked.
pub(super) enum Form {
    Choice(Options),
    MultipleChoice(Box<Multiple>),
    /// When false, when true.
    TrueFalse([Mark; 2]),
    ShortText(Wordings),
    Numeric(Box<Scale>),
    Cloze(Box<ReadyGaps>),
    Matching(Box<Pairs>),
    Ordering(Box<(OrderingRule, Row)>),
    /// By its item.
    Other,
}

/// Whether a list of an interaction is longer than lint allows, or has a gap or a source twice: that is not compiled.
fn is_left_as_it_is(interaction: &Interaction) -> bool {
    let longest = match interaction {
        Interaction::Choice(question) => question.options.len(),
        Interaction::MultipleChoice(question) => question.options.len(),
        Interaction::Hotspot(question) => question.areas.len(),
        Interaction::HotText(question) => question.phrases.len(),
        Interaction::Matching(question) => question.sources.len().max(question.targets.len()),
        Interaction::Ordering(question) => question.shown().count(),
        Interaction::Cloze(question) => question.gaps.len(),
        _ => 0,
    };
    let repeats = match interaction {
        Interaction::Cloze(question) => !Ids::new(question.gaps.iter().map(|gap| gap.id.as_str())).are_unique(),
        Interaction::Matching(question) => {
            !Ids::new(question.sources.iter().map(|source| source.id.as_str())).are_unique()
        }
        _ => false,
    };
    longest > limits::OPTIONS || repeats
}

/// What a response gives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Given {
    Blank,
    /// It does not fit the item.
    Unfit,
    Scored(Mark),
    Fraction(Ratio),
}

/// The options of a choice, each with what it earns.
pub(super) struct Options {
    ids: Ids,
    marks: Vec<Mark>,
}

/// A multiple choice: its options, and what it earns by how many keys and others are chosen.
pub(super) struct Multiple {
    /// What the item is called, which need not be a multiple choice.
    kind: &'static str,
    /// How many different options may be chosen.
    most: usize,
    boxes: Boxes,
    none_apply: Option<String>,
    rule: MultipleChoiceRule,
    points: Points,
    marks: Option<Counted>,
}

/// A matching, and what it earns by how many pairs are right and wrong.
pub(super) struct Pairs {
    pub(super) pairing: Pairing,
    rule: MatchingRule,
    marks: Option<Counted>,
}

/// A mark for each pair of counts.
struct Counted {
    columns: usize,
    marks: Vec<Mark>,
}

/// So many marks at most are reckoned beforehand: those of 32 keys and 31 others.
const RECKONED: usize = 1_024;

impl Counted {
    /// From nothing to so many of the one and of the other; nothing where that is too much.
    fn new(rows: usize, columns: usize, mark: impl Fn(usize, usize) -> Mark) -> Option<Self> {
        let (rows, columns) = (rows + 1, columns + 1);
        let few = rows.checked_mul(columns).is_some_and(|all| all <= RECKONED);
        let pairs = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        few.then(|| Self { columns, marks: pairs.map(|(row, column)| mark(row, column)).collect() })
    }

    fn get(&self, row: usize, column: usize) -> Option<Mark> {
        if column < self.columns { self.marks.get(row * self.columns + column).copied() } else { None }
    }
}

impl Form {
    pub(super) fn of(item: &Item) -> Self {
        let points = item.points;
        match &item.interaction {
            interaction if is_left_as_it_is(interaction) => Self::Other,
            Interaction::Choice(question) => Self::Choice(Options::new(question, points)),
            Interaction::MultipleChoice(question) => Self::multiple(item, question, None),
            Interaction::Hotspot(question) => Self::chosen(item, &question.choosing()),
            Interaction::HotText(question) => Self::chosen(item, &question.choosing()),
            Interaction::TrueFalse(question) => {
                Self::TrueFalse([false, true].map(|value| Mark::of(question.fraction(value, points), points)))
            }
            Interaction::ShortText(question) => Self::ShortText(question.wordings()),
            Interaction::Numeric(question) => Self::Numeric(Box::new(question.scale())),
            Interaction::Cloze(question) => Self::Cloze(Box::new(question.ready())),
            Interaction::Matching(question) => Self::Matching(Box::new(Pairs::new(question, points))),
            Interaction::Ordering(question) => Self::ordering(question),
            _ => Self::Other,
        }
    }

    fn chosen(item: &Item, choosing: &Choosing) -> Self {
        Self::multiple(item, &choosing.question, choosing.most)
    }

    fn multiple(item: &Item, question: &MultipleChoice, most: Option<u32>) -> Self {
        Self::MultipleChoice(Box::new(Multiple::new(item, question, most)))
    }

    fn ordering(question: &Ordering) -> Self {
        Self::Ordering(Box::new((question.scoring.clone(), question.sequence().row())))
    }

    /// What a response of the item's kind says; the field of it that says so, and the kind, as in JSON.
    pub(super) fn field(&self) -> (&'static str, &'static str) {
        match self {
            Self::Choice(_) => ("choice", "chosen"),
            Self::MultipleChoice(question) => (question.kind, "chosen"),
            Self::TrueFalse(_) => ("true_false", "value"),
            Self::ShortText(_) => ("short_text", "text"),
            Self::Numeric(_) => ("numeric", "text"),
            Self::Cloze(_) => ("cloze", "gaps"),
            Self::Matching(_) => ("matching", "pairs"),
            Self::Ordering(_) => ("ordering", "order"),
            Self::Other => ("", ""),
        }
    }

    pub(super) fn given(&self, response: &Response) -> Given {
        match (self, response) {
            _ if response.is_blank() => Given::Blank,
            (Self::Choice(options), Response::Choice { chosen: Some(id) }) => options.given(id),
            (
                Self::MultipleChoice(question),
                Response::MultipleChoice { chosen } | Response::Hotspot { chosen } | Response::HotText { chosen },
            ) if question.kind == response.kind() => {
                let mut ticking = question.ticking();
                chosen.iter().for_each(|id| ticking.tick(id));
                ticking.given()
            }
            (Self::TrueFalse(marks), Response::TrueFalse { value: Some(value) }) => {
                Given::Scored(marks[usize::from(*value)])
            }
            (Self::ShortText(_), Response::ShortText { text }) | (Self::Numeric(_), Response::Numeric { text }) => {
                self.text(text)
            }
            (Self::Cloze(gaps), Response::Cloze { gaps: filled }) => cloze(gaps, filled),
            (Self::Matching(question), Response::Matching { pairs }) => {
                let mut pairing = question.pairing();
                for Pair { source, target } in pairs {
                    let (sources, targets) = (&question.pairing.sources.ids, &question.pairing.targets);
                    pairing.put(sources.place(source), targets.place(target));
                }
                pairing.given()
            }
            (Self::Ordering(question), Response::Ordering { order }) => {
                let (rule, row) = &**question;
                let mut ordering = Lining::new(row);
                order.iter().for_each(|id| ordering.put(row.ids.place(id)));
                ordering.given(rule)
            }
            _ => Given::Unfit,
        }
    }

    /// What is typed to a short text or a number.
    pub(super) fn text(&self, text: &str) -> Given {
        if text::is_blank(text) {
            return Given::Blank;
        }
        if text::is_longer_than(text, limits::SHORT_ANSWER_CHARS) {
            return Given::Unfit;
        }
        Given::Fraction(match self {
            Self::ShortText(wordings) => wordings.judge(text).map_or(Ratio::ZERO, |(_, _, fraction)| fraction),
            Self::Numeric(scale) => scale.judge(text).fraction,
            _ => return Given::Unfit,
        })
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.field().0)
    }
}

impl Options {
    fn new(question: &SingleChoice, points: Points) -> Self {
        let ids = Ids::new(question.options.iter().map(|option| option.id.as_str()));
        let rule = question.scoring.scoring();
        let marks = ids.iter().map(|id| Mark::of(rule.fraction(question, id, points), points)).collect();
        Self { ids, marks }
    }

    pub(super) fn given(&self, id: &str) -> Given {
        if id.is_empty() {
            return Given::Blank;
        }
        let mark = self.ids.place(id).and_then(|place| self.marks.get(place));
        mark.map_or(Given::Unfit, |mark| Given::Scored(*mark))
    }
}

impl Multiple {
    fn new(item: &Item, question: &MultipleChoice, most: Option<u32>) -> Self {
        let (rule, points) = (question.rule(), item.points);
        let scoring = rule.scoring();
        let boxes = question.boxes(scoring);
        let counts = boxes.unticked().counts();
        let mark = |right, wrong| Mark::of(scoring.fraction(&boxes.with_counts(right, wrong), points), points);
        let marks = if scoring.goes_by_counts() { Counted::new(counts.keys, counts.others(), mark) } else { None };
        let none_apply = question.none_apply.as_ref().map(|none| none.id.clone());
        let most = most.map_or(limits::OPTIONS, |most| most as usize);
        Self { kind: item.interaction.kind(), most, marks, none_apply, points, rule: rule.clone(), boxes }
    }

    pub(super) fn ticking(&self) -> Ticking<'_> {
        Ticking { question: self, ticks: self.boxes.unticked(), said: 0, unfit: false }
    }
}

/// Options being chosen, one after the other.
pub(super) struct Ticking<'a> {
    question: &'a Multiple,
    ticks: Ticks<'a>,
    said: usize,
    unfit: bool,
}

impl Ticking<'_> {
    pub(super) fn tick(&mut self, id: &str) {
        self.said += 1;
        match self.question.boxes.place(id) {
            Some(place) => self.ticks.tick(place),
            None => self.unfit |= self.question.none_apply.as_deref() != Some(id),
        }
    }

    pub(super) fn given(&self) -> Given {
        let counts = self.ticks.counts();
        match &self.question.marks {
            _ if self.said == 0 => Given::Blank,
            _ if self.unfit || self.said > limits::OPTIONS => Given::Unfit,
            _ if counts.right + counts.wrong > self.question.most => Given::Unfit,
            Some(marks) => marks.get(counts.right, counts.wrong).map_or(Given::Unfit, Given::Scored),
            None => Given::Fraction(self.question.rule.scoring().fraction(&self.ticks, self.question.points)),
        }
    }
}

impl Pairs {
    fn new(question: &Matching, points: Points) -> Self {
        let (pairing, rule) = (question.pairing(), question.scoring.clone());
        let scoring = rule.scoring();
        let (keys, sources) = (pairing.sources.unanswered().keys(), pairing.sources.ids.len());
        let mark = |right, wrong| Mark::of(scoring.fraction(&pairing.sources.with_counts(right, wrong)), points);
        let marks = if scoring.goes_by_counts() { Counted::new(keys, sources, mark) } else { None };
        Self { marks, pairing, rule }
    }

    pub(super) fn pairing(&self) -> Matched<'_> {
        Matched { question: self, matches: self.pairing.sources.unanswered(), said: 0, unfit: false }
    }
}

/// Targets being put to sources, one after the other.
pub(super) struct Matched<'a> {
    question: &'a Pairs,
    matches: Matches<'a>,
    said: usize,
    unfit: bool,
}

impl Matched<'_> {
    pub(super) fn put(&mut self, source: Option<usize>, target: Option<usize>) {
        self.said += 1;
        match (source, target) {
            (Some(source), Some(target)) if !self.matches.has_put(source) => {
                self.matches.put(source, self.question.pairing.is_right(source, target));
            }
            _ => self.unfit = true,
        }
    }

    pub(super) fn given(&self) -> Given {
        let counts = self.matches.counts();
        match &self.question.marks {
            _ if self.said == 0 => Given::Blank,
            _ if self.unfit || self.said > limits::OPTIONS => Given::Unfit,
            Some(marks) => marks.get(counts.right, counts.wrong).map_or(Given::Unfit, Given::Scored),
            None => Given::Fraction(self.question.rule.scoring().fraction(&self.matches)),
        }
    }
}

/// Entries being put one behind the other.
pub(super) struct Lining<'a> {
    row: &'a Row,
    given: List<usize>,
    seen: Set,
    unfit: bool,
}

impl<'a> Lining<'a> {
    pub(super) fn new(row: &'a Row) -> Self {
        Self { row, given: List::new(), seen: Set::default(), unfit: false }
    }

    pub(super) fn put(&mut self, place: Option<usize>) {
        match place {
            Some(place) if !self.seen.contains(place) && self.given.len() < limits::OPTIONS => {
                self.seen.insert(place);
                self.given.push(place);
            }
            _ => self.unfit = true,
        }
    }

    pub(super) fn given(&self, rule: &OrderingRule) -> Given {
        if self.unfit {
            Given::Unfit
        } else if self.given.is_empty() {
            Given::Blank
        } else {
            Given::Fraction(self.row.fraction(rule.scoring(), &self.given))
        }
    }
}

/// Gaps being filled, one after the other.
pub(super) struct Filling<'a> {
    gaps: &'a ReadyGaps,
    earned: SmallVec<[Ratio; 16]>,
    filled: Set,
    /// Whether a gap was filled twice.
    again: bool,
    unfit: bool,
    blank: bool,
}

impl<'a> Filling<'a> {
    pub(super) fn new(gaps: &'a ReadyGaps) -> Self {
        Self {
            gaps,
            earned: smallvec![Ratio::ZERO; gaps.ids.len()],
            filled: Set::default(),
            again: false,
            unfit: false,
            blank: true,
        }
    }

    pub(super) fn fill(&mut self, gap: Option<usize>, text: &str) {
        self.blank &= text::is_blank(text);
        self.again |= gap.is_some_and(|gap| self.filled.contains(gap));
        self.filled.extend(&gap.into_iter().collect());
        let judged = gap.and_then(|gap| Some((self.earned.get_mut(gap)?, self.gaps.judge(gap, text)?)));
        match judged {
            Some((earned, fraction)) => *earned = fraction,
            None => self.unfit = true,
        }
    }

    /// Whether what was filled in is as it was read.
    pub(super) const fn is_sure(&self) -> bool {
        !self.again
    }

    pub(super) fn given(&self) -> Given {
        if self.blank {
            Given::Blank
        } else if self.unfit {
            Given::Unfit
        } else {
            let earned = |gap: usize| self.earned.get(gap).copied().unwrap_or(Ratio::ZERO);
            Given::Fraction(self.gaps.fraction(earned))
        }
    }
}

fn cloze(gaps: &ReadyGaps, filled: &BTreeMap<String, String>) -> Given {
    let mut filling = Filling::new(gaps);
    filled.iter().for_each(|(id, text)| filling.fill(gaps.ids.place(id), text));
    filling.given()
}
