//! Classical figures of answer tables of the literature, such as the two sections of the Law School Admission Test, from
//! the folder `$PEDIAFOR_TEST_DATA/vectors/psychometrics`, otherwise of the small one that is bundled.
#![expect(clippy::unwrap_used, reason = "a broken table stops the test")]

use std::{fs, path::PathBuf};

use pediafor_grading::{
    Points,
    statistics::{Answer, Attempt, Chosen, Confidence, Given, Insufficient, ScoreGroups, Tally},
};
use serde_json::Value;

#[test]
fn tables_come_out_as_computed_elsewhere() {
    let folder = folder();
    let read = |file: &str| {
        let path = folder.join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let expected: Value = serde_json::from_str(&read("expected.json")).unwrap();
    let tables = expected["computed_here_ctt"].as_object().unwrap();
    assert!(!tables.is_empty());
    for (name, figures) in tables {
        let dataset = &expected["datasets"][name.trim_end_matches("_keyed")];
        let file = dataset["file"].as_str().unwrap().rsplit('/').next().unwrap();
        let tally = match dataset["key"].as_array() {
            Some(key) => keyed(&read(file), &key.iter().map(Value::to_string).collect::<Vec<_>>()),
            None => patterns(&read(file)),
        };
        compare(&tally, figures, name);
        println!("{name}: {} attempts at {} items", tally.attempts(), tally.slots());
    }
}

fn compare(tally: &Tally, expected: &Value, name: &str) {
    let all = tally.everyone();
    assert_eq!(Some(tally.attempts()), expected["n"].as_u64(), "{name}");
    assert_eq!(Some(tally.slots() as u64), expected["k"].as_u64(), "{name}");
    near(all.alpha(), &expected["alpha"], &format!("{name}: alpha"));
    near(all.mean(), &expected["mean_total"], &format!("{name}: mean"));
    near(all.standard_deviation(), &expected["sd_total"], &format!("{name}: standard deviation"));
    let interval = all.alpha_interval(Confidence::NINETY_FIVE).unwrap();
    assert!(interval.low < all.alpha().unwrap() && all.alpha().unwrap() < interval.high, "{name}: {interval:?}");
    for slot in 0..tally.slots() {
        let item = all.slot(slot);
        let what = |figure: &str| format!("{name}, item {}: {figure}", slot + 1);
        near(item.facility(), &expected["p"][slot], &what("facility"));
        near(item.discrimination().map(|r| r / 100.0), &expected["item_rest_r"][slot], &what("item-rest correlation"));
        let total = item.point_biserial(Confidence::NINETY_FIVE).map(|found| found.r);
        near(total, &expected["item_total_r"][slot], &what("point-biserial"));
        // Each attempt stands in one row at most, and those who chose the key are those who are right.
        let table = item.options(ScoreGroups::Quintiles);
        assert!(table.rows.iter().map(|row| row.attempts).sum::<u64>() <= item.attempts(), "{}", what("options"));
        for row in table.rows.iter().filter(|row| row.chosen == Chosen::Option("key".into())) {
            assert_eq!(row.attempts as f64 / item.attempts() as f64, item.facility().unwrap(), "{}", what("key"));
            assert_eq!(row.point_biserial.value().map(|r| (r * 1e9).round()), total.ok().map(|r| (r * 1e9).round()));
        }
    }
}

/// Right and wrong, and how many attempts are so: a row for each pattern.
fn patterns(csv: &str) -> Tally {
    let mut tally = None;
    for row in rows(csv) {
        let (times, marks) = row.split_last().unwrap();
        let whole = |text: &String| text.parse::<f64>().unwrap() as i32;
        let attempt = Attempt::new(
            marks.iter().enumerate().map(|(slot, mark)| answer(slot, whole(mark), Given::answered())).collect(),
        );
        let tally = tally.get_or_insert_with(|| Tally::new(marks.len()).unwrap());
        (0..whole(times)).for_each(|_| tally.add(&attempt).unwrap());
    }
    tally.unwrap()
}

/// The options that were chosen, 8 for none: a row for each attempt.
fn keyed(csv: &str, key: &[String]) -> Tally {
    let mut tally = Tally::new(key.len()).unwrap();
    for row in rows(csv) {
        let answer = |(slot, (chosen, key)): (usize, (&String, &String))| match chosen.as_str() {
            "8" => answer(slot, 0, Given::Omitted),
            right if right == key => answer(slot, 1, Given::options(["key"])),
            wrong => answer(slot, 0, Given::options([wrong])),
        };
        tally.add(&Attempt::new(row.iter().zip(key).enumerate().map(answer).collect())).unwrap();
    }
    tally
}

fn answer(slot: usize, mark: i32, given: Given) -> Answer {
    Answer { item: (slot + 1).to_string(), points: Points::whole(mark), maximum: Points::whole(1), given }
}

fn rows(csv: &str) -> impl Iterator<Item = Vec<String>> {
    csv.lines().skip(1).map(|line| line.split(',').map(|field| field.trim().to_owned()).collect())
}

/// To the digits that are written.
fn near(found: Result<f64, Insufficient>, expected: &Value, what: &str) {
    let (found, expected) = (found.unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= 0.51e-6, "{what}: {found}, expected {expected}");
}

#[expect(clippy::disallowed_methods, reason = "a test may be told where more tables are")]
fn folder() -> PathBuf {
    match std::env::var_os("PEDIAFOR_TEST_DATA").filter(|folder| !folder.is_empty()) {
        Some(folder) => PathBuf::from(folder).join("vectors/psychometrics"),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/tables"),
    }
}
