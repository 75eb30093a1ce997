//! The bounds of an item's XML and of its processing. Beyond them there is an error, never a long wait.

/// Bytes of an item's XML.
pub const XML_BYTES: usize = 2_000_000;
/// Elements of an item, its body included.
pub const ELEMENTS: usize = 50_000;
/// Elements inside one another.
pub const DEPTH: usize = 100;
/// Attributes of one element.
pub const ATTRIBUTES: usize = 100;
/// Declarations of an item.
pub const DECLARATIONS: usize = 1_000;
/// Expressions and rules of an item's processing.
pub const EXPRESSIONS: usize = 10_000;
/// Members of a container, and fields of a record.
pub const MEMBERS: usize = 1_000;
/// Bytes of one value of a response.
pub const VALUE_BYTES: usize = 1_000_000;
/// Characters of a pattern.
pub const PATTERN_CHARS: usize = 1_000;
/// Bytes of a compiled pattern.
pub const PATTERN_BYTES: usize = 4 << 20;
/// Steps of one processing, a step being about one value or 64 bytes of text looked at.
pub const STEPS: usize = 5_000_000;
/// Steps that a number takes which is reckoned with in decimal.
pub const NUMBER_STEPS: usize = 16;
/// Patterns of an item, which are compiled when it is read.
pub const PATTERNS: usize = 20;
/// Steps that a pattern from a variable takes, which is compiled when it is met.
pub const PATTERN_STEPS: usize = 250_000;
/// How often template processing starts anew until a constraint holds; then the template variables keep their defaults.
pub const TEMPLATE_TRIES: usize = 100;
