//! The bounds of everything that comes in. Beyond them [`Item::lint`](crate::Item::lint) refuses an item and
//! [`PaperItem::check`](crate::PaperItem::check) a response.

/// Characters of an id (an item's, an option's, a gap's, a file's).
pub const ID_CHARS: usize = 64;
/// Characters of an item's title.
pub const TITLE_CHARS: usize = 500;
/// Characters of a Markdown body, an explanation, a feedback or a marking guide.
pub const TEXT_CHARS: usize = 50_000;
/// Characters of an option, a source, a target, an entry or a hint.
pub const OPTION_CHARS: usize = 10_000;
/// Options of one list: choices, sources, targets, entries, a gap's choices.
pub const OPTIONS: usize = 200;
/// Graphs of an ordering.
pub const GRAPHS: usize = 20;
/// Keys of a text or number.
pub const KEYS: usize = 100;
/// Characters of a text key.
pub const KEY_CHARS: usize = 1_000;
/// Characters of a unit.
pub const UNIT_CHARS: usize = 32;
/// Units that a number is accepted in.
pub const UNITS: usize = 50;
/// Significant figures or decimal places that a tolerance asks for.
pub const FIGURES: u8 = 50;
/// Edits that a text may be away from its key.
pub const EDITS: u8 = 10;
/// Keywords of one key; each may have several wordings.
pub const KEYWORDS: usize = 25;
/// Bytes that a regular expression takes up, compiled.
pub const REGEX_BYTES: usize = 1 << 20;
/// Gaps of a cloze item.
pub const GAPS: usize = 200;
/// Steps of a slider.
pub const SLIDER_STEPS: u32 = 10_000;
/// Parts of a composite.
pub const PARTS: usize = 50;
/// Tags of an item.
pub const TAGS: usize = 50;
/// Characters of a tag.
pub const TAG_CHARS: usize = 64;
/// Hints of an item.
pub const HINTS: usize = 20;
/// Grades of a scale.
pub const GRADES: usize = 100;
/// Hours late that are counted.
pub const LATE_HOURS: u64 = 1_000_000;
/// Sections of an assessment.
pub const SECTIONS: usize = 200;
/// Weight of a section.
pub const SECTION_WEIGHT: u32 = 10_000;
/// Attempts at an assessment that are marked together.
pub const ASSESSMENT_ATTEMPTS: usize = 1_000;
/// Tries at an item.
pub const TRIES: u32 = 20;
/// Slots of a paper whose attempts are [counted](crate::statistics).
pub const SLOTS: usize = 1_000;
/// Attempts that one tally counts; with these bounds its sums stay exact.
pub const ATTEMPTS: u64 = 40_000_000;
/// Groups of whoever sat the attempts that are [counted](crate::statistics) by one call of [`json`](crate::json).
pub const GROUPS: usize = 200;
/// Attempts, tallies, words of answers or different patterns of answers that one call of [`json`](crate::json) takes.
pub const ROWS: usize = 100_000;
/// Iterations that one call of [`json::calibrate`](crate::json::calibrate) may take.
pub const ITERATIONS: u32 = 10_000;
/// Items that one call of [`json::next_item`](crate::json::next_item) chooses from.
pub const POOL: usize = 10_000;
/// Points of an item, in whole points.
pub const ITEM_POINTS: i32 = 1_000_000;
/// Weight of a gap, a pair or a part.
pub const WEIGHT: i32 = 1_000;
/// Characters of a short answer, in an item of its own or in a gap.
pub const SHORT_ANSWER_CHARS: usize = 2_000;
/// Characters of an essay.
pub const ESSAY_CHARS: usize = 200_000;
/// Words that an essay may be asked for.
pub const ESSAY_WORDS: u32 = 50_000;
/// Files of one response.
pub const FILES: u32 = 50;
/// Bytes of one file.
pub const FILE_BYTES: u64 = 1 << 30;
/// Media types that a file upload lists.
pub const MEDIA_TYPES: usize = 50;
/// Characters of a picture's source: an address, or the id of a stored file.
pub const IMAGE_SOURCE_CHARS: usize = 2_000;
/// Pixels of a picture, across or down.
pub const IMAGE_SIDE: u32 = 10_000;
/// Areas of a picture.
pub const AREAS: usize = 100;
/// Corners of an area.
pub const CORNERS: usize = 100;
/// Points that may be set on a picture.
pub const PINS: u32 = 100;
/// Characters of a number, typed or written in a key.
pub const NUMBER_CHARS: usize = 100;
/// The largest power of ten in a number, up or down.
pub const NUMBER_EXPONENT: i32 = 400;
/// Characters of an expression, typed or written in a key.
pub const EXPRESSION_CHARS: usize = 1_000;
/// Brackets, functions and exponents of an expression that stand inside one another.
pub const EXPRESSION_DEPTH: usize = 64;
/// Numbers, names and operations of an expression.
pub const EXPRESSION_STEPS: usize = 1_000;
/// Values that an expression keeps in mind while it is evaluated.
pub const EXPRESSION_STACK: usize = 128;
/// Variables of an expression.
pub const VARIABLES: usize = 20;
/// Characters of a variable's name.
pub const VARIABLE_CHARS: usize = 32;
/// The largest value of a variable, up or down, at which formulas are compared.
pub const DOMAIN: i64 = 1_000_000_000_000;
/// Points at which formulas are compared.
pub const SAMPLES: u32 = 100;
/// Keys of a formula.
pub const FORMULA_KEYS: usize = 20;
