-- Images of stories, of which copies are published.
CREATE TABLE image (
    url    TEXT PRIMARY KEY,
    outlet TEXT NOT NULL,
    used   INTEGER NOT NULL,         -- when a story that shows it last changed
    file   TEXT,                     -- its copy, in the public folder; none: there is no copy
    size   INTEGER NOT NULL DEFAULT 0,
    tries  INTEGER NOT NULL DEFAULT 0,
    due    INTEGER                   -- when it may be asked for; none: not any more
) STRICT, WITHOUT ROWID;
CREATE INDEX image_due ON image (due) WHERE due IS NOT NULL;

-- The stories that would show them.
CREATE TABLE shows (
    story TEXT NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    url   TEXT NOT NULL REFERENCES image (url) ON DELETE CASCADE,
    PRIMARY KEY (story, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX shows_url ON shows (url);
