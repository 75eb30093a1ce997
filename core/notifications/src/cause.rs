use std::fmt;

use pediafor_kernel::{Event, SubmissionId};

/// What a message tells of: the kind of news, the submission it is about, and which of its news. The same news may reach
/// this room in more than one event, and tells nobody anything the second time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cause(String);

impl Cause {
    /// What `event` tells about `submission`.
    pub fn of(event: &Event, submission: SubmissionId) -> Self {
        Self(format!("{} {submission} {}", event.kind, event.sequence))
    }

    /// As a store keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
