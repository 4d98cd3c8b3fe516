UPDATE story SET topics = '["economy"]' WHERE id = '01KDYJ6CM800000000000000A1';
INSERT INTO topic VALUES ('economy', '01KDYJ6CM800000000000000A1', 500);
UPDATE stale SET topics = '["economy"]';
