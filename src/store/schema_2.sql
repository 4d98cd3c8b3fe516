-- An archived body is kept as it was received, with what reading it again takes.
ALTER TABLE archive ADD COLUMN codings TEXT NOT NULL DEFAULT 'zstd';  -- that the body is in
ALTER TABLE archive ADD COLUMN hash TEXT;                -- of what it unpacks to
ALTER TABLE archive ADD COLUMN content_language TEXT;
ALTER TABLE archive ADD COLUMN content_location TEXT;
ALTER TABLE archive ADD COLUMN first_seen INTEGER;       -- of what was new in it
ALTER TABLE archive ADD COLUMN round INTEGER;            -- when the round began that recorded it

DROP INDEX archive_by_time;
CREATE INDEX archive_by_time ON archive (at, id, size, round);

-- Bytes of all archived bodies: one row.
CREATE TABLE archive_size (bytes INTEGER NOT NULL) STRICT;
INSERT INTO archive_size SELECT COALESCE(SUM(size), 0) FROM archive;
CREATE TRIGGER archive_grows AFTER INSERT ON archive BEGIN
    UPDATE archive_size SET bytes = bytes + NEW.size;
END;
CREATE TRIGGER archive_shrinks AFTER DELETE ON archive BEGIN
    UPDATE archive_size SET bytes = bytes - OLD.size;
END;

-- The rounds in which a story began or was looked at again, as far back as the archive goes.
CREATE TABLE round (
    at     INTEGER PRIMARY KEY,
    settle INTEGER NOT NULL          -- for how long a new story waited in it
) STRICT;
