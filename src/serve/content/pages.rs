//! A file without a name, in memory, that holds the contents of many resources.

use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Contents begin at a page's beginning, so that none shares a page with another.
const PAGE: u64 = 4096;

/// A file that never gets a name, grows at its end alone, and loses in its middle what nobody holds
/// any more: addresses within it are never used twice.
#[derive(Debug)]
pub struct Pages {
    file: File,
    /// Where the next content begins.
    end: AtomicU64,
}

/// One content's place in [`Pages`]; its memory is given back when the last holder is gone.
#[derive(Debug)]
pub struct Span {
    pages: Arc<Pages>,
    offset: u64,
    length: usize,
}

impl Pages {
    /// A new file; none where the system has no such thing, or refuses it.
    pub(in crate::serve) fn new() -> Option<Arc<Self>> {
        let file = system::file_in_memory().ok()?;
        let end = AtomicU64::new(0);
        Some(Arc::new(Self { file, end }))
    }

    /// Puts `bytes` into the file.
    ///
    /// # Errors
    ///
    /// When there is no memory for it.
    pub(in crate::serve) fn hold(pages: &Arc<Self>, bytes: &[u8]) -> io::Result<Span> {
        let room = (bytes.len() as u64).next_multiple_of(PAGE);
        let span = Span {
            pages: Arc::clone(pages),
            offset: pages.end.fetch_add(room, Ordering::Relaxed),
            length: bytes.len(),
        };
        pages.file.write_all_at(bytes, span.offset)?;
        Ok(span)
    }

    /// Bytes of memory that it takes.
    #[cfg(test)]
    pub(in crate::serve) fn allocated(&self) -> u64 {
        use std::os::unix::fs::MetadataExt;

        self.file.metadata().map_or(0, |file| 512 * file.blocks())
    }
}

impl Span {
    /// How many bytes it has.
    pub(in crate::serve) fn len(&self) -> usize {
        self.length
    }

    /// A copy of what comes after the first `sent` bytes, but no more than `most` of it.
    ///
    /// # Errors
    ///
    /// When the system cannot read it.
    pub(in crate::serve) fn read(&self, sent: usize, most: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; most.min(self.length - sent)];
        let offset = self.offset + sent as u64;
        self.pages.file.read_exact_at(&mut bytes, offset)?;
        Ok(bytes)
    }

    /// Sends what comes after the first `sent` bytes, or as much of it as `socket` takes now, and
    /// returns how much that was.
    ///
    /// # Errors
    ///
    /// Those of the socket; [`io::ErrorKind::WouldBlock`] when it takes nothing now.
    pub(in crate::serve) fn send(&self, socket: impl AsFd, sent: usize) -> io::Result<usize> {
        let offset = self.offset + sent as u64;
        system::send_file(socket, &self.pages.file, offset, self.length - sent)
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        let room = (self.length as u64).next_multiple_of(PAGE);
        // What cannot be given back now is when the process ends.
        let _ = system::forget(&self.pages.file, self.offset, room);
    }
}

pub(in crate::serve) use system::send_with_more_to_come;

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsFd;

    use rustix::fs::{FallocateFlags, MemfdFlags, fallocate, memfd_create, sendfile};
    use rustix::net::{SendFlags, send};

    pub(super) fn file_in_memory() -> io::Result<File> {
        Ok(memfd_create("griot-editions", MemfdFlags::CLOEXEC)?.into())
    }

    pub(super) fn send_file(
        socket: impl AsFd,
        file: &File,
        mut offset: u64,
        length: usize,
    ) -> io::Result<usize> {
        Ok(sendfile(socket, file, Some(&mut offset), length)?)
    }

    pub(super) fn forget(file: &File, offset: u64, length: u64) -> io::Result<()> {
        let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        Ok(fallocate(file, flags, offset, length)?)
    }

    /// Writes what further bytes follow at once, so that they go into one packet with it.
    pub(in crate::serve) fn send_with_more_to_come(
        socket: impl AsFd,
        bytes: &[u8],
    ) -> io::Result<usize> {
        Ok(send(socket, bytes, SendFlags::MORE | SendFlags::NOSIGNAL)?)
    }
}

/// Elsewhere no file is in memory, and so nothing of the rest is ever called.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsFd;

    pub(super) fn file_in_memory() -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn send_file(_: impl AsFd, _: &File, _: u64, _: usize) -> io::Result<usize> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn forget(_: &File, _: u64, _: u64) -> io::Result<()> {
        Ok(())
    }

    pub(in crate::serve) fn send_with_more_to_come(_: impl AsFd, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
