//! A file of the public folder that is read while it is sent.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rustix::fs::OFlags;

/// Tells one version of a file from another without reading it: rename gives a new inode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    inode: u64,
    length: u64,
    seconds: i64,
    nanoseconds: i64,
}

/// One version of a file. It is opened for each part of it that is sent: a reader who takes nothing
/// holds neither memory nor a descriptor.
#[derive(Debug)]
pub struct OnDisk {
    path: PathBuf,
    stamp: Stamp,
    length: usize,
}

impl Stamp {
    pub(in crate::serve) fn of(metadata: &Metadata) -> Self {
        Self {
            inode: metadata.ino(),
            length: metadata.len(),
            seconds: metadata.mtime(),
            nanoseconds: metadata.mtime_nsec(),
        }
    }

    /// When the file was written, in whole seconds.
    pub(in crate::serve) fn written(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seconds, 0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl OnDisk {
    /// The file that stands at `path` now, and all of its bytes.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be read.
    pub(in crate::serve) fn read_whole(path: PathBuf) -> io::Result<(Self, Vec<u8>)> {
        let (mut file, stamp) = open(&path)?;
        let mut bytes = Vec::with_capacity(usize::try_from(stamp.length).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        let length = bytes.len();
        let whole = Self {
            path,
            stamp,
            length,
        };
        Ok((whole, bytes))
    }

    /// How many bytes it has.
    pub(in crate::serve) fn len(&self) -> usize {
        self.length
    }

    /// When it was written, in whole seconds.
    pub(in crate::serve) fn written(&self) -> DateTime<Utc> {
        self.stamp.written()
    }

    /// What comes after its first `sent` bytes, but no more than `most` of it.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or another version has taken its place: no answer is put together
    /// from two.
    pub(in crate::serve) fn read(&self, sent: usize, most: usize) -> io::Result<Vec<u8>> {
        let (file, stamp) = open(&self.path)?;
        if stamp != self.stamp {
            return Err(io::ErrorKind::NotFound.into());
        }
        let mut bytes = vec![0; most.min(self.length - sent)];
        file.read_exact_at(&mut bytes, sent as u64)?;
        Ok(bytes)
    }
}

/// Opens what is a file: what stands there by now may be none any more. No link is followed, and no
/// pipe waited for.
fn open(path: &Path) -> io::Result<(File, Stamp)> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = File::options()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok((file, Stamp::of(&metadata)))
}
