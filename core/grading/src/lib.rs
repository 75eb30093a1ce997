//! Scoring for assessments: items, responses, rules, outcomes. Pure, exact, embeddable.
#![deny(missing_docs)]

mod check;
mod finding;
pub mod interactions;
mod item;
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

pub use finding::{Finding, FindingCode, Severity};
pub use interactions::{
    Choice, Cloze, Dropdown, Entry, Essay, FileUpload, Gap, GapKind, Matching, MultipleChoice, Numeric, NumericKey,
    Ordering, PaperCloze, PaperDropdown, PaperEntry, PaperEssay, PaperFileUpload, PaperGap, PaperGapKind,
    PaperMatching, PaperMultipleChoice, PaperNumeric, PaperOrdering, PaperShortText, PaperSingleChoice, PaperTrueFalse,
    ShortText, SingleChoice, TextKey, TextMatching, TrueFalse, Weight,
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
    ordering::OrderingRule, true_false::TrueFalseRule,
};
pub use total::{Floor, Total, total};
