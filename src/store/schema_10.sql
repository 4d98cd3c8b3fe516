-- The hub that a source's feed names, and the topic under which that hub knows it (WebSub).
ALTER TABLE source ADD COLUMN hub TEXT;
ALTER TABLE source ADD COLUMN topic TEXT;

-- What we asked hubs for. A row stays until its hub has let go of it or its lease is over.
CREATE TABLE subscription (
    token    TEXT PRIMARY KEY,       -- the end of the address that the hub calls: a secret
    source   TEXT NOT NULL,
    hub      TEXT NOT NULL,
    topic    TEXT NOT NULL,
    secret   TEXT,                   -- signs deliveries; none where the hub is not asked over TLS
    phase    TEXT NOT NULL,          -- asked, active, denied or leaving
    asked    INTEGER,                -- when the hub was last asked
    until    INTEGER,                -- when the lease ends
    trusted  INTEGER,                -- since when it has delivered all that polls found
    attempts INTEGER NOT NULL,       -- requests in a row that came to nothing
    due      INTEGER,                -- when the hub has to be asked next
    trouble  TEXT                    -- what went wrong last, in one sentence
) STRICT, WITHOUT ROWID;

-- Published documents that our own hub has been told of, or has to be.
CREATE TABLE ping (
    path    TEXT PRIMARY KEY,
    changed INTEGER NOT NULL,        -- counts its changes
    told    INTEGER,                 -- when the hub last took it
    due     INTEGER                  -- when the hub has to be told; none where it knows
) STRICT, WITHOUT ROWID;
