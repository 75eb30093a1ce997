use std::fmt;

use pediafor_kernel::{Fault, FieldFault, Kind, PortError, once::ReplayError};

use crate::{AccountError, AccountState};

/// A broken rule of one value; its `Display` is the rule in words.
pub(crate) trait Rule: fmt::Display {
    /// The rule's stable word.
    fn code(&self) -> &'static str;
}

/// Collects everything that is wrong with a request before refusing it.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<FieldFault>);

impl Faults {
    /// The value, or nothing and a fault at `pointer`.
    pub(crate) fn take<T, E: Rule>(&mut self, pointer: &'static str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(rule) => {
                self.0.push(FieldFault::new(pointer, rule.code(), rule.to_string()));
                None
            }
        }
    }

    /// The refusal of what was collected.
    pub(crate) fn refuse(self) -> UsersError {
        UsersError::Invalid(self.0)
    }
}

/// Why a use case of this service did not happen.
#[derive(Debug, thiserror::Error)]
pub enum UsersError {
    /// Fields break stated rules.
    #[error("the request is not valid")]
    Invalid(Vec<FieldFault>),
    /// No account with this address and password. It never says which of the two was wrong.
    #[error("the e-mail address or the password is wrong")]
    InvalidCredentials,
    /// Somebody tries to sign in to this account too often; in so many seconds it may be tried again.
    #[error("too many tries to sign in to this account; try again later")]
    TooManySignIns(u32),
    /// The refresh token was never given out, was replaced, or its session has ended.
    #[error("the refresh token does not hold; sign in again")]
    InvalidRefreshToken,
    /// The session behind the access token has ended.
    #[error("this session has ended; sign in again")]
    SessionEnded,
    /// The credentials are right, but the account may not sign in.
    #[error("this account is {0} and can't sign in")]
    NotActive(AccountState),
    /// The actor may see it, but not do this.
    #[error("you may not do this")]
    Forbidden,
    /// There is none, or none the actor may know about.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Another account has this address.
    #[error("another account has this e-mail address")]
    EmailTaken,
    /// Administrators can't take their own rights away.
    #[error("administrators can't change the role or the state of their own account")]
    OwnAccount,
    /// The account's state does not allow it.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The account changed since the caller read it.
    #[error("the account changed since you read it")]
    Stale,
    /// The receipt of an earlier request was not what the caller asks for, or could not be read.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// Infrastructure failed; what happened is for the log.
    #[error("the users service can't do this just now")]
    Port(#[from] PortError),
}

impl Fault for UsersError {
    fn kind(&self) -> Kind {
        match self {
            UsersError::Invalid(_) => Kind::Invalid,
            UsersError::InvalidCredentials | UsersError::InvalidRefreshToken | UsersError::SessionEnded => {
                Kind::Unauthenticated
            }
            UsersError::TooManySignIns(_) => Kind::TooMany,
            UsersError::NotActive(_) | UsersError::Forbidden => Kind::Forbidden,
            UsersError::NotFound(_) => Kind::NotFound,
            UsersError::EmailTaken | UsersError::OwnAccount | UsersError::Account(_) => Kind::Conflict,
            UsersError::Stale => Kind::Stale,
            UsersError::Replay(error) => error.kind(),
            UsersError::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            UsersError::Invalid(_) => "invalid_request",
            UsersError::InvalidCredentials => "invalid_credentials",
            UsersError::TooManySignIns(_) => "too_many_sign_ins",
            UsersError::InvalidRefreshToken => "invalid_refresh_token",
            UsersError::SessionEnded => "session_revoked",
            UsersError::NotActive(_) => "account_not_active",
            UsersError::Forbidden => "forbidden",
            UsersError::NotFound(_) => "not_found",
            UsersError::EmailTaken => "email_taken",
            UsersError::OwnAccount => "own_account",
            UsersError::Account(_) => "illegal_transition",
            UsersError::Stale => "stale_version",
            UsersError::Replay(error) => error.code(),
            UsersError::Port(error) => error.fault_code(),
        }
    }

    fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            UsersError::TooManySignIns(seconds) => Some(*seconds),
            _ => None,
        }
    }

    fn fields(&self) -> Vec<FieldFault> {
        match self {
            UsersError::Invalid(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}
