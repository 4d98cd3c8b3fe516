-- Where an outlet has an entry from, as far as it says: an object in JSON.
ALTER TABLE entry ADD COLUMN origin TEXT;
