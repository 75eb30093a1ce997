use std::{fmt, str::FromStr};

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountState {
    /// The address was not confirmed yet.
    PendingVerification,
    /// May sign in.
    Active,
    /// May not sign in until it is unlocked.
    Locked,
    /// May not sign in until an administrator takes it back.
    Deactivated,
    /// Nothing is left of it but its id.
    Erased,
}

/// Text that names no state of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of an account")]
pub struct UnknownState;

impl AccountState {
    /// All states.
    pub const ALL: [AccountState; 5] = [
        AccountState::PendingVerification,
        AccountState::Active,
        AccountState::Locked,
        AccountState::Deactivated,
        AccountState::Erased,
    ];

    /// The state's name as it is stored, sent and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            AccountState::PendingVerification => "pending_verification",
            AccountState::Active => "active",
            AccountState::Locked => "locked",
            AccountState::Deactivated => "deactivated",
            AccountState::Erased => "erased",
        }
    }

    /// Is there a way from here straight to `to`?
    pub const fn may_become(self, to: AccountState) -> bool {
        use AccountState::{Active, Deactivated, Erased, Locked, PendingVerification};
        matches!(
            (self, to),
            (PendingVerification, Active)
                | (Active, Locked | Deactivated)
                | (Locked, Active)
                | (Deactivated, Active | Erased)
        )
    }
}

impl fmt::Display for AccountState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AccountState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        AccountState::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}
