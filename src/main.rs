//! The `griot` command.

use griot::cli::{self, Exit};

fn main() -> Exit {
    cli::main().unwrap_or_else(|error| {
        cli::say_failure(&cli::sentence(&error));
        Exit::Failed
    })
}
