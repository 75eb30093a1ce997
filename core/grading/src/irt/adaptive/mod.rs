//! Adaptive tests: which item comes next, from the answers so far.
//!
//! A [`Pool`] holds calibrated items, [`Rules`] say how a test begins, chooses and ends, and [`Pool::next`] is a pure
//! function from what was given so far to the next [`Step`]. Nothing is kept between two calls; who shows the items keeps
//! the list.
//!
//! | what | how | source |
//! | --- | --- | --- |
//! | begin | the first items are for a stated ability ([`Start`]) | |
//! | choose | most information a²·P·(1 − P) at the ability estimated so far (EAP) | Lord 1980 |
//! | content | each area its share, never a whole item away from it ([`Rules::targets`]) | Balinski & Young 1975 |
//! | exposure | one of the best few, drawn by the seed ([`Rules::randomesque`]) | Kingsbury & Zara 1989 |
//! | end | small enough a standard error, or a length ([`Stop`]); or no item is left | van der Linden & Glas 2010 |
//!
//! ```
//! use pediafor_grading::irt::{Answer, adaptive::{EndReason, Given, Pool, Rules, Step}};
//!
//! let pool: Pool = serde_json::from_str(r#"[
//!     {"id": "q1", "area": "algebra", "curve": {"discrimination": 1.3, "difficulty": -0.8}},
//!     {"id": "q2", "area": "algebra", "curve": {"discrimination": 1.1, "difficulty": 0.4}},
//!     {"id": "q3", "area": "geometry", "curve": {"discrimination": 1.6, "difficulty": 0.1}}
//! ]"#)?;
//! let rules: Rules = serde_json::from_str(r#"{"targets": {"algebra": 1, "geometry": 1}, "stop": {"most_items": 2}}"#)?;
//!
//! let mut given = Vec::new();
//! let result = loop {
//!     match pool.next(&given, &rules, 42)? {
//!         Step::Ask { item, .. } => given.push(Given { item, answer: Answer::Right }),
//!         Step::End { reason, ability } => break (reason, ability),
//!     }
//! };
//! assert_eq!(result.0, EndReason::Long);
//! assert!(result.1.estimate > 0.0 && given[1].item == "q3");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod content;
mod pool;
mod rules;
mod select;

pub use self::{
    pool::{Pool, PoolError, PoolItem},
    rules::{Rules, RulesError, Start, Stop},
    select::{AdaptiveError, EndReason, Given, Step},
};
