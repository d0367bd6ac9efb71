-- Times are milliseconds since the epoch, UTC. Of a key only its digest is
-- kept. A revoked key stays as a tombstone so that the log can name it.
CREATE TABLE keys (
	seq         INTEGER PRIMARY KEY AUTOINCREMENT,
	id          TEXT    NOT NULL UNIQUE,
	digest      BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
	name        TEXT    NOT NULL,
	preview     TEXT    NOT NULL,
	permissions TEXT    NOT NULL,
	created     INTEGER NOT NULL,
	expires     INTEGER,
	last_used   INTEGER,
	revoked     INTEGER
) STRICT;

CREATE TABLE activity (
	seq      INTEGER PRIMARY KEY AUTOINCREMENT,
	at       INTEGER NOT NULL,
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
	count    INTEGER NOT NULL CHECK (count > 0),
	fold     TEXT
) STRICT;

-- Every order is by (at, seq); seq is the row id and so part of each index.
CREATE INDEX activity_by_time   ON activity (at);
CREATE INDEX activity_failures  ON activity (at) WHERE failed = 1;
CREATE INDEX activity_by_reason ON activity (reason, at) WHERE failed = 1;
CREATE INDEX activity_by_key    ON activity (key_id, at) WHERE key_id <> '';
CREATE INDEX activity_by_ip     ON activity (ip, at);
CREATE UNIQUE INDEX activity_fold ON activity (fold) WHERE fold IS NOT NULL;

CREATE TABLE records (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	kind    TEXT    NOT NULL,
	id      TEXT    NOT NULL UNIQUE,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL,
	fields  TEXT    NOT NULL CHECK (json_valid(fields))
) STRICT;
CREATE INDEX records_by_kind ON records (kind);
