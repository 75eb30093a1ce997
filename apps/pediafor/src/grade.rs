//! `pediafor grade`: marks responses from files, without any server.
//!
//! The items are checked whole before anything is marked. Of the responses each student's are read and marked by themselves:
//! every complaint names the file, the line and the JSON Pointer of what is wrong, and the next student's are marked.

mod report;

use std::{num::NonZeroUsize, path::PathBuf, process::ExitCode};

use pediafor_grading::{Floor, Outcome, Total, total};
use serde::Serialize;

use self::report::Report;
use crate::sheets::{Form, Marker, Sheet, Sheets, Work};

/// What to mark, and how to show it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct GradeArgs {
    /// The items: a JSON array of them, one a line, or {"format": 1, "items": [...]}
    items: PathBuf,
    /// The responses: a JSON object from item ids to responses; an array, or lines, of {"student": "...", "responses": {...}};
    /// or CSV with a column for each item and one called student; - reads them from standard input
    responses: PathBuf,
    /// How the responses are written; without it told by the file's name, or its beginning
    #[arg(long, value_enum)]
    input: Option<Form>,
    /// How the outcomes are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// How low a total may go
    #[arg(long, value_enum, default_value_t = Lowest::None)]
    floor: Lowest,
    /// How many threads mark; as many as the machine has where nothing is stated
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

const EXAMPLES: &str = "\
Examples:
  pediafor grade items.json answers.json
  pediafor grade items.json class.jsonl --format csv > marks.csv
  zcat year.csv.gz | pediafor grade items.json - --input csv --format jsonl > outcomes.jsonl

In CSV a cell is an option's id, ids with blanks between them, true or false, pairs like a=x b=y, or what was typed;
{\"type\": ...} is a response in JSON, for every kind of item.

Responses with something wrong are left out and told on standard error, and the command ends with 1. Lines and rows are
read one by one, whatever their number; a JSON document and a table are held whole.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table to read
    Table,
    /// A JSON document with every outcome
    Json,
    /// A line of JSON with every outcome for each student
    Jsonl,
    /// A row for each student with the points of each item
    Csv,
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
pub fn run(args: GradeArgs) -> anyhow::Result<ExitCode> {
    let GradeArgs { items, responses, input, format, floor, threads } = args;
    let (items, mut sheets) = Sheets::open(&items, &responses, input)?;
    let marker = Marker::new(items);
    let mut report = Report::new(format, marker.items());
    let work = Work { threads, shows_meanwhile: format != Format::Table };
    let summary = work.each(&mut sheets, |sheet| marked(&marker, sheet, floor.into()), |marked| report.add(marked))?;
    report.end()?;
    Ok(summary.code())
}

fn marked(marker: &Marker, sheet: Sheet, floor: Floor) -> Marked {
    let outcomes = marker.outcomes(&sheet);
    let total = total(&outcomes, floor);
    Marked { student: sheet.student, outcomes, total }
}
