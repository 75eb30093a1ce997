//! JSON Pointers (RFC 6901).

/// `base` with one more token.
pub(crate) fn join(base: &str, token: &str) -> String {
    format!("{base}/{}", token.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped() {
        assert_eq!(join("", "options"), "/options");
        assert_eq!(join("/gaps", "a/b~c"), "/gaps/a~1b~0c");
    }
}
