//! What the process tells its caller.

use std::process::{ExitCode, Termination};

/// The exit codes, for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Something failed that the operator should see.
    Failed,
    /// Wrong usage or configuration.
    Usage,
    /// Done, but some sources failed.
    Partial,
    /// Ended by SIGINT or SIGTERM, with nothing half done.
    Interrupted,
}

impl Exit {
    /// The code as a number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Partial => 3,
            Self::Interrupted => 130,
        }
    }

    /// The code with this number; what has no meaning is a failure.
    #[must_use]
    pub fn from_code(code: u8) -> Self {
        match code {
            0 => Self::Done,
            2 => Self::Usage,
            3 => Self::Partial,
            130 => Self::Interrupted,
            _ => Self::Failed,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
