-- What has taken effect, by what it tells (kind, subject, sequence) rather than by the event that told it: the same news
-- may be told again in another event. Written in the transaction of its effect.
DROP TABLE notification_causes;
CREATE TABLE notification_causes (
    cause           TEXT NOT NULL,
    notification_id UUID NOT NULL,
    CONSTRAINT notification_causes_pk PRIMARY KEY (cause),
    CONSTRAINT notification_causes_notification FOREIGN KEY (notification_id) REFERENCES notifications (id) ON DELETE CASCADE
);
CREATE INDEX notification_causes_of ON notification_causes (notification_id);
