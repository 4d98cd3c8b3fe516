//! From files to a [`Config`], or to all that is wrong with them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use url::Url;

use super::document::Document;
use super::instance::{self, Folders};
use super::others;
use super::problem::{Place, Report, Wrong};
use super::table::Table;
use super::tables::Taken;
use super::{Config, Problems, lists, sections, tables, values, words};
use crate::fetch;

/// Reads the configuration at `path` with all that it includes.
///
/// # Errors
///
/// Everything that is wrong with it, warnings included.
pub fn load(path: &Path) -> Result<Config, Problems> {
    load_under(path, std::env::var_os("STATE_DIRECTORY").as_deref())
}

/// The configuration of an empty file in the current folder.
#[must_use]
pub fn defaults() -> Config {
    default_config(&Folders {
        base: Path::new(""),
        state: None,
    })
}

/// As [`load`], under a given `$STATE_DIRECTORY`.
fn load_under(path: &Path, state: Option<&OsStr>) -> Result<Config, Problems> {
    let folders = Folders {
        base: path.parent().unwrap_or(Path::new("")),
        state,
    };
    let report = RefCell::default();
    let mut config = default_config(&folders);
    let mut taken = Taken::default();
    let mut further = Further::default();
    read_file(path, &Place::file(path), &report, |root| {
        sections::read(root, &folders, &mut config, &mut taken.topics);
        further = Further::of(root);
        tables::read(root, &mut config, &mut taken);
    });
    let mut read = BTreeSet::from([as_found(path)]);
    for (place, include) in &further.includes {
        let path = folders.base.join(include);
        if !read.insert(as_found(&path)) {
            let wrong = Wrong::new(
                format!("{} was read already", path.display()),
                "name each file once; the main file is read without being named",
            );
            report.borrow_mut().error(place, wrong);
            continue;
        }
        read_file(&path, place, &report, |root| {
            refuse_settings(root);
            tables::read(root, &mut config, &mut taken);
        });
    }
    for (place, list) in &further.reading_lists {
        let path = folders.base.join(list);
        if let Some(text) = read_text(&path, place, &report) {
            lists::adopt_file(&path, &text, &mut config, &mut taken, &report);
        }
    }
    for (place, url) in &further.remote_lists {
        lists::adopt_copy(place, url, &mut config, &mut taken, &report);
    }
    taken.topics.settle(&mut config, &report);
    taken.filters.settle(&mut config, &report);
    words::look_over(&config, &taken.words, &report);
    finish(config, path, report.into_inner())
}

fn default_config(folders: &Folders<'_>) -> Config {
    Config {
        instance: instance::defaults(folders),
        fetch: super::FetchOptions::default(),
        schedule: super::ScheduleOptions::default(),
        text: super::TextOptions::default(),
        group: super::GroupOptions::default(),
        publish: super::PublishOptions::default(),
        archive: super::ArchiveOptions::default(),
        retention: super::RetentionOptions::default(),
        serve: super::ServeOptions::default(),
        sources: Vec::new(),
        lists: Vec::new(),
        own_editions: Vec::new(),
        alerts: Vec::new(),
        topics: Vec::new(),
        aliases: Vec::new(),
        removals: Vec::new(),
        blocks: Vec::new(),
        warnings: Vec::new(),
    }
}

/// What the main file names beside its tables, each with where it does.
#[derive(Default)]
struct Further {
    includes: Vec<(Place, PathBuf)>,
    reading_lists: Vec<(Place, PathBuf)>,
    remote_lists: Vec<(Place, Url)>,
}

impl Further {
    fn of(root: &Table<'_>) -> Self {
        let mut further = Self {
            includes: root.list("include", values::path).unwrap_or_default(),
            ..Self::default()
        };
        for (place, list) in root.list("opml", lists::named).unwrap_or_default() {
            match list {
                lists::Named::File(path) => further.reading_lists.push((place, path)),
                lists::Named::At(url) => further.remote_lists.push((place, url)),
            }
        }
        further
    }
}

