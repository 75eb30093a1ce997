use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// How QTI's text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// To the letter: its formulas also where they surprise, and an error wherever its rules on types are broken.
    Strict,
    /// What its formulas surprise with is put right, and what items in use get wrong about types is understood.
    /// `docs/qti.md` lists each difference.
    #[default]
    Repaired,
}

/// What processing depends on besides the item and the responses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// How QTI's text is kept.
    pub mode: Mode,
    /// Where chance comes from, in template processing and in expressions. The same seed gives the same item.
    pub seed: u64,
    /// The outcomes that the last processing left behind, as JSON has them: where an adaptive item goes on from. For
    /// other items, which start anew each time, it makes no difference.
    pub previous: BTreeMap<String, Json>,
}

impl Options {
    /// To the letter, see [`Mode::Strict`].
    #[must_use]
    pub fn strict() -> Self {
        Self { mode: Mode::Strict, ..Self::default() }
    }

    /// With this seed.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}
