//! The library as functions from JSON to JSON, for those who embed it in another language.
//!
//! Each takes its arguments as texts, in the format of `docs/format.md`, and gives one; an argument that may be left away
//! may be `null`. What cannot be read is an [`Error`] that names the argument and the field in it.
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
//! To add an operation: write its function here, call it from each adapter, and give it cases in `examples/conformance.rs`.

mod error;
mod locate;

pub use error::Error;

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

fn write<T: Serialize>(result: &T) -> Result<String, Error> {
    serde_json::to_string(result).map_err(|error| Error::writing(&error))
}
