//! `griot check`: the configuration, every mistake at once.
