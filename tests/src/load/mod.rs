//! Many people at once, by the clock and not by the platform's pace: what is planned for a moment is sent at that moment,
//! whether or not earlier answers have come, and the time until the answer counts from the plan. A slow platform can't
//! make the load lighter that way, nor hide a wait in it.

mod clockwork;
mod crowd;
mod figures;
mod measures;
mod record;
mod watch;

pub use clockwork::Clockwork;
pub use crowd::crowd;
pub use figures::Figures;
pub use measures::Measures;
pub use record::Record;
pub use watch::{Seen, Watch};
