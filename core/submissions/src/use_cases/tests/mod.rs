mod answers;
mod files;
mod interleavings;
mod reading;
mod ringing;
mod starting;
mod submitting;

use pediafor_grading::Response;
use pediafor_kernel::Once;

use crate::{testing::student, use_cases::SaveAnswer};

/// A wish of the tests' student to do `operation` once.
fn once(operation: &'static str, key: &str, fingerprint: u8) -> Once {
    Once { user: student(), operation, key: key.into(), fingerprint: [fingerprint; 32] }
}

/// An answer to the tests' text item.
fn text(seq: u64, text: &str) -> SaveAnswer {
    SaveAnswer { item: "text".into(), seq, response: Response::short_text(text) }
}
