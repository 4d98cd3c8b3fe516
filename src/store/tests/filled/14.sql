INSERT INTO furniture VALUES ('a', '{}');
