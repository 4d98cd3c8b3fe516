-- The topics of a story, for the editions.
ALTER TABLE story ADD COLUMN topics TEXT NOT NULL DEFAULT '[]';
CREATE TABLE topic (
    topic     TEXT NOT NULL,
    story     TEXT NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    published INTEGER NOT NULL,
    PRIMARY KEY (topic, published, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX topic_story ON topic (story);

-- Beside the countries: the topics whose editions a story leaves or is in.
ALTER TABLE stale ADD COLUMN topics TEXT NOT NULL DEFAULT '[]';
