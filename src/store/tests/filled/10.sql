UPDATE source SET hub = 'https://hub.example/', topic = 'https://a.example/feed' WHERE id = 'a';
INSERT INTO subscription VALUES ('token', 'a', 'https://hub.example/', 'https://a.example/feed', 'secret', 'active',
    1000, 864000000, 1100, 0, 800000000, NULL);
INSERT INTO ping VALUES ('feeds/ne.atom', 3, 1000, NULL);
