//! Figures as tables, as JSON, or as CSV.

use std::io::{self, BufWriter, Write, stdout};

use comfy_table::{Cell, CellAlignment};
use pediafor_grading::{
    ENGINE, Interaction, Item,
    statistics::{Chosen, Figure, ItemReport, Report, SlotReport},
};
use serde::Serialize;

use crate::{sheets::FORMAT, tables::framed};

/// Everything, for programs.
pub(super) fn json(report: &Report, left: &[String]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Document<'a> {
        format: u64,
        engine: &'static str,
        /// The items that a person marks.
        left_out: &'a [String],
        report: &'a Report,
    }
    serde_json::to_string_pretty(&Document { format: FORMAT, engine: ENGINE, left_out: left, report })
}

/// A line of JSON for each item: its figures, and those of its slot.
pub(super) fn lines(items: &[Item], report: &Report) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Line<'a> {
        item: &'a str,
        #[serde(flatten)]
        figures: &'a ItemReport,
        intended_weight: Figure,
        effective_weight: Figure,
        alpha_without: Figure,
    }
    let mut out = BufWriter::new(stdout());
    for (item, figures, slot) in each(items, report) {
        let line = Line {
            item: &item.id,
            figures,
            intended_weight: slot.intended_weight,
            effective_weight: slot.effective_weight,
            alpha_without: slot.alpha_without,
        };
        serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// The same figures as CSV, without the options.
pub(super) fn rows(items: &[Item], report: &Report) -> anyhow::Result<()> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([
        "item",
        "attempts",
        "omitted",
        "not_reached",
        "facility",
        "blind_guess",
        "standard_deviation",
        "discrimination",
        "efficiency",
        "point_biserial",
        "intended_weight",
        "effective_weight",
        "alpha_without",
    ])?;
    for (item, figures, slot) in each(items, report) {
        let number = |figure: &Figure| figure.value().map(f64::to_string).unwrap_or_default();
        out.write_record([
            item.id.clone(),
            figures.attempts.to_string(),
            figures.omitted.to_string(),
            figures.not_reached.to_string(),
            number(&figures.facility),
            figures.blind_guess.map(|guess| guess.share.to_string()).unwrap_or_default(),
            number(&figures.standard_deviation),
            number(&figures.discrimination),
            number(&figures.efficiency),
            figures.point_biserial.value().map(|found| found.r.to_string()).unwrap_or_default(),
            number(&slot.intended_weight),
            number(&slot.effective_weight),
            number(&slot.alpha_without),
        ])?;
    }
    let mut to = stdout().lock();
    to.write_all(&out.into_inner()?)?;
    to.flush()?;
    Ok(())
}

/// Each item with its figures and its slot's.
fn each<'a>(items: &'a [Item], report: &'a Report) -> impl Iterator<Item = (&'a Item, &'a ItemReport, &'a SlotReport)> {
    items.iter().zip(&report.slots).filter_map(|(item, slot)| Some((item, report.items.get(&item.id)?, slot)))
}

/// The test in a few lines, its items in a table, and for each choice who chose which option.
pub(super) fn tables(items: &[Item], report: &Report, left: &[String]) -> String {
    let mut parts = vec![test(report), of_items(items, report)];
    parts.extend(items.iter().filter_map(|item| options(item, report.items.get(&item.id)?)));
    if !left.is_empty() {
        parts.push(format!("Left out, as a person marks them: {}", left.join(", ")));
    }
    parts.join("\n\n")
}

fn test(report: &Report) -> String {
    let test = &report.test;
    let interval =
        test.alpha_interval.value().map(|interval| format!(" ({:.2} to {:.2})", interval.low, interval.high));
    let lines = [
        ("attempts", test.attempts.to_string()),
        ("mean", said(&test.mean)),
        ("median", said(&test.median)),
        ("standard deviation", said(&test.standard_deviation)),
        ("skewness", said(&test.skewness)),
        ("kurtosis", said(&test.kurtosis)),
        ("Cronbach's α", said(&test.alpha) + &interval.unwrap_or_default()),
        ("standard error of a total", said(&test.standard_error)),
    ];
    lines.map(|(name, value)| format!("{name:>26}  {value}")).join("\n")
}

fn of_items(items: &[Item], report: &Report) -> String {
    let header = [
        "Item",
        "Facility",
        "Guess",
        "SD",
        "Discrimination",
        "Efficiency",
        "Weight",
        "Effective",
        "α without",
        "Omitted",
        "Not reached",
    ];
    let mut table = framed(&header, 1);
    for (item, slot) in items.iter().zip(&report.slots) {
        let Some(figures) = report.items.get(&item.id) else { continue };
        table.add_row(row(item, figures, slot));
    }
    format!(
        "{table}\nFacility and guess are shares of the points, discrimination, efficiency and weights per cent; – is too little to \
         tell, which --format json explains."
    )
}

fn row(item: &Item, figures: &ItemReport, slot: &SlotReport) -> Vec<Cell> {
    let number = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let figure = |figure: &Figure, places: usize| {
        number(figure.value().map_or_else(|| "–".to_owned(), |value| format!("{value:.places$}")))
    };
    let guess = figures.blind_guess.map_or_else(|| "–".to_owned(), |guess| format!("{:.2}", guess.share));
    vec![
        Cell::new(if item.title.is_empty() { &item.id } else { &item.title }),
        figure(&figures.facility, 2),
        number(guess),
        figure(&figures.standard_deviation, 2),
        figure(&figures.discrimination, 1),
        figure(&figures.efficiency, 1),
        figure(&slot.intended_weight, 1),
        figure(&slot.effective_weight, 1),
        figure(&slot.alpha_without, 2),
        number(figures.omitted.to_string()),
        number(figures.not_reached.to_string()),
    ]
}

/// Who chose what, from the students who did worst to those who did best; nothing for an item without options.
fn options(item: &Item, figures: &ItemReport) -> Option<String> {
    if !matches!(item.interaction, Interaction::Choice(_) | Interaction::MultipleChoice(_)) {
        return None;
    }
    let groups: Vec<String> = (1..=figures.options.groups.len()).map(|group| format!("Group {group}")).collect();
    let mut header = vec!["Option", "Chosen", "Point-biserial"];
    header.extend(groups.iter().map(String::as_str));
    let mut table = framed(&header, 1);
    let number = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    for option in &figures.options.rows {
        let name = match &option.chosen {
            Chosen::Option(id) if is_key(item, id) => format!("{id} (key)"),
            Chosen::Option(id) => id.clone(),
            Chosen::Omitted => "omitted".to_owned(),
            Chosen::NotReached => "not reached".to_owned(),
        };
        let correlation = option.point_biserial.value().map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
        let mut row = vec![Cell::new(name), number(option.attempts.to_string()), number(correlation)];
        row.extend(option.by_group.iter().map(|attempts| number(attempts.to_string())));
        table.add_row(row);
    }
    Some(format!("{}, by score from the lowest:\n{table}", item.id))
}

fn is_key(item: &Item, option: &str) -> bool {
    match &item.interaction {
        Interaction::Choice(question) => question.key == option,
        Interaction::MultipleChoice(question) => question.keys.iter().any(|key| key == option),
        _ => false,
    }
}

/// A figure, or why there is none.
fn said(figure: &Figure) -> String {
    match figure {
        Figure::Value(value) => format!("{value:.2}"),
        Figure::Insufficient(why) => format!("– ({why})"),
    }
}
