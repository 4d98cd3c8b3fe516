-- What was forgotten for its age and is not to come back as new: a hash of what names an entry.
CREATE TABLE forgotten (key INTEGER PRIMARY KEY) STRICT;
