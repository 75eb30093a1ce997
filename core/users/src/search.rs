use unicode_normalization::UnicodeNormalization;

/// Text as lists are searched: compatibility form (NFKC) and lower case, so that `ｋ` finds `K`.
///
/// Repositories keep the fold of name and address beside an account and compare folds, because databases fold
/// differently.
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_and_width_do_not_matter() {
        assert_eq!(fold("Ｋáтя"), fold("kÁТЯ"));
        assert_eq!(fold("E\u{301}mile"), "émile");
    }
}
