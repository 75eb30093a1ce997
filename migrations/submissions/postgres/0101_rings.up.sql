-- When marking was last asked for again, where no news of it came after the attempt was handed in.
ALTER TABLE attempts ADD COLUMN rung_at TIMESTAMPTZ;
CREATE INDEX attempts_unmarked ON attempts (COALESCE(rung_at, submitted_at), id) WHERE state = 'submitted' AND marking IS NULL;
