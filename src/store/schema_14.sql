-- What is remembered of the texts of a source's pages: what they repeat is the outlet's, and not an
-- article's.
CREATE TABLE furniture (
    source TEXT PRIMARY KEY,
    memory TEXT NOT NULL
) STRICT, WITHOUT ROWID;
