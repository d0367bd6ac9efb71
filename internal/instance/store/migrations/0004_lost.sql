-- The requests that could not be logged, because the disk did not take them.
INSERT INTO meta VALUES ('lost', 0);
