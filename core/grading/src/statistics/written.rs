use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Tally, group::GroupTally, pairs};
use crate::limits;

/// A [`Tally`] as it was written, before it is known to be sound.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    slots: usize,
    #[serde(with = "pairs")]
    groups: BTreeMap<Option<String>, GroupTally>,
}

/// Why a written tally cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unsound {
    #[error("a paper has at most {} slots", limits::SLOTS)]
    Slots,
    #[error("at most {} attempts are counted", limits::ATTEMPTS)]
    Attempts,
    #[error("the marks and totals of a tally contradict each other")]
    Contradiction,
}

impl TryFrom<Written> for Tally {
    type Error = Unsound;

    fn try_from(written: Written) -> Result<Self, Unsound> {
        if written.slots > limits::SLOTS {
            return Err(Unsound::Slots);
        }
        let mut groups = BTreeMap::new();
        for (name, group) in written.groups {
            let fits = group.slots.len() == written.slots;
            groups.insert(name, group.summed().filter(|_| fits).ok_or(Unsound::Contradiction)?);
        }
        let tally = Self { slots: written.slots, groups };
        if tally.attempts() > limits::ATTEMPTS { Err(Unsound::Attempts) } else { Ok(tally) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One slot; one attempt that earned 1 of 2.
    fn written(groups: &str) -> String {
        format!(r#"{{"slots":1,"groups":[{groups}]}}"#)
    }

    const GROUP: &str = r#"[null,{"totals":[[1,1]],"slots":[[[{"item":"q","maximum":2},[[{"mark":1,"total":1,"given":{"answered":["a"]}},1]]]]]}]"#;

    #[test]
    fn a_tally_is_written_as_its_histograms_and_read_back() {
        let tally: Tally = serde_json::from_str(&written(GROUP)).unwrap();
        assert_eq!(tally.attempts(), 1);
        assert_eq!(tally.everyone().mean(), Ok(1.0));
        assert_eq!(serde_json::to_string(&tally).unwrap(), written(GROUP));
        assert_eq!(serde_json::from_str::<Tally>(&written("")).unwrap(), Tally::new(1).unwrap());
    }

    #[test]
    fn a_tally_that_contradicts_itself_is_refused() {
        let huge = u64::MAX.to_string();
        for (from, to, why) in [
            (r#""slots":1,"#, r#""slots":2,"#, "contradict"),
            (r#""slots":1,"#, r#""slots":1001,"#, "at most 1000 slots"),
            (r#""totals":[[1,1]]"#, r#""totals":[]"#, "contradict"),
            (r#""totals":[[1,1]]"#, r#""totals":[[1,2]]"#, "contradict"),
            (r#""totals":[[1,1]]"#, r#""totals":[[2,1]]"#, "contradict"),
            (r#""totals":[[1,1]]"#, r#""totals":[[1,1],[1,1]]"#, "twice"),
            (r#""totals":[[1,1]]"#, r#""totals":[[1,1],[3,0]]"#, "contradict"),
            (r#""mark":1"#, r#""mark":2"#, "contradict"),
            (r#""mark":1"#, r#""mark":1e9"#, "contradict"),
            (r#""mark":1"#, r#""mark":1e10"#, "at most 1,000,000,000"),
            (r#""total":1"#, r#""total":2"#, "contradict"),
            (r#""maximum":2"#, r#""maximum":-2"#, "contradict"),
            (r#"["a"]}},1]"#, r#"["a"]}},0]"#, "contradict"),
            (r#"["a"]}},1]"#, &format!(r#"["a"]}}}},{huge}]"#), "contradict"),
        ] {
            let changed = written(GROUP).replacen(from, to, 1);
            assert_ne!(changed, written(GROUP), "{from}");
            let error = serde_json::from_str::<Tally>(&changed).unwrap_err().to_string();
            assert!(error.contains(why), "{to}: {error}");
        }
        let twice = r#"{"slots":2,"groups":[[null,{"totals":[[2,1]],"slots":[SLOT,SLOT]}]]}"#
            .replace("SLOT", r#"[[{"item":"q","maximum":2},[[{"mark":1,"total":2,"given":"omitted"},1]]]]"#);
        assert!(serde_json::from_str::<Tally>(&twice).unwrap_err().to_string().contains("contradict"));
        let different = twice.replacen("\"q\"", "\"r\"", 1);
        assert_eq!(serde_json::from_str::<Tally>(&different).unwrap().attempts(), 1);
        let full = GROUP.replace("[[1,1]]", "[[1,40000000]]").replace(r#"["a"]}},1]"#, r#"["a"]}},40000000]"#);
        assert_eq!(serde_json::from_str::<Tally>(&written(&full)).unwrap().attempts(), limits::ATTEMPTS);
        let error =
            serde_json::from_str::<Tally>(&written(&format!("{full},{}", GROUP.replace("null", "\"g\"")))).unwrap_err();
        assert!(error.to_string().contains("at most 40000000 attempts"), "{error}");
    }
}
