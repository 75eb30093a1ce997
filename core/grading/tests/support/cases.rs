//! Reads scoring cases: one JSON object a line, from the folder that `PEDIAFOR_TEST_DATA` names, otherwise from the
//! bundled ones.

use std::path::{Path, PathBuf};

use pediafor_grading::{Choice, Verdict};
use serde_json::Value;

/// Where cases were read, and each with its id.
pub(crate) struct Cases {
    pub(crate) path: PathBuf,
    pub(crate) cases: Vec<(String, Value)>,
}

/// The cases of `vectors/<name>.jsonl`.
pub(crate) fn read(name: &str) -> Cases {
    let file = Path::new("vectors").join(name).with_extension("jsonl");
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let path = match from_environment() {
        Some(folder) => folder.join(file),
        None => bundled.join(file.file_name().unwrap()),
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parse = |(index, line): (usize, &str)| {
        let case: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("line {}: {error}", index + 1));
        (case["id"].as_str().unwrap_or_default().to_owned(), case)
    };
    let cases: Vec<_> = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(parse).collect();
    assert!(!cases.is_empty(), "{} has no cases", path.display());
    Cases { path, cases }
}

#[expect(clippy::disallowed_methods, reason = "a test may be told where more cases are")]
fn from_environment() -> Option<PathBuf> {
    std::env::var_os("PEDIAFOR_TEST_DATA").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// Options whose text is their id.
pub(crate) fn choices<S: AsRef<str>>(ids: impl IntoIterator<Item = S>) -> Vec<Choice> {
    ids.into_iter().map(|id| Choice::new(id.as_ref(), id.as_ref())).collect()
}

/// What other systems call right (`true`), partly right (nothing) and wrong (`false`).
pub(crate) fn is_correct(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Correct => Some(true),
        Verdict::Partial | Verdict::NeedsHuman | Verdict::NotMarked => None,
        Verdict::Incorrect | Verdict::Unanswered | Verdict::InvalidResponse => Some(false),
    }
}
