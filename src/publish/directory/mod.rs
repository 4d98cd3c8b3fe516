//! The folder that is published: complete files only, changed only where bytes changed.
//!
//! Each file has its gzip, Brotli and Zstandard form beside it (`ne.atom.gz`, `.br`, `.zst`), so
//! that any static web server can serve them; only the pages of stories, small and very many, and
//! images stand alone. What changed in a round is compressed and written to
//! a staging folder, synced, and only then renamed into place, file by file with its compressed
//! forms, in the order in which the caller gave them: a reader never sees half a file, and an
//! index that is given last never names what is not there yet. After a crash, what was staged is
//! swept away at the next start.

mod encode;
mod error;
mod stage;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

pub use error::Error;

use error::{At, at};
use stage::Staged;

use super::images;

/// Where files stand until they are complete; on the same file system, so that they can be
/// renamed. Its leading dot keeps it from being served by most configurations.
const STAGING: &str = ".staging";

/// The endings of the compressed forms, best first.
const ENCODINGS: [&str; 3] = ["br", "zst", "gz"];

/// The folder below which nothing is ever removed: no subscription breaks.
const LASTING: &str = "feeds";

/// The folders whose files have no compressed forms: a story's page is a few kilobytes, and there is
/// one for each story; images are compressed already.
const PLAIN: [&str; 2] = ["story", images::FOLDER];

/// The published folder.
#[derive(Clone, Debug)]
pub struct Directory {
    root: PathBuf,
}

/// What a publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files whose bytes are new; their compressed forms are not counted.
    pub written: usize,
    /// Files that had these very bytes.
    pub unchanged: usize,
}

impl Directory {
    /// Opens the folder, making it if need be, and sweeps what a crash left in it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(at(At::Create, path))?;
        let root = path.canonicalize().map_err(at(At::Read, path))?;
        let staging = stage::folder(&root)?;
        // Another process may be publishing just now: what is staged is then its own, not a
        // leftover.
        if let Some(_lock) = stage::try_lock(&staging)? {
            stage::sweep(&staging)?;
        }
        Ok(Self { root })
    }

    /// The folder's absolute path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The text of a published file; none where there is no such file. One that cannot be read is an
    /// error: it may hold what is nowhere else.
    pub fn read(&self, path: &str) -> Result<Option<String>, Error> {
        let target = self.resolve(path)?;
        if_there(fs::read_to_string(&target)).map_err(at(At::Read, &target))
    }

    /// The names of what is in a published folder; none where there is no such folder.
    pub fn names(&self, folder: &str) -> Result<BTreeSet<String>, Error> {
        let target = self.resolve(folder)?;
        let failed = |error| at(At::Read, &target)(error);
        let mut names = BTreeSet::new();
        for file in if_there(fs::read_dir(&target))
            .map_err(failed)?
            .into_iter()
            .flatten()
        {
            // What has another name is not ours.
            names.extend(file.map_err(failed)?.file_name().into_string());
        }
        Ok(names)
    }

    /// Writes those of the files whose bytes differ from what is there. Paths are relative, with
    /// slashes. When this returns, they have reached the disk.
    ///
    /// On an error some files may be new and others old, but none is broken.
    pub fn publish<P, B>(&self, files: &[(P, B)]) -> Result<Summary, Error>
    where
        P: AsRef<str> + Sync,
        B: AsRef<[u8]> + Sync,
    {
        let mut changed = Vec::new();
        for (path, bytes) in files {
            let target = self.resolve(path.as_ref())?;
            let encodings = encodings(path.as_ref());
            if !is_current(&target, bytes.as_ref(), encodings)? {
                changed.push(Change {
                    target,
                    bytes: bytes.as_ref(),
                    encodings,
                });
            }
        }
        if !changed.is_empty() {
            self.replace(&changed)?;
        }
        Ok(Summary {
            written: changed.len(),
            unchanged: files.len() - changed.len(),
        })
    }

    /// Removes files that are no more, with their compressed forms and the folders that they leave
    /// empty; what is not there is no error. Feeds are refused: no subscription ever breaks.
    ///
    /// Returns how many there were. When it does, none comes back after a power cut.
    pub fn remove<P: AsRef<str>>(&self, paths: &[P]) -> Result<usize, Error> {
        let mut removed = 0;
        let mut folders = BTreeSet::new();
        for path in paths {
            let path = path.as_ref();
            let target = self.resolve(path)?;
            if Path::new(path).starts_with(LASTING) {
                return Err(Error::Lasting(path.to_owned()));
            }
            for encoding in ENCODINGS {
                remove_if_there(&beside(&target, encoding))?;
            }
            removed += usize::from(remove_if_there(&target)?);
            for folder in target.ancestors().skip(1) {
                if folder == self.root || fs::remove_dir(folder).is_err() {
                    folders.insert(folder.to_owned());
                    break;
                }
            }
        }
        // Some went after they were noted.
        folders.retain(|folder| folder.is_dir());
        sync(&folders)?;
        Ok(removed)
    }

    /// The absolute path of a published one. Refuses what leads, or could lead, out of the folder.
    fn resolve(&self, path: &str) -> Result<PathBuf, Error> {
        let refused = || Error::Refused(path.to_owned());
        let mut target = self.root.clone();
        if path.is_empty() || path.ends_with('/') || path.contains('\0') {
            return Err(refused());
        }
        for (depth, component) in Path::new(path).components().enumerate() {
            let Component::Normal(name) = component else {
                return Err(refused());
            };
            if depth == 0 && name == STAGING {
                return Err(refused());
            }
            target.push(name);
            match fs::symlink_metadata(&target) {
                Ok(found) if found.is_symlink() => return Err(Error::Symlink(target)),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(at(At::Read, &target)(error)),
            }
        }
        Ok(target)
    }

    fn replace(&self, changed: &[Change<'_>]) -> Result<(), Error> {
        let staging = stage::folder(&self.root)?;
        let _lock = stage::lock(&staging)?;
        let staged = stage::write(&staging, changed).inspect_err(|_| {
            // What is left stands in nobody's way, and the next start sweeps again.
            let _ = stage::sweep(&staging);
        })?;
        let mut folders = BTreeSet::new();
        for (file, change) in staged.iter().zip(changed) {
            let folder = change.target.parent().unwrap_or(&self.root);
            self.make_folders(folder, &mut folders)?;
            move_into_place(file, change)?;
        }
        sync(&folders)
    }

    /// Makes a folder and notes every folder that changes by it, to be synced.
    fn make_folders(&self, folder: &Path, touched: &mut BTreeSet<PathBuf>) -> Result<(), Error> {
        if touched.contains(folder) {
            return Ok(());
        }
        if !folder.is_dir() {
            fs::create_dir_all(folder).map_err(at(At::Create, folder))?;
            let parents = folder.ancestors().skip(1);
            touched.extend(
                parents
                    .take_while(|parent| parent.starts_with(&self.root))
                    .map(Path::to_owned),
            );
        }
        touched.insert(folder.to_owned());
        Ok(())
    }
}

