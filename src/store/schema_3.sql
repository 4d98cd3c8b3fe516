-- The pages of entries that were asked for what their feeds do not say.
CREATE TABLE page (
    entry     INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    asked_at  INTEGER NOT NULL,
    tries     INTEGER NOT NULL,
    came      TEXT,                -- read, forbidden or failed; none: nothing yet
    trouble   TEXT,                -- what went wrong, in one sentence
    facts     TEXT,                -- what the page says
    about     TEXT                 -- the countries of the entry, by feed and page together
) STRICT;
CREATE INDEX entry_by_address ON entry (canonical_url) WHERE canonical_url IS NOT NULL;

-- What sites let programs ask for.
CREATE TABLE rules (
    site  TEXT PRIMARY KEY,        -- scheme, name and port
    until INTEGER NOT NULL,        -- when they are to be asked for again
    rules TEXT NOT NULL            -- as robots.txt has them
) STRICT, WITHOUT ROWID;
