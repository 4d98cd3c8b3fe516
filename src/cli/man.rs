//! `griot man`: the manual page, one for all commands.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;

/// Writes the page of `griot` with a section for each of its commands: what the library makes by itself
/// leads to a page for each, and there are none.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write(griot: &Command, out: &mut dyn Write) -> io::Result<()> {
    let page = Man::new(griot.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    writeln!(out, ".SH COMMANDS")?;
    for command in griot.get_subcommands() {
        section(griot.get_name(), command, out)?;
    }
    writeln!(out, ".SH NOTES")?;
    remarks(griot, out)?;
    page.render_version_section(out)
}

/// What there is to say of a command that is called after `before`, and of those below it.
fn section(before: &str, command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let name = format!("{before} {}", command.get_name());
    // How help is asked for, and the options of all commands, are said once.
    let alone = command.clone().bin_name(&name);
    let page = Man::new(alone.disable_help_flag(true).disable_help_subcommand(true));
    writeln!(out, ".SS \"{name}\"")?;
    out.write_all(body(|section| page.render_synopsis_section(section))?.as_bytes())?;
    writeln!(out, ".PP")?;
    out.write_all(body(|section| page.render_description_section(section))?.as_bytes())?;
    out.write_all(body(|section| page.render_options_section(section))?.as_bytes())?;
    remarks(command, out)?;
    for below in command.get_subcommands() {
        section(&name, below, out)?;
    }
    Ok(())
}

/// A section as the library writes it, without what stands before its text.
fn body(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<String> {
    let mut section = Vec::new();
    render(&mut section)?;
    let section = String::from_utf8_lossy(&section);
    let lines = section.lines().skip_while(|line| !line.starts_with(".SH "));
    Ok(lines.skip(1).map(|line| format!("{line}\n")).collect())
}

/// What the help of a command ends with. Examples keep their lines, and prose is filled.
fn remarks(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let text = command
        .get_after_help()
        .map_or_else(String::new, ToString::to_string);
    for paragraph in text.split("\n\n").filter(|text| !text.is_empty()) {
        let lines = paragraph.lines().map(literal);
        let lines: String = lines.map(|line| line + "\n").collect();
        match paragraph.contains("\n  ") {
            true => write!(out, ".PP\n.nf\n{lines}.fi\n")?,
            false => write!(out, ".PP\n{lines}")?,
        }
    }
    Ok(())
}

/// A line in which roff finds nothing to do, and whose signs can be pasted.
fn literal(line: &str) -> String {
    let line = line
        .replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('\'', "\\(aq");
    match line.starts_with('.') {
        true => format!("\\&{line}"),
        false => line,
    }
}
