DROP INDEX attempts_unmarked;
ALTER TABLE attempts DROP COLUMN rung_at;
