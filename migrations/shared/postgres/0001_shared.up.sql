-- Events that wait to be published, written in the transaction that raised them.
CREATE TABLE outbox (
    position     BIGINT GENERATED ALWAYS AS IDENTITY,
    event_id     UUID        NOT NULL,
    kind         TEXT        NOT NULL,
    subject      TEXT        NOT NULL,
    sequence     BIGINT      NOT NULL,
    envelope     JSONB       NOT NULL,
    attempts     INTEGER     NOT NULL DEFAULT 0,
    due_at       TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    parked_at    TIMESTAMPTZ,
    last_error   TEXT,
    CONSTRAINT outbox_pk PRIMARY KEY (position),
    CONSTRAINT outbox_event_unique UNIQUE (event_id)
);
CREATE INDEX outbox_due ON outbox (due_at, position) WHERE published_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

-- What was done once at a caller's wish, written in the transaction that did it.
CREATE TABLE receipts (
    user_id     UUID        NOT NULL,
    operation   TEXT        NOT NULL,
    key         TEXT        NOT NULL,
    fingerprint BYTEA       NOT NULL,
    result      JSONB       NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT receipts_pk PRIMARY KEY (user_id, operation, key)
);
CREATE INDEX receipts_age ON receipts (created_at);

-- This service's own copy of who is who, kept from the users service's events.
CREATE TABLE people (
    user_id  UUID   NOT NULL,
    name     TEXT   NOT NULL,
    role     TEXT   NOT NULL,
    sequence BIGINT NOT NULL,
    CONSTRAINT people_pk PRIMARY KEY (user_id)
);
