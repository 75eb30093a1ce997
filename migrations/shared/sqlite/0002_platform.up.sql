-- How much an event weighs, so that a relay takes no more at once than it can hold.
ALTER TABLE outbox ADD COLUMN size INTEGER GENERATED ALWAYS AS (octet_length(envelope)) VIRTUAL;
CREATE INDEX outbox_parked ON outbox (parked_at) WHERE parked_at IS NOT NULL;

-- Sessions that ended before their tokens, until the last of those has run out.
CREATE TABLE revoked_sessions (
    session_id BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    kept_at    TEXT NOT NULL,
    CONSTRAINT revoked_sessions_pk PRIMARY KEY (session_id)
);
CREATE INDEX revoked_sessions_kept ON revoked_sessions (kept_at);
CREATE INDEX revoked_sessions_expired ON revoked_sessions (expires_at);
