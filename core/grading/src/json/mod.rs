//! The library as functions from JSON to JSON, for those who embed it in another language.
//!
//! Each takes its arguments as texts, in the format of `docs/format.md` and `docs/operations.md`, and gives one; an argument
//! that may be left away may be `null`. What cannot be read, or is larger than [`limits`](crate::limits) allow, is an [`Error`]
//! that names the argument and the field in it.
//!
//! | of | operations |
//! | --- | --- |
//! | an item | [`mark`], [`mark_tries`], [`lint`], [`to_paper`]; `process_qti` with the feature `qti` |
//! | a paper | [`total`], [`assessment`], [`blind_guess`] |
//! | attempts of many | [`statistics`], or [`tally`] with [`report`] and [`differentials`] |
//! | item response theory | [`calibrate`], [`item_fit`], [`abilities`], [`next_item`] |
//!
//! ```
//! use pediafor_grading::json;
//!
//! let item = r#"{"id": "q", "body": "1 + 1 = ?", "points": 1, "interaction": {"type": "numeric", "keys": [{"value": 2}]}}"#;
//! let outcome = json::mark(item, r#"{"type": "numeric", "text": "2"}"#)?;
//! assert!(outcome.starts_with(r#"{"item":"q","points":1,"maximum":1,"verdict":"correct""#));
//!
//! let error = json::mark(item, r#"{"type": "numeric", "text": 2}"#).unwrap_err();
//! assert_eq!(error.to_string(), "response/text: invalid type: integer `2`, expected a string");
//! # Ok::<(), json::Error>(())
//! ```
//!
//! To add an operation: write its function here, call it from each adapter, and give it cases in `examples/conformance`.

mod assessment;
mod error;
mod guess;
mod irt;
mod locate;
#[cfg(feature = "qti")]
mod qti;
mod statistics;

pub use assessment::assessment;
pub use error::Error;
pub use guess::blind_guess;
pub use irt::{abilities, calibrate, item_fit, next_item};
#[cfg(feature = "qti")]
pub use qti::process_qti;
pub use statistics::{differentials, report, statistics, tally};

use serde::{Serialize, de::DeserializeOwned};

use crate::{Behaviour, Floor, Item, Outcome, Response, Try};

/// An [`Item`] and a [`Response`], or `null` for none, give an [`Outcome`]: [`mark`](crate::mark()).
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn mark(item: &str, response: &str) -> Result<String, Error> {
    let (item, response): (Item, Option<Response>) = (read("item", item)?, read("response", response)?);
    write(&crate::mark(&item, response.as_ref()))
}

/// An [`Item`], a [`Behaviour`] and a list of [`Try`] give a [`Tried`](crate::Tried): [`mark_tries`](crate::mark_tries).
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn mark_tries(item: &str, behaviour: &str, tries: &str) -> Result<String, Error> {
    let (item, behaviour): (Item, Behaviour) = (read("item", item)?, read("behaviour", behaviour)?);
    let tries: Vec<Try> = read("tries", tries)?;
    write(&crate::mark_tries(&item, &behaviour, &tries))
}

/// An [`Item`] gives a list of [`Finding`](crate::Finding): [`Item::lint`].
///
/// # Errors
///
/// Where the argument is not what it should be.
pub fn lint(item: &str) -> Result<String, Error> {
    write(&read::<Item>("item", item)?.lint())
}

/// A list of [`Outcome`] and a [`Floor`], or `null` for none, give a [`Total`](crate::Total): [`total`](crate::total()).
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn total(outcomes: &str, floor: &str) -> Result<String, Error> {
    let (outcomes, floor): (Vec<Outcome>, Option<Floor>) = (read("outcomes", outcomes)?, read("floor", floor)?);
    write(&crate::total(&outcomes, floor.unwrap_or_default()))
}

/// An [`Item`] gives a [`PaperItem`](crate::PaperItem): [`Item::to_paper`].
///
/// # Errors
///
/// Where the argument is not what it should be.
pub fn to_paper(item: &str) -> Result<String, Error> {
    write(&read::<Item>("item", item)?.to_paper())
}

