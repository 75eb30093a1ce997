use serde::{Deserialize, Serialize};

/// One thing that [`Item::lint`](crate::Item::lint) found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whether it stops the item from being published.
    pub severity: Severity,
    /// What it is, to translate by.
    pub code: FindingCode,
    /// JSON Pointer into the item, such as `/interaction/options/2/text`; empty for the item itself.
    pub pointer: String,
    /// In English, for the author.
    pub detail: String,
}

/// How much a [`Finding`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look; the item can be marked.
    Warning,
    /// The item cannot be marked fairly, or at all; it is not published.
    Error,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// An id is empty, too long, or holds characters it may not.
    BadId,
    /// Two things of one list have the same id.
    DuplicateId,
    /// Two things of one list read the same.
    DuplicateText,
    /// A text that must say something is blank.
    EmptyText,
    /// A text is longer than its bound.
    TooLong,
    /// A list has fewer entries than it needs.
    TooFew,
    /// A list has more entries than its bound.
    TooMany,
    /// A number is outside its bounds.
    OutOfRange,
    /// The item earns no points.
    NoPoints,
    /// There is no key, or none that earns anything.
    NoKey,
    /// A key, weight or pair names an id that is not in its list.
    UnknownId,
    /// A source has more than one key.
    RepeatedSource,
    /// No response earns full marks.
    UnreachableMaximum,
    /// A tolerance includes nothing, or nothing but the key where more was meant.
    EmptyTolerance,
    /// Two fields say different things of the same.
    Contradiction,
    /// A unit could be a part of the number that it stands with.
    AmbiguousUnit,
    /// A regular expression cannot be read, or takes up too much.
    BadRegex,
    /// A gap is not in the body.
    GapNotInBody,
    /// A gap is in the body more than once.
    GapRepeatedInBody,
    /// The body has a gap that is not in the list.
    UnknownGap,
    /// A key can never be reached, because an earlier one takes everything it would.
    ShadowedKey,
    /// Choosing every option earns full marks.
    SelectAllEarns,
    /// Every option is a key, so nothing can be chosen wrongly.
    NothingWrong,
    /// A source or a gap has no key: it can only distract.
    SourceWithoutKey,
    /// The key is the longest option by far, which gives it away.
    LongestIsKey,
    /// The ids, which students see, tell the key: sorted by them, entries stand in the right order or pairs side by side;
    /// or distractors are named otherwise than entries.
    TellingIds,
    /// Whoever guesses blindly earns more than [`BlindGuess::HIGH`](crate::BlindGuess::HIGH) of the points.
    GuessingPays,
    /// What must come before what goes in a circle.
    Circular,
    /// An entry of a group depends on one outside of it, or one outside on it alone.
    CrossedGroup,
    /// No graph has an entry: it can only distract.
    EntryWithoutGraph,
    /// The rule cannot judge by this kind of key.
    UnfitRule,
    /// A part of a composite is a composite itself.
    NestedComposite,
    /// An expression cannot be read.
    BadExpression,
    /// A variable has no value to take.
    EmptyDomain,
    /// A key has no value at nearly all points.
    UndefinedKey,
}
