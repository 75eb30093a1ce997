/// A variable that is set to something.
#[expect(clippy::disallowed_methods, reason = "the harness is configured by its environment, like any test runner")]
pub(crate) fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
