//! Doing a thing once however often it is asked for: the `Idempotency-Key` of the HTTP edge, in the domain's words.
//!
//! The receipt is stored in the same transaction as the effect, so that there is never one without the other.

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Event, Fault, Kind, PortError, Timestamp, UserId};

/// A caller's wish that something happen once: who, what, under which key, and a fingerprint of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    /// Who asks.
    pub user: UserId,
    /// The operation's stable name.
    pub operation: &'static str,
    /// The caller's key, 1 to 255 characters.
    pub key: String,
    /// SHA-256 of everything that makes the request what it is.
    pub fingerprint: [u8; 32],
}

impl Once {
    /// Is it the same user's wish for the same operation under the same key, whatever the request?
    pub fn is_repeated_by(&self, other: &Once) -> bool {
        (self.user, self.operation, &self.key) == (other.user, other.operation, &other.key)
    }
}

/// What is remembered of a thing done once.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The wish.
    pub once: Once,
    /// What came of it, as the use case gave it.
    pub result: Value,
    /// When.
    pub at: Timestamp,
}

/// What is stored together with an aggregate, in one transaction or not at all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// The events it raised, for the outbox.
    pub events: Vec<Event>,
    /// The receipt, where the caller asked for a thing to be done once.
    pub receipt: Option<Receipt>,
}

impl Changes {
    /// Events alone.
    pub fn events(events: Vec<Event>) -> Self {
        Self { events, receipt: None }
    }

    /// Adds the receipt of `once`, if any, with `result`.
    ///
    /// # Errors
    ///
    /// [`PortError`] where `result` can't be written as JSON.
    pub fn with_receipt(
        mut self,
        once: Option<&Once>,
        result: &impl Serialize,
        at: Timestamp,
    ) -> Result<Self, PortError> {
        if let Some(once) = once {
            let result = serde_json::to_value(result).map_err(|e| PortError::corrupt("write a receipt", e))?;
            self.receipt = Some(Receipt { once: once.clone(), result, at });
        }
        Ok(self)
    }
}

/// The receipts of one service.
#[async_trait]
pub trait Receipts: Send + Sync {
    /// The receipt under the same user, operation and key as `once`, whatever its fingerprint.
    async fn find(&self, once: &Once) -> Result<Option<Receipt>, PortError>;
}

/// Why a replay is refused.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The key was used for another request.
    #[error("this idempotency key was used for a different request")]
    OtherRequest,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Fault for ReplayError {
    fn kind(&self) -> Kind {
        match self {
            Self::OtherRequest => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OtherRequest => "idempotency_key_reused",
            Self::Port(error) => error.fault_code(),
        }
    }
}

/// What came of `once` if it was done before; `None` where it was not, or where nobody asked.
///
/// # Errors
///
/// [`ReplayError::OtherRequest`] where the key stands for a different request.
pub async fn replay<T: DeserializeOwned>(
    receipts: &dyn Receipts,
    once: Option<&Once>,
) -> Result<Option<T>, ReplayError> {
    let Some(once) = once else { return Ok(None) };
    let Some(receipt) = receipts.find(once).await? else { return Ok(None) };
    if receipt.once.fingerprint != once.fingerprint {
        return Err(ReplayError::OtherRequest);
    }
    let result = serde_json::from_value(receipt.result).map_err(|e| PortError::corrupt("read a receipt", e))?;
    Ok(Some(result))
}
