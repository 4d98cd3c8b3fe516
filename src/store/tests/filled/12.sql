INSERT INTO image VALUES ('https://a.example/i.jpg', 'A', 1000, 'images/x.jpg', 9, 1, NULL);
INSERT INTO shows VALUES ('01KDYJ6CM800000000000000A1', 'https://a.example/i.jpg');
