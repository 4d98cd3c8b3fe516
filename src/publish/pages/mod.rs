//! Pages for people: start page, editions, stories, sources; no script, few bytes.
