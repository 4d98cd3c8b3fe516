UPDATE source SET memory = '{"lines":[]}' WHERE id = 'a';
INSERT INTO entry (id, source, guid, title, summary, published, dated, authors, categories, enclosures, countries,
    first_seen, last_seen, hash, waiting, mark_guid, mark_title, words)
    VALUES (5, 'b', 'b-5', 'Deux', '', 900, 1, '[]', '[]', '[]', '{"primary":[],"mentioned":[]}', 2000, 2000, 'h5',
    1, 'b-5', 'deux', 'w5');