/// A path as the system finds it, whatever leads to it.
fn as_found(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Reads a file of tables; when that fails, `named` is where the reader finds its name.
fn read_file(path: &Path, named: &Place, report: &RefCell<Report>, read: impl FnOnce(&Table<'_>)) {
    if let Some(text) = read_text(path, named, report) {
        Document::new(path, text, report).read(read);
    }
}

fn read_text(path: &Path, named: &Place, report: &RefCell<Report>) -> Option<String> {
    // The main file is named by nobody but whoever started the program.
    let is_main = &*named.file == path;
    let (name, remedy) = if is_main {
        ("the file".to_owned(), "correct the path or the permissions")
    } else {
        let remedy =
            "correct the path, which is relative to the file that names it, or the permissions";
        (path.display().to_string(), remedy)
    };
    let wrong = match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => {
            let decides = "which says what griot asks, publishes and runs";
            if let Some(wrong) = others::change(path, decides) {
                report.borrow_mut().warn(&Place::file(path), wrong);
            }
            return Some(text);
        }
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                + 1;
            Wrong::new(
                format!("{name} is not UTF-8 (line {line})"),
                "save it as UTF-8",
            )
        }
        Err(error) => Wrong::new(format!("{name} cannot be read ({error})"), remedy),
    };
    report.borrow_mut().error(named, wrong);
    None
}

/// Included files hold tables only: settings that are spread over files are hard to find.
fn refuse_settings(root: &Table<'_>) {
    for key in sections::NAMES.into_iter().chain(["include", "opml"]) {
        root.refuse(
            key,
            Wrong::new(
                format!("{key} has no effect in an included file"),
                "move it to the main file; here stand [[outlet]], [[edition]], [[alert]], [[topic]], [[alias]] and [[block]]",
            ),
        );
    }
}

/// What is worth a word although each value alone is right.
fn look_over(config: &Config, path: &Path, report: &mut Report) {
    let mut warn = |message: &str, remedy: &str| {
        report.warn(&Place::file(path), Wrong::new(message, remedy));
    };
    let folders = [
        (
            &config.instance.state_dir,
            "which holds what griot remembers",
        ),
        (&config.instance.public_dir, "which readers are served from"),
    ];
    for (folder, what) in folders {
        if let Some(wrong) = others::change(folder, what) {
            warn(&wrong.message, &wrong.remedy);
        }
    }
    // Of a reading list that was not fetched yet that is said already.
    if config.sources.is_empty() && config.lists.is_empty() {
        warn(
            "there is no source to poll",
            "add [[outlet]] tables, or include a file of them",
        );
    }
    if config.instance.contact.is_none() {
        warn(
            "publishers cannot tell whose client this is",
            "set contact under [instance] to a page or mail address",
        );
    }
    let is_reached = fetch::is_public(&config.instance.base_url);
    if config.fetch.websub == Some(true) && !is_reached {
        warn(
            "hubs that feeds name are asked to call at base_url, which nobody reaches from outside",
            "set base_url under [instance] to a public address, or websub under [fetch] to false",
        );
    }
    if config.publish.hub.is_some() && !is_reached {
        warn(
            "the hub is told of feeds at base_url, which nobody reaches from outside",
            "set base_url under [instance] to a public address, or take hub under [publish] out",
        );
    }
    if config.retention.keep < config.group.window {
        warn(
            "entries are dropped before the window of grouping closes",
            "let keep under [retention] be no shorter than window under [group]",
        );
    }
}

/// A configuration without errors, or its problems. Advice on the whole is for one that could be
/// read whole.
fn finish(mut config: Config, path: &Path, mut report: Report) -> Result<Config, Problems> {
    if report.has_errors() {
        return Err(Problems(report.into_problems()));
    }
    look_over(&config, path, &mut report);
    config.warnings = report.into_problems();
    Ok(config)
}
