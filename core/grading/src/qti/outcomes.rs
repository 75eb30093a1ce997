use std::collections::BTreeMap;

use serde::Serialize;

use super::value::Value;

/// What processing leaves behind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcomes {
    /// Every outcome variable, `completionStatus` among them.
    pub values: BTreeMap<String, Value>,
    /// Every template variable, as drawn: what the item's body prints.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<String, Value>,
    /// The responses that could not be read as their base type (`three` for a number) and were taken as NULL.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    #[serde(skip)]
    pub(super) normal_maximum: Option<f64>,
}

impl Outcomes {
    /// An outcome; NULL where there is none of this name.
    #[must_use]
    pub fn get(&self, identifier: &str) -> &Value {
        self.values.get(identifier).unwrap_or(&Value::Null)
    }

    /// The number in `SCORE`. [`Decimal::from_f64`](crate::Decimal::from_f64) gives the decimal it stands for.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        self.get("SCORE").as_f64()
    }

    /// The number in `MAXSCORE`, otherwise the `normalMaximum` that `SCORE` declares.
    #[must_use]
    pub fn maximum(&self) -> Option<f64> {
        self.get("MAXSCORE").as_f64().or(self.normal_maximum)
    }
}
