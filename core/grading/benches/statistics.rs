//! Counting 100,000 attempts at 40 items and reading facility, standard deviation, item–rest correlation and α.
//!
//! `cargo bench -p pediafor-grading --bench statistics` measures by itself. Side by side with numpy on the same marks in
//! the same run, one round of each in turn, with the ratio of the medians and a check that the figures agree:
//!
//! ```sh
//! cargo bench -p pediafor-grading --bench statistics -- against-numpy
//! ```
//!
//! which runs `benches/numpy/statistics.py` with `python3`, or what `PYTHON` names, and needs numpy there. Of the two
//! ways to do it with numpy the faster one counts. Each side holds the marks in the form that it takes, numpy as an array
//! of doubles; both begin with nothing counted. Here the histograms are built too, which other figures need and which let
//! attempts be taken back; where hardly two attempts are alike that is nearly all of the work.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]
#![expect(clippy::print_stdout, reason = "the figures are for people")]

use std::{
    hint::black_box,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::Instant,
};

use criterion::{BatchSize, Criterion};
use pediafor_grading::{
    Points,
    statistics::{Answer, Attempt, Batch, Column, Given, Tally},
};
use serde_json::Value;

const ATTEMPTS: usize = 100_000;
const ITEMS: usize = 40;
const ROUNDS: usize = 21;

