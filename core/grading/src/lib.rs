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
//! | an item that somebody wrote | [`Item::lint`] | what is wrong with it: no key, an unreachable maximum, a gap that is not in the text, points for guessing … |
//! | items to be published | [`Item::blind_guess`], [`blind_guess`](blind_guess()) | what somebody earns who guesses blindly, of an item or of all |
//! | an item to be taken | [`Item::to_paper`] | the same without a key, by type: a [`PaperItem`] has no room for one |
//! | a paper to be shuffled | [`PaperItem::reorder_options`] | its lists in the order that you draw |
//! | an answer to be saved | [`PaperItem::check`] | whether it fits: kind, ids, sizes |
//! | an answer to be marked | [`mark`](mark()) | points, verdict, feedback, and each part with what was expected and given |
//! | several tries at an item | [`mark_tries`] | what they earn together, by a [`Behaviour`] |
//! | outcomes of an assessment | [`assessment`] | sections, formula scoring, attempts, lateness, passing, grades |
//! | a formula that is being typed | [`PaperFormula::read`] | whether it can be read, and where it cannot; [`expression`] does it |
//! | a whole paper, and the responses of many | [`compiled`] | points and verdicts, fast |
//! | JSON, in another language | [`json`] | JSON: all of this, by name: `docs/operations.md` |
//! | outcomes | [`total`](total()) | their exact sum, and whether a person has something left to mark |
//! | the answers of many to the same items | [`irt::calibrate`] | how hard each item is and how well it tells abilities apart, and from those abilities, and adaptive tests |
//! | attempts of many | [`statistics::Tally`] | how items and test did: facility, discrimination, distractors, reliability, fairness |
//!
//! | interaction | rules |
//! | --- | --- |
//! | [`SingleChoice`] | [`standard`](rules::choice::Standard) with a fraction for any option, [`negative_marking`](rules::choice::NegativeMarking) |
//! | [`MultipleChoice`] | [`exact`](rules::multiple_choice::Exact), [`option_weights`](rules::multiple_choice::OptionWeights), [`right_minus_wrong`](rules::multiple_choice::RightMinusWrong), [`each_option`](rules::multiple_choice::EachOption), [`coverage`](rules::multiple_choice::Coverage), [`share_of_keys`](rules::multiple_choice::ShareOfKeys), [`penalised`](rules::multiple_choice::Penalised), [`morgan`](rules::multiple_choice::Morgan), [`halves`](rules::multiple_choice::Halves), [`checked_unchecked`](rules::multiple_choice::CheckedUnchecked), [`negative_marking`](rules::multiple_choice::NegativeMarking) |
//! | [`TrueFalse`] | [`standard`](rules::true_false::Standard) with a fraction for wrong, [`negative_marking`](rules::true_false::NegativeMarking) |
//! | [`ShortText`] | [`exact`](TextMatching::Exact), [`wildcard`](TextMatching::Wildcard), [`regex`](TextMatching::Regex), [`edit_distance`](TextMatching::EditDistance): the first key that matches, with its fraction; [`keywords`](TextMatching::Keywords): the share found of the best key |
//! | [`Numeric`] | tolerance [`absolute`](rules::numeric::Absolute), [`relative`](rules::numeric::Relative), [`relabs`](rules::numeric::Relabs), [`geometric`](rules::numeric::Geometric), [`range`](rules::numeric::Range), [`significant_figures`](rules::numeric::SignificantFigures), [`decimal_places`](rules::numeric::DecimalPlaces), [`strict_qti`](rules::numeric::StrictQti): the first key that includes the answer, with its fraction |
//! | [`Slider`] | the same tolerances, of a position |
//! | [`Units`] of a number | missing or wrong: [`required`](rules::unit::Required), [`free`](rules::unit::Free), [`share_of_mark`](rules::unit::ShareOfMark), [`share_of_points`](rules::unit::ShareOfPoints) |
//! | [`Cloze`] | the weighted mean of its gaps, each a text, a number or a drop-down |
//! | [`Matching`] | [`each_pair`](rules::matching::EachPair) with weights and a cost, [`exact`](rules::matching::Exact) |
//! | [`Ordering`] | by a line [`exact`](rules::ordering::Exact), [`absolute`](rules::ordering::Absolute), [`relative_next`](rules::ordering::RelativeNext), [`relative_next_and_last`](rules::ordering::RelativeNextAndLast), [`neighbours`](rules::ordering::Neighbours), [`all_before_after`](rules::ordering::AllBeforeAfter), [`longest_subsequence`](rules::ordering::LongestSubsequence), [`longest_run`](rules::ordering::LongestRun), [`displacement`](rules::ordering::Displacement), [`edit_distance`](rules::ordering::EditDistance); by a partial order, a [`Graph`], `exact`, `all_before_after`, `longest_subsequence`, `edit_distance` |
//! | [`GapMatch`], [`GraphicGapMatch`] | as of [`Matching`], with gaps for sources; a gap may have several keys |
//! | [`GraphicOrder`] | as of [`Ordering`] |
//! | [`Hotspot`], [`HotText`] | those of [`MultipleChoice`], over areas of a picture and phrases of a text |
//! | [`SelectPoint`] | [`each_area`](rules::select_point::EachArea) with weights and a cost, [`per_point`](rules::select_point::PerPoint), [`exact`](rules::select_point::Exact) |
//! | [`Essay`], [`FileUpload`] | a person marks |
//! | [`Composite`] | the weighted mean of its parts, each of any other kind with its own rule |
//! | [`Likert`] | never marked |
//! | [`Formula`] | `equivalence`: the first key with the same values at random points of stated domains, with its fraction |
//!
//! With the feature `qti`, the module `qti` processes responses to items of QTI 2.x and 3.0 by their own rules.
//!
//! A blank response is decided before any rule: it earns nothing and costs nothing. [`rules`] says how to add a rule.
//!
//! What it all looks like in JSON stands in `docs/format.md`, how it compares with other systems in `docs/vectors.md`, and
//! the laws it keeps in `tests/laws.rs`.
#![deny(missing_docs)]

