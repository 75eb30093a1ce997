//! Adaptive tests: which item comes next, from the answers so far.

mod content;
mod pool;
mod rules;
mod select;

pub use self::{
    pool::{Pool, PoolError, PoolItem},
    rules::{Rules, RulesError, Start, Stop},
    select::{AdaptiveError, EndReason, Given, Step},
};
