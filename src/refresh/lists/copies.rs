//! The copies of reading lists: files in the state folder, each replaced whole.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::config::{Config, lists, opml};
use crate::digest;

/// Addresses of feeds may hold keys: nobody but the owner reads them.
const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE: u32 = 0o600;

/// What a copy is called before it is whole.
const PART: &str = "part";

/// What copies are called.
const WHOLE: &str = "opml";

/// The folder of the copies.
pub(super) struct Copies {
    folder: PathBuf,
}

impl Copies {
    pub(super) fn of(config: &Config) -> Self {
        Self {
            folder: lists::folder(&config.instance.state_dir),
        }
    }

    pub(super) fn is_there(&self, name: &str) -> bool {
        self.path(name).is_file()
    }

    /// The hash of a copy, where there is one.
    pub(super) fn hash(&self, name: &str) -> Option<String> {
        Some(digest::hex(&fs::read(self.path(name)).ok()?))
    }

    /// Puts a copy in place that came at `at`: its hash, and whether it names other feeds than the one
    /// before. Whoever is killed meanwhile leaves the one before.
    pub(super) fn keep(
        &self,
        name: &str,
        text: &str,
        at: DateTime<Utc>,
    ) -> io::Result<(String, bool)> {
        let path = self.path(name);
        let before = fs::read_to_string(&path).ok();
        let before = before.map(|text| opml::read(&text).feeds);
        let is_other = before.as_ref() != Some(&opml::read(text).feeds);
        self.make_folder()?;
        let part = path.with_extension(PART);
        remove_if_there(&part)?;
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(PRIVATE)
            .open(&part)?;
        file.write_all(text.as_bytes())?;
        file.set_modified(at.into())?;
        file.sync_all()?;
        fs::rename(&part, &path)?;
        sync(&self.folder)?;
        Ok((digest::hex(text.as_bytes()), is_other))
    }

    /// Notes that the list still says at `at` what its copy does: for people, so it is no failure where
    /// that cannot be written.
    pub(super) fn confirm(&self, name: &str, at: DateTime<Utc>) {
        let noted = File::open(self.path(name)).and_then(|file| file.set_modified(at.into()));
        if let Err(error) = noted {
            tracing::debug!("the date of a reading list's copy stays: {error}");
        }
    }

    /// Removes the copies of other lists than those of these names, and what a crash left.
    pub(super) fn sweep(&self, names: &[String]) -> io::Result<()> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            let is_wanted = names.iter().any(|name| self.path(name) == path);
            let ending = path.extension().and_then(OsStr::to_str);
            // What ends otherwise is nothing that griot put there.
            if matches!(ending, Some(PART | WHOLE)) && !is_wanted {
                remove_if_there(&path)?;
            }
        }
        Ok(())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(lists::file_name(name))
    }

    fn make_folder(&self) -> io::Result<()> {
        match DirBuilder::new().mode(PRIVATE_FOLDER).create(&self.folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            Ok(()) => sync(self.folder.parent().unwrap_or(Path::new("."))),
            made => made,
        }
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
