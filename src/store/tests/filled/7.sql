UPDATE entry SET origin = '{"name":"Agence"}' WHERE id = 5;