fn read<T: DeserializeOwned>(argument: &'static str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::reading::<T>(argument, text, &error))
}

/// Refuses a list that is too long.
fn at_most<T>(list: &[T], most: usize, argument: &str, pointer: &str) -> Result<(), Error> {
    if list.len() > most { Err(Error::at(argument, pointer, &format!("there are more than {most}"))) } else { Ok(()) }
}

fn write<T: Serialize>(result: &T) -> Result<String, Error> {
    serde_json::to_string(result).map_err(|error| Error::writing(&error))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const ITEM: &str = r#"{"id": "q", "body": "?", "points": 2, "interaction":
        {"type": "choice", "key": "a", "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]}}"#;
    const WRONG: &str = r#"{"type": "choice", "chosen": "b"}"#;
    const RIGHT: &str = r#"{"type": "choice", "chosen": "a"}"#;

    fn parsed(output: Result<String, Error>) -> Value {
        serde_json::from_str(&output.unwrap()).unwrap()
    }

    #[test]
    fn each_operation_gives_what_its_function_gives() {
        let item: Item = serde_json::from_str(ITEM).unwrap();
        let outcome = mark(ITEM, RIGHT).unwrap();
        assert_eq!(outcome, serde_json::to_string(&crate::mark(&item, Some(&Response::choice("a")))).unwrap());
        assert_eq!(parsed(mark(ITEM, "null"))["verdict"], "unanswered");

        let tries = format!(r#"[{{"response": {WRONG}}}, {{"response": {RIGHT}}}]"#);
        let tried = parsed(mark_tries(ITEM, r#"{"behaviour": "adaptive", "penalty": 0.25}"#, &tries));
        assert_eq!((&tried["outcome"]["points"], &tried["used"]), (&1.5.into(), &2.into()));

        assert_eq!(lint(ITEM).unwrap(), "[]");
        assert_eq!(parsed(lint(&ITEM.replace(r#""key": "a""#, r#""key": "z""#)))[0]["code"], "unknown_id");
        assert_eq!(parsed(to_paper(ITEM)), serde_json::to_value(item.to_paper()).unwrap());

        let outcomes = format!("[{outcome}, {}]", outcome.replace(r#""points":2"#, r#""points":-3"#));
        for (floor, points) in [("null", -1), (r#""none""#, -1), (r#""zero""#, 0)] {
            assert_eq!(parsed(total(&outcomes, floor))["points"], points, "{floor}");
        }
    }

    #[test]
    fn an_error_names_the_argument_and_the_field() {
        let twice = r#"{"type": "choice", "chosen": "a", "chosen": "b"}"#;
        for (output, place, why) in [
            (mark("{", RIGHT), "item", "not JSON: EOF while parsing an object at line 1 column 1"),
            (mark(ITEM, "{}"), "response", "missing field `type`"),
            (mark(ITEM, twice), "response", "duplicate field `chosen`"),
            (mark(&ITEM.replace(r#""B""#, "1"), RIGHT), "item/interaction/options/1/text", "invalid type: integer `1`"),
            (mark_tries(ITEM, "{}", "[]"), "behaviour", "missing field `behaviour`"),
            (mark_tries(ITEM, r#"{"behaviour": "deferred"}"#, "[{}]"), "tries/0", "missing field `response`"),
            (lint("null"), "item", "invalid type: null"),
            (total("[1]", "null"), "outcomes/0", "invalid type: integer `1`"),
            (total("[]", "7"), "floor", "invalid type: integer `7`"),
            (to_paper(&ITEM.replace("id\": \"q", "name\": \"q")), "item/name", "unknown field `name`"),
        ] {
            let error = output.unwrap_err();
            assert_eq!(error.place(), place, "{error}");
            assert!(error.to_string().starts_with(&format!("{place}: {why}")), "{error}");
        }
    }
}
