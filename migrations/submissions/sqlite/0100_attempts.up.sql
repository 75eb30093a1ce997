-- Published versions: what a student may see, and no key. Immutable.
CREATE TABLE published_versions (
    id            BLOB    NOT NULL,
    assessment_id BLOB    NOT NULL,
    number        INTEGER NOT NULL,
    owner_id      BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    instructions  TEXT    NOT NULL,
    sitting       TEXT    NOT NULL,
    paper         TEXT    NOT NULL,
    CONSTRAINT published_versions_pk PRIMARY KEY (id)
);
CREATE INDEX published_versions_newest ON published_versions (assessment_id, number);

-- Where a version stands, which may be told before the version itself. It only goes forward.
CREATE TABLE version_states (
    version_id    BLOB NOT NULL,
    assessment_id BLOB NOT NULL,
    state         TEXT NOT NULL,
    CONSTRAINT version_states_pk PRIMARY KEY (version_id),
    CONSTRAINT version_states_known CHECK (state IN ('published', 'closed', 'archived'))
);

-- One sitting of one paper by one student. due_at is the deadline and its grace while the attempt is open.
CREATE TABLE attempts (
    id                 BLOB    NOT NULL,
    version            INTEGER NOT NULL,
    assessment_id      BLOB    NOT NULL,
    version_id         BLOB    NOT NULL,
    owner_id           BLOB    NOT NULL,
    student_id         BLOB    NOT NULL,
    number             INTEGER NOT NULL,
    seed               TEXT    NOT NULL,
    draw_algorithm     INTEGER NOT NULL,
    state              TEXT    NOT NULL,
    started_at         TEXT    NOT NULL,
    duration_seconds   INTEGER,
    closes_at          TEXT,
    grace_seconds      INTEGER NOT NULL,
    paused_at          TEXT,
    stood_still_millis INTEGER NOT NULL,
    due_at             TEXT,
    submitted_at       TEXT,
    closed_by          TEXT,
    answers_sha256     TEXT,
    answered           INTEGER,
    abandoned_at       TEXT,
    marking            TEXT,
    marking_order      INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT attempts_pk PRIMARY KEY (id),
    CONSTRAINT attempts_number_unique UNIQUE (assessment_id, student_id, number),
    CONSTRAINT attempts_state_known CHECK (state IN ('in_progress', 'paused', 'submitted', 'abandoned', 'archived')),
    CONSTRAINT attempts_submitted_whole CHECK (
        state <> 'submitted'
        OR (submitted_at IS NOT NULL AND closed_by IS NOT NULL AND answers_sha256 IS NOT NULL AND answered IS NOT NULL)
    )
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (student_id, assessment_id) WHERE state IN ('in_progress', 'paused');
CREATE INDEX attempts_due ON attempts (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX attempts_of_student ON attempts (student_id, started_at, id);
CREATE INDEX attempts_of_owner ON attempts (owner_id, started_at, id);
CREATE INDEX attempts_of_assessment ON attempts (assessment_id, started_at, id);
CREATE INDEX attempts_counts ON attempts (assessment_id, state, marking);
CREATE INDEX attempts_newest ON attempts (started_at, id);

-- The answer to one item of one attempt; seq is the client's count, and only a higher one replaces a lower one.
CREATE TABLE answers (
    submission_id BLOB    NOT NULL,
    item          TEXT    NOT NULL,
    seq           INTEGER NOT NULL,
    response      TEXT    NOT NULL,
    received_at   TEXT    NOT NULL,
    CONSTRAINT answers_pk PRIMARY KEY (submission_id, item),
    CONSTRAINT answers_attempt FOREIGN KEY (submission_id) REFERENCES attempts (id) ON DELETE CASCADE
);

-- Uploaded files; their bytes are in the blob store under the two ids.
CREATE TABLE files (
    id            BLOB    NOT NULL,
    submission_id BLOB    NOT NULL,
    item          TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    media_type    TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    sha256        TEXT    NOT NULL,
    uploaded_at   TEXT    NOT NULL,
    CONSTRAINT files_pk PRIMARY KEY (id),
    CONSTRAINT files_attempt FOREIGN KEY (submission_id) REFERENCES attempts (id) ON DELETE CASCADE
);
CREATE INDEX files_of_submission ON files (submission_id, uploaded_at, id);
