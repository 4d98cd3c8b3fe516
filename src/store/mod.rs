//! What griot remembers, in SQLite.
