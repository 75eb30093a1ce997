use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::irt::Curve;

/// A calibrated item that an adaptive test may ask.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolItem {
    /// Names it within the pool.
    pub id: String,
    /// What it is about; content is balanced by it.
    #[serde(default)]
    pub area: String,
    /// How likely a right answer is. The discrimination is above zero.
    pub curve: Curve,
}

/// The items that an adaptive test chooses from, each with an id of its own. In JSON a list.
///
/// `[{"id": "q1", "area": "algebra", "curve": {"discrimination": 1.3, "difficulty": -0.4}}]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<PoolItem>", into = "Vec<PoolItem>")]
pub struct Pool {
    items: Vec<PoolItem>,
    by_id: HashMap<String, usize>,
}

/// Why items are no pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum PoolError {
    /// Two items have the same id.
    #[error("two items are called {id:?}")]
    RepeatedId {
        /// The id.
        id: String,
    },
    /// The better answer an item worse, or all answer it equally well: nothing can be learned from a right answer.
    #[error("the discrimination of {id:?} is not above zero")]
    Discrimination {
        /// The item's id.
        id: String,
    },
}

impl Pool {
    /// A pool of these items.
    pub fn new(items: Vec<PoolItem>) -> Result<Self, PoolError> {
        let mut by_id = HashMap::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if item.curve.discrimination() <= 0.0 {
                return Err(PoolError::Discrimination { id: item.id.clone() });
            }
            if by_id.insert(item.id.clone(), index).is_some() {
                return Err(PoolError::RepeatedId { id: item.id.clone() });
            }
        }
        Ok(Self { items, by_id })
    }

    /// The items, in the order in which they were stated.
    #[must_use]
    pub fn items(&self) -> &[PoolItem] {
        &self.items
    }

    /// Where the item of this id stands.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }
}

impl TryFrom<Vec<PoolItem>> for Pool {
    type Error = PoolError;

    fn try_from(items: Vec<PoolItem>) -> Result<Self, PoolError> {
        Self::new(items)
    }
}

impl From<Pool> for Vec<PoolItem> {
    fn from(pool: Pool) -> Self {
        pool.items
    }
}
