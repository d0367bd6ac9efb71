-- What entries of the log have in common is kept once, as a shape: filters look
-- at the shapes, of which there are few. Tallies count ahead, so that figures
-- cost the same however long the log is. See docs/decisions/0008.
ALTER TABLE keys ADD COLUMN folded TEXT NOT NULL DEFAULT '';
UPDATE keys SET folded = fold(name);

CREATE TABLE shape (
	id       INTEGER PRIMARY KEY,
	digest   BLOB    NOT NULL UNIQUE, -- of everything down to agent
	type     TEXT    NOT NULL,
	failed   INTEGER NOT NULL CHECK (failed IN (0, 1)),
	reason   TEXT    NOT NULL,
	key_id   TEXT    NOT NULL,
	attempt  TEXT    NOT NULL,
	method   TEXT    NOT NULL,
	path     TEXT    NOT NULL,
	resource TEXT    NOT NULL,
	required TEXT    NOT NULL,
	granted  TEXT    NOT NULL,
	status   INTEGER NOT NULL,
	ip       TEXT    NOT NULL,
	agent    TEXT    NOT NULL,
	route        TEXT NOT NULL, -- folded, as the two below
	folded_path  TEXT NOT NULL,
	folded_agent TEXT NOT NULL,
	entries  INTEGER NOT NULL DEFAULT 0 -- of the log
) STRICT;
CREATE INDEX shape_by_reason ON shape (reason) WHERE failed = 1;
CREATE INDEX shape_by_key    ON shape (key_id) WHERE key_id <> '';
CREATE INDEX shape_by_ip     ON shape (ip);

CREATE TABLE entry (
	seq    INTEGER PRIMARY KEY AUTOINCREMENT,
	at     INTEGER NOT NULL,
	shape  INTEGER NOT NULL REFERENCES shape (id),
	failed INTEGER NOT NULL, -- the shape's, for the index
	count  INTEGER NOT NULL CHECK (count > 0),
	fold   TEXT,
	rev    INTEGER NOT NULL -- grows with every entry and every change of one
) STRICT;

-- Every order is by (at, seq); seq is the row id and so part of each index.
CREATE INDEX entry_by_time  ON entry (at);
CREATE INDEX entry_failures ON entry (at) WHERE failed = 1;
CREATE INDEX entry_by_shape ON entry (shape, at);
CREATE UNIQUE INDEX entry_by_rev ON entry (rev);
CREATE UNIQUE INDEX entry_fold ON entry (fold) WHERE fold IS NOT NULL;

-- The requests of one shape within an hour, in cells of five minutes.
CREATE TABLE hour (
	hour    INTEGER NOT NULL, -- since 1970
	shape   INTEGER NOT NULL,
	entries INTEGER NOT NULL,
	first   INTEGER NOT NULL,
	last    INTEGER NOT NULL,
	c0 INTEGER NOT NULL, c1 INTEGER NOT NULL, c2 INTEGER NOT NULL, c3 INTEGER NOT NULL,
	c4 INTEGER NOT NULL, c5 INTEGER NOT NULL, c6 INTEGER NOT NULL, c7 INTEGER NOT NULL,
	c8 INTEGER NOT NULL, c9 INTEGER NOT NULL, c10 INTEGER NOT NULL, c11 INTEGER NOT NULL,
	PRIMARY KEY (hour, shape)
) STRICT, WITHOUT ROWID;
CREATE INDEX hour_by_shape ON hour (shape, hour);

-- All requests of one reason within a slot, by the size of the slot in seconds.
CREATE TABLE tally (
	size     INTEGER NOT NULL,
	slot     INTEGER NOT NULL, -- since 1970
	reason   TEXT    NOT NULL, -- '' for successes
	entries  INTEGER NOT NULL,
	requests INTEGER NOT NULL,
	PRIMARY KEY (size, slot, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

INSERT INTO shape (digest, type, failed, reason, key_id, attempt, method, path, resource, required, granted,
	status, ip, agent, route, folded_path, folded_agent, entries)
SELECT shape_digest(type, reason, key_id, attempt, method, path, resource, required, granted, status, ip, agent),
	type, failed, reason, key_id, attempt, method, path, resource, required, granted,
	status, ip, agent, fold(route_of(path)), fold(path), fold(agent), count(*)
FROM activity
GROUP BY type, failed, reason, key_id, attempt, method, path, resource, required, granted, status, ip, agent;

INSERT INTO entry (seq, at, shape, failed, count, fold, rev)
SELECT a.seq, a.at, s.id, a.failed, a.count, a.fold, a.seq
FROM activity a JOIN shape s ON s.digest =
	shape_digest(a.type, a.reason, a.key_id, a.attempt, a.method, a.path, a.resource, a.required, a.granted, a.status, a.ip, a.agent);

INSERT INTO hour
SELECT at / 3600000, shape, count(*), min(at), max(at),
	sum(iif(at / 300000 % 12 = 0, count, 0)), sum(iif(at / 300000 % 12 = 1, count, 0)),
	sum(iif(at / 300000 % 12 = 2, count, 0)), sum(iif(at / 300000 % 12 = 3, count, 0)),
	sum(iif(at / 300000 % 12 = 4, count, 0)), sum(iif(at / 300000 % 12 = 5, count, 0)),
	sum(iif(at / 300000 % 12 = 6, count, 0)), sum(iif(at / 300000 % 12 = 7, count, 0)),
	sum(iif(at / 300000 % 12 = 8, count, 0)), sum(iif(at / 300000 % 12 = 9, count, 0)),
	sum(iif(at / 300000 % 12 = 10, count, 0)), sum(iif(at / 300000 % 12 = 11, count, 0))
FROM entry GROUP BY 1, 2;

INSERT INTO tally
SELECT size.value, e.at / (size.value * 1000), s.reason, count(*), sum(e.count)
FROM entry e JOIN shape s ON s.id = e.shape, json_each('[300,3600,21600]') size GROUP BY 1, 2, 3;

INSERT INTO meta VALUES ('rev', coalesce((SELECT max(seq) FROM activity), 0)), ('dropped', 0);

DROP TABLE activity;
