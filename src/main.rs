//! The `griot` command.
fn main() {}
