//! Outcomes as a table, as JSON, or as CSV.

use std::{
    io::{self, BufWriter, Stdout, Write, stdout},
    iter,
};

use comfy_table::{Attribute, Cell, CellAlignment};
use pediafor_grading::{ENGINE, Item, Outcome, PartOutcome, Points, Total, Verdict};

use super::{Format, Marked};
use crate::{say::say, sheets::FORMAT, tables::framed};

/// Writes what was marked, student by student; a table waits for the last.
pub(super) struct Report<'a> {
    items: &'a [Item],
    to: To,
}

enum To {
    Table(Vec<Marked>),
    Json { out: Out, some: bool },
    Lines(Out),
    Csv { out: Box<csv::Writer<Out>>, some: bool },
}

type Out = BufWriter<Stdout>;

impl<'a> Report<'a> {
    pub(super) fn new(format: Format, items: &'a [Item]) -> Self {
        let out = BufWriter::new(stdout());
        let to = match format {
            Format::Table => To::Table(Vec::new()),
            Format::Json => To::Json { out, some: false },
            Format::Jsonl => To::Lines(out),
            Format::Csv => To::Csv { out: Box::new(csv::Writer::from_writer(out)), some: false },
        };
        Self { items, to }
    }

    pub(super) fn add(&mut self, marked: Marked) -> anyhow::Result<()> {
        match &mut self.to {
            To::Table(list) => list.push(marked),
            To::Json { out, some } => {
                if *some {
                    out.write_all(b",\n")?;
                } else {
                    writeln!(out, "{{\"format\":{FORMAT},\"engine\":\"{ENGINE}\",\"results\":[")?;
                }
                *some = true;
                serde_json::to_writer(out, &marked).map_err(io::Error::from)?;
            }
            To::Lines(out) => {
                serde_json::to_writer(&mut *out, &marked).map_err(io::Error::from)?;
                out.write_all(b"\n")?;
            }
            To::Csv { out, some } => {
                if !*some {
                    let ids = self.items.iter().map(|item| item.id.as_str());
                    out.write_record(["student"].into_iter().chain(ids).chain(TOTALS)).map_err(into_io)?;
                }
                *some = true;
                out.write_record(row(&marked)).map_err(into_io)?;
            }
        }
        Ok(())
    }

    /// Where nobody was marked, nothing is written.
    pub(super) fn end(self) -> anyhow::Result<()> {
        match self.to {
            To::Table(list) if list.is_empty() => {}
            To::Table(list) => say(table(self.items, &list))?,
            To::Json { mut out, some } => {
                if some {
                    out.write_all(b"\n]}\n")?;
                }
                out.flush()?;
            }
            To::Lines(mut out) => out.flush()?,
            To::Csv { mut out, .. } => out.flush()?,
        }
        Ok(())
    }
}

/// The columns after the items'.
const TOTALS: [&str; 4] = ["points", "maximum", "percent", "awaiting_human"];

/// A student's row: what waits for a person is empty.
fn row(marked: &Marked) -> Vec<String> {
    let points = marked.outcomes.iter().map(|outcome| match outcome.verdict {
        Verdict::NeedsHuman => String::new(),
        _ => outcome.points.to_string(),
    });
    let total = &marked.total;
    let percent = total.percent().map(|percent| percent.to_string()).unwrap_or_default();
    let totals = [total.points.to_string(), total.maximum.to_string(), percent, total.awaiting_human.to_string()];
    iter::once(marked.student.clone().unwrap_or_default()).chain(points).chain(totals).collect()
}

/// What tells a reader that has read enough, as `head` does, from other errors.
fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
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
    let mut lines = Vec::new();
    let named = |name: &str, text: &str| {
        let text = shortened(text);
        if name.is_empty() || name == text { text } else { format!("{name}: {text}") }
    };
    for part in &outcome.parts {
        lines.extend(say(part).map(|text| named(&part.part, text)));
        let parts = part.parts.iter().filter_map(|inner| Some((inner, say(inner)?)));
        lines.extend(parts.map(|(inner, text)| format!("{}/{}", part.part, named(&inner.part, text))));
    }
    lines.join("\n")
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
        Verdict::NotMarked => "not marked",
    }
}
