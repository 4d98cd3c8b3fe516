//! The `griot` command.

use griot::cli::{self, Exit};

fn main() -> Exit {
    cli::main().unwrap_or_else(|error| {
        eprintln!("griot: {}", cli::sentence(&error));
        Exit::Failed
    })
}
