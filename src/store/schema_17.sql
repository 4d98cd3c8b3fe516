-- Reading lists that are asked for at their addresses.
CREATE TABLE list (
    name       TEXT PRIMARY KEY,     -- of the copy: a hash of its address
    validators TEXT,                 -- the client's own state, of the copy
    copy       TEXT,                 -- hash of the copy that these are of
    schedule   TEXT NOT NULL,        -- the scheduler's own state
    kind       TEXT,                 -- the class of the last failure; none: it went well
    trouble    TEXT                  -- what the last failure said
) STRICT, WITHOUT ROWID;
