use std::fmt;

use crate::error::Rule;

/// An e-mail address: ASCII, in lower case, at most [`Email::MAX`] characters, with a domain of two labels or more.
///
/// Two spellings that differ in case alone are the same address, so that nobody can take somebody's name twice.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

/// Text that is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Nothing was given.
    #[error("an e-mail address is needed")]
    Empty,
    /// More characters than mail servers take.
    #[error("at most 254 characters, and at most 64 before the @")]
    TooLong,
    /// Something other than `local@domain.tld` in ASCII.
    #[error("not an e-mail address")]
    Malformed,
}

impl Rule for InvalidEmail {
    fn code(&self) -> &'static str {
        match self {
            InvalidEmail::Empty => "required",
            InvalidEmail::TooLong => "too_long",
            InvalidEmail::Malformed => "email",
        }
    }
}

impl Email {
    /// The longest address, in characters (RFC 5321's path less its brackets).
    pub const MAX: usize = 254;
    const MAX_LOCAL: usize = 64;
    const MAX_LABEL: usize = 63;

    /// Reads an address; space around it is dropped.
    ///
    /// # Errors
    ///
    /// [`InvalidEmail`] names the rule that was broken.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidEmail::Empty);
        }
        if text.len() > Self::MAX {
            return Err(InvalidEmail::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail::Malformed)?;
        if local.len() > Self::MAX_LOCAL {
            return Err(InvalidEmail::TooLong);
        }
        let labels = || domain.split('.');
        let fits = local.split('.').all(is_atom)
            && labels().count() >= 2
            && labels().all(is_label)
            && labels().next_back().is_some_and(|label| label.bytes().any(|byte| byte.is_ascii_alphabetic()));
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(InvalidEmail::Malformed) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An address that stands for nobody and can't receive anything.
    pub(crate) fn of_nobody(id: impl fmt::Display) -> Self {
        Self(format!("{id}@erased.invalid"))
    }
}

fn is_atom(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
}

fn is_label(text: &str) -> bool {
    (1..=Email::MAX_LABEL).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_space_around_make_no_other_address() {
        assert_eq!(Email::parse("  Ada.L@Example.ORG ").unwrap().as_str(), "ada.l@example.org");
    }

    #[test]
    fn addresses_in_use_are_taken() {
        for text in ["a@b.co", "o'hara+exam@uni-x.ac.uk", "x_1@xn--bcher-kva.example", "a@1.2.com"] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
        assert!(Email::parse(&format!("{}@{}.com", "a".repeat(64), "b".repeat(63))).is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "a",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a@.co",
            "a@b..co",
            "a@b.co.",
            ".a@b.co",
            "a.@b.co",
            "a..b@c.de",
            "a b@c.de",
            "a@b c.de",
            "a@-b.co",
            "a@b-.co",
            "a@b_c.co",
            "a@b@c.de",
            "ä@b.co",
            "a@bücher.de",
            "a\u{0}@b.co",
            "a@b.co\nBcc:x",
            "\"a\"@b.co",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "<a@b.co>",
        ] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Malformed), "{text}");
        }
        assert_eq!(Email::parse(" "), Err(InvalidEmail::Empty));
        assert_eq!(Email::parse(&format!("{}@b.co", "a".repeat(65))), Err(InvalidEmail::TooLong));
        assert_eq!(Email::parse(&format!("a@{}.co", "b.".repeat(130))), Err(InvalidEmail::TooLong));
        assert_eq!(Email::parse(&format!("a@{}.co", "b".repeat(64))), Err(InvalidEmail::Malformed));
    }
}
