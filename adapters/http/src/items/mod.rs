//! Questions, responses and outcomes as the API writes them.
