use serde::Serialize;

use super::{Error, at_most, read, write};
use crate::{BlindGuess, Item, limits, lint};

#[derive(Serialize)]
struct Guesses<'a> {
    /// Of the whole paper.
    paper: BlindGuess,
    items: Vec<Guess<'a>>,
}

#[derive(Serialize)]
struct Guess<'a> {
    item: &'a str,
    #[serde(flatten)]
    guess: BlindGuess,
}

/// A list of [`Item`] gives what a blind guess earns of all, as `paper`, and of each, as `items`: [`BlindGuess`],
/// [`blind_guess`](crate::blind_guess()). An item in which [`lint`](super::lint) finds an error is refused.
///
/// # Errors
///
/// Where the argument is not what it should be.
pub fn blind_guess(items: &str) -> Result<String, Error> {
    let items: Vec<Item> = read("items", items)?;
    at_most(&items, limits::SLOTS, "items", "")?;
    for (index, item) in items.iter().enumerate() {
        if let Some(finding) = lint::first_error(item.lint()) {
            return Err(Error::at("items", &format!("/{index}{}", finding.pointer), &finding.detail));
        }
    }
    let guesses = items.iter().map(|item| Guess { item: &item.id, guess: item.blind_guess() });
    write(&Guesses { items: guesses.collect(), paper: crate::blind_guess(&items) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_and_the_paper_are_guessed_and_broken_items_refused() {
        let item = r#"{"id": "q", "body": "?", "points": 2, "interaction": {"type": "true_false", "key": true}}"#;
        let text =
            r#"{"id": "s", "body": "?", "points": 2, "interaction": {"type": "short_text", "keys": [{"text": "x"}]}}"#;
        assert_eq!(
            blind_guess(&format!("[{item}, {text}]")).unwrap(),
            r#"{"paper":{"share":0.25,"margin":0.0},"items":[{"item":"q","share":0.5,"margin":0.0},{"item":"s","share":0.0,"margin":0.0}]}"#
        );
        let error = blind_guess(&format!("[{item}, {}]", text.replace(r#""x""#, r#""""#))).unwrap_err();
        assert_eq!(error.place(), "items/1/interaction/keys/0/text");
        assert_eq!(blind_guess(&format!("[{}]", vec![item; 1_001].join(","))).unwrap_err().place(), "items");
    }
}
