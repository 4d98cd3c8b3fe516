//! The `griot` command.

use griot::cli::{self, Exit};
use mimalloc::MiMalloc;

/// Large bodies come in one thread, are read in another and are recorded in a third. glibc keeps
/// memory that moves so for each thread, or lets all threads wait for one another.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> Exit {
    cli::main().unwrap_or_else(|error| {
        eprintln!("griot: {}", cli::sentence(&error));
        Exit::Failed
    })
}
