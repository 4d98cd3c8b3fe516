-- Until when a page is put off whose site wants to be left alone.
ALTER TABLE page ADD COLUMN due INTEGER;
