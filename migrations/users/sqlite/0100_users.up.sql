-- Who may sign in.
CREATE TABLE accounts (
    id             BLOB    NOT NULL,
    email          TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    role           TEXT    NOT NULL,
    state          TEXT    NOT NULL,
    password_hash  TEXT    NOT NULL,
    -- Name and address, folded, for lists to be searched by.
    search_text    TEXT    NOT NULL,
    created_at     TEXT    NOT NULL,
    last_login_at  TEXT,
    version        INTEGER NOT NULL,
    CONSTRAINT accounts_pk PRIMARY KEY (id),
    CONSTRAINT accounts_email_unique UNIQUE (email)
);
CREATE INDEX accounts_newest ON accounts (created_at, id);
CREATE INDEX accounts_of_role ON accounts (role, created_at, id);

-- One sign-in each. Of refresh tokens only SHA-256 is kept.
CREATE TABLE sessions (
    id             BLOB    NOT NULL,
    user_id        BLOB    NOT NULL,
    device         TEXT    NOT NULL,
    family_hash    BLOB    NOT NULL,
    secret_hash    BLOB    NOT NULL,
    exchanged_hash BLOB,
    exchanged_seed BLOB,
    exchanged_at   TEXT,
    created_at     TEXT    NOT NULL,
    last_used_at   TEXT    NOT NULL,
    expires_at     TEXT    NOT NULL,
    revoked_at     TEXT,
    version        INTEGER NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (id),
    CONSTRAINT sessions_family_unique UNIQUE (family_hash),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES accounts (id)
);
CREATE INDEX sessions_of_user ON sessions (user_id, created_at, id) WHERE revoked_at IS NULL;
CREATE INDEX sessions_ended ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
