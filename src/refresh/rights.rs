//! Whether rounds may write what they have to, without trying.

use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use super::instance::{database, lock_file};
use crate::config::Config;

/// A file or folder that this user may not write, and rounds have to.
#[derive(Debug)]
pub struct Unwritable {
    /// The file or folder, or what stands where its folder would have to be made.
    pub path: PathBuf,
    /// The key under `[instance]` that leads there.
    pub key: &'static str,
    /// The system's word on it.
    pub source: io::Error,
}

/// What rounds have to write under this configuration and this user may not. Nothing is made or
/// changed to find that out, so what takes more than rights, such as room on the disk, is not known.
#[must_use]
pub fn unwritable(config: &Config) -> Vec<Unwritable> {
    let state = &config.instance.state_dir;
    let files = [database(config), lock_file(config)];
    let folders = [
        ("state_dir", state),
        ("public_dir", &config.instance.public_dir),
    ];
    let folders = folders.map(|(key, folder)| (key, folder_in_the_way(folder)));
    let files = files.into_iter().filter(|file| file.exists());
    let files = files.map(|file| ("state_dir", file_in_the_way(file)));
    let all = folders.into_iter().chain(files);
    all.filter_map(|(key, found)| {
        let (path, source) = found?;
        Some(Unwritable { path, key, source })
    })
    .collect()
}

/// The folder, or the one nearest to it in which it would be made, where that is none to write in.
fn folder_in_the_way(folder: &Path) -> Option<(PathBuf, io::Error)> {
    let there = folder.ancestors().find(|place| place.exists());
    let there = there.unwrap_or(Path::new("."));
    // With a slash at its end, a path names a folder or nothing.
    let refused = access(there.join("").as_path(), Access::WRITE_OK | Access::EXEC_OK);
    Some((there.to_owned(), refused.err()?.into()))
}

fn file_in_the_way(file: PathBuf) -> Option<(PathBuf, io::Error)> {
    let refused = access(&file, Access::READ_OK | Access::WRITE_OK).err()?;
    Some((file, refused.into()))
}