pub mod assessment;
pub mod behaviours;
mod check;
pub mod compiled;
pub mod expression;
mod finding;
mod generator;
mod guess;
mod ids;
mod image;
pub mod interactions;
pub mod irt;
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
#[cfg(feature = "qti")]
pub mod qti;
mod response;
pub mod rules;
mod set;
pub mod statistics;
mod text;
mod total;

pub use behaviours::{Behaviour, Certainty, Tried, Try, mark_tries};
pub use compiled::{CompiledItem, CompiledPaper, Mark, Marks};
pub use finding::{Finding, FindingCode, Severity};
pub use guess::{BlindGuess, blind_guess};
pub use image::{Area, Image, Spot};
pub use interactions::{
    Choice, Cloze, Composite, Domain, Dropdown, Entry, Essay, FileUpload, Form, Formula, FormulaKey, FormulaVariable,
    Gap, GapKind, GapMatch, Graph, GraphicGapMatch, GraphicOrder, HotArea, HotText, Hotspot, Label, LabelGap,
    LabelPlace, Likert, Matching, MultipleChoice, Numeric, NumericKey, Ordering, Orientation, PaperCloze,
    PaperComposite, PaperDropdown, PaperEntry, PaperEssay, PaperFileUpload, PaperFormula, PaperGap, PaperGapKind,
    PaperGapMatch, PaperGraphicGapMatch, PaperGraphicOrder, PaperHotArea, PaperHotText, PaperHotspot, PaperLabel,
    PaperLabelGap, PaperLabelPlace, PaperLikert, PaperMatching, PaperMultipleChoice, PaperNumeric, PaperOrdering,
    PaperPart, PaperPlace, PaperPointLabel, PaperSelectPoint, PaperShortText, PaperSingleChoice, PaperSlider,
    PaperTrueFalse, Part, Place, PointArea, PointLabel, SelectPoint, ShortText, SingleChoice, Slider, TextKey,
    TrueFalse, Unit, Units, Weight,
};
pub use item::{Difficulty, Feedback, Interaction, Item};
pub use mark::{ENGINE, mark};
pub use number::{Decimal, DecimalError, DecimalMark, Fraction, FractionError, NotANumber, Quotient, Typed};
pub use outcome::{Note, Outcome, PartOutcome, Verdict};
pub use paper::{PaperInteraction, PaperItem, PaperMaterial, PaperSection};
pub use points::Points;
pub use response::{Pair, Pin, Response, ResponseError};
pub use rules::{
    choice::ChoiceRule, matching::MatchingRule, multiple_choice::MultipleChoiceRule, numeric::Tolerance,
    ordering::OrderingRule, select_point::SelectPointRule, short_text::TextMatching, true_false::TrueFalseRule,
    unit::UnitRule,
};
pub use total::{Floor, Total, total};
