//! PASETO v4.public access tokens and argon2id passwords.
