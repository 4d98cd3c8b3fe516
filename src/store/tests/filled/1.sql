-- Two outlets, an event that both report, one that was merged into it, one that was withdrawn, and an
-- entry that waits.
INSERT INTO note VALUES ('pruned', '2026-01-02'), ('editions', 'NE ML');
INSERT INTO source (id, facts, validators, body_hash, feed_title, schedule, last_poll, last_success,
    listed_at, next_poll, failures, trouble) VALUES
('a', '{"id":"a","outlet":{"name":"A","site":null,"language":"fr","owner":null,"ownership":null,"full_content":false},"url":"https://a.example/feed","country":"NE"}',
    '{"url":"https://a.example/feed","etag":"\"1\"","last_modified":null}', 'body', 'Fil A', '{"failures":0}',
    1000, 1000, 1000, 3601000, 0, NULL),
('b', '{"id":"b","outlet":{"name":"B","site":null,"language":"fr","owner":null,"ownership":null,"full_content":false},"url":"https://b.example/feed","country":null}',
    NULL, NULL, NULL, '{"failures":3}', 2000, NULL, NULL, 7202000, 3, 'no answer');
INSERT INTO poll VALUES (1, 'a', 1000, 'changed', NULL, NULL, 10, 3, 3, 0),
    (2, 'b', 2000, 'failed', 'dns', 'no such name', 0, 0, 0, 0);
INSERT INTO entry (id, source, guid, url, canonical_url, title, summary, content, language, published,
    dated, authors, categories, image, enclosures, rights, countries, first_seen, last_seen, hash, story,
    waiting, reason, copy_of) VALUES
(1, 'a', 'https://a.example/1', 'https://a.example/1', 'https://a.example/1', 'Une mine s''effondre', 'Au Niger.',
    NULL, 'fr', 500, 1, '["X"]', '["mines"]', NULL, '[]', 'A', '{"primary":["NE"],"mentioned":["ML"]}', 1000, 1000,
    'h1', '01KDYJ6CM800000000000000A1', 0, '{}', NULL),
(2, 'b', 'b-2', 'https://b.example/2', NULL, 'Mine effondrée', '', NULL, 'fr', 600, 1, '[]', '[]', NULL, '[]',
    NULL, '{"primary":["NE"],"mentioned":[]}', 1000, 1000, 'h2', '01KDYJ6CM800000000000000A2', 0, '{}', 1),
(3, 'a', 'title:w', NULL, NULL, 'Elle attend', '', NULL, NULL, 700, 0, '[]', '[]', NULL, '[]', NULL,
    '{"primary":[],"mentioned":[]}', 1000, 1000, 'h3', NULL, 1, NULL, NULL),
(4, 'a', 'https://a.example/4', 'https://a.example/4', 'https://a.example/4', 'Retirée', '', NULL, 'fr', 800, 1,
    '[]', '[]', NULL, '[]', NULL, '{"primary":["NE"],"mentioned":[]}', 1000, 1000, 'h4',
    '01KDYJ6CM800000000000000A3', 0, '{}', NULL);
INSERT INTO revision VALUES (1, 900, 'Une mine', '');
INSERT INTO story (id, uri, stage, merged_into, first_seen, shown, published, updated, link, representative,
    told_text, told_outlets, outlets, countries, fresh, due, gone) VALUES
('01KDYJ6CM800000000000000A1', 'tag:n.example,2026-01-02:story/01KDYJ6CM800000000000000A1', 'published', NULL,
    1000, 1000, 500, 1000, 'https://a.example/1', 1, 't1', 1, 2, '{"primary":["NE"],"mentioned":["ML"]}', 1, 5000, NULL),
('01KDYJ6CM800000000000000A2', 'tag:n.example,2026-01-02:story/01KDYJ6CM800000000000000A2', 'merged',
    '01KDYJ6CM800000000000000A1', 1000, 1000, 600, 1000, 'https://b.example/2', 2, 't2', 1, 1,
    '{"primary":["NE"],"mentioned":[]}', 1, NULL, 1500),
('01KDYJ6CM800000000000000A3', 'tag:n.example,2026-01-02:story/01KDYJ6CM800000000000000A3', 'dropped', NULL,
    1000, 1000, 800, 1000, 'https://a.example/4', 4, 't3', 1, 1, '{"primary":["NE"],"mentioned":[]}', 1, NULL, 1600);
INSERT INTO about VALUES ('NE', '01KDYJ6CM800000000000000A1', 500);
INSERT INTO related VALUES ('01KDYJ6CM800000000000000A1', '01KDYJ6CM800000000000000A3'),
    ('01KDYJ6CM800000000000000A3', '01KDYJ6CM800000000000000A1');
INSERT INTO stale (story, countries) VALUES ('01KDYJ6CM800000000000000A1', '["NE"]');
INSERT INTO archive (id, source, at, url, content_type, size, body)
    VALUES (1, 'a', 1000, 'https://a.example/feed', 'application/rss+xml', 3, x'010203');
