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

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("ENGINE", pediafor_grading::ENGINE)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
