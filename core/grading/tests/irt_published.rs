//! Estimates that others published, or another program found, come out of the same answers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "broken data stops the test")]
#![expect(clippy::print_stdout, reason = "the account is for people")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use pediafor_grading::irt::{
    Answer, Calibration, Curve, ItemEstimate, Model, Responses, Settings, calibrate, item_fit,
};
use serde_json::Value;

/// The folder that `PEDIAFOR_TEST_DATA` names, otherwise the bundled one.
fn folder() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where more cases are")]
    let given = std::env::var_os("PEDIAFOR_TEST_DATA").filter(|folder| !folder.is_empty());
    match given {
        Some(folder) => Path::new(&folder).join("vectors/psychometrics"),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/psychometrics"),
    }
}

fn read(file: &str) -> String {
    let path = folder().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Rows of numbers below a row of names.
fn rows(file: &str) -> Vec<Vec<f64>> {
    read(file).lines().skip(1).map(|line| line.split(',').map(|cell| cell.trim().parse().unwrap()).collect()).collect()
}

fn scored(right: bool) -> Answer {
    if right { Answer::Right } else { Answer::Wrong }
}

/// Columns of zeros and ones, and how many persons gave each row.
fn counted(file: &str) -> Responses {
    let rows = rows(file);
    let mut responses = Responses::new(rows[0].len() - 1);
    for row in rows {
        let (persons, answers) = row.split_last().unwrap();
        let answers: Vec<Answer> = answers.iter().map(|answer| scored(*answer == 1.0)).collect();
        responses.add(&answers, *persons as u64).unwrap();
    }
    responses
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn close(what: &str, found: impl IntoIterator<Item = f64>, expected: &[f64], tolerance: f64) {
    let found: Vec<f64> = found.into_iter().collect();
    println!("{what}: {found:.4?}, expected {expected:?}");
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected}");
    }
}

fn curves(calibration: &Calibration) -> Vec<Curve> {
    calibration.curves().into_iter().map(Option::unwrap).collect()
}

