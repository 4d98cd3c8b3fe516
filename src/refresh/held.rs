//! Files that a process goes by for as long as it lives, and that somebody may take away.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::Error;

/// A file as it was found at the start. It is not kept open: a database that is closed once loses all
/// locks that this process has on it.
pub(super) struct Held {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Held {
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        Ok(Self {
            path: path.to_owned(),
            device: found.dev(),
            inode: found.ino(),
        })
    }

    /// An error when it was removed, moved or replaced since: what is written to it then is lost with
    /// the process, and another process may be at work on what stands there now.
    pub(super) fn is_there(&self) -> Result<(), Error> {
        match Self::new(&self.path) {
            Ok(now) if (now.device, now.inode) == (self.device, self.inode) => Ok(()),
            _ => Err(Error::Moved {
                path: self.path.clone(),
            }),
        }
    }
}
