-- The requests that could not be logged because the disk did not take them, and
-- about how many bytes the log has.
INSERT INTO meta VALUES ('lost', 0), ('bytes',
	(SELECT count(*) * 320 FROM entry)
	+ (SELECT coalesce(sum(350 + 2 * (octet_length(path) + octet_length(agent)) + octet_length(route)), 0) FROM shape));
