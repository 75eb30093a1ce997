//! `pediafor analyse`: what many responses say of a test and its items, without any server.

mod report;

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::bail;
use pediafor_grading::{
    Interaction, Item, mark,
    statistics::{Answer, Attempt, ItemFacts, Reading, ScoreGroups, Tally},
};

use crate::{
    say::say,
    sheets::{Sheet, Sheets},
};

/// What to analyse, and how to show it.
#[derive(Debug, clap::Args)]
pub struct AnalyseArgs {
    /// The items: a JSON array of them, or {"format": 1, "items": [...]}
    items: PathBuf,
    /// The responses of several students: an array or lines of {"student": "...", "responses": {...}}; - reads them from
    /// standard input
    responses: PathBuf,
    /// How the figures are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Into how many groups by score the students are put, to see who chose which option
    #[arg(long, value_enum, default_value_t = Groups::Thirds)]
    groups: Groups,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Tables to read
    Table,
    /// A JSON document with every figure
    Json,
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
pub fn run(args: AnalyseArgs) -> anyhow::Result<()> {
    let AnalyseArgs { items, responses, format, groups } = args;
    let Sheets { items, sheets } = Sheets::read(&items, &responses)?;
    let (items, left): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.interaction.rule() != "human");
    if items.is_empty() {
        bail!("only a person can mark these items: there is nothing to count");
    }
    let mut tally = Tally::new(items.len())?;
    for sheet in &sheets {
        tally.add(&attempt(&items, sheet))?;
    }
    let reading = Reading { score_groups: groups.into(), items: facts(&items), ..Reading::default() };
    let report = tally.everyone().report(&reading);
    let left: Vec<String> = left.into_iter().map(|item| item.id).collect();
    say(match format {
        Format::Table => report::tables(&items, &report, &left),
        Format::Json => report::json(&report, &left)?,
    })?;
    Ok(())
}

fn attempt(items: &[Item], sheet: &Sheet) -> Attempt {
    let answers = items.iter().filter_map(|item| {
        let response = sheet.responses.get(&item.id);
        Answer::of(&mark(item, response), response)
    });
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
