use super::{Error, at_most, read, write};
use crate::{
    Item,
    assessment::{Attempt, NotMarked, Rules},
    limits,
};

/// [`Rules`], a list of [`Attempt`] in the order in which they were taken, and a list of [`Item`], or `null` where the rules
/// ask for no formula scoring, give what comes of them, [`Marked`](crate::assessment::Marked): [`Rules::mark`].
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn assessment(rules: &str, attempts: &str, items: &str) -> Result<String, Error> {
    let (rules, attempts): (Rules, Vec<Attempt>) = (read("rules", rules)?, read("attempts", attempts)?);
    let items: Vec<Item> = read::<Option<_>>("items", items)?.unwrap_or_default();
    at_most(&items, limits::SLOTS, "items", "")?;
    let marked = rules.mark(&attempts, &items).map_err(|error| match error {
        NotMarked::Rules { ref pointer, .. } => Error::at("rules", pointer, &error),
        error => Error::at("attempts", error.pointer(), &error),
    })?;
    write(&marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named_with_its_argument() {
        let outcome = r#"{"item": "a", "points": 1, "maximum": 2, "verdict": "partial", "rule": "exact"}"#;
        let attempts = format!(r#"[{{"outcomes": [{outcome}], "late_seconds": 60}}]"#);
        let marked = assessment(r#"{"late": {"per_hour": 0.25, "at_most": 0.5}}"#, &attempts, "null").unwrap();
        assert!(marked.contains(r#""mark":{"points":0.5,"maximum":2,"awaiting_human":0,"percent":25,"#), "{marked}");
        for (rules, attempts, items, expected) in [
            ("{}", "[{}]", "null", "attempts/0: missing field `outcomes`"),
            ("{}", r#"[{"outcomes": [], "late": 1}]"#, "null", "attempts/0/late: unknown field `late`"),
            (r#"{"floor": "cellar"}"#, "[]", "null", "rules/floor: unknown variant `cellar`"),
            (r#"{"scale": []}"#, "[]", "null", "rules/scale: there is no grade"),
            (r#"{"formula_scoring": true}"#, &attempts, "[]", "attempts/0/outcomes/0/item: formula scoring needs"),
            ("{}", "[]", "[7]", "items/0: invalid type: integer `7`"),
        ] {
            let error = assessment(rules, attempts, items).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
