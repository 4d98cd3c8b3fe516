UPDATE story SET editions = '["orpaillage"]' WHERE id = '01KDYJ6CM800000000000000A1';
INSERT INTO noted VALUES ('orpaillage', '01KDYJ6CM800000000000000A1');
UPDATE stale SET editions = '["orpaillage"]';
INSERT INTO alert VALUES ('mines', 'hash', 1000);
INSERT INTO alerted VALUES ('mines', '01KDYJ6CM800000000000000A1', 1000, 2000, 1, NULL, 'refused');
