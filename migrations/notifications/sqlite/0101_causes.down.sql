DROP TABLE notification_causes;
CREATE TABLE notification_causes (
    event_id        BLOB NOT NULL,
    notification_id BLOB NOT NULL,
    CONSTRAINT notification_causes_pk PRIMARY KEY (event_id),
    CONSTRAINT notification_causes_notification FOREIGN KEY (notification_id) REFERENCES notifications (id) ON DELETE CASCADE
);
CREATE INDEX notification_causes_of ON notification_causes (notification_id);
