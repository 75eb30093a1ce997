DROP TABLE grade_changes;
DROP TABLE grades;
DROP TABLE marking_keys;
