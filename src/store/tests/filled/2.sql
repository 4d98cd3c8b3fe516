INSERT INTO archive (id, source, at, url, size, body, codings, hash, first_seen, round)
    VALUES (2, 'b', 2000, 'https://b.example/feed', 4, x'01020304', 'br', 'h', 1900, 1800);
INSERT INTO round VALUES (1800, 300000);
