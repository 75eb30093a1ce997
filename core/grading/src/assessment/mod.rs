//! From the outcomes of items to the mark of an assessment: sections, formula scoring, attempts, lateness, passing, grades.
//!
//! [`Rules`] have them all in the usual order. Each is also a function or a small value of its own, to be put together in the
//! order in which an institution wants them:
//!
//! ```
//! use pediafor_grading::{Points, assessment::{AttemptPolicy, GradeScale, LatePenalty}};
//!
//! let late: LatePenalty = serde_json::from_str(r#"{"per_hour": 0.1, "at_most": 0.5}"#)?;
//! let scale: GradeScale = serde_json::from_str(r#"[{"grade": "pass", "from": 50}, {"grade": "fail", "from": 0}]"#)?;
//!
//! let maximum = Points::whole(20);
//! // the second attempt is an hour and a half late: two hours have begun
//! let attempts = [Points::whole(9), late.apply(Points::whole(16), maximum, 5_400)];
//! let mark = AttemptPolicy::Highest.mark(&attempts).unwrap_or_default();
//! assert_eq!(mark, Points::whole(12));
//! assert_eq!(scale.grade(mark, maximum), Some("pass"));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod attempts;
mod formula_scoring;
mod late;
mod rules;
mod scale;
mod sections;

pub use attempts::AttemptPolicy;
pub use formula_scoring::formula_scoring;
pub use late::{LatePenalty, LateStep};
pub use rules::{Attempt, AttemptMark, Mark, Marked, NotMarked, Rules, Section, SectionMark};
pub use scale::{Band, GradeScale, PassMark};
pub use sections::{SectionScore, best_of, weighted};
