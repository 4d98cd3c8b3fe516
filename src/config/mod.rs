//! The configuration: raw serde structs to a validated `Config`, every error at once.
