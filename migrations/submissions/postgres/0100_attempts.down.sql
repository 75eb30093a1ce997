DROP TABLE files;
DROP TABLE answers;
DROP TABLE attempts;
DROP TABLE version_states;
DROP TABLE published_versions;
