-- Submissions whose marking was given up before there was a grade. A grade that comes later makes its row history.
CREATE TABLE marking_failures (
    submission_id BLOB NOT NULL,
    assessment_id BLOB NOT NULL,
    reason        TEXT NOT NULL,
    failed_at     TEXT NOT NULL,
    CONSTRAINT marking_failures_pk PRIMARY KEY (submission_id)
);
