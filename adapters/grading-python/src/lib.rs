//! The scoring library in Python.
//!
//! It takes the operations of [`pediafor_grading::json`] over the border and does nothing else; `python/` makes of them a package
//! with types that takes and gives dicts, and `build.sh` builds its wheel, one for every Python from 3.11 on (abi3).
//!
//! It stands in the workspace, as any adapter does, so that it is built, linted and documented with all the rest. What
//! that takes: the stable interface of Python needs no headers, the workspace's `.cargo/config.toml` has it linked without
//! libpython as extension modules are, and it has no test harness, which could not be linked so.
#![deny(missing_docs)]

use pyo3::pymodule;

/// The operations, on texts.
#[pymodule]
mod _native {
    use pediafor_grading::json;
    use pyo3::{
        Bound, PyErr, PyResult, exceptions::PyValueError, prelude::PyModuleMethods, pyfunction, types::PyModule,
    };

    fn value_error(error: &json::Error) -> PyErr {
        PyValueError::new_err(error.to_string())
    }

    #[pyfunction]
    fn mark(item: &str, response: &str) -> PyResult<String> {
        json::mark(item, response).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn mark_tries(item: &str, behaviour: &str, tries: &str) -> PyResult<String> {
        json::mark_tries(item, behaviour, tries).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn lint(item: &str) -> PyResult<String> {
        json::lint(item).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn total(outcomes: &str, floor: &str) -> PyResult<String> {
        json::total(outcomes, floor).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn to_paper(item: &str) -> PyResult<String> {
        json::to_paper(item).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn assessment(rules: &str, attempts: &str, items: &str) -> PyResult<String> {
        json::assessment(rules, attempts, items).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn blind_guess(items: &str) -> PyResult<String> {
        json::blind_guess(items).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn statistics(attempts: &str, reading: &str) -> PyResult<String> {
        json::statistics(attempts, reading).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn tally(tally: &str, change: &str) -> PyResult<String> {
        json::tally(tally, change).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn report(tally: &str, reading: &str, group: &str) -> PyResult<String> {
        json::report(tally, reading, group).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn differentials(tally: &str, groups: &str) -> PyResult<String> {
        json::differentials(tally, groups).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn calibrate(responses: &str, settings: &str) -> PyResult<String> {
        json::calibrate(responses, settings).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn item_fit(calibration: &str, responses: &str) -> PyResult<String> {
        json::item_fit(calibration, responses).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn abilities(scale: &str, answers: &str) -> PyResult<String> {
        json::abilities(scale, answers).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn next_item(pool: &str, given: &str, rules: &str, seed: &str) -> PyResult<String> {
        json::next_item(pool, given, rules, seed).map_err(|error| value_error(&error))
    }

    #[pyfunction]
    fn process_qti(item: &str, responses: &str, options: &str) -> PyResult<String> {
        json::process_qti(item, responses, options).map_err(|error| value_error(&error))
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("ENGINE", pediafor_grading::ENGINE)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
