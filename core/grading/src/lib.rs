//! Scoring for assessments: what a response to an item earns, exactly, and why.
//!
//! The library takes an [`Item`] and a [`Response`] and gives an [`Outcome`]. It is a pure function: no clock, no chance, no
//! input or output, no async; the same on every machine. Marks are fixed-point ([`Points`]); between the rule and the
//! mark everything is an exact fraction, rounded once. It never panics on any input, and takes time in proportion to it.
//! It knows nothing of people, papers' times or servers, and never will.
//!
//! # Mark a quiz
//!
#![doc = concat!("```\n", include_str!("../examples/mark.rs"), "```")]
//!
//! # Tour
//!
//! | you have | you call | you get |
//! | --- | --- | --- |
//! | an item that somebody wrote | [`Item::lint`] | what is wrong with it: no key, an unreachable maximum, a gap that is not in the text … |
//! | an item to be taken | [`Item::to_paper`] | the same without a key, by type: a [`PaperItem`] has no room for one |
//! | a paper to be shuffled | [`PaperItem::reorder_options`] | its lists in the order that you draw |
//! | an answer to be saved | [`PaperItem::check`] | whether it fits: kind, ids, sizes |
//! | an answer to be marked | [`mark`](mark()) | points, verdict, feedback, and each part with what was expected and given |
//! | several tries at an item | [`mark_tries`] | what they earn together, by a [`Behaviour`] |
//! | outcomes of an assessment | [`assessment`] | sections, formula scoring, attempts, lateness, passing, grades |
//! | JSON, in another language | [`json`] | JSON: marked, linted, without keys, added up |
//! | outcomes | [`total`](total()) | their exact sum, and whether a person has something left to mark |
//!
//! | interaction | rules |
//! | --- | --- |
//! | [`SingleChoice`] | [`standard`](rules::choice::Standard) with a fraction for any option, [`negative_marking`](rules::choice::NegativeMarking) |
//! | [`MultipleChoice`] | [`exact`](rules::multiple_choice::Exact), [`option_weights`](rules::multiple_choice::OptionWeights), [`right_minus_wrong`](rules::multiple_choice::RightMinusWrong), [`share_of_keys`](rules::multiple_choice::ShareOfKeys), [`negative_marking`](rules::multiple_choice::NegativeMarking) |
//! | [`TrueFalse`] | [`standard`](rules::true_false::Standard), [`negative_marking`](rules::true_false::NegativeMarking) |
//! | [`ShortText`] | [`exact`](TextMatching::Exact), [`wildcard`](TextMatching::Wildcard); the first key that matches, with its fraction |
//! | [`Numeric`] | tolerance [`absolute`](rules::numeric::Absolute), [`relative`](rules::numeric::Relative); the first key that includes the answer, with its fraction |
//! | [`Cloze`] | the weighted mean of its gaps, each a text, a number or a drop-down |
//! | [`Matching`] | [`each_pair`](rules::matching::EachPair), [`exact`](rules::matching::Exact) |
//! | [`Ordering`] | [`exact`](rules::ordering::Exact), [`absolute`](rules::ordering::Absolute), [`all_before_after`](rules::ordering::AllBeforeAfter) |
//! | [`Essay`], [`FileUpload`] | a person marks |
//!
//! A blank response is decided before any rule: it earns nothing and costs nothing. [`rules`] says how to add a rule.
//!
//! What it all looks like in JSON stands in `docs/format.md`, how it compares with other systems in `docs/vectors.md`, and
//! the laws it keeps in `tests/laws.rs`.
#![deny(missing_docs)]

pub mod assessment;
pub mod behaviours;
mod check;
mod finding;
mod guess;
pub mod interactions;
mod item;
pub mod json;
pub mod limits;
mod lint;
mod mark;
mod number;
mod order;
mod outcome;
mod paper;
mod pointer;
mod points;
mod response;
pub mod rules;
mod text;
mod total;

pub use behaviours::{Behaviour, Certainty, Tried, Try, mark_tries};
pub use finding::{Finding, FindingCode, Severity};
pub use guess::BlindGuess;
pub use interactions::{
    Choice, Cloze, Dropdown, Entry, Essay, FileUpload, Gap, GapKind, Matching, MultipleChoice, Numeric, NumericKey,
    Ordering, PaperCloze, PaperDropdown, PaperEntry, PaperEssay, PaperFileUpload, PaperGap, PaperGapKind,
    PaperMatching, PaperMultipleChoice, PaperNumeric, PaperOrdering, PaperShortText, PaperSingleChoice, PaperTrueFalse,
    ShortText, SingleChoice, TextKey, TrueFalse, Weight,
};
pub use item::{Difficulty, Feedback, Interaction, Item};
pub use mark::{ENGINE, mark};
pub use number::{Decimal, DecimalError, DecimalMark, Fraction, FractionError, NotANumber, Typed};
pub use outcome::{Note, Outcome, PartOutcome, Verdict};
pub use paper::{PaperInteraction, PaperItem, PaperMaterial, PaperSection};
pub use points::Points;
pub use response::{Pair, Response, ResponseError};
pub use rules::{
    choice::ChoiceRule, matching::MatchingRule, multiple_choice::MultipleChoiceRule, numeric::Tolerance,
    ordering::OrderingRule, short_text::TextMatching, true_false::TrueFalseRule,
};
pub use total::{Floor, Total, total};
