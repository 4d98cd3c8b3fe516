-- The reports that tell a story to readers of other languages than the representative's, and what they
-- last told.
ALTER TABLE story ADD COLUMN speakers TEXT NOT NULL DEFAULT '[]';

-- What feeds call themselves, which changed from poll to poll and is shown no more.
ALTER TABLE source DROP COLUMN feed_title;
