use pediafor_kernel::Timestamp;

/// How long tokens and sessions hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    access: u32,
    refresh: u32,
}

/// A lifetime that the platform does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLifetime {
    /// An access token can't be taken back everywhere at once, so it must be short.
    #[error("an access token holds between 60 seconds and 4 hours")]
    Access,
    /// A refresh token must outlive the access token.
    #[error("a refresh token holds at least as long as an access token and at most 30 days")]
    Refresh,
}

impl Lifetimes {
    /// The longest life of an access token, in seconds.
    pub const LONGEST_ACCESS: u32 = 4 * 3600;
    /// The longest life of a session however often it is used, in seconds: after that somebody signs in again.
    pub const LONGEST_SESSION: i64 = 30 * 24 * 3600;
    const GRACE: u32 = 30;

    /// Lifetimes of an access token and of a refresh token, in seconds.
    ///
    /// # Errors
    ///
    /// [`InvalidLifetime`] names the bound.
    pub fn new(access: u32, refresh: u32) -> Result<Self, InvalidLifetime> {
        if !(60..=Self::LONGEST_ACCESS).contains(&access) {
            return Err(InvalidLifetime::Access);
        }
        if refresh < access || i64::from(refresh) > Self::LONGEST_SESSION {
            return Err(InvalidLifetime::Refresh);
        }
        Ok(Self { access, refresh })
    }

    /// For how long an exchange is answered again, in seconds.
    pub fn grace_seconds(&self) -> u32 {
        Self::GRACE
    }

    /// Until when an access token holds that is signed at `now`.
    pub fn access_until(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(self.access.into())
    }

    /// Until when a refresh token holds that is given at `now` in a session begun at `created`.
    pub fn refresh_until(&self, created: Timestamp, now: Timestamp) -> Timestamp {
        now.plus_seconds(self.refresh.into()).min(created.plus_seconds(Self::LONGEST_SESSION))
    }
}

impl Default for Lifetimes {
    /// 15 minutes and 7 days.
    fn default() -> Self {
        Self { access: 15 * 60, refresh: 7 * 24 * 3600 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_bounded() {
        assert_eq!(Lifetimes::new(59, 3600), Err(InvalidLifetime::Access));
        assert_eq!(Lifetimes::new(4 * 3600 + 1, 1_000_000), Err(InvalidLifetime::Access));
        assert_eq!(Lifetimes::new(900, 899), Err(InvalidLifetime::Refresh));
        assert_eq!(Lifetimes::new(900, 31 * 24 * 3600), Err(InvalidLifetime::Refresh));
        assert_eq!(Lifetimes::new(15 * 60, 7 * 24 * 3600), Ok(Lifetimes::default()));
    }
}
