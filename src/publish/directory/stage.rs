//! The staging folder: files are written, compressed and synced in it before they are moved.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::error::{At, at};
use super::{Change, Error, STAGING, beside, encode};

/// Held by the process that writes; never removed, so that all see the same one.
const LOCK: &str = "lock";

/// Threads that compress and sync. Syncing waits for the disk, not for a core, and a journal
/// commits at once what several ask for at once.
const THREADS: usize = 8;

/// Files that are compressed at once: encoders have tables of several megabytes.
const ENCODERS: usize = 2;

/// A file and its compressed forms, complete and on the disk, waiting to be moved.
pub(super) struct Staged {
    pub plain: PathBuf,
    pub compressed: Vec<PathBuf>,
}

/// The staging folder of a published one, made if need be. It is swept, so it may not lead elsewhere.
pub(super) fn folder(root: &Path) -> Result<PathBuf, Error> {
    let staging = root.join(STAGING);
    for place in [staging.clone(), staging.join(LOCK)] {
        if place.is_symlink() {
            return Err(Error::Symlink(place));
        }
    }
    fs::create_dir_all(&staging).map_err(at(At::Create, &staging))?;
    Ok(staging)
}

/// Waits until no other process publishes into this folder. The lock ends when it is dropped.
pub(super) fn lock(staging: &Path) -> Result<File, Error> {
    let file = lock_file(staging)?;
    file.lock().map_err(at(At::Write, &staging.join(LOCK)))?;
    Ok(file)
}

/// As [`lock`], but none where another process holds it.
pub(super) fn try_lock(staging: &Path) -> Result<Option<File>, Error> {
    let file = lock_file(staging)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(at(At::Write, &staging.join(LOCK))(error)),
    }
}

/// Removes everything that is staged.
pub(super) fn sweep(staging: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(staging).map_err(at(At::Read, staging))? {
        let entry = entry.map_err(at(At::Read, staging))?;
        let path = entry.path();
        if entry.file_name() != LOCK && !path.is_dir() {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(at(At::Remove, &path)(error));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Stages every file, in the order given. The caller holds the lock.
pub(super) fn write(staging: &Path, files: &[Change<'_>]) -> Result<Vec<Staged>, Error> {
    // A process that was killed may have left files of these names.
    sweep(staging)?;
    let next = AtomicUsize::new(0);
    let encoders = [const { Mutex::new(()) }; ENCODERS];
    let work = || -> Result<Vec<(usize, Staged)>, Error> {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(change) = files.get(at) else {
                return Ok(done);
            };
            done.push((
                at,
                write_one(staging, at, change, &encoders[at % ENCODERS])?,
            ));
        }
    };
    let mut staged = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS.min(files.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut staged = Vec::new();
        for thread in threads {
            let panicked = |_| at(At::Write, staging)(io::Error::other("a writing thread died"));
            staged.extend(thread.join().map_err(panicked)??);
        }
        Ok::<_, Error>(staged)
    })?;
    staged.sort_by_key(|(at, _)| *at);
    Ok(staged.into_iter().map(|(_, staged)| staged).collect())
}

fn write_one(
    staging: &Path,
    number: usize,
    change: &Change<'_>,
    encoder: &Mutex<()>,
) -> Result<Staged, Error> {
    let plain = staging.join(number.to_string());
    let mut compressed = Vec::with_capacity(change.encodings.len());
    for encoding in change.encodings {
        let turn = encoder.lock().unwrap_or_else(PoisonError::into_inner);
        let form = encode::form(encoding, change.bytes).map_err(at(At::Write, &change.target))?;
        drop(turn);
        let path = beside(&plain, encoding);
        write_synced(&path, &form).map_err(at(At::Write, &path))?;
        compressed.push(path);
    }
    // Last, so that it is never older than they are.
    write_synced(&plain, change.bytes).map_err(at(At::Write, &plain))?;
    Ok(Staged { plain, compressed })
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn lock_file(staging: &Path) -> Result<File, Error> {
    let path = staging.join(LOCK);
    // Its owner's alone, as the folder is: who can open it can hold it.
    let file = File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path);
    file.map_err(at(At::Write, &path))
}
