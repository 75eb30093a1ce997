//! Rate limits, ended sessions and live news over Redis.
