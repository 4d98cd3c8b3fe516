//! Which countries a text is about.
