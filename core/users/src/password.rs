use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::error::Rule;

/// Text that must not be seen: a password as it was typed, a token as it was sent. Debug output never shows it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for what reads it once.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A password, in Unicode's compatibility form (NFKC), so that it is the same on every keyboard.
///
/// Every character is allowed and none is asked for; only the length counts. Debug output never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Text that can't be a password here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Too easily guessed.
    #[error("at least 12 characters")]
    TooShort,
    /// More than anybody types.
    #[error("at most 1024 characters")]
    TooLong,
}

impl Rule for InvalidPassword {
    fn code(&self) -> &'static str {
        match self {
            InvalidPassword::TooShort => "too_short",
            InvalidPassword::TooLong => "too_long",
        }
    }
}

impl Password {
    /// The shortest password, in characters.
    pub const MIN: usize = 12;
    /// The longest password, in characters.
    pub const MAX: usize = 1024;

    /// A password to be set.
    ///
    /// # Errors
    ///
    /// [`InvalidPassword`] where it is too short or too long.
    pub fn chosen(secret: &Secret) -> Result<Self, InvalidPassword> {
        let password = Self::presented(secret)?;
        if password.0.chars().nth(Self::MIN - 1).is_some() { Ok(password) } else { Err(InvalidPassword::TooShort) }
    }

    /// A password to be compared with one that was set; it need not keep today's rule for new ones.
    ///
    /// # Errors
    ///
    /// [`InvalidPassword::TooLong`] where no password can be that long.
    pub fn presented(Secret(text): &Secret) -> Result<Self, InvalidPassword> {
        if text.chars().nth(Self::MAX).is_some() {
            return Err(InvalidPassword::TooLong);
        }
        Ok(Self(text.nfkc().collect()))
    }

    /// What a hasher hashes: the normalised text in UTF-8.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What is kept of a password: a salted, slow hash as a PHC string. Debug output never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a hasher's result; repositories use it when they read one back.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The hash that no password has.
    pub(crate) fn of_nothing() -> Self {
        Self(String::new())
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Result<Password, InvalidPassword> {
        Password::chosen(&Secret::new(text))
    }

    #[test]
    fn only_the_length_counts_and_it_counts_characters() {
        assert_eq!(chosen("elevenchars"), Err(InvalidPassword::TooShort));
        assert!(chosen("twelve chars").is_ok());
        assert!(chosen(&"🔑".repeat(12)).is_ok());
        assert!(chosen(&"é".repeat(1024)).is_ok());
        assert_eq!(chosen(&"é".repeat(1025)), Err(InvalidPassword::TooLong));
    }

    #[test]
    fn the_same_password_typed_on_another_keyboard_is_the_same() {
        assert_eq!(chosen("cafe\u{301} au lait"), chosen("caf\u{e9} au lait"));
        assert_eq!(chosen("\u{ff43}af\u{e9} au lait"), chosen("caf\u{e9} au lait"));
        assert_ne!(chosen("Caf\u{e9} au lait"), chosen("caf\u{e9} au lait"));
    }

    #[test]
    fn nothing_secret_is_ever_printed() {
        let password = chosen("correct horse battery").unwrap();
        let printed =
            format!("{:?} {password:?} {:?}", Secret::new("correct horse battery"), PasswordHash::new("horse"));
        assert!(!printed.contains("horse"), "{printed}");
    }
}
