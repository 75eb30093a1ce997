use serde::Deserialize;

use super::{Error, at_most, read, write};
use crate::{
    limits,
    statistics::{Attempt, NotCounted, Reading, Tally},
};

/// What is done to a tally: first what is taken back, then what is counted.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Change {
    remove: Vec<Attempt>,
    unmerge: Vec<Tally>,
    add: Vec<Attempt>,
    merge: Vec<Tally>,
}

/// Two groups to compare.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    reference: String,
    focal: String,
}

/// A list of [`Attempt`] and a [`Reading`], or `null` for the usual one, give a [`Report`](crate::statistics::Report): what
/// [`tally`] and [`report`] do one after the other.
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn statistics(attempts: &str, reading: &str) -> Result<String, Error> {
    let (attempts, reading): (Vec<Attempt>, Option<Reading>) = (read("attempts", attempts)?, read("reading", reading)?);
    let mut tally = Tally::new(attempts.first().map_or(0, |attempt| attempt.answers.len()))
        .map_err(|why| Error::at("attempts", "/0/answers", &why))?;
    each(&attempts, "attempts", "", |attempt| tally.add(attempt))?;
    few_groups(&tally, "attempts")?;
    write(&tally.everyone().report(&reading.unwrap_or_default()))
}

/// A [`Tally`], or `null` for none yet, and what is done to it give the tally that comes of it. The change has lists of
/// [`Attempt`] to `remove` and `add` and of tallies to `unmerge` and `merge`: [`Tally::remove`], [`Tally::add`],
/// [`Tally::unmerge`], [`Tally::merge`].
///
/// # Errors
///
/// Where an argument is not what it should be, or does not fit the other.
pub fn tally(tally: &str, change: &str) -> Result<String, Error> {
    let (tally, change): (Option<Tally>, Change) = (read("tally", tally)?, read("change", change)?);
    let mut tally = match tally {
        Some(tally) => tally,
        None => empty_for(&change)?,
    };
    each(&change.remove, "change", "/remove", |attempt| tally.remove(attempt))?;
    each(&change.unmerge, "change", "/unmerge", |other| tally.unmerge(other))?;
    each(&change.add, "change", "/add", |attempt| tally.add(attempt))?;
    each(&change.merge, "change", "/merge", |other| tally.merge(other.clone()))?;
    few_groups(&tally, "change")?;
    write(&tally)
}

/// A [`Tally`], a [`Reading`], or `null` for the usual one, and the name of a group, or `null` for everyone, give a
/// [`Report`](crate::statistics::Report): [`Sample::report`](crate::statistics::Sample::report).
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn report(tally: &str, reading: &str, group: &str) -> Result<String, Error> {
    let (tally, reading): (Tally, Option<Reading>) = (read("tally", tally)?, read("reading", reading)?);
    let group: Option<String> = read("group", group)?;
    let sample = group.map_or_else(|| tally.everyone(), |group| tally.group(&group));
    write(&sample.report(&reading.unwrap_or_default()))
}

/// A [`Tally`] and the names of two groups, `reference` and `focal`, give for each item that both had how it treats the
/// latter: [`Tally::differentials`].
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn differentials(tally: &str, groups: &str) -> Result<String, Error> {
    let (tally, groups): (Tally, Groups) = (read("tally", tally)?, read("groups", groups)?);
    write(&tally.differentials(&groups.reference, &groups.focal))
}

/// A tally of the papers that are to be counted.
fn empty_for(change: &Change) -> Result<Tally, Error> {
    let (slots, pointer) = match (change.add.first(), change.merge.first()) {
        (Some(attempt), _) => (attempt.answers.len(), "/add/0/answers"),
        (None, Some(tally)) => (tally.slots(), "/merge/0"),
        (None, None) => (0, ""),
    };
    Tally::new(slots).map_err(|why| Error::at("change", pointer, &why))
}

fn each<T>(
    list: &[T],
    argument: &str,
    pointer: &str,
    mut count: impl FnMut(&T) -> Result<(), NotCounted>,
) -> Result<(), Error> {
    at_most(list, limits::ROWS, argument, pointer)?;
    for (index, entry) in list.iter().enumerate() {
        count(entry).map_err(|why| Error::at(argument, &format!("{pointer}/{index}"), &why))?;
    }
    Ok(())
}

/// Refuses what would take a time for each group.
fn few_groups(tally: &Tally, argument: &str) -> Result<(), Error> {
    if tally.groups().count() > limits::GROUPS {
        return Err(Error::at(argument, "", &format!("there are more than {} groups", limits::GROUPS)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(points: u32, group: &str) -> String {
        format!(
            r#"{{"group": {group}, "answers": [{{"item": "q", "points": {points}, "maximum": 1, "given": {{"answered": []}}}}]}}"#
        )
    }

    #[test]
    fn a_tally_goes_to_and_fro_and_reports_what_the_attempts_do() {
        let (right, wrong) = (attempt(1, "\"m\""), attempt(0, "\"f\""));
        let attempts = format!("[{right}, {wrong}]");
        let both = tally("null", &format!(r#"{{"add": {attempts}}}"#)).unwrap();
        assert_eq!(report(&both, "null", "null").unwrap(), statistics(&attempts, "null").unwrap());
        let one = tally(&both, &format!(r#"{{"remove": [{wrong}]}}"#)).unwrap();
        assert_eq!(one, tally("null", &format!(r#"{{"add": [{right}]}}"#)).unwrap());
        assert_eq!(report(&both, "null", "\"m\"").unwrap(), statistics(&format!("[{right}]"), "null").unwrap());
        let other = tally(&both, &format!(r#"{{"unmerge": [{one}]}}"#)).unwrap();
        assert_eq!(tally("null", &format!(r#"{{"merge": [{one}, {other}]}}"#)).unwrap(), both);
        let treated = differentials(&both, r#"{"reference": "m", "focal": "f"}"#).unwrap();
        assert_eq!(treated, r#"{"q":{"insufficient":{"why":"nothing_to_compare"}}}"#);
    }

    #[test]
    fn what_can_not_be_counted_is_named_with_its_place() {
        let right = attempt(1, "null");
        let two_slots = r#"{"answers": []}"#;
        for (output, expected) in [
            (statistics(&format!("[{right}, {two_slots}]"), "null"), "attempts/1: an answer is expected for each of 1"),
            (statistics(&right.replace("\"q\"", "7"), "null"), "attempts: invalid type: map"),
            (
                statistics(&format!("[{}]", right.replace("\"q\"", "7")), "null"),
                "attempts/0/answers/0/item: invalid type",
            ),
            (statistics("[]", r#"{"confidence": 95}"#), "reading/confidence: a confidence is between"),
            (tally("null", &format!(r#"{{"remove": [{right}]}}"#)), "change/remove/0: an answer is expected"),
            (
                tally("null", &format!(r#"{{"add": [{right}], "remove": [{right}]}}"#)),
                "change/remove/0: what is to be taken",
            ),
            (tally("{}", "{}"), "tally: missing field `slots`"),
            (
                tally(r#"{"slots": 1, "groups": [[null, {"totals": [[1, 1]], "slots": []}]]}"#, "{}"),
                "tally: the marks and totals",
            ),
            (differentials(r#"{"slots": 1, "groups": []}"#, r#"{"reference": "m"}"#), "groups: missing field `focal`"),
        ] {
            let error = output.unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        let many: Vec<_> = (0..=limits::GROUPS).map(|group| attempt(1, &format!("\"{group}\""))).collect();
        assert_eq!(statistics(&format!("[{}]", many.join(",")), "null").unwrap_err().place(), "attempts");
    }
}
