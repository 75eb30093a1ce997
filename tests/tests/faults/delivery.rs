//! Events that come often, late and in any order.
