-- Times are milliseconds since the Unix epoch, UTC. Lists are JSON.

CREATE TABLE note (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is remembered of a source between polls.
CREATE TABLE source (
    id            TEXT PRIMARY KEY,
    facts         TEXT NOT NULL,    -- outlet, URL and country, as last configured
    moved_to      TEXT,             -- where permanent redirects have taken it
    validators    TEXT,             -- the client's own state, of the last body that was stored
    body_hash     TEXT,             -- of the last body that was read whole
    feed_title    TEXT,
    schedule      TEXT NOT NULL,    -- the scheduler's own state
    last_poll     INTEGER,
    last_success  INTEGER,
    listed_at     INTEGER,          -- when its list of entries was last read whole
    next_poll     INTEGER,
    failures      INTEGER NOT NULL DEFAULT 0,
    trouble       TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE poll (
    id       INTEGER PRIMARY KEY,
    source   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    outcome  TEXT NOT NULL,          -- not_modified, changed or failed
    kind     TEXT,                   -- the class of a failure
    message  TEXT,
    bytes    INTEGER NOT NULL,
    seen     INTEGER NOT NULL,
    added    INTEGER NOT NULL,
    edited   INTEGER NOT NULL
) STRICT;
CREATE INDEX poll_of_source ON poll (source, at);

CREATE TABLE entry (
    id            INTEGER PRIMARY KEY,
    source        TEXT NOT NULL,
    guid          TEXT NOT NULL,
    url           TEXT,
    canonical_url TEXT,
    title         TEXT NOT NULL,
    summary       TEXT NOT NULL,
    content       TEXT,
    language      TEXT,
    published     INTEGER NOT NULL,
    dated         INTEGER NOT NULL,
    authors       TEXT NOT NULL,
    categories    TEXT NOT NULL,
    image         TEXT,
    enclosures    TEXT NOT NULL,
    rights        TEXT,
    countries     TEXT NOT NULL,     -- {"primary": [..], "mentioned": [..]}
    first_seen    INTEGER NOT NULL,
    last_seen     INTEGER NOT NULL,
    hash          TEXT NOT NULL,     -- of what a reader would see
    story         TEXT,              -- none: waits for grouping
    waiting       INTEGER NOT NULL,  -- 1: new or edited since it was last grouped
    reason        TEXT,              -- why it is in its story
    copy_of       INTEGER,           -- the entry that it copies
    independent   INTEGER NOT NULL DEFAULT 1,
    UNIQUE (source, guid)
) STRICT;
CREATE INDEX entry_waiting ON entry (waiting) WHERE waiting = 1;
CREATE INDEX entry_of_story ON entry (story);
CREATE INDEX entry_by_date ON entry (published);
CREATE INDEX entry_by_first_seen ON entry (first_seen);

-- What an entry said before it was edited.
CREATE TABLE revision (
    entry   INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    title   TEXT NOT NULL,
    summary TEXT NOT NULL
) STRICT;
CREATE INDEX revision_of_entry ON revision (entry, at);

CREATE TABLE story (
    id             TEXT PRIMARY KEY,
    uri            TEXT NOT NULL,
    stage          TEXT NOT NULL,    -- settling, published, merged or dropped
    merged_into    TEXT,
    first_seen     INTEGER NOT NULL,
    shown          INTEGER,
    published      INTEGER NOT NULL,
    updated        INTEGER NOT NULL,
    link           TEXT NOT NULL,
    representative INTEGER NOT NULL,
    told_text      TEXT NOT NULL,
    told_outlets   INTEGER NOT NULL,
    outlets        INTEGER NOT NULL,
    countries      TEXT NOT NULL,
    fresh          INTEGER NOT NULL,
    due            INTEGER,
    gone           INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX story_due ON story (due) WHERE due IS NOT NULL;
CREATE INDEX story_by_date ON story (stage, fresh, published, id);
CREATE INDEX story_gone ON story (gone) WHERE gone IS NOT NULL;

-- The primary countries of a story, for the editions.
CREATE TABLE about (
    country   TEXT NOT NULL,
    story     TEXT NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    published INTEGER NOT NULL,
    PRIMARY KEY (country, published, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX about_story ON about (story);

-- Follow-ups, in both directions.
CREATE TABLE related (
    story TEXT NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    other TEXT NOT NULL,
    PRIMARY KEY (story, other)
) STRICT, WITHOUT ROWID;

-- Stories whose editions and pages have to be written, with the countries whose editions they
-- leave as well as those that they are in.
CREATE TABLE stale (
    story     TEXT PRIMARY KEY,
    countries TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Polled bodies, compressed.
CREATE TABLE archive (
    id           INTEGER PRIMARY KEY,
    source       TEXT NOT NULL,
    at           INTEGER NOT NULL,
    url          TEXT NOT NULL,
    content_type TEXT,
    size         INTEGER NOT NULL,   -- of the compressed body
    body         BLOB NOT NULL
) STRICT;
CREATE INDEX archive_by_time ON archive (at);
