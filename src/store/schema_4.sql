-- What is wrong with the document that was last read, a line for each kind of defect.
ALTER TABLE source ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
