INSERT INTO forgotten VALUES (-42), (42);
