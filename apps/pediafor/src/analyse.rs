//! `pediafor analyse`: what many responses say of a test and its items, without any server.

mod report;

use std::{collections::BTreeMap, num::NonZeroUsize, path::PathBuf, process::ExitCode};

use anyhow::bail;
use pediafor_grading::{
    Interaction, Item,
    statistics::{Answer, Attempt, ItemFacts, Reading, ScoreGroups, Tally},
};

use crate::{
    say::say,
    sheets::{Form, Marker, Sheet, Sheets, Work},
};

/// What to analyse, and how to show it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct AnalyseArgs {
    /// The items: a JSON array of them, one a line, or {"format": 1, "items": [...]}
    items: PathBuf,
    /// The responses of several students: an array, or lines, of {"student": "...", "responses": {...}}, or CSV with a column
    /// for each item; - reads them from standard input
    responses: PathBuf,
    /// How the responses are written; without it told by the file's name, or its beginning
    #[arg(long, value_enum)]
    input: Option<Form>,
    /// How the figures are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Into how many groups by score the students are put, to see who chose which option
    #[arg(long, value_enum, default_value_t = Groups::Thirds)]
    groups: Groups,
    /// How many threads mark; as many as the machine has where nothing is stated
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

const EXAMPLES: &str = "\
Examples:
  pediafor analyse items.json class.jsonl
  pediafor analyse items.json class.csv --groups quintiles --format json
  pediafor analyse items.json - --input jsonl --format csv < year.jsonl > figures.csv

Cells of CSV are as in pediafor grade. Responses with something wrong are left out and told on standard error, and the
command ends with 1. Lines and rows are read one by one, whatever their number; a JSON document is held whole.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Tables to read
    Table,
    /// A JSON document with every figure
    Json,
    /// A line of JSON for each item with its figures
    Jsonl,
    /// A row for each item with its figures; empty where there is too little to tell
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Groups {
    /// Three
    Thirds,
    /// Five
    Quintiles,
}

impl From<Groups> for ScoreGroups {
    fn from(groups: Groups) -> Self {
        match groups {
            Groups::Thirds => Self::Thirds,
            Groups::Quintiles => Self::Quintiles,
        }
    }
}

/// Marks, counts, and writes the figures to standard output. Items that only a person can mark are left out, and named.
///
/// # Errors
///
/// Where a file cannot be read or is not what it should be, nothing is left to be counted, or the output cannot be written.
pub fn run(args: AnalyseArgs) -> anyhow::Result<ExitCode> {
    let AnalyseArgs { items, responses, input, format, groups, threads } = args;
    let (items, mut sheets) = Sheets::open(&items, &responses, input)?;
    let (items, left): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.interaction.rule() != "human");
    if items.is_empty() {
        bail!("only a person can mark these items: there is nothing to count");
    }
    let marker = Marker::new(items);
    let mut tally = Tally::new(marker.items().len())?;
    let work = Work { threads, shows_meanwhile: false };
    let summary = work.each(
        &mut sheets,
        |sheet| attempt(&marker, &sheet),
        |attempt| {
            tally.add(&attempt)?;
            Ok(())
        },
    )?;
    if summary.done == 0 {
        return Ok(summary.code());
    }
    let items = marker.items();
    let reading = Reading { score_groups: groups.into(), items: facts(items), ..Reading::default() };
    let report = tally.everyone().report(&reading);
    let left: Vec<String> = left.into_iter().map(|item| item.id).collect();
    match format {
        Format::Table => say(report::tables(items, &report, &left))?,
        Format::Json => say(report::json(&report, &left)?)?,
        Format::Jsonl => report::lines(items, &report)?,
        Format::Csv => report::rows(items, &report)?,
    }
    Ok(summary.code())
}

fn attempt(marker: &Marker, sheet: &Sheet) -> Attempt {
    let outcomes = marker.outcomes(sheet);
    let answers = outcomes.iter().filter_map(|outcome| Answer::of(outcome, sheet.responses.get(&outcome.item)));
    Attempt::new(answers.collect()).with_tail_not_reached()
}

fn facts(items: &[Item]) -> BTreeMap<String, ItemFacts> {
    let facts = |item: &Item| {
        let options = match &item.interaction {
            Interaction::Choice(question) => question.options.iter().map(|option| option.id.clone()).collect(),
            Interaction::MultipleChoice(question) => question.options.iter().map(|option| option.id.clone()).collect(),
            _ => Vec::new(),
        };
        (item.id.clone(), ItemFacts { blind_guess: Some(item.blind_guess()), options })
    };
    items.iter().map(facts).collect()
}
