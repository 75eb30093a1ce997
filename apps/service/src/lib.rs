//! What the five services share: configuration, connections, relay, consumers, readiness.
