//! `griot init`: a commented configuration to start from.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// What is written: the project's own example configuration and starter list.
const FILES: [(&str, &str); 2] = [
    ("griot.toml", include_str!("../../config/griot.toml")),
    ("outlets.toml", include_str!("../../config/outlets.toml")),
];

/// The options of `griot init`.
#[derive(clap::Args, Clone, Debug)]
pub struct Args {
    /// The folder to write griot.toml and outlets.toml into; it is made when it does not exist.
    #[arg(value_name = "DIR", default_value = "config")]
    pub dir: PathBuf,
}

/// Writes the files, unless one of them exists: then nothing is written and the exit code is 2.
///
/// # Errors
///
/// When the folder or a file cannot be written.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let dir = &args.dir;
    let existing = FILES
        .iter()
        .map(|(name, _)| dir.join(name))
        .find(|path| path.symlink_metadata().is_ok());
    if let Some(path) = existing {
        let path = path.display();
        writeln!(
            out,
            "{path} exists and was left alone; nothing was written."
        )?;
        writeln!(
            out,
            "Name another folder (griot init DIR), or move the file away."
        )?;
        return Ok(2);
    }
    fs::create_dir_all(dir).with_context(|| format!("cannot make the folder {}", dir.display()))?;
    for (name, text) in FILES {
        let path = dir.join(name);
        write_new(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        writeln!(out, "wrote {}", path.display())?;
    }
    say_what_comes_next(dir, out)?;
    Ok(0)
}

/// Writes a file that may not exist yet, also when someone else is just making it.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// A path as one word of a shell's command (POSIX.1-2024, Shell Command Language, section 2.2).
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    match path.chars().all(is_plain) {
        true => path,
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

fn say_what_comes_next(dir: &Path, out: &mut dyn Write) -> io::Result<()> {
    // Where griot looks by itself, the option would only be noise.
    let option = match dir == Path::new("config") || dir == Path::new("/etc/griot") {
        true => String::new(),
        false => format!(" --config {}", quoted(&dir.join("griot.toml"))),
    };
    writeln!(out, "\nNext:")?;
    writeln!(
        out,
        "  1. set base_url and contact in {}",
        dir.join("griot.toml").display()
    )?;
    writeln!(out, "  2. griot{option} check      is it right?")?;
    writeln!(
        out,
        "  3. griot{option} refresh    one round: polls the outlets, writes the editions"
    )?;
    writeln!(
        out,
        "  4. griot{option} run        keeps polling, and serves them"
    )
}
