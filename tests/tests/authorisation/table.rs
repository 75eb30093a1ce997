//! Reading the table of rights.

/// The people of the table, in the order of its columns.
pub(crate) const PEOPLE: [&str; 8] =
    ["none", "expired", "revoked", "student", "other_student", "owner", "other_teacher", "admin"];

/// What one person is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The status.
    pub(crate) status: u16,
    /// Whether the answer holds what only some may see; `None`: either.
    pub(crate) holds: Option<bool>,
}

/// One operation.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Method and path, one space between them.
    pub(crate) title: String,
    /// By person, as in [`PEOPLE`].
    pub(crate) cells: [Cell; 8],
}

/// The table, checked for its form.
pub(crate) fn read(text: &str) -> Vec<Line> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(line).collect()
}

fn line(text: &str) -> Line {
    let mut columns = text.split('|').map(|column| column.split_whitespace().collect::<Vec<_>>());
    let title = columns.next().unwrap_or_default().join(" ");
    let cells: Vec<Cell> = columns.zip(PEOPLE).map(|(column, person)| cell(&column, person, text)).collect();
    Line { title, cells: cells.try_into().unwrap_or_else(|_| panic!("eight cells expected: {text}")) }
}

fn cell(column: &[&str], person: &str, line: &str) -> Cell {
    let (name, status, holds) = match column {
        [name, status] => (name, status, None),
        [name, status, "with"] => (name, status, Some(true)),
        [name, status, "without"] => (name, status, Some(false)),
        _ => panic!("`{column:?}` is no cell, in: {line}"),
    };
    assert_eq!(*name, person, "the columns stand in one order, in: {line}");
    Cell { status: status.parse().unwrap_or_else(|_| panic!("`{status}` is no status, in: {line}")), holds }
}
