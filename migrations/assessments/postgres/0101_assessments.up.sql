-- Assessments with their drafts. What lists are narrowed by stands in columns; `content` is the whole document of the
-- draft, or of the newest version where there is no draft; `versions` is where each published version stands.
CREATE TABLE assessments (
    id                 UUID        NOT NULL,
    owner              UUID        NOT NULL,
    state              TEXT        NOT NULL,
    publish_at         TIMESTAMPTZ,
    title              TEXT        NOT NULL,
    subject            TEXT        NOT NULL,
    title_folded       TEXT        NOT NULL,
    subject_folded     TEXT        NOT NULL,
    opens_at           TIMESTAMPTZ,
    closes_at          TIMESTAMPTZ,
    item_count         INTEGER     NOT NULL,
    total_millionths   BIGINT      NOT NULL,
    published_versions INTEGER     NOT NULL,
    versions           JSONB       NOT NULL,
    content            JSONB       NOT NULL,
    created_at         TIMESTAMPTZ NOT NULL,
    updated_at         TIMESTAMPTZ NOT NULL,
    version            BIGINT      NOT NULL,
    CONSTRAINT assessments_pk PRIMARY KEY (id),
    CONSTRAINT assessments_state CHECK (state IN ('draft', 'scheduled', 'published', 'closed', 'archived')),
    CONSTRAINT assessments_scheduled CHECK ((state = 'scheduled') = (publish_at IS NOT NULL))
);
CREATE INDEX assessments_newest ON assessments (created_at DESC, id DESC);
CREATE INDEX assessments_of_owner ON assessments (owner, created_at DESC, id DESC);
CREATE INDEX assessments_due ON assessments (publish_at, id) WHERE publish_at IS NOT NULL;

-- Published versions. `content` is written once.
CREATE TABLE assessment_versions (
    id               UUID        NOT NULL,
    assessment       UUID        NOT NULL,
    number           INTEGER     NOT NULL,
    state            TEXT        NOT NULL,
    title            TEXT        NOT NULL,
    subject          TEXT        NOT NULL,
    title_folded     TEXT        NOT NULL,
    subject_folded   TEXT        NOT NULL,
    instructions     TEXT        NOT NULL,
    opens_at         TIMESTAMPTZ,
    closes_at        TIMESTAMPTZ,
    duration_seconds BIGINT,
    max_attempts     BIGINT      NOT NULL,
    item_count       INTEGER     NOT NULL,
    total_millionths BIGINT      NOT NULL,
    for_everyone     BOOLEAN     NOT NULL,
    content          JSONB       NOT NULL,
    published_at     TIMESTAMPTZ NOT NULL,
    closed_at        TIMESTAMPTZ,
    archived_at      TIMESTAMPTZ,
    CONSTRAINT assessment_versions_pk PRIMARY KEY (id),
    CONSTRAINT assessment_versions_number UNIQUE (assessment, number),
    CONSTRAINT assessment_versions_assessment FOREIGN KEY (assessment) REFERENCES assessments (id),
    CONSTRAINT assessment_versions_state CHECK (state IN ('published', 'closed', 'archived'))
);
CREATE UNIQUE INDEX assessment_versions_open ON assessment_versions (assessment) WHERE state = 'published';
CREATE INDEX assessment_versions_newest ON assessment_versions (published_at DESC, id DESC) WHERE state = 'published';

CREATE FUNCTION refuse_to_change_a_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a published version holds is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER assessment_versions_are_immutable
    BEFORE UPDATE OF id, assessment, number, title, subject, title_folded, subject_folded, instructions, opens_at,
        closes_at, duration_seconds, max_attempts, item_count, total_millionths, for_everyone, content, published_at
    ON assessment_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_version();

-- Who may sit a version that is not for everyone.
CREATE TABLE assessment_audience (
    version UUID NOT NULL,
    student UUID NOT NULL,
    CONSTRAINT assessment_audience_pk PRIMARY KEY (student, version),
    CONSTRAINT assessment_audience_version FOREIGN KEY (version) REFERENCES assessment_versions (id)
);
CREATE INDEX assessment_audience_of_version ON assessment_audience (version);