/// The answers of each data set, calibrated with each model once.
struct Calibrated(BTreeMap<String, (Responses, BTreeMap<&'static str, Calibration>)>);

impl Calibrated {
    fn get(&mut self, dataset: &str, file: &str, model: Model) -> (&Responses, &Calibration) {
        let entry = self.0.entry(dataset.into()).or_insert_with(|| (counted(file), BTreeMap::new()));
        let name = match model {
            Model::TwoParameter => "2PL",
            Model::Rasch => "Rasch",
            Model::UnitRasch => "unit",
        };
        let calibration = entry.1.entry(name).or_insert_with(|| calibrate(&entry.0, &Settings::new(model)).unwrap());
        (&entry.0, calibration)
    }
}

/// All patterns, in the order of binary numbers.
fn patterns(items: usize) -> impl Iterator<Item = Vec<Answer>> {
    (0..1_u32 << items).map(move |bits| (0..items).map(|item| scored(bits >> (items - 1 - item) & 1 == 1)).collect())
}

#[test]
fn published_estimates_come_out_the_same() {
    let expected: Value = serde_json::from_str(&read("expected.json")).unwrap();
    let mut calibrated = Calibrated(BTreeMap::new());
    let mut compared = 0;
    for case in expected["expected_published_or_test"].as_array().unwrap() {
        let dataset = case["dataset"].as_str().unwrap();
        let what = case["model"].as_str().unwrap();
        let file = expected["datasets"][dataset]["file"].as_str().unwrap();
        let file = file.rsplit('/').next().unwrap();
        let model =
            if what.starts_with("Rasch") || what.starts_with("1PL") { Model::Rasch } else { Model::TwoParameter };
        let (responses, calibration) = calibrated.get(dataset, file, model);
        let what = &format!("{dataset}, {what}");
        if what.contains("M2") {
            println!("{what}: not reckoned here");
            continue;
        }
        compared += 1;
        let curves = curves(calibration);
        for source in [case, &case["independent_refit_here"]] {
            if let Some(log_likelihood) = source["logLik"].as_f64() {
                close(&format!("{what}: log-likelihood"), [calibration.log_likelihood], &[log_likelihood], 0.01);
            }
            if source["d"].is_array() {
                let found = curves.iter().map(Curve::intercept);
                close(&format!("{what}: intercepts"), found, &numbers(&source["d"]), 0.01);
            }
            if source["a"].is_array() {
                let found = curves.iter().map(Curve::discrimination);
                close(&format!("{what}: discriminations"), found, &numbers(&source["a"]), 0.01);
            }
            if let Some(common) = source["a"].as_f64() {
                close(&format!("{what}: discrimination"), [curves[0].discrimination()], &[common], 0.01);
            }
            if let Some(variance) = source["latent_variance"].as_f64() {
                let scale = calibration.rasch_scale().unwrap();
                close(&format!("{what}: variance"), [scale.variance], &[variance], 0.01);
            }
        }
        if what.contains("EAP ability of first 6") {
            let scale = calibration.scale();
            let abilities = patterns(5).map(|answers| scale.ability(&answers).unwrap().estimate);
            close(what, abilities.take(6), &numbers(&case["theta"]), 0.01);
        }
        if what.contains("EAPsum") {
            let table = calibration.scale().by_score();
            let ability = || table.iter().map(|row| row.ability.unwrap());
            close(
                &format!("{what}: abilities"),
                ability().map(|ability| ability.estimate),
                &numbers(&case["theta"]),
                0.01,
            );
            close(
                &format!("{what}: errors"),
                ability().map(|ability| ability.standard_error),
                &numbers(&case["se"]),
                0.01,
            );
            let persons = calibration.persons as f64;
            close(
                &format!("{what}: persons"),
                table.iter().map(|row| row.share * persons),
                &numbers(&case["expected"]),
                0.5,
            );
        }
        if what.contains("S-X2") {
            let fits = item_fit(calibration, responses).unwrap();
            let s_x2 = || fits.iter().map(|fit| fit.unwrap().s_x2.unwrap());
            close(what, s_x2().map(|fit| fit.value), &numbers(&case["S_X2"]), 0.02);
            let degrees = case["df"].as_u64().unwrap() as usize;
            assert!(s_x2().all(|fit| fit.degrees == degrees && fit.persons == 1_000), "{fits:?}");
        }
        if let Some(errors) = case["standard_errors"].as_object() {
            let found = calibration.items.iter().map(|item| match item {
                ItemEstimate::Estimated(estimate) => estimate.standard_errors.unwrap(),
                left_out => panic!("{what}: {left_out:?}"),
            });
            let found: Vec<_> = found.collect();
            let discriminations = found.iter().map(|errors| errors.discrimination.unwrap());
            close(&format!("{what}: errors of a"), discriminations, &numbers(&errors["a"]), 0.002);
            close(
                &format!("{what}: errors of d"),
                found.iter().map(|errors| errors.intercept),
                &numbers(&errors["d"]),
                0.002,
            );
        }
    }
    assert!(compared > 0);
}

/// Chosen options, marked with a key; what was left blank is wrong.
fn marked(file: &str, key: &[f64]) -> Responses {
    let mut responses = Responses::new(key.len());
    for row in rows(file) {
        let answers: Vec<Answer> = row.iter().zip(key).map(|(chosen, key)| scored(chosen == key)).collect();
        responses.add(&answers, 1).unwrap();
    }
    responses
}

#[test]
fn curves_expect_as_many_right_answers_as_there_are() {
    let expected: Value = serde_json::from_str(&read("expected.json")).unwrap();
    for (dataset, statistics) in expected["computed_here_ctt"].as_object().unwrap() {
        let facts = &expected["datasets"][dataset.trim_end_matches("_keyed")];
        let file = facts["file"].as_str().unwrap().rsplit('/').next().unwrap();
        let responses = if facts["key"].is_array() { marked(file, &numbers(&facts["key"])) } else { counted(file) };
        for model in [Model::TwoParameter, Model::Rasch] {
            let calibration = calibrate(&responses, &Settings::new(model)).unwrap();
            let nodes = || calibration.quadrature.nodes().iter().zip(calibration.quadrature.weights());
            let facility = |curve: Curve| nodes().map(|(node, weight)| weight * curve.probability(*node)).sum();
            let found = curves(&calibration).into_iter().map(facility);
            close(&format!("{dataset}, {model:?}: facilities"), found, &numbers(&statistics["p"]), 0.015);
            let known = calibration.items.iter().all(|item| match item {
                ItemEstimate::Estimated(estimate) => estimate.standard_errors.is_some(),
                ItemEstimate::LeftOut { .. } => false,
            });
            assert!(known, "{dataset}, {model:?}: {:?}", calibration.items);
        }
    }
}
