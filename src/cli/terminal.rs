//! How the process speaks: colours, log lines, how much.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

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

/// When clap colours help and usage errors, which it prints before it knows what `--color` says.
#[must_use]
pub fn for_usage(arguments: impl Iterator<Item = OsString>) -> clap::ColorChoice {
    let arguments: Vec<_> = arguments
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let says = |value: &str| {
        let joined = format!("--color={value}");
        let apart = |pair: &[String]| pair[0] == "--color" && pair[1] == value;
        arguments.contains(&joined) || arguments.windows(2).any(apart)
    };
    match (says("never"), says("always")) {
        (true, _) => clap::ColorChoice::Never,
        (_, true) => clap::ColorChoice::Always,
        _ => clap::ColorChoice::Auto,
    }
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

/// Characters of a line of the terminal that standard output is; none where it is no terminal.
#[must_use]
pub fn width() -> Option<usize> {
    let size = io::stdout()
        .is_terminal()
        .then(terminal_size::terminal_size);
    let (terminal_size::Width(width), _) = size.flatten()?;
    Some(usize::from(width))
}

/// The beginning of `text`, at most `room` characters with the dots that stand for the rest.
#[must_use]
pub fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
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

/// Whether standard error is read by programs, for lines that stand alone do not suit these.
static IS_LOG: AtomicBool = AtomicBool::new(false);

/// Whether standard error is the journal's, or every line of it is to be a JSON object: then what fails
/// is said [there](log_errors), too.
pub fn is_log() -> bool {
    IS_LOG.load(Ordering::Relaxed)
}

/// Says something on standard error. Where that takes nothing any more, as with a full disk behind it,
/// whoever would have heard it misses it, and the command goes on.
pub fn say(what: &dyn std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

/// Logs each line as an error.
pub fn log_errors(lines: &str) {
    for line in lines
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
    {
        tracing::error!("{line}");
    }
}

/// Sends log lines to standard error. systemd's journal stamps lines itself, so they carry no time
/// there, and before each stands its priority (sd-daemon(3)), which the journal takes off again:
/// `journalctl -p warning` finds them by it.
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
        // What cannot be written is lost; to say so on standard error as well would end the program.
        .log_internal_errors(false)
        .with_target(false);
    IS_LOG.store(is_journal() || format == LogFormat::Json, Ordering::Relaxed);
    let json = || lines_of().json().flatten_event(true);
    // Fails only where a subscriber is set already, which is then what is wanted.
    let _ = match (format, is_journal()) {
        (LogFormat::Json, true) => lines
            .fmt_fields(JsonFields::new())
            .event_format(Ranked(json()))
            .try_init(),
        (LogFormat::Json, false) => lines
            .fmt_fields(JsonFields::new())
            .event_format(json())
            .try_init(),
        (LogFormat::Text, true) => lines
            .event_format(Ranked(lines_of().without_time()))
            .try_init(),
        (LogFormat::Text, false) => lines.try_init(),
    };
}

fn lines_of() -> Format {
    tracing_subscriber::fmt::format().with_target(false)
}

/// Whether standard error is the journal's, and not only that of whoever started us: its device and
/// inode are those that `JOURNAL_STREAM` names (systemd.exec(5)).
fn is_journal() -> bool {
    let (Ok(named), Ok(own)) = (
        std::env::var("JOURNAL_STREAM"),
        std::fs::metadata("/proc/self/fd/2"),
    ) else {
        return false;
    };
    named == format!("{}:{}", own.dev(), own.ino())
}

/// Lines with their priority before them, as syslog counts it.
struct Ranked<F>(F);

impl<S, N, F> FormatEvent<S, N> for Ranked<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let priority = match *event.metadata().level() {
            Level::ERROR => 3,
            Level::WARN => 4,
            Level::INFO => 6,
            Level::DEBUG | Level::TRACE => 7,
        };
        write!(writer, "<{priority}>")?;
        self.0.format_event(context, writer, event)
    }
}
