-- The reports that tell a story to readers of other languages than the representative's, and what they
-- last told.
ALTER TABLE story ADD COLUMN speakers TEXT NOT NULL DEFAULT '[]';
