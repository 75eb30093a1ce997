use serde::Serialize;

use super::{Error, at_most, read, write};
use crate::{
    irt::{
        self, Ability, Answer, Calibration, RaschScale, Responses, Scale, Settings, WrongLength,
        adaptive::{AdaptiveError, Given, Pool, Rules},
    },
    limits,
};

#[derive(Serialize)]
struct Calibrated {
    aic: f64,
    bic: f64,
    rasch_scale: Option<RaschScale>,
    scale: Scale,
    calibration: Calibration,
}

/// [`Responses`] and [`Settings`] give curves: the `calibration`, a [`Calibration`], with what follows from it, its `scale`
/// for [`abilities`], `rasch_scale`, `aic` and `bic`: [`irt::calibrate`].
///
/// # Errors
///
/// Where an argument is not what it should be, or the answers do not tell the curves.
pub fn calibrate(responses: &str, settings: &str) -> Result<String, Error> {
    let (responses, settings) = (read_responses(responses)?, read::<Settings>("settings", settings)?);
    if settings.most_iterations > limits::ITERATIONS {
        return Err(Error::at("settings", "/most_iterations", &format!("at most {} are taken", limits::ITERATIONS)));
    }
    let calibration = irt::calibrate(&responses, &settings).map_err(|why| Error::at("responses", "", &why))?;
    write(&Calibrated {
        aic: calibration.aic(),
        bic: calibration.bic(),
        rasch_scale: calibration.rasch_scale(),
        scale: calibration.scale(),
        calibration,
    })
}

/// A [`Calibration`] and [`Responses`] give of each item an [`ItemFit`](irt::ItemFit), or `null` for one that was left out:
/// [`irt::item_fit`].
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn item_fit(calibration: &str, responses: &str) -> Result<String, Error> {
    let (calibration, responses): (Calibration, _) = (read("calibration", calibration)?, read_responses(responses)?);
    at_most(&calibration.items, limits::SLOTS, "calibration", "/items")?;
    write(&irt::item_fit(&calibration, &responses).map_err(|why| Error::at("responses", "/items", &why))?)
}

/// A [`Scale`] and a list of answers, each a word of `1`, `0` and `-` as in [`Responses`], give as many [`Ability`], by their
/// expected a posteriori value: [`Scale::ability`].
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn abilities(scale: &str, answers: &str) -> Result<String, Error> {
    let (scale, answers): (Scale, Vec<String>) = (read("scale", scale)?, read("answers", answers)?);
    at_most(scale.curves(), limits::SLOTS, "scale", "/curves")?;
    at_most(&answers, limits::ROWS, "answers", "")?;
    let ability = |(index, word): (usize, &String)| {
        let at = format!("/{index}");
        let answers = word.chars().map(answer).collect::<Option<Vec<_>>>();
        let answers = answers.ok_or_else(|| Error::at("answers", &at, "an answer is 1, 0 or -"))?;
        scale.ability(&answers).map_err(|why: WrongLength| Error::at("answers", &at, &why))
    };
    write(&answers.iter().enumerate().map(ability).collect::<Result<Vec<Ability>, Error>>()?)
}

/// A [`Pool`], a list of what was [`Given`] so far, [`Rules`] and a seed give the next [`Step`](irt::adaptive::Step):
/// [`Pool::next`].
///
/// # Errors
///
/// Where an argument is not what it should be.
pub fn next_item(pool: &str, given: &str, rules: &str, seed: &str) -> Result<String, Error> {
    let (pool, given): (Pool, Vec<Given>) = (read("pool", pool)?, read("given", given)?);
    let (rules, seed): (Rules, u64) = (read("rules", rules)?, read("seed", seed)?);
    at_most(pool.items(), limits::POOL, "pool", "")?;
    write(&pool.next(&given, &rules, seed).map_err(|why| match &why {
        AdaptiveError::Rules { .. } => Error::at("rules", "", &why),
        AdaptiveError::UnknownItem { id } => {
            let place = given.iter().position(|given| given.item == *id).unwrap_or_default();
            Error::at("given", &format!("/{place}/item"), &why)
        }
        AdaptiveError::RepeatedItem { id } => {
            let place = given.iter().rposition(|given| given.item == *id).unwrap_or_default();
            Error::at("given", &format!("/{place}/item"), &why)
        }
    })?)
}

