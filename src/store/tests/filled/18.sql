UPDATE story SET speakers =
    '[{"entry":2,"link":"https://b.example/1","told_text":"b2","updated":"1970-01-01T00:00:01Z"}]'
    WHERE id = '01KDYJ6CM800000000000000A1';
