DROP TABLE marking_failures;
