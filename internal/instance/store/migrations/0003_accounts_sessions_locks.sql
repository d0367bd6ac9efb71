-- People who may sign in. Of a password and of a backup code only an argon2id
-- hash is kept, of a session's token its SHA-256. The secret of the second factor
-- has to be kept as it is: a code can't be checked against a hash.
CREATE TABLE account (
	seq         INTEGER PRIMARY KEY,
	id          TEXT    NOT NULL UNIQUE,
	name        TEXT    NOT NULL UNIQUE,
	password    TEXT    NOT NULL,
	totp        BLOB,
	step        INTEGER NOT NULL, -- the last one whose code was used
	backup_salt BLOB,
	created     INTEGER NOT NULL,
	changed     INTEGER NOT NULL
) STRICT;

CREATE TABLE backup_code ( -- those that are left
	account TEXT NOT NULL REFERENCES account (id),
	digest  BLOB NOT NULL,
	PRIMARY KEY (account, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
	digest  BLOB    PRIMARY KEY CHECK (length(digest) = 32),
	account TEXT    NOT NULL REFERENCES account (id),
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Addresses that may not sign in for a while.
CREATE TABLE address_lock (
	address TEXT    PRIMARY KEY,
	level   INTEGER NOT NULL,
	until   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
