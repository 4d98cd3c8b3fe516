//! How the process speaks: colours, log lines, how much.

use std::io::{self, IsTerminal as _};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Sentences, for people and the journal
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Only what failed.
    Errors,
    /// What the operator has to see: cron sends a mail for every line.
    Warnings,
    /// What a daemon does, round by round.
    Rounds,
    /// What is done with each source.
    Sources,
    /// Everything.
    Everything,
}

/// Paints what people read on standard output, or leaves it plain.
#[derive(Clone, Copy, Debug)]
pub struct Paint(bool);

impl Paint {
    /// As `color` asks.
    #[must_use]
    pub fn new(color: Color) -> Self {
        Self(match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stdout().is_terminal() && !is_no_color(),
        })
    }

    /// What is looked for first.
    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.painted("1", text)
    }

    /// What explains the rest.
    #[must_use]
    pub fn faint(self, text: &str) -> String {
        self.painted("2", text)
    }

    fn painted(self, code: &str, text: &str) -> String {
        match self.0 && !text.is_empty() {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

/// Whether the user wants no colours anywhere (no-color.org).
fn is_no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Sends log lines to standard error. systemd's journal stamps lines itself, so they carry no time
/// there.
pub fn set_up(color: Color, format: LogFormat, detail: Detail) {
    let level = match detail {
        Detail::Errors => "error",
        // Libraries warn of what we have in hand, such as every slip in an outlet's HTML.
        Detail::Warnings => "error,griot=warn",
        Detail::Rounds => "error,griot=info",
        Detail::Sources => "error,griot=debug",
        Detail::Everything => "debug,griot=trace",
    };
    let ansi = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stderr().is_terminal() && !is_no_color(),
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(io::stderr)
        .with_ansi(ansi)
        .with_target(false);
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    // Fails only where a subscriber is set already, which is then what is wanted.
    let _ = match (format, journal) {
        (LogFormat::Json, _) => lines.json().flatten_event(true).try_init(),
        (LogFormat::Text, true) => lines.without_time().try_init(),
        (LogFormat::Text, false) => lines.try_init(),
    };
}
