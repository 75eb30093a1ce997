//! A message that nobody can take.
