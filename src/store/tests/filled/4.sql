UPDATE source SET warnings = '["a date without a zone"]' WHERE id = 'a';
