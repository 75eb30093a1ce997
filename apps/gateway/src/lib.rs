//! The gateway: the one way in, in front of the five services.

mod edge;
mod process;

pub use edge::{EdgeArgs, Switch, documentation};
pub use process::{GatewayArgs, run};
