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

-- The alerts there are.
CREATE TABLE alert (
    name  TEXT PRIMARY KEY,
    asks  TEXT NOT NULL,             -- hash of its conditions: others make it another alert
    since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Stories that an alert is done with, or has still to be given for: each once.
CREATE TABLE alerted (
    alert   TEXT NOT NULL REFERENCES alert (name) ON DELETE CASCADE,
    story   TEXT NOT NULL,
    at      INTEGER NOT NULL,        -- when that was decided
    due     INTEGER,                 -- when it is to be tried; none: done with
    tries   INTEGER NOT NULL DEFAULT 0,
    came    TEXT,                    -- told, known, gone or failed; none: not yet
    trouble TEXT,                    -- what the last failure said
    PRIMARY KEY (alert, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX alerted_due ON alerted (due) WHERE due IS NOT NULL;
CREATE INDEX story_merged ON story (merged_into) WHERE merged_into IS NOT NULL;
