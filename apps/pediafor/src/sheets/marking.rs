//! The one place where sheets are marked.

use pediafor_grading::{Item, Outcome, mark};

use super::Sheet;

/// Items, ready to mark many sheets.
#[derive(Debug)]
pub(crate) struct Marker {
    items: Vec<Item>,
}

impl Marker {
    pub(crate) const fn new(items: Vec<Item>) -> Self {
        Self { items }
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// In the order of the items.
    pub(crate) fn outcomes(&self, sheet: &Sheet) -> Vec<Outcome> {
        self.items.iter().map(|item| mark(item, sheet.responses.get(&item.id))).collect()
    }
}
