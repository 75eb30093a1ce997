-- Published versions with their keys. A row never changes.
CREATE TABLE marking_keys (
    version_id    UUID   NOT NULL,
    number        BIGINT NOT NULL,
    assessment_id UUID   NOT NULL,
    owner_id      UUID   NOT NULL,
    title         TEXT   NOT NULL,
    marking       JSONB  NOT NULL,
    items         JSONB  NOT NULL,
    CONSTRAINT marking_keys_pk PRIMARY KEY (version_id)
);
CREATE INDEX marking_keys_newest ON marking_keys (assessment_id, number);

-- The marks of a submission as they stand. Points in millionths, percentage in hundredths of a per cent.
CREATE TABLE grades (
    id            UUID        NOT NULL,
    version       BIGINT      NOT NULL,
    submission_id UUID        NOT NULL,
    assessment_id UUID        NOT NULL,
    version_id    UUID        NOT NULL,
    number        BIGINT      NOT NULL,
    title         TEXT        NOT NULL,
    owner_id      UUID        NOT NULL,
    marking       JSONB       NOT NULL,
    student_id    UUID        NOT NULL,
    attempt       BIGINT      NOT NULL,
    submitted_at  TIMESTAMPTZ NOT NULL,
    responses     JSONB       NOT NULL,
    state         TEXT        NOT NULL,
    failure       TEXT,
    items         JSONB       NOT NULL,
    feedback      TEXT        NOT NULL,
    released_at   TIMESTAMPTZ,
    changes       BIGINT      NOT NULL,
    waiting       BIGINT      NOT NULL,
    points        BIGINT      NOT NULL,
    maximum       BIGINT      NOT NULL,
    percentage    BIGINT,
    passed        BOOLEAN,
    CONSTRAINT grades_pk PRIMARY KEY (id),
    CONSTRAINT grades_submission_unique UNIQUE (submission_id),
    CONSTRAINT grades_key FOREIGN KEY (version_id) REFERENCES marking_keys (version_id),
    CONSTRAINT grades_state CHECK (state IN ('pending', 'partially_graded', 'graded', 'released'))
);
CREATE INDEX grades_of_key ON grades (version_id);
CREATE INDEX grades_of_student ON grades (student_id, submitted_at, id);
CREATE INDEX grades_of_student_for_owner ON grades (owner_id, student_id, submitted_at, id);
CREATE INDEX grades_of_assessment ON grades (assessment_id, submitted_at, id);
CREATE INDEX grades_by_state ON grades (state, submitted_at, id);
CREATE INDEX grades_of_owner_by_state ON grades (owner_id, state, submitted_at, id);
CREATE INDEX grades_of_assessment_by_state ON grades (assessment_id, state, submitted_at, id);

-- What happened to a grade. Rows are only ever added.
CREATE TABLE grade_changes (
    grade_id   UUID        NOT NULL,
    number     BIGINT      NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    changed_by UUID,
    document   JSONB       NOT NULL,
    CONSTRAINT grade_changes_pk PRIMARY KEY (grade_id, number),
    CONSTRAINT grade_changes_grade FOREIGN KEY (grade_id) REFERENCES grades (id) ON DELETE CASCADE
);