/// Waits until what these folders list has reached the disk.
fn sync(folders: &BTreeSet<PathBuf>) -> Result<(), Error> {
    for folder in folders {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(at(At::Write, folder))?;
    }
    Ok(())
}

/// A file that has to be written.
struct Change<'a> {
    target: PathBuf,
    bytes: &'a [u8],
    encodings: &'static [&'static str],
}

/// The compressed forms that the file at a published path has.
fn encodings(path: &str) -> &'static [&'static str] {
    if PLAIN
        .iter()
        .any(|folder| Path::new(path).starts_with(folder))
    {
        &[]
    } else {
        &ENCODINGS
    }
}

/// Whether a file has these bytes already, and the compressed forms beside it are of them: a form
/// that is younger was moved into place by a process that died before it moved the file itself.
fn is_current(target: &Path, bytes: &[u8], encodings: &[&str]) -> Result<bool, Error> {
    let found = match fs::metadata(target) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(at(At::Read, target)(error)),
    };
    let written = found.modified().map_err(at(At::Read, target))?;
    let is_its = |encoding: &&str| {
        fs::metadata(beside(target, encoding))
            .is_ok_and(|form| form.is_file() && form.modified().is_ok_and(|then| then <= written))
    };
    Ok(found.len() == bytes.len() as u64
        && encodings.iter().all(is_its)
        && fs::read(target).map_err(at(At::Read, target))? == bytes)
}

/// The compressed forms first: a server that prefers them then never sends an older text than the
/// plain file has.
fn move_into_place(file: &Staged, change: &Change<'_>) -> Result<(), Error> {
    let target = change.target.as_path();
    for (from, encoding) in file.compressed.iter().zip(change.encodings) {
        let to = beside(target, encoding);
        fs::rename(from, &to).map_err(at(At::Write, &to))?;
    }
    fs::rename(&file.plain, target).map_err(at(At::Write, target))
}

fn if_there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn remove_if_there(path: &Path) -> Result<bool, Error> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(at(At::Remove, path)(error)),
    }
}

/// `ne.atom` and `gz` to `ne.atom.gz`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
