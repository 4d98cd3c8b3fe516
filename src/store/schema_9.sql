-- The operator's editions that ask something of a story's reports, and have it.
ALTER TABLE story ADD COLUMN editions TEXT NOT NULL DEFAULT '[]';
CREATE TABLE noted (
    edition TEXT NOT NULL,
    story   TEXT NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    PRIMARY KEY (edition, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX noted_story ON noted (story);

-- Beside the countries and topics: the editions that a story leaves or is in.
ALTER TABLE stale ADD COLUMN editions TEXT NOT NULL DEFAULT '[]';
