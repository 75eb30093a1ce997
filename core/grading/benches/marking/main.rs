//! Marking a paper of 40 items of eight kinds.
//!
//! `cargo bench -p pediafor-grading --features qti --bench marking` measures by itself. Side by side with a plain
//! implementation of the same rules in TypeScript, in the same run, one round of each in turn, with the ratio of the
//! medians and a check that the points agree:
//!
//! ```sh
//! (cd core/grading/benches/node && npm install && npm run build)
//! cargo bench -p pediafor-grading --features qti --bench marking -- against-node
//! ```
//!
//! which runs `benches/node/built/marking.js` with `node`.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]
#![expect(clippy::print_stdout, reason = "the figures are for people")]

mod paper;

use std::{
    hint::black_box,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::Instant,
};

use criterion::{Criterion, Throughput};
use paper::Exam;
use pediafor_grading::{CompiledPaper, Item, Marks, Response, mark, qti};
use serde_json::{Value, json};

const ROUNDS: usize = 11;

fn main() {
    if std::env::args().any(|argument| argument == "against-node") {
        return against_node();
    }
    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    papers(&mut criterion);
    orderings(&mut criterion);
    qti_items(&mut criterion);
    criterion.final_summary();
}

fn papers(criterion: &mut Criterion) {
    let exam = Exam::new(1_000);
    let paper = CompiledPaper::new(&exam.items);
    let mut marks = Marks::new();
    let mut group = criterion.benchmark_group("a paper of 40");
    group.throughput(Throughput::Elements(exam.attempts.len() as u64));
    group.bench_function("compiled", |bench| bench.iter(|| compiled(&paper, &exam, &mut marks)));
    group.bench_function("compiled, from JSON", |bench| bench.iter(|| from_json(&paper, &exam, &mut marks)));
    group.bench_function("with explanations", |bench| {
        bench.iter(|| {
            for attempt in &exam.attempts {
                exam.items.iter().for_each(|item| drop(black_box(mark(item, attempt.get(&item.id)))));
            }
        });
    });
    group.finish();
    criterion
        .bench_function("compile a paper of 40", |bench| bench.iter(|| black_box(CompiledPaper::new(&exam.items))));
    let exam = Exam::new(100_000);
    let mut batch = criterion.benchmark_group("a batch of 100,000 attempts");
    batch.throughput(Throughput::Elements(exam.attempts.len() as u64)).sample_size(10);
    batch.bench_function("one after the other", |bench| bench.iter(|| paper.mark_each(&exam.attempts).count()));
    #[cfg(feature = "rayon")]
    batch.bench_function("on all cores", |bench| bench.iter(|| black_box(paper.mark_all(&exam.attempts))));
    batch.finish();
}

/// Marks all attempts, and adds up their millionths.
fn compiled(paper: &CompiledPaper, exam: &Exam, marks: &mut Marks) -> i64 {
    let sum = |attempt: &std::collections::BTreeMap<String, Response>| {
        paper.mark(attempt.iter().map(|(id, response)| (id.as_str(), response)), marks);
        marks.iter().map(|mark| mark.points.millionths()).sum::<i64>()
    };
    exam.attempts.iter().map(sum).sum()
}

fn from_json(paper: &CompiledPaper, exam: &Exam, marks: &mut Marks) -> i64 {
    let sum = |attempt: &String| {
        paper.mark_json(attempt, marks).unwrap();
        marks.iter().map(|mark| mark.points.millionths()).sum::<i64>()
    };
    exam.lines.iter().map(sum).sum()
}

fn orderings(criterion: &mut Criterion) {
    let entries = |n: usize| (0..n).map(|at| json!({"id": format!("e{at}"), "text": "?"})).collect::<Vec<_>>();
    let mixed = |n: usize| Response::ordering((0..n).map(|at| format!("e{}", at * 7 % n)));
    let depends: serde_json::Map<String, Value> =
        (1..30).map(|at| (format!("e{at}"), json!([format!("e{}", (at - 1) / 2)]))).collect();
    for (name, n, interaction) in [
        (
            "ordering of 200",
            200,
            json!({"type": "ordering", "entries": entries(200), "scoring": {"rule": "longest_subsequence"}}),
        ),
        (
            "partial order of 30",
            30,
            json!({"type": "ordering", "entries": entries(30), "graphs": [{"depends": depends}],
            "scoring": {"rule": "edit_distance"}}),
        ),
    ] {
        let item: Item =
            serde_json::from_value(json!({"id": "q", "body": "?", "points": 1, "interaction": interaction})).unwrap();
        let (compiled, response) = (pediafor_grading::CompiledItem::new(&item), mixed(n));
        criterion.bench_function(name, |bench| bench.iter(|| black_box(compiled.mark(Some(&response)))));
    }
}

/// One item of QTI: parsed, and a response to it processed.
fn qti_items(criterion: &mut Criterion) {
    const XML: &str = include_str!("item.xml");
    let options = qti::Options::default();
    criterion.bench_function("parse an item of QTI", |bench| {
        bench.iter(|| black_box(qti::Item::parse(XML).unwrap()));
    });
    let item = qti::Item::parse(XML).unwrap();
    let responses = [("RESPONSE".to_owned(), json!(["ChoiceA", "ChoiceC"]))].into();
    criterion.bench_function("process a response to an item of QTI", |bench| {
        bench.iter(|| black_box(item.process(&responses, &options).unwrap()));
    });
}

fn against_node() {
    let exam = Exam::new(20_000);
    let paper = CompiledPaper::new(&exam.items);
    let file = |name: &str, text: String| {
        let path = std::env::temp_dir().join(format!("pediafor-marking-{}-{name}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    };
    let files = [
        file("items.json", serde_json::to_string(&exam.items).unwrap()),
        file("attempts.jsonl", exam.lines.join("\n")),
    ];
    let mut node = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/node/built/marking.js"))
        .args(&files)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut ask, mut answers) = (node.stdin.take().unwrap(), BufReader::new(node.stdout.take().unwrap()));
    let mut rounds: [Vec<f64>; 4] = Default::default();
    let mut marks = Marks::new();
    for round in 0..=ROUNDS {
        let start = Instant::now();
        let points = black_box(compiled(&paper, &exam, &mut marks));
        let marked = start.elapsed().as_secs_f64();
        let start = Instant::now();
        assert_eq!(black_box(from_json(&paper, &exam, &mut marks)), points);
        let read = start.elapsed().as_secs_f64();
        writeln!(ask).unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        let theirs: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(theirs["millionths"], points, "the points differ");
        // The first round warms up.
        if round > 0 {
            let seconds = |name: &str| theirs[name].as_f64().unwrap();
            for (list, seconds) in rounds.iter_mut().zip([marked, read, seconds("marked"), seconds("fromJson")]) {
                list.push(seconds);
            }
        }
    }
    drop(ask);
    node.wait().unwrap();
    files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
    let [ours, ours_from_json, theirs, theirs_from_json] = rounds.map(median);
    let each = |seconds: f64| seconds * 1e6 / exam.attempts.len() as f64;
    println!(
        "marked: here {:.2} µs an attempt, node {:.2} µs, {:.1} times; from JSON: here {:.2} µs, node {:.2} µs, {:.1} times; points agree",
        each(ours),
        each(theirs),
        theirs / ours,
        each(ours_from_json),
        each(theirs_from_json),
        theirs_from_json / ours_from_json
    );
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
