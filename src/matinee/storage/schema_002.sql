-- Plans of messages, and each message once: key is its idempotency key, for ever.
-- state: planned, sending (what is said is fixed, an attempt may have left), sent, failed, dropped, uncertain.
CREATE TABLE message_plans (
    plan TEXT PRIMARY KEY,
    made_at INTEGER NOT NULL,
    approved_at INTEGER NOT NULL DEFAULT 0,
    body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE messages (
    key TEXT PRIMARY KEY,
    plan TEXT NOT NULL,
    member TEXT NOT NULL,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'planned',
    attempts INTEGER NOT NULL DEFAULT 0,
    doubts INTEGER NOT NULL DEFAULT 0,
    batch TEXT NOT NULL DEFAULT '',
    sent_at INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX messages_due ON messages (state, at);
CREATE INDEX messages_member ON messages (member, at);
