//! Several tries at an item, and the one mark that comes of them.
//!
//! A behaviour stands over any rule: the rule says what each try would earn by itself, the behaviour what they earn
//! together. In the formulas F is the fraction that the rule gives to a try, P the item's points, p a penalty and s = F
//! between 0 and 1.
//!
//! ```
//! use pediafor_grading::{Behaviour, Item, Points, Response, Try, mark_tries};
//!
//! let item: Item = serde_json::from_str(r#"{
//!     "id": "capital", "body": "The capital of Australia?", "points": 3,
//!     "interaction": {"type": "short_text", "keys": [{"text": "Canberra"}]}
//! }"#)?;
//! let behaviour: Behaviour = serde_json::from_str(r#"{"behaviour": "interactive", "penalty": "1/3", "tries": 3}"#)?;
//! let tries = ["Sydney", "Canberra"].map(|text| Try::new(Response::short_text(text)));
//! assert_eq!(mark_tries(&item, &behaviour, &tries).outcome.points, Points::whole(2));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! To add a behaviour: write its file, declare the module, and add its line to the list below.

mod adaptive;
mod certainty;
mod deferred;
mod immediate;
mod interactive;
mod points_list;
mod tries;

pub use certainty::Certainty;
pub(crate) use tries::{Judged, Together};
pub use tries::{Tried, Try, mark_tries};

use crate::{Finding, Fraction, Item, Points, lint::Report, rules::rules};

/// How tries become one mark.
pub(crate) trait Marking {
    /// What the tries earn together; there is at least one.
    fn judge(&self, tries: &[Judged<'_>], points: Points) -> Together;

    /// The least and the most that tries can earn at an item of so many points, where one by itself earns `least` to all.
    fn bounds(&self, least: Points, points: Points) -> [Points; 2] {
        [least, points]
    }

    /// What is wrong with the behaviour's parameters.
    fn lint(&self, _: &mut Report) {}
}

rules! {
    /// How tries become one mark. In JSON the variant's name is the field `behaviour`.
    Behaviour: Marking, tag "behaviour", default Deferred, {
        /// The last try counts.
        deferred::Deferred = "deferred",
        /// The first try counts.
        immediate::Immediate = "immediate",
        /// The best try counts, less for each other one before it.
        adaptive::Adaptive = "adaptive",
        /// A stated number of tries until it is right, each worth less than the one before.
        interactive::Interactive = "interactive",
        /// How sure somebody says they are multiplies what they earn and what being wrong costs.
        certainty::CertaintyBased = "certainty",
        /// Each try earns a stated share of what it gets right beyond the best before it.
        points_list::PointsList = "points_list",
    }
}

impl Behaviour {
    /// The least and the most that tries at this item can earn under this behaviour.
    #[must_use]
    pub fn bounds(&self, item: &Item) -> [Points; 2] {
        self.scoring().bounds(item.minimum(), item.points)
    }

    /// What is wrong with the behaviour's parameters. Pointers begin at the behaviour.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        let mut report = Report::default();
        self.scoring().lint(&mut report);
        report.findings()
    }
}

/// What a further try costs: a share from 0 to 1.
fn lint_penalty(penalty: Fraction, report: &mut Report) {
    if penalty.is_negative() {
        report.error_at("penalty", crate::FindingCode::OutOfRange, "a penalty is from 0 to 1");
    }
}
