//! What every app shares: configuration, telemetry, background loops, graceful shutdown.
