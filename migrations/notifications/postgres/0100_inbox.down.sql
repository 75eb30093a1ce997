DROP TABLE assessment_titles;
DROP TABLE notification_causes;
DROP TABLE notifications;
