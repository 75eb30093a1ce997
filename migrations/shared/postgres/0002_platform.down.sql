DROP TABLE revoked_sessions;
DROP INDEX outbox_parked;
ALTER TABLE outbox DROP COLUMN size;
