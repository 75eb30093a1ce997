DROP TABLE assessment_audience;
DROP TABLE assessment_versions;
DROP FUNCTION refuse_to_change_a_version;
DROP TABLE assessments;
