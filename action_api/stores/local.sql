-- What one host keeps of its own (STATE_DIR/local.sqlite3), shared by all its processes: a copy of
-- what NATS holds, to read from while it is down, and the edits made meanwhile.

CREATE TABLE IF NOT EXISTS playlists (      -- a row as NATS has it, and one as edited here
    playlist_id     TEXT NOT NULL,
    origin          TEXT NOT NULL CHECK (origin IN ('live', 'local')),
    kv_revision     INTEGER NOT NULL,       -- 0 for local
    stored_at       REAL NOT NULL,          -- when this row was written, epoch seconds
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    item_count      INTEGER NOT NULL,
    duration_seconds INTEGER,               -- by the snapshot below, NULL = not counted yet
    duration_snapshot TEXT,
    created_by      TEXT NOT NULL,
    created_at      REAL NOT NULL,
    updated_by      TEXT NOT NULL,
    updated_at      REAL NOT NULL,
    revision        INTEGER NOT NULL,
    deleted_at      REAL,
    record          TEXT NOT NULL,          -- the whole playlist, JSON
    PRIMARY KEY (playlist_id, origin)
);
CREATE INDEX IF NOT EXISTS playlists_counted ON playlists (duration_snapshot);

CREATE VIEW IF NOT EXISTS effective AS      -- what a reader on this host sees
SELECT * FROM playlists AS one
WHERE origin = 'local' OR NOT EXISTS (
    SELECT 1 FROM playlists AS other
    WHERE other.playlist_id = one.playlist_id AND other.origin = 'local'
);

CREATE TABLE IF NOT EXISTS outbox (         -- what is to be replayed: one row a playlist
    playlist_id     TEXT PRIMARY KEY,
    version         INTEGER NOT NULL,       -- one more with each edit
    base_revision   INTEGER,                -- the live revision it began with, NULL = created here
    op_ids          TEXT NOT NULL,          -- JSON, oldest first
    authors         TEXT NOT NULL,          -- JSON, oldest first
    edited_at       REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS notices (        -- as NATS has them
    notice_id       TEXT NOT NULL,
    user_key        TEXT NOT NULL,
    stored_at       REAL NOT NULL,
    record          TEXT NOT NULL,
    PRIMARY KEY (user_key, notice_id)
);

CREATE TABLE IF NOT EXISTS titles (         -- of items that stand in playlists, the catalog's last
    video_id        TEXT PRIMARY KEY,
    title           TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS records (        -- who may do what, and whose session has ended
    bucket          TEXT NOT NULL,
    key             TEXT NOT NULL,
    revision        INTEGER NOT NULL,
    record          TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
);

CREATE TABLE IF NOT EXISTS leases (         -- who replays at this moment
    name            TEXT PRIMARY KEY,
    holder          TEXT NOT NULL,
    until           REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS facts (
    name            TEXT PRIMARY KEY,
    value           REAL NOT NULL
);

-- how often the table playlists was changed, by whatever process: what was made of it may be kept
INSERT OR IGNORE INTO facts VALUES ('changes', 0);
CREATE TRIGGER IF NOT EXISTS playlists_inserted AFTER INSERT ON playlists BEGIN
    UPDATE facts SET value = value + 1 WHERE name = 'changes';
END;
CREATE TRIGGER IF NOT EXISTS playlists_updated AFTER UPDATE ON playlists BEGIN
    UPDATE facts SET value = value + 1 WHERE name = 'changes';
END;
CREATE TRIGGER IF NOT EXISTS playlists_deleted AFTER DELETE ON playlists BEGIN
    UPDATE facts SET value = value + 1 WHERE name = 'changes';
END;
