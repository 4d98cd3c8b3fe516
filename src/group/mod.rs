//! Which entries report the same event.
