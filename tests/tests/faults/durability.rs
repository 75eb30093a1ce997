//! Writers while servers are killed.
