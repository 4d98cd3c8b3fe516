-- How many entries each source has, and how new the newest is, without reading them.
CREATE INDEX entry_of_source ON entry (source, published);
