use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::locate::locate;

/// What cannot be read, where it stands, and why: `item/interaction/key: invalid type: integer `1`, expected a string`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct Error {
    place: String,
    why: String,
}

impl Error {
    /// The argument's name and a JSON Pointer into it: `item/interaction/key`.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// `error` is what reading the text as a `T` says.
    pub(super) fn reading<T: DeserializeOwned>(argument: &str, text: &str, error: &serde_json::Error) -> Self {
        match serde_json::from_str::<Value>(text) {
            Err(error) => Self { place: argument.to_owned(), why: format!("not JSON: {error}") },
            Ok(value) => match locate::<T>(value) {
                Some((pointer, why)) => Self { place: format!("{argument}{pointer}"), why },
                // A member that stands there twice is lost in a value; the reader of the text says which.
                None => Self { place: argument.to_owned(), why: error.to_string() },
            },
        }
    }

    /// What is wrong at a JSON Pointer into an argument, beyond its form.
    pub(super) fn at(argument: &str, pointer: &str, why: &(impl fmt::Display + ?Sized)) -> Self {
        Self { place: format!("{argument}{pointer}"), why: why.to_string() }
    }

    pub(super) fn writing(error: &serde_json::Error) -> Self {
        Self { place: "result".to_owned(), why: error.to_string() }
    }
}
