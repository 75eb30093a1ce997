//! Outcomes as a table, or as JSON.

use comfy_table::{Attribute, Cell, CellAlignment};
use pediafor_grading::{ENGINE, Item, Outcome, PartOutcome, Points, Total, Verdict};
use serde::Serialize;

use super::Marked;
use crate::{sheets::FORMAT, tables::framed};

/// Everything, for programs.
pub(super) fn json(marked: &[Marked]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        format: u64,
        engine: &'static str,
        results: &'a [Marked],
    }
    serde_json::to_string_pretty(&Document { format: FORMAT, engine: ENGINE, results: marked })
}

/// One student item by item, several in a row each.
pub(super) fn table(items: &[Item], marked: &[Marked]) -> String {
    match marked {
        [one] => detail(items, one),
        several => overview(items, several),
    }
}

fn detail(items: &[Item], marked: &Marked) -> String {
    let mut table = framed(&["Item", "Given", "Expected", "Verdict", "Points", "of"], 4);
    for (item, outcome) in items.iter().zip(&marked.outcomes) {
        let name = if item.title.is_empty() { &item.id } else { &item.title };
        table.add_row(vec![
            Cell::new(name),
            Cell::new(given(outcome)),
            Cell::new(joined(outcome, |part| part.expected.as_ref())),
            Cell::new(said(outcome.verdict)),
            number(outcome.points),
            number(outcome.maximum),
        ]);
    }
    let total = &marked.total;
    let bold = |text: &str| Cell::new(text).add_attribute(Attribute::Bold);
    table.add_row(vec![
        bold("Total"),
        Cell::new(""),
        Cell::new(""),
        bold(&summary(total)),
        number(total.points).add_attribute(Attribute::Bold),
        number(total.maximum).add_attribute(Attribute::Bold),
    ]);
    match &marked.student {
        Some(student) => format!("{student}\n{table}"),
        None => table.to_string(),
    }
}

fn overview(items: &[Item], marked: &[Marked]) -> String {
    let mut header = vec!["Student"];
    header.extend(items.iter().map(|item| item.id.as_str()));
    header.extend(["Points", "of", ""]);
    let mut table = framed(&header, 1);
    for (index, one) in marked.iter().enumerate() {
        let mut row = vec![Cell::new(one.student.clone().unwrap_or_else(|| format!("no. {}", index + 1)))];
        row.extend(one.outcomes.iter().map(|outcome| match outcome.verdict {
            Verdict::Unanswered => Cell::new("–").set_alignment(CellAlignment::Right),
            Verdict::NeedsHuman => Cell::new("?").set_alignment(CellAlignment::Right),
            Verdict::InvalidResponse => Cell::new("!").set_alignment(CellAlignment::Right),
            _ => number(outcome.points),
        }));
        row.extend([number(one.total.points), number(one.total.maximum), Cell::new(summary(&one.total))]);
        table.add_row(row);
    }
    format!("{table}\n– unanswered   ? to be marked by a person   ! does not fit the item")
}

fn number(points: Points) -> Cell {
    Cell::new(points).set_alignment(CellAlignment::Right)
}

fn summary(total: &Total) -> String {
    let hundredths = |percent: Points| format!("{:.2} %", percent.millionths() as f64 / 1e6);
    let percent = total.percent().map_or_else(String::new, hundredths);
    match total.awaiting_human {
        0 => percent,
        waiting => format!("{percent}, {waiting} to be marked"),
    }
}

fn given(outcome: &Outcome) -> String {
    match &outcome.invalid {
        Some(error) => error.to_string(),
        None => joined(outcome, |part| part.given.as_ref()),
    }
}

/// One line for each part that says something, named where there are several.
fn joined(outcome: &Outcome, say: impl Fn(&PartOutcome) -> Option<&String>) -> String {
    let lines = outcome.parts.iter().filter_map(|part| {
        let text = shortened(say(part)?);
        Some(if part.part.is_empty() || part.part == text { text } else { format!("{}: {text}", part.part) })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Enough of a text to know it by.
fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(MOST) {
        line.truncate(end);
        line.push('…');
    }
    line
}

const fn said(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Correct => "correct",
        Verdict::Partial => "partly correct",
        Verdict::Incorrect => "incorrect",
        Verdict::Unanswered => "unanswered",
        Verdict::NeedsHuman => "to be marked by a person",
        Verdict::InvalidResponse => "does not fit the item",
    }
}
