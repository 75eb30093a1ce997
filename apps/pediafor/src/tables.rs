//! Tables for people to read.

use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};

/// A table with this header, whose columns from the `numbers`-th on hold numbers.
pub(crate) fn framed(header: &[&str], numbers: usize) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.iter().enumerate().map(|(column, name)| {
        let cell = Cell::new(name).add_attribute(Attribute::Bold);
        if column >= numbers { cell.set_alignment(CellAlignment::Right) } else { cell }
    }));
    table
}
