use std::{borrow::Cow, error::Error, fmt};

/// What kind of *no* a fault is. One table at each edge turns it into a status, a retry or an acknowledgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request breaks a stated rule of shape or value.
    Invalid,
    /// Nobody proved who they are, or the proof does not hold.
    Unauthenticated,
    /// The actor may see the thing but not do this to it.
    Forbidden,
    /// There is no such thing, or none the actor may know about.
    NotFound,
    /// The thing's present state does not allow this.
    Conflict,
    /// The thing changed since the caller read it.
    Stale,
    /// More than is allowed, in size or in number.
    TooLarge,
    /// Too often.
    TooMany,
    /// Something the platform needs is not there just now; the same request may succeed later.
    Unavailable,
    /// A fault of ours.
    Internal,
}

/// Which field of a request is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// A JSON Pointer (RFC 6901) into the request body, or the name of a parameter.
    pub pointer: String,
    /// A stable word for the rule that was broken, in `snake_case`.
    pub code: Cow<'static, str>,
    /// The rule in words.
    pub detail: String,
}

impl FieldFault {
    /// A fault at `pointer`.
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), code: Cow::Borrowed(code), detail: detail.into() }
    }
}

/// An error of a use case, told in a way every edge understands.
///
/// `Display` is the sentence the caller may see; what must stay inside is the [`Error::source`].
pub trait Fault: Error {
    /// The kind of *no*.
    fn kind(&self) -> Kind;

    /// A stable word for this fault, in `snake_case`: clients switch on it.
    fn code(&self) -> &'static str;

    /// After how many seconds to ask again, where it was too often.
    fn retry_after_seconds(&self) -> Option<u32> {
        None
    }

    /// Which fields are wrong, where the request's shape is at fault.
    fn fields(&self) -> Vec<FieldFault> {
        Vec::new()
    }
}

/// Why infrastructure did not do what a port promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PortErrorCode {
    /// Not reachable just now.
    Unavailable,
    /// Reachable, but not in time.
    Timeout,
    /// The stored version is not the one that was read: somebody else was faster.
    Stale,
    /// A uniqueness or reference rule of the store was broken.
    Conflict,
    /// What is stored can't be read.
    Corrupt,
    /// Anything else.
    Internal,
}

/// The one error of every port: opaque, with a code that decides what callers do.
pub struct PortError {
    code: PortErrorCode,
    context: Cow<'static, str>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl PortError {
    /// A failure with nothing behind it.
    pub fn new(code: PortErrorCode, context: impl Into<Cow<'static, str>>) -> Self {
        Self { code, context: context.into(), source: None }
    }

    /// The stored version is not the one that was read.
    pub fn stale(context: impl Into<Cow<'static, str>>) -> Self {
        Self::new(PortErrorCode::Stale, context)
    }

    /// What is stored can't be read.
    pub fn corrupt(context: impl Into<Cow<'static, str>>, source: impl Error + Send + Sync + 'static) -> Self {
        Self::new(PortErrorCode::Corrupt, context).caused_by(source)
    }

    /// Names the cause, for the log.
    #[must_use]
    pub fn caused_by(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// What kind of failure.
    pub fn code(&self) -> PortErrorCode {
        self.code
    }

    /// Was somebody else faster?
    pub fn is_stale(&self) -> bool {
        self.code == PortErrorCode::Stale
    }

    /// Was a uniqueness or reference rule of the store broken?
    pub fn is_conflict(&self) -> bool {
        self.code == PortErrorCode::Conflict
    }

    /// The kind a caller sees: the one table from codes to kinds.
    pub fn kind(&self) -> Kind {
        match self.code {
            PortErrorCode::Unavailable | PortErrorCode::Timeout => Kind::Unavailable,
            PortErrorCode::Stale => Kind::Stale,
            PortErrorCode::Conflict => Kind::Conflict,
            PortErrorCode::Corrupt | PortErrorCode::Internal => Kind::Internal,
        }
    }

    /// The stable word for this failure.
    pub fn fault_code(&self) -> &'static str {
        match self.code {
            PortErrorCode::Unavailable => "unavailable",
            PortErrorCode::Timeout => "timeout",
            PortErrorCode::Stale => "stale_version",
            PortErrorCode::Conflict => "conflict",
            PortErrorCode::Corrupt | PortErrorCode::Internal => "internal",
        }
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.context)
    }
}

impl fmt::Debug for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PortError")
            .field("code", &self.code)
            .field("context", &self.context)
            .field("source", &self.source)
            .finish()
    }
}

impl Error for PortError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
