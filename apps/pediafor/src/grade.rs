//! `pediafor grade`: marks responses from files, without any server.
//!
//! Both files are checked whole before anything is marked, and every complaint names the file, the line and the JSON
//! Pointer of what is wrong.

mod report;

use std::path::PathBuf;

use pediafor_grading::{Floor, Item, Outcome, Total, mark, total};
use serde::Serialize;

use crate::{
    say::say,
    sheets::{Sheet, Sheets},
};

/// What to mark, and how to show it.
#[derive(Debug, clap::Args)]
pub struct GradeArgs {
    /// The items: a JSON array of them, or {"format": 1, "items": [...]}
    items: PathBuf,
    /// The responses: a JSON object from item ids to responses, or an array or lines of
    /// {"student": "...", "responses": {...}}; - reads them from standard input
    responses: PathBuf,
    /// How the outcomes are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// How low a total may go
    #[arg(long, value_enum, default_value_t = Lowest::None)]
    floor: Lowest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table to read
    Table,
    /// A JSON document with every outcome
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Lowest {
    /// As low as penalties take it
    None,
    /// Not below zero
    Zero,
}

impl From<Lowest> for Floor {
    fn from(lowest: Lowest) -> Self {
        match lowest {
            Lowest::None => Self::None,
            Lowest::Zero => Self::Zero,
        }
    }
}

/// One student's outcomes, in the order of the items.
#[derive(Debug, Serialize)]
struct Marked {
    student: Option<String>,
    outcomes: Vec<Outcome>,
    total: Total,
}

/// Marks, and writes the outcomes to standard output.
///
/// # Errors
///
/// Where a file cannot be read, is not what it should be, or holds an item that cannot be marked; and where the output
/// cannot be written.
pub fn run(args: GradeArgs) -> anyhow::Result<()> {
    let GradeArgs { items, responses, format, floor } = args;
    let Sheets { items, sheets } = Sheets::read(&items, &responses)?;
    let marked: Vec<Marked> = sheets.iter().map(|sheet| mark_sheet(&items, sheet, floor.into())).collect();
    say(match format {
        Format::Table => report::table(&items, &marked),
        Format::Json => report::json(&marked)?,
    })?;
    Ok(())
}

fn mark_sheet(items: &[Item], sheet: &Sheet, floor: Floor) -> Marked {
    let outcomes: Vec<_> = items.iter().map(|item| mark(item, sheet.responses.get(&item.id))).collect();
    let total = total(&outcomes, floor);
    Marked { student: sheet.student.clone(), outcomes, total }
}
