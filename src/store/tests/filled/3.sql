INSERT INTO page VALUES (1, 1100, 1, 'read', NULL, '{"summary":"Lu.","text":"","image":null,"categories":[],"authors":[],"published":null}', NULL), (2, 1200, 2, NULL, 'late', NULL, NULL);
INSERT INTO rules VALUES ('https://a.example:443', 90000, 'User-agent: *');
