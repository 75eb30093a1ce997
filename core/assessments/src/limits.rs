//! How large an assessment and its parts may be. Texts are counted in characters (Unicode scalar values).

use std::ops::RangeInclusive;

/// A title.
pub const TITLE: RangeInclusive<usize> = 3..=200;
/// A subject.
pub const SUBJECT: usize = 100;
/// A description, for colleagues.
pub const DESCRIPTION: usize = 5_000;
/// Instructions of the whole or of one section.
pub const INSTRUCTIONS: usize = 20_000;
/// A section's title.
pub const SECTION_TITLE: usize = 200;
/// The id of a section or an item, of `[A-Za-z0-9_-]`.
pub const ID: RangeInclusive<usize> = 1..=64;
/// Sections of one assessment.
pub const SECTIONS: usize = 50;
/// Items of one assessment, over all sections.
pub const ITEMS: usize = 500;
/// Any one text anywhere in the document.
pub const TEXT: usize = 100_000;
/// The stored document, in bytes of JSON.
pub const DOCUMENT_BYTES: usize = 2 * 1024 * 1024;
/// Seconds from start to deadline: 31 days.
pub const DURATION_SECONDS: u32 = 31 * 24 * 60 * 60;
/// Seconds of grace after a deadline: an hour.
pub const GRACE_SECONDS: u32 = 60 * 60;
/// Sittings of one student.
pub const ATTEMPTS: RangeInclusive<u32> = 1..=100;
/// Students named in an audience.
pub const AUDIENCE: usize = 5_000;
/// Per cent from which an assessment counts as passed.
pub const PASS_PERCENT: u8 = 100;
/// Published versions of one assessment.
pub const VERSIONS: usize = 500;
/// What a list is searched for.
pub const SEARCH: usize = 200;
