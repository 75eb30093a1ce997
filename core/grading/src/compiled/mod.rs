//! Papers made ready once, to mark many responses.
//!
//! [`mark`](crate::mark()) tells all there is to tell about one response: what each part was, what would have been right,
//! which feedback it has. Who marks a hundred thousand wants points and verdicts, and no work done twice. A
//! [`CompiledItem`] has its ids numbered, its keys as sets, its patterns compiled, its tolerances resolved to intervals
//! and, where there are few, all its possible marks reckoned beforehand. It gives the same points and the same verdict as
//! [`mark`](crate::mark()) does, for any response: `tests/laws/compiled.rs` holds it to that.
//!
//! Marking a response to a choice, a multiple choice, a true-or-false, a number without units, a matching or an ordering
//! takes no memory; nor does a hotspot or a hot text. Short texts, cloze texts and numbers with units are compiled too, and
//! take a little. The other kinds are marked from their items, as [`mark`](crate::mark()) marks them. A compiled paper has
//! nothing in it that changes, so that threads share one by reference.
//!
//! ```
//! use pediafor_grading::{CompiledPaper, Item, Marks, Verdict};
//!
//! let item: Item = serde_json::from_str(
//!     r#"{"id": "q1", "body": "Which are prime?", "points": 2, "interaction": {
//!         "type": "multiple_choice", "keys": ["a", "c"], "scoring": {"rule": "right_minus_wrong"},
//!         "options": [{"id": "a", "text": "2"}, {"id": "b", "text": "9"}, {"id": "c", "text": "11"}]}}"#,
//! )?;
//! let paper = CompiledPaper::new([&item]);
//! let attempts = [
//!     r#"{"q1": {"type": "multiple_choice", "chosen": ["c", "a"]}}"#,
//!     r#"{"q1": {"type": "multiple_choice", "chosen": ["a", "b"]}}"#,
//!     r#"{}"#,
//! ];
//! let marks = paper.mark_each_json(attempts).collect::<Result<Vec<Marks>, _>>()?;
//! assert_eq!(marks[0][0].points.to_string(), "2");
//! assert_eq!(marks[1][0].verdict, Verdict::Incorrect);
//! assert_eq!(marks[2][0].verdict, Verdict::Unanswered);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod form;
mod item;
mod json;
mod paper;
mod stripped;

pub use item::{CompiledItem, Mark};
pub use paper::{CompiledPaper, Marks};
