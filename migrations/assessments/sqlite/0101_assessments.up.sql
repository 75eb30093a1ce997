-- Assessments with their drafts. What lists are narrowed by stands in columns; `content` is the whole document of the
-- draft, or of the newest version where there is no draft; `versions` is where each published version stands.
CREATE TABLE assessments (
    id                 BLOB    NOT NULL,
    owner              BLOB    NOT NULL,
    state              TEXT    NOT NULL,
    publish_at         TEXT,
    title              TEXT    NOT NULL,
    subject            TEXT    NOT NULL,
    title_folded       TEXT    NOT NULL,
    subject_folded     TEXT    NOT NULL,
    opens_at           TEXT,
    closes_at          TEXT,
    item_count         INTEGER NOT NULL,
    total_millionths   INTEGER NOT NULL,
    published_versions INTEGER NOT NULL,
    versions           TEXT    NOT NULL,
    content            TEXT    NOT NULL,
    created_at         TEXT    NOT NULL,
    updated_at         TEXT    NOT NULL,
    version            INTEGER NOT NULL,
    CONSTRAINT assessments_pk PRIMARY KEY (id),
    CONSTRAINT assessments_state CHECK (state IN ('draft', 'scheduled', 'published', 'closed', 'archived')),
    CONSTRAINT assessments_scheduled CHECK ((state = 'scheduled') = (publish_at IS NOT NULL))
);
CREATE INDEX assessments_newest ON assessments (created_at DESC, id DESC);
CREATE INDEX assessments_of_owner ON assessments (owner, created_at DESC, id DESC);
CREATE INDEX assessments_due ON assessments (publish_at, id) WHERE publish_at IS NOT NULL;

-- Published versions. `content` is written once.
CREATE TABLE assessment_versions (
    id               BLOB    NOT NULL,
    assessment       BLOB    NOT NULL,
    number           INTEGER NOT NULL,
    state            TEXT    NOT NULL,
    title            TEXT    NOT NULL,
    subject          TEXT    NOT NULL,
    title_folded     TEXT    NOT NULL,
    subject_folded   TEXT    NOT NULL,
    instructions     TEXT    NOT NULL,
    opens_at         TEXT,
    closes_at        TEXT,
    duration_seconds INTEGER,
    max_attempts     INTEGER NOT NULL,
    item_count       INTEGER NOT NULL,
    total_millionths INTEGER NOT NULL,
    for_everyone     BOOLEAN NOT NULL,
    content          TEXT    NOT NULL,
    published_at     TEXT    NOT NULL,
    closed_at        TEXT,
    archived_at      TEXT,
    CONSTRAINT assessment_versions_pk PRIMARY KEY (id),
    CONSTRAINT assessment_versions_number UNIQUE (assessment, number),
    CONSTRAINT assessment_versions_assessment FOREIGN KEY (assessment) REFERENCES assessments (id),
    CONSTRAINT assessment_versions_state CHECK (state IN ('published', 'closed', 'archived'))
);
CREATE UNIQUE INDEX assessment_versions_open ON assessment_versions (assessment) WHERE state = 'published';
CREATE INDEX assessment_versions_newest ON assessment_versions (published_at DESC, id DESC) WHERE state = 'published';

CREATE TRIGGER assessment_versions_are_immutable
    BEFORE UPDATE OF id, assessment, number, title, subject, title_folded, subject_folded, instructions, opens_at,
        closes_at, duration_seconds, max_attempts, item_count, total_millionths, for_everyone, content, published_at
    ON assessment_versions
BEGIN
    SELECT RAISE(ABORT, 'what a published version holds is never changed');
END;

-- Who may sit a version that is not for everyone.
CREATE TABLE assessment_audience (
    version BLOB NOT NULL,
    student BLOB NOT NULL,
    CONSTRAINT assessment_audience_pk PRIMARY KEY (student, version),
    CONSTRAINT assessment_audience_version FOREIGN KEY (version) REFERENCES assessment_versions (id)
);
CREATE INDEX assessment_audience_of_version ON assessment_audience (version);
