-- No table has a row number or a counter of its own, so that the order of rows is that of their keys and
-- tells nothing about when anything was written. No column holds a time.

CREATE TABLE spaces (
	space BLOB NOT NULL PRIMARY KEY,
	head  INTEGER NOT NULL,
	epoch INTEGER NOT NULL,
	auth  BLOB NOT NULL,
	owner BLOB NOT NULL,
	kept  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE epochs (
	space BLOB NOT NULL,
	epoch INTEGER NOT NULL,
	auth  BLOB NOT NULL,
	n     INTEGER NOT NULL,
	PRIMARY KEY (space, epoch)
) WITHOUT ROWID;

-- An entry lies in pieces that each fit into a page beside others. Piece 0 has the leaf and the checksums.
CREATE TABLE log (
	space BLOB NOT NULL,
	n     INTEGER NOT NULL,
	piece INTEGER NOT NULL,
	leaf  BLOB,
	sums  BLOB,
	bytes BLOB,
	PRIMARY KEY (space, n, piece)
) WITHOUT ROWID;

CREATE TABLE blobs (
	space       BLOB NOT NULL,
	blob        BLOB NOT NULL,
	size        INTEGER NOT NULL,
	have        INTEGER NOT NULL,
	delete_hash BLOB NOT NULL,
	PRIMARY KEY (space, blob)
) WITHOUT ROWID;

CREATE TABLE chunks (
	space BLOB NOT NULL,
	blob  BLOB NOT NULL,
	i     INTEGER NOT NULL,
	sum   BLOB NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (space, blob, i)
) WITHOUT ROWID;

CREATE TABLE slots (
	locator BLOB NOT NULL PRIMARY KEY,
	auth    BLOB NOT NULL,
	blob    BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE codes (
	hash BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;
