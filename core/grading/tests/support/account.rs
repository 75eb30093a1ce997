//! Accounts for every case of a file: the same, different for a stated reason, or left for a stated reason.

use std::collections::BTreeMap;

use pediafor_grading::{Item, Response, mark};
use serde_json::Value;

use crate::cases::{self, is_correct};

/// How a case went.
pub(crate) enum Ran {
    Same,
    Different(String),
    /// It is about something that this library does not do, or not yet.
    #[allow(dead_code, reason = "some files leave nothing")]
    Left(&'static str),
}

/// Runs each case of a file and prints the account by type of question.
///
/// `differences` are the ids, or beginnings of ids, of the cases that are known to come out differently; each such
/// case must, and no other may.
pub(crate) fn account(name: &str, differences: &[&str], run: impl Fn(&Value) -> Ran) {
    let read = cases::read(name);
    let (mut rows, mut left) = (BTreeMap::<String, [usize; 3]>::new(), BTreeMap::<&str, usize>::new());
    let mut surprises = Vec::new();
    for (id, case) in &read.cases {
        let known = differences.iter().any(|known| id.starts_with(known));
        let row = rows.entry(case["question_type"][0].as_str().unwrap().to_owned()).or_default();
        match run(case) {
            Ran::Same if known => surprises.push(format!("{id} is listed as different, but is the same")),
            Ran::Same => row[0] += 1,
            Ran::Different(_) if known => row[1] += 1,
            Ran::Different(how) => surprises.push(format!("{id}: {how}")),
            Ran::Left(why) => {
                row[2] += 1;
                *left.entry(why).or_default() += 1;
            }
        }
    }
    println!("{}: {} cases", read.path.display(), read.cases.len());
    println!("{:30} {:>5} {:>9} {:>5}", "type", "same", "different", "left");
    for (kind, [same, different, left]) in &rows {
        println!("{kind:30} {same:>5} {different:>9} {left:>5}");
    }
    for (why, count) in left {
        println!("left {count:>3}: {why}");
    }
    assert!(surprises.is_empty(), "{surprises:#?}");
    assert!(rows.values().any(|row| row[0] > 0), "no case was run");
}

/// Marks, and compares with what is expected: `points` or `fraction` or `score`, within `abs_tol` or `tolerance`
/// or between `fraction_gt` and `fraction_lt`; and `correct` or `state`.
pub(crate) fn compare(item: &Item, response: Option<&Response>, expected: &Value) -> Ran {
    let outcome = mark(item, response);
    let (points, maximum) = (outcome.points.millionths() as f64 / 1e6, outcome.maximum.millionths() as f64 / 1e6);
    let within = ["abs_tol", "tolerance"].iter().find_map(|name| expected[*name].as_f64()).unwrap_or(1e-6);
    let number = |name: &str| expected[name].as_f64();
    let parts = || Some(number("parts_right")? / number("parts")?);
    let fraction = number("fraction").or(number("fraction_of_class")).or(number("score")).or_else(parts);
    let target = number("points").or(fraction.map(|fraction| fraction * maximum));
    let right = match (&expected["correct"], expected["state"].as_str()) {
        (Value::Bool(right), _) => Some(Some(*right)),
        (Value::String(_), _) | (_, Some("gradedpartial")) => Some(None),
        (_, Some(state)) => Some(Some(state == "gradedright")),
        _ => None,
    };
    let same = target.is_none_or(|target| (points - target).abs() <= within)
        && number("fraction_gt").is_none_or(|low| points > low * maximum)
        && number("fraction_lt").is_none_or(|high| points < high * maximum)
        && right.is_none_or(|right| is_correct(outcome.verdict) == right);
    let asked = target.is_some() || right.is_some() || !expected["fraction_gt"].is_null();
    match (asked, same) {
        (false, _) => Ran::Different(format!("nothing to compare in {expected}")),
        (true, true) => Ran::Same,
        (true, false) => Ran::Different(format!("{points} of {maximum}, {:?}, not {expected}", outcome.verdict)),
    }
}
