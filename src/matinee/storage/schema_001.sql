CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- events: how many were ever kept; latest_at: the latest time of one, in UTC microseconds.
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('events', 0), ('latest_at', 0);

-- Events that are not sealed yet. seq is never given out twice, also after sealing (AUTOINCREMENT).
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX events_who ON events (who);

-- Ids of sealed events: they stay for ever, so that an event sent again years later is still known.
CREATE TABLE sealed (event_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE segments (
    path TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    n_rows INTEGER NOT NULL,
    sha256 TEXT NOT NULL
) WITHOUT ROWID;

-- row is the item's place in every array of every snapshot: given once, never reused.
CREATE TABLE items (row INTEGER PRIMARY KEY, item TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX items_version ON items (version);
CREATE TABLE item_versions (
    row INTEGER NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (row, version)
) WITHOUT ROWID;

CREATE TABLE members (member TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE links (anonymous TEXT PRIMARY KEY, member TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX links_member ON links (member);
CREATE TABLE profiles (who TEXT PRIMARY KEY, up_to_seq INTEGER NOT NULL, body BLOB NOT NULL);

CREATE TABLE decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX decisions_who ON decisions (who, at);

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    member TEXT NOT NULL
);
CREATE TABLE nearline (version TEXT PRIMARY KEY, body BLOB NOT NULL);
