//! Replicas ended in turn under load.
