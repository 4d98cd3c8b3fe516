INSERT INTO list (name, validators, copy, schedule, kind, trouble)
VALUES ('0f3c9a7b51e84d02b6c7aa10d2e5f681', '{"url":"https://l.example/list.opml","etag":"\"1\"","last_modified":null}',
        '2c26b46b68ffc68f', '{"failures":2}', 'missing', 'https://l.example/list.opml answered 404');
