-- What the operator has ruled on entries: kept for ever, whatever becomes of these.
CREATE TABLE ruling (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- the newer wins; never given twice
    at     INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE ruled (
    ruling INTEGER NOT NULL REFERENCES ruling (number) ON DELETE CASCADE,
    source TEXT NOT NULL,
    guid   TEXT NOT NULL,
    apart  INTEGER NOT NULL,         -- 0: reports the event; 1: reports another
    PRIMARY KEY (ruling, source, guid)
) STRICT, WITHOUT ROWID;

-- Why the operator withdrew it.
ALTER TABLE story ADD COLUMN reason TEXT;

-- Entries that had left the window stayed behind when their story was merged: they follow it.
UPDATE entry SET story = COALESCE((
    WITH RECURSIVE way (id, stage, next) AS (
        SELECT id, stage, merged_into FROM story WHERE id = entry.story
        UNION
        SELECT story.id, story.stage, story.merged_into
            FROM way JOIN story ON story.id = way.next WHERE way.stage = 'merged'
    )
    SELECT id FROM way WHERE stage <> 'merged'
), story)
WHERE story IN (SELECT id FROM story WHERE stage = 'merged');
UPDATE story SET due = 0
WHERE gone IS NULL AND id IN (SELECT merged_into FROM story WHERE stage = 'merged');
