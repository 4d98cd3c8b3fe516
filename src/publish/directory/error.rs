//! What can go wrong with the published folder, and what helps.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why something could not be published.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path is absolute, empty, or leads out of the published folder.
    #[error("\"{0}\" is no path inside the published folder: give a relative one, without \"..\"")]
    Refused(String),
    /// A link stands where a folder or a file of ours should.
    #[error("{} is a symbolic link, which is not followed: remove it", .0.display())]
    Symlink(PathBuf),
    /// A feed was to be removed.
    #[error("\"{0}\" is a feed, and feeds are never removed: publish it without items instead")]
    Lasting(String),
    /// The file system refused.
    #[error("cannot {action} {}: {source}{}", path.display(), remedy(source))]
    Io {
        /// What was tried.
        action: At,
        /// On what.
        path: PathBuf,
        /// What the file system says.
        source: io::Error,
    },
}

/// A step at which the file system can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// Making a folder.
    Create,
    /// Reading what is there.
    Read,
    /// Writing, syncing or renaming.
    Write,
    /// Removing.
    Remove,
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Write => "write",
            Self::Remove => "remove",
        })
    }
}

/// Names step and path of an error of the file system.
pub(super) fn at(action: At, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io {
        action,
        path,
        source,
    }
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => {
            " (let the user that griot runs as write there, or set instance.public_dir)"
        }
        ErrorKind::ReadOnlyFilesystem => {
            " (set instance.public_dir to a folder that can be written; \
             under systemd, name it in ReadWritePaths=)"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            " (make room; what was published before is still served)"
        }
        ErrorKind::FileTooLarge => {
            " (raise the limit on the size of files, under systemd LimitFSIZE=; what was published \
             before is still served)"
        }
        ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => {
            " (something else stands there: remove it)"
        }
        ErrorKind::InvalidData => {
            " (it is damaged: put a copy of it back, or remove it to do without what it holds)"
        }
        _ => "",
    }
}
