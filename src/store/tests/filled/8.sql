INSERT INTO ruling VALUES (7, 3000, 'another mine');
INSERT INTO ruled VALUES (7, 'a', 'https://a.example/1', 0), (7, 'b', 'b-5', 1);
UPDATE story SET reason = 'untrue' WHERE stage = 'dropped';
