//! The scoring library in JavaScript: browsers, Node, edge functions.
//!
//! It takes the operations of [`pediafor_grading::json`] over the border and does nothing else; `npm/` makes of them a package
//! with types that takes and gives plain objects, and `build.sh` builds it.
//!
//! It stands in the workspace, as any adapter does: on other targets the macro's functions are plain functions, so that it is
//! built, linted and documented with all the rest, and one lock file says which wasm-bindgen both it and the program that
//! makes the glue (`examples/glue.rs`) are of.
#![deny(missing_docs)]

use pediafor_grading::json;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// The version of the engine: [`pediafor_grading::ENGINE`].
#[must_use]
#[wasm_bindgen]
pub fn engine() -> String {
    pediafor_grading::ENGINE.to_owned()
}

/// [`json::mark`].
///
/// # Errors
///
/// Where an argument is not what it should be; so of all below.
#[wasm_bindgen]
pub fn mark(item: &str, response: &str) -> Result<String, JsError> {
    Ok(json::mark(item, response)?)
}

/// [`json::mark_tries`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen(js_name = markTries)]
pub fn mark_tries(item: &str, behaviour: &str, tries: &str) -> Result<String, JsError> {
    Ok(json::mark_tries(item, behaviour, tries)?)
}

/// [`json::lint`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn lint(item: &str) -> Result<String, JsError> {
    Ok(json::lint(item)?)
}

/// [`json::total`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn total(outcomes: &str, floor: &str) -> Result<String, JsError> {
    Ok(json::total(outcomes, floor)?)
}

/// [`json::to_paper`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen(js_name = toPaper)]
pub fn to_paper(item: &str) -> Result<String, JsError> {
    Ok(json::to_paper(item)?)
}

/// [`json::assessment`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn assessment(rules: &str, attempts: &str, items: &str) -> Result<String, JsError> {
    Ok(json::assessment(rules, attempts, items)?)
}

/// [`json::blind_guess`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen(js_name = blindGuess)]
pub fn blind_guess(items: &str) -> Result<String, JsError> {
    Ok(json::blind_guess(items)?)
}

/// [`json::statistics`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn statistics(attempts: &str, reading: &str) -> Result<String, JsError> {
    Ok(json::statistics(attempts, reading)?)
}

/// [`json::tally`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn tally(tally: &str, change: &str) -> Result<String, JsError> {
    Ok(json::tally(tally, change)?)
}

/// [`json::report`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn report(tally: &str, reading: &str, group: &str) -> Result<String, JsError> {
    Ok(json::report(tally, reading, group)?)
}

/// [`json::differentials`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn differentials(tally: &str, groups: &str) -> Result<String, JsError> {
    Ok(json::differentials(tally, groups)?)
}

/// [`json::calibrate`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn calibrate(responses: &str, settings: &str) -> Result<String, JsError> {
    Ok(json::calibrate(responses, settings)?)
}

/// [`json::item_fit`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen(js_name = itemFit)]
pub fn item_fit(calibration: &str, responses: &str) -> Result<String, JsError> {
    Ok(json::item_fit(calibration, responses)?)
}

/// [`json::abilities`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen]
pub fn abilities(scale: &str, answers: &str) -> Result<String, JsError> {
    Ok(json::abilities(scale, answers)?)
}

/// [`json::next_item`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen(js_name = nextItem)]
pub fn next_item(pool: &str, given: &str, rules: &str, seed: &str) -> Result<String, JsError> {
    Ok(json::next_item(pool, given, rules, seed)?)
}

/// [`json::process_qti`].
///
/// # Errors
///
/// As of [`mark`].
#[wasm_bindgen(js_name = processQti)]
pub fn process_qti(item: &str, responses: &str, options: &str) -> Result<String, JsError> {
    Ok(json::process_qti(item, responses, options)?)
}
