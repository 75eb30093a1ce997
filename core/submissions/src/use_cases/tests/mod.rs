mod answers;
mod files;
mod interleavings;
mod reading;
mod starting;
mod submitting;

use pediafor_kernel::Once;

use crate::testing::student;

/// A wish of the tests' student to do `operation` once.
fn once(operation: &'static str, key: &str, fingerprint: u8) -> Once {
    Once { user: student(), operation, key: key.into(), fingerprint: [fingerprint; 32] }
}
