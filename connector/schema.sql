-- One snapshot of the catalog: written once, then only read. `PRAGMA user_version` is the schema
-- version (connector.snapshot.SCHEMA_VERSION); a reader refuses any other.

CREATE TABLE snapshot (                 -- exactly one row
    snapshot_id     TEXT PRIMARY KEY,   -- 20261122T213000Z-0123456789ab: time and content hash
    taken_at        TEXT NOT NULL,      -- RFC 3339 UTC, whole seconds
    source          TEXT NOT NULL,      -- the address or file read
    source_url      TEXT,               -- MediaCMS's base address, where it is known
    item_count      INTEGER NOT NULL,
    category_count  INTEGER NOT NULL,
    rejected_count  INTEGER NOT NULL,
    complete        INTEGER NOT NULL CHECK (complete IN (0, 1)),
    missing         TEXT,               -- what is missing where complete = 0, a sentence
    content_hash    TEXT NOT NULL,      -- SHA-256 of items and categories: equal content, equal hash
    connector_version TEXT NOT NULL
);

CREATE TABLE items (
    video_id        TEXT PRIMARY KEY,   -- MediaCMS's friendly_token
    title           TEXT NOT NULL,      -- as MediaCMS has it: hostile text
    display_title   TEXT NOT NULL,      -- for people
    duration_seconds INTEGER,           -- NULL = unknown
    manifest_url    TEXT NOT NULL,
    thumbnail_url   TEXT,
    page_url        TEXT,               -- the item's own page on MediaCMS
    media_type      TEXT,               -- video | audio | image | pdf, where the source says
    added_at        TEXT,               -- RFC 3339 UTC, where the source says
    year            INTEGER,
    show            TEXT,               -- folded text before the episode marker: groups episodes
    show_title      TEXT,               -- the same for people
    season          INTEGER,
    episode         INTEGER,            -- the first of a span
    episode_last    INTEGER,            -- the last of a span, else equal to episode
    part            INTEGER,
    unavailable_reason TEXT,            -- NULL = can be queued
    queue_warning   TEXT,               -- may fail to queue, and why (no duration, no thumbnail)
    folded_title    TEXT NOT NULL,      -- connector.search_rules.fold(title)
    folded_display  TEXT NOT NULL,      -- fold(display_title): equal for copies of one film
    title_order     INTEGER NOT NULL UNIQUE -- 0-based place in title order
);
CREATE INDEX items_show ON items (show, season, episode);
CREATE INDEX items_year ON items (year);
CREATE INDEX items_folded_display ON items (folded_display);
CREATE INDEX items_duration ON items (duration_seconds);

CREATE TABLE categories (
    category        TEXT PRIMARY KEY,
    slug            TEXT NOT NULL UNIQUE,
    item_count      INTEGER NOT NULL
);

CREATE TABLE item_categories (
    video_id        TEXT NOT NULL REFERENCES items (video_id),
    category        TEXT NOT NULL REFERENCES categories (category),
    PRIMARY KEY (video_id, category)
) WITHOUT ROWID;
CREATE INDEX item_categories_category ON item_categories (category);
