DROP TABLE assessment_audience;
DROP TABLE assessment_versions;
DROP TABLE assessments;