fn read_responses(text: &str) -> Result<Responses, Error> {
    let responses: Responses = read("responses", text)?;
    if responses.items() > limits::SLOTS {
        return Err(Error::at("responses", "/items", &format!("there are more than {}", limits::SLOTS)));
    }
    if responses.patterns() > limits::ROWS {
        return Err(Error::at("responses", "/patterns", &format!("there are more than {}", limits::ROWS)));
    }
    Ok(responses)
}

const fn answer(sign: char) -> Option<Answer> {
    match sign {
        '1' => Some(Answer::Right),
        '0' => Some(Answer::Wrong),
        '-' => Some(Answer::NotPresented),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const RESPONSES: &str =
        r#"{"items": 3, "patterns": {"000": 20, "100": 30, "010": 9, "110": 25, "101": 8, "111": 20, "1-1": 4}}"#;
    const SETTINGS: &str = r#"{"model": "rasch", "least_answers": 30}"#;
    const POOL: &str = r#"[{"id": "a", "curve": {"discrimination": 1, "difficulty": 0}},
        {"id": "b", "curve": {"discrimination": 1, "difficulty": 1}}]"#;
    const RULES: &str = r#"{"stop": {"most_items": 2}}"#;

    #[test]
    fn what_is_calibrated_goes_into_fit_and_abilities() {
        let calibrated: Value = serde_json::from_str(&calibrate(RESPONSES, SETTINGS).unwrap()).unwrap();
        assert!(calibrated["aic"].as_f64().unwrap() < calibrated["bic"].as_f64().unwrap());
        let fits: Value =
            serde_json::from_str(&item_fit(&calibrated["calibration"].to_string(), RESPONSES).unwrap()).unwrap();
        assert!(fits[0]["mean_squares"]["infit"].is_number(), "{fits}");
        let scale = calibrated["scale"].to_string();
        let found: Value = serde_json::from_str(&abilities(&scale, r#"["000", "111", "---"]"#).unwrap()).unwrap();
        let estimate = |person: usize| found[person]["estimate"].as_f64().unwrap();
        assert!(estimate(0) < estimate(2) && estimate(2) < estimate(1), "{found}");
    }

    #[test]
    fn an_adaptive_test_is_told_its_next_item() {
        let step = next_item(POOL, r#"[{"item": "a", "answer": "right"}]"#, RULES, "1").unwrap();
        assert!(step.starts_with(r#"{"step":"ask","item":"b","ability":{"#), "{step}");
    }

    #[test]
    fn what_can_not_be_is_named_with_its_place() {
        let scale = r#"{"curves": [{"discrimination": 1, "difficulty": 0}]}"#;
        for (output, expected) in [
            (
                calibrate(r#"{"items": 2000000000000, "patterns": {}}"#, SETTINGS),
                "responses/items: there are more than",
            ),
            (calibrate(r#"{"items": 1, "patterns": {"x": 1}}"#, SETTINGS), "responses: an answer is 1, 0 or -"),
            (calibrate(RESPONSES, r#"{"model": "rasch"}"#), "settings: missing field `least_answers`"),
            (
                calibrate(RESPONSES, r#"{"model": "rasch", "least_answers": 1, "most_iterations": 10001}"#),
                "settings/most_iterations: at most",
            ),
            (calibrate(RESPONSES, r#"{"model": "rasch", "least_answers": 900}"#), "responses: 116 persons are too few"),
            (item_fit(r#"{"model": "rasch"}"#, RESPONSES), "calibration: missing field `quadrature`"),
            (abilities(scale, r#"["1", "2"]"#), "answers/1: an answer is 1, 0 or -"),
            (abilities(scale, r#"["11"]"#), "answers/0: 2 answers to 1 items"),
            (next_item(POOL, r#"[{"item": "z", "answer": "right"}]"#, RULES, "1"), "given/0/item: there is no item"),
            (
                next_item(POOL, &format!("[{0}, {0}]", r#"{"item": "a", "answer": "right"}"#), RULES, "1"),
                "given/1/item: the item \"a\" was given twice",
            ),
            (next_item(POOL, "[]", r#"{"stop": {"most_items": 1, "least_items": 2}}"#, "1"), "rules: the least number"),
            (next_item(&POOL.replace("\"b\"", "\"a\""), "[]", RULES, "1"), "pool: two items are called"),
            (next_item(POOL, "[]", RULES, "-1"), "seed: invalid value"),
        ] {
            let error = output.unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
