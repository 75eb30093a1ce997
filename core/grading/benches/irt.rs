//! How long calibrations take: `cargo bench -p pediafor-grading --bench irt`.
//!
//! Beside girth, a Python package for the same (`pip install girth==0.8.0`), on the same answers in the same run:
//!
//! ```sh
//! python3 core/grading/benches/girth/compare.py
//! ```
//!
//! (`cargo` and a Python with girth are expected on the path.) It runs this benchmark, which leaves the answers it made up in `irt/` below [`CARGO_TARGET_TMPDIR`], lets girth calibrate
//! the same, and prints the ratio of times and how far each is from the curves that the answers were made with.
//!
//! `twopl` and `onepl` are girth's `twopl_mml` and `onepl_mml`. `rasch` is its `rasch_mml`, which does less: with the
//! discrimination given it takes the difficulty that expects each item's share of right answers, one item after the other,
//! without a likelihood, an iteration or standard errors.
//!
//! [`CARGO_TARGET_TMPDIR`]: https://doc.rust-lang.org/cargo/reference/environment-variables.html
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]

#[path = "../tests/support/simulate.rs"]
mod simulate;

use std::{fs, hint::black_box, path::Path, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use pediafor_grading::irt::{Answer, Curve, Model, Responses, Settings, calibrate};
use serde_json::json;
use simulate::Chance;

/// Persons and items.
const SIZES: [(usize, usize); 3] = [(1_000, 20), (2_000, 50), (10_000, 50)];

/// Curves, and answers made with them.
struct Made {
    curves: Vec<Curve>,
    answers: Vec<Vec<Answer>>,
}

fn make(persons: usize, items: usize, model: Model) -> Made {
    let mut chance = Chance::new(20_261_124);
    let mut curves = chance.curves(items);
    if model != Model::TwoParameter {
        curves = curves.iter().map(|curve| Curve::new(1.0, curve.difficulty().unwrap()).unwrap()).collect();
    }
    let answers = (0..persons).map(|_| {
        let ability = chance.normal();
        chance.answers(&curves, ability)
    });
    Made { answers: answers.collect(), curves }
}

/// One row of answers to collapsed patterns, and those to curves: all that it takes.
fn calibrated(answers: &[Vec<Answer>], settings: &Settings) -> Vec<Curve> {
    let mut responses = Responses::new(answers[0].len());
    for row in answers {
        responses.add(row, 1).unwrap();
    }
    calibrate(&responses, settings).unwrap().curves().into_iter().map(Option::unwrap).collect()
}

/// Leaves answers, true and estimated curves for others to compare with.
fn leave(name: &str, made: &Made, found: &[Curve]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("irt");
    fs::create_dir_all(&folder).unwrap();
    let pair = |curve: &Curve| json!([curve.discrimination(), curve.difficulty().unwrap()]);
    let row = |row: &Vec<Answer>| -> String {
        row.iter().map(|answer| if *answer == Answer::Right { '1' } else { '0' }).collect()
    };
    let written = json!({
        "answers": made.answers.iter().map(row).collect::<Vec<_>>(),
        "true": made.curves.iter().map(pair).collect::<Vec<_>>(),
        "found": found.iter().map(pair).collect::<Vec<_>>(),
    });
    fs::write(folder.join(name).with_extension("json"), written.to_string()).unwrap();
}

fn calibrations(criterion: &mut Criterion) {
    for (name, model) in [("twopl", Model::TwoParameter), ("onepl", Model::Rasch), ("rasch", Model::UnitRasch)] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
        for (persons, items) in SIZES {
            let (made, settings) = (make(persons, items, model), Settings::new(model));
            let size = format!("{persons}x{items}");
            leave(&format!("{name}-{size}"), &made, &calibrated(&made.answers, &settings));
            group.bench_function(size, |bencher| bencher.iter(|| calibrated(black_box(&made.answers), &settings)));
        }
        group.finish();
    }
}

criterion_group!(irt, calibrations);
criterion_main!(irt);
