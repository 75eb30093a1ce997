-- Who may sign in.
CREATE TABLE accounts (
    id            UUID        NOT NULL,
    email         TEXT        NOT NULL,
    name          TEXT        NOT NULL,
    role          TEXT        NOT NULL,
    state         TEXT        NOT NULL,
    password_hash TEXT        NOT NULL,
    -- Name and address, folded, for lists to be searched by.
    search_text   TEXT        NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    last_login_at TIMESTAMPTZ,
    version       BIGINT      NOT NULL,
    CONSTRAINT accounts_pk PRIMARY KEY (id),
    CONSTRAINT accounts_email_unique UNIQUE (email)
);
CREATE INDEX accounts_newest ON accounts (created_at, id);
CREATE INDEX accounts_of_role ON accounts (role, created_at, id);

-- One sign-in each. Of refresh tokens only SHA-256 is kept.
CREATE TABLE sessions (
    id             UUID        NOT NULL,
    user_id        UUID        NOT NULL,
    device         TEXT        NOT NULL,
    family_hash    BYTEA       NOT NULL,
    secret_hash    BYTEA       NOT NULL,
    exchanged_hash BYTEA,
    exchanged_seed BYTEA,
    exchanged_at   TIMESTAMPTZ,
    created_at     TIMESTAMPTZ NOT NULL,
    last_used_at   TIMESTAMPTZ NOT NULL,
    expires_at     TIMESTAMPTZ NOT NULL,
    revoked_at     TIMESTAMPTZ,
    version        BIGINT      NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (id),
    CONSTRAINT sessions_family_unique UNIQUE (family_hash),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES accounts (id)
);
CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_ended ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