fn main() {
    if std::env::args().any(|argument| argument == "against-numpy") {
        for table in Table::all() {
            against_numpy(&table);
        }
        return;
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    for table in Table::all() {
        let columns = table.columns();
        criterion.bench_function(&format!("count and read, {}", table.name), |bench| {
            bench.iter(|| black_box(figures(&columns)));
        });
    }
    one_by_one(&mut criterion);
    criterion.final_summary();
}

/// Adds and removes single attempts, as a service does, in a tally of many.
fn one_by_one(criterion: &mut Criterion) {
    let table = Table::exam();
    let mut tally = Tally::new(ITEMS).unwrap();
    tally.add_batch(&Batch { group: None, columns: &table.columns() }).unwrap();
    let attempt = |attempt: usize| {
        let answer = |(slot, item): (usize, &String)| Answer {
            item: item.clone(),
            points: table.marks[slot][attempt],
            maximum: table.maxima[slot],
            given: Given::answered(),
        };
        Attempt::new(table.items.iter().enumerate().map(answer).collect())
    };
    let mut next = (0..ATTEMPTS).cycle();
    criterion.bench_function("remove and add one attempt", |bench| {
        bench.iter_batched(
            || attempt(next.next().unwrap()),
            |attempt| {
                tally.remove(&attempt).unwrap();
                tally.add(&attempt).unwrap();
            },
            BatchSize::SmallInput,
        );
    });
}

/// What both sides compute.
#[derive(Debug)]
struct Figures {
    facility: Vec<f64>,
    standard_deviation: Vec<f64>,
    item_rest: Vec<f64>,
    alpha: f64,
}

fn figures(columns: &[Column<'_>]) -> Figures {
    let mut tally = Tally::new(columns.len()).unwrap();
    tally.add_batch(&Batch { group: None, columns }).unwrap();
    let all = tally.everyone();
    let items: Vec<_> = (0..columns.len()).map(|slot| all.slot(slot)).collect();
    Figures {
        facility: items.iter().map(|item| item.facility().unwrap()).collect(),
        standard_deviation: items.iter().map(|item| item.standard_deviation().unwrap()).collect(),
        item_rest: items.iter().map(|item| item.discrimination().unwrap() / 100.0).collect(),
        alpha: all.alpha().unwrap(),
    }
}

fn against_numpy(table: &Table) {
    let file = std::env::temp_dir().join(format!("pediafor-statistics-{}.f64", std::process::id()));
    std::fs::write(&file, table.doubles()).unwrap();
    let maxima: Vec<f64> = table.maxima.iter().map(|maximum| maximum.millionths() as f64 / 1e6).collect();
    let mut numpy = Command::new(python())
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/numpy/statistics.py"))
        .arg(&file)
        .args([ATTEMPTS.to_string(), ITEMS.to_string(), serde_json::to_string(&maxima).unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut ask, mut answers) = (numpy.stdin.take().unwrap(), BufReader::new(numpy.stdout.take().unwrap()));
    let columns = table.columns();
    let mut rounds: [Vec<f64>; 3] = Default::default();
    for round in 0..=ROUNDS {
        let start = Instant::now();
        let ours = black_box(figures(&columns));
        let seconds = start.elapsed().as_secs_f64();
        writeln!(ask).unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        let theirs: Value = serde_json::from_str(&line).unwrap();
        agree(&ours, &theirs["figures"]);
        // The first round warms up.
        if round > 0 {
            rounds[0].push(seconds);
            rounds[1].push(theirs["seconds"][0].as_f64().unwrap());
            rounds[2].push(theirs["seconds"][1].as_f64().unwrap());
        }
    }
    drop(ask);
    numpy.wait().unwrap();
    std::fs::remove_file(&file).unwrap();
    let [ours, deviations, covariance] = rounds.map(median);
    println!(
        "{}: here {:.1} ms; numpy {:.1} ms by deviations, {:.1} ms by covariance; {:.2} of the faster; figures agree",
        table.name,
        ours * 1e3,
        deviations * 1e3,
        covariance * 1e3,
        ours / deviations.min(covariance)
    );
}

#[expect(clippy::disallowed_methods, reason = "a benchmark may be told where numpy is")]
fn python() -> String {
    std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

fn agree(ours: &Figures, theirs: &Value) {
    let near = |found: f64, expected: &Value, what: &str| {
        let expected = expected.as_f64().unwrap();
        assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{what}: {found}, numpy says {expected}");
    };
    near(ours.alpha, &theirs["alpha"], "alpha");
    for (name, found) in
        [("facility", &ours.facility), ("standard_deviation", &ours.standard_deviation), ("item_rest", &ours.item_rest)]
    {
        assert_eq!(theirs[name].as_array().unwrap().len(), found.len());
        found.iter().enumerate().for_each(|(item, found)| near(*found, &theirs[name][item], name));
    }
}

/// The marks of an exam.
#[derive(Debug)]
struct Table {
    name: &'static str,
    items: Vec<String>,
    maxima: Vec<Points>,
    /// By item, then by attempt.
    marks: Vec<Vec<Points>>,
}

impl Table {
    fn all() -> [Self; 3] {
        [Self::right_or_wrong(), Self::exam(), Self::finely_marked()]
    }

    /// Items of one point, right or wrong.
    fn right_or_wrong() -> Self {
        Self::drawn("right or wrong", |_| (Points::whole(1), 1_000_000))
    }

    /// Half of the items right or wrong, the others with quarters of two points.
    fn exam() -> Self {
        Self::drawn("with partial credit", |item| match item % 2 {
            0 => (Points::whole(1), 1_000_000),
            _ => (Points::whole(2), 500_000),
        })
    }

    /// Every item with thousandths of a point, so that hardly two attempts are alike.
    fn finely_marked() -> Self {
        Self::drawn("marked in thousandths", |_| (Points::whole(5), 1_000))
    }

    /// `item` gives an item's maximum and the step of its marks, in millionths. Abilities and luck come from a fixed seed.
    fn drawn(name: &'static str, item: impl Fn(usize) -> (Points, i64)) -> Self {
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut uniform = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let abilities: Vec<f64> = (0..ATTEMPTS).map(|_| (0..4).map(|_| uniform()).sum::<f64>() / 4.0).collect();
        let mut marks = |number: usize| -> Vec<Points> {
            let (maximum, step) = item(number);
            let ease = 0.3 + 0.4 * number as f64 / ITEMS as f64;
            let mut mark = |ability: &f64| {
                let share = (ability + ease - 0.5 + 0.8 * (uniform() - 0.5)).clamp(0.0, 1.0);
                let steps = (share * (maximum.millionths() / step) as f64).round() as i64;
                Points::from_millionths(steps * step)
            };
            abilities.iter().map(&mut mark).collect()
        };
        Self {
            name,
            items: (0..ITEMS).map(|number| format!("q{number}")).collect(),
            maxima: (0..ITEMS).map(|number| item(number).0).collect(),
            marks: (0..ITEMS).map(&mut marks).collect(),
        }
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let column = |item: usize| Column {
            item: &self.items[item],
            maximum: self.maxima[item],
            points: &self.marks[item],
            given: None,
        };
        (0..ITEMS).map(column).collect()
    }

    /// As numpy takes them: attempt by attempt.
    fn doubles(&self) -> Vec<u8> {
        let mark = |attempt: usize, item: usize| self.marks[item][attempt].millionths() as f64 / 1e6;
        let marks = (0..ATTEMPTS).flat_map(|attempt| (0..ITEMS).map(move |item| mark(attempt, item)));
        marks.flat_map(f64::to_le_bytes).collect()
    }
}
