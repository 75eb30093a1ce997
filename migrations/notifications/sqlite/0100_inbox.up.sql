-- Messages. A person has at most one unread message per topic.
CREATE TABLE notifications (
    id            BLOB    NOT NULL,
    version       INTEGER NOT NULL,
    user_id       BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    topic         TEXT    NOT NULL,
    title         TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    assessment_id BLOB,
    submission_id BLOB,
    count         INTEGER NOT NULL,
    read_at       TEXT,
    created_at    TEXT    NOT NULL,
    CONSTRAINT notifications_pk PRIMARY KEY (id)
);
CREATE INDEX notifications_inbox ON notifications (user_id, created_at, id);
CREATE INDEX notifications_unread ON notifications (user_id, created_at, id) WHERE read_at IS NULL;
CREATE UNIQUE INDEX notifications_unread_topic ON notifications (user_id, topic) WHERE read_at IS NULL;

-- Events that have taken effect, written in the transaction of their effect.
CREATE TABLE notification_causes (
    event_id        BLOB NOT NULL,
    notification_id BLOB NOT NULL,
    CONSTRAINT notification_causes_pk PRIMARY KEY (event_id),
    CONSTRAINT notification_causes_notification FOREIGN KEY (notification_id) REFERENCES notifications (id) ON DELETE CASCADE
);
CREATE INDEX notification_causes_of ON notification_causes (notification_id);

-- This service's own copy of what assessments are called, kept from published versions.
CREATE TABLE assessment_titles (
    assessment_id BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    number        INTEGER NOT NULL,
    CONSTRAINT assessment_titles_pk PRIMARY KEY (assessment_id)
);
