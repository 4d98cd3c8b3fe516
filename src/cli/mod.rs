//! The commands.

pub mod check;
pub mod init;
pub mod parse;
