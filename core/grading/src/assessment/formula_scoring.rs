use crate::{Floor, Interaction, Item, Outcome, Points, Total, Verdict, number::Ratio, total};

/// R − W / (k − 1): a wrong choice costs so much that who only guesses earns nothing on average; what is left out costs
/// nothing. \[formula scoring, "correction for guessing": Thurstone 1919; Lord & Novick 1968, ch. 14\]
///
/// Each item counts with its own points P and its own number k of options: +P where it is right, −P / (k − 1) where it is
/// wrong, 0 where nothing was answered. Of items that are no single choice and no true or false, and of options with a fraction
/// between none and all, it takes the outcome as it is.
///
/// ```
/// use pediafor_grading::{Floor, Item, Points, Response, assessment::formula_scoring, mark};
///
/// let item: Item = serde_json::from_str(r#"{"id": "q", "body": "?", "points": 3, "interaction": {"type": "choice", "key": "a",
///     "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}, {"id": "d", "text": "D"}]}}"#)?;
/// let outcomes = ["a", "b"].map(|chosen| mark(&item, Some(&Response::choice(chosen))));
/// let total = formula_scoring(outcomes.iter().map(|outcome| (&item, outcome)), Floor::None);
/// assert_eq!(total.points, Points::whole(3 - 1));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn formula_scoring<'a>(marked: impl IntoIterator<Item = (&'a Item, &'a Outcome)>, floor: Floor) -> Total {
    let corrected: Vec<Outcome> = marked.into_iter().map(|(item, outcome)| correct(item, outcome)).collect();
    total(&corrected, floor)
}

/// The outcome with the points that it counts.
pub(super) fn correct(item: &Item, outcome: &Outcome) -> Outcome {
    match options(item) {
        Some(options) => Outcome { points: corrected(item.points, outcome, options), ..outcome.clone() },
        None => outcome.clone(),
    }
}

/// k, of an item that is corrected.
fn options(item: &Item) -> Option<usize> {
    match &item.interaction {
        Interaction::Choice(question) => Some(question.options.len()),
        Interaction::TrueFalse(_) => Some(2),
        _ => None,
    }
}

fn corrected(points: Points, outcome: &Outcome, options: usize) -> Points {
    match outcome.verdict {
        Verdict::Incorrect => Ratio::new(-1, options as i128 - 1).of(points),
        Verdict::Correct => points,
        _ => outcome.points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Response, mark};

    fn item(id: &str, interaction: &str) -> Item {
        let text = format!(r#"{{"id": "{id}", "body": "?", "points": 2, "interaction": {interaction}}}"#);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn right_less_wrong_by_one_less_than_the_options_and_what_is_omitted_is_not_wrong() {
        let choice = item(
            "c",
            r#"{"type": "choice", "key": "a", "scoring": {"rule": "negative_marking", "penalty": 2},
                "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]}"#,
        );
        let truth = item("t", r#"{"type": "true_false", "key": true}"#);
        let text = item("s", r#"{"type": "short_text", "keys": [{"text": "ice"}]}"#);
        for (item, response, expected) in [
            (&choice, Some(Response::choice("a")), "2"),
            (&choice, Some(Response::choice("b")), "-1"),
            (&choice, None, "0"),
            (&choice, Some(Response::choice("z")), "0"),
            (&truth, Some(Response::true_false(true)), "2"),
            (&truth, Some(Response::true_false(false)), "-2"),
            (&truth, None, "0"),
            (&text, Some(Response::short_text("snow")), "0"),
        ] {
            let outcome = mark(item, response.as_ref());
            let total = formula_scoring([(item, &outcome)], Floor::None);
            assert_eq!(total.points.to_string(), expected, "{} {response:?}", item.id);
            assert_eq!(total.maximum, item.points);
            assert!(!formula_scoring([(item, &outcome)], Floor::Zero).points.is_negative());
        }
    }

    #[test]
    fn who_guesses_earns_nothing_on_average() {
        for options in 2..=6 {
            let listed: Vec<_> = (0..options).map(|id| format!(r#"{{"id": "o{id}", "text": "{id}"}}"#)).collect();
            let listed = listed.join(",");
            let item = item("c", &format!(r#"{{"type": "choice", "key": "o0", "options": [{listed}]}}"#));
            let outcomes: Vec<_> =
                (0..options).map(|id| mark(&item, Some(&Response::choice(format!("o{id}"))))).collect();
            let total = formula_scoring(outcomes.iter().map(|outcome| (&item, outcome)), Floor::None);
            assert!(total.points.millionths().abs() < options, "{options} options: {}", total.points);
        }
    }
}
