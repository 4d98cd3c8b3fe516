-- By what an entry is known from poll to poll (see src/domain/identity.rs), as it was last listed.
ALTER TABLE entry ADD COLUMN mark_guid TEXT;
ALTER TABLE entry ADD COLUMN mark_page TEXT;
ALTER TABLE entry ADD COLUMN mark_code TEXT;
ALTER TABLE entry ADD COLUMN mark_title TEXT;
CREATE INDEX entry_by_guid ON entry (source, mark_guid) WHERE mark_guid IS NOT NULL;
CREATE INDEX entry_by_page ON entry (source, mark_page) WHERE mark_page IS NOT NULL;
CREATE INDEX entry_by_code ON entry (source, mark_code) WHERE mark_code IS NOT NULL;
CREATE INDEX entry_by_title ON entry (source, mark_title) WHERE mark_title IS NOT NULL;
-- Hash of what its feed said of it, before anything was cleaned.
ALTER TABLE entry ADD COLUMN words TEXT;
-- What is remembered of a source's texts: the normaliser's own state.
ALTER TABLE source ADD COLUMN memory TEXT NOT NULL DEFAULT '';
