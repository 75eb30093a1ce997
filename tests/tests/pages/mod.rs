//! Pages of the repository and the tables in them.

use std::{fs, path::PathBuf};

/// The folder that holds everything.
pub(crate) fn root() -> PathBuf {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    folder.canonicalize().unwrap()
}

/// The text of a page, by its path in the repository.
pub(crate) fn page(path: &str) -> String {
    let file = root().join(path);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A row of a table, and the line of the page it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Row<const N: usize> {
    pub(crate) line: usize,
    pub(crate) cells: [String; N],
}

/// The rows of every table of `page` whose columns are exactly `columns`.
pub(crate) fn rows<const N: usize>(page: &str, columns: [&str; N]) -> Vec<Row<N>> {
    let mut rows = Vec::new();
    let mut inside = false;
    for (index, line) in page.lines().enumerate() {
        let Some(cells) = cells(line) else {
            inside = false;
            continue;
        };
        if cells == columns {
            inside = true;
        } else if inside && !cells.iter().all(|cell| is_rule(cell)) {
            let line = index + 1;
            let cells = cells.try_into().unwrap_or_else(|cells| panic!("line {line} has other columns: {cells:?}"));
            rows.push(Row { line, cells });
        }
    }
    rows
}

/// The cells of a line of a table. A bar inside a cell is written `\|`.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?.replace("\\|", "\0");
    Some(inner.split('|').map(|cell| cell.trim().replace('\0', "|")).collect())
}

fn is_rule(cell: &str) -> bool {
    cell.len() >= 3 && cell.trim_matches(':').bytes().all(|byte| byte == b'-')
}

/// What stands between the first two backticks.
pub(crate) fn code(cell: &str) -> Option<&str> {
    let (_, rest) = cell.split_once('`')?;
    Some(rest.split_once('`')?.0)
}
