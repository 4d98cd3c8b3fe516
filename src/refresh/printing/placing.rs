//! Puts files in place beside the work of putting the next ones together: compressing and syncing
//! takes as long as that.

use std::thread::{self, JoinHandle};

use super::Files;
use crate::publish::directory::{Directory, Error};

/// Writes one batch of files after the other, each on a thread of its own while the next one is put
/// together. No batch is begun before the one before it is in place.
pub(super) struct Placing {
    directory: Directory,
    under_way: Option<JoinHandle<Result<usize, Error>>>,
    written: usize,
}

impl Placing {
    pub fn new(directory: Directory) -> Self {
        Self {
            directory,
            under_way: None,
            written: 0,
        }
    }

    /// Begins to write these files, once those before are in place.
    ///
    /// # Errors
    /// When those before could not be written.
    pub fn begin(&mut self, files: Files) -> Result<(), Error> {
        self.wait()?;
        if !files.is_empty() {
            let directory = self.directory.clone();
            self.under_way = Some(thread::spawn(move || {
                directory.publish(&files).map(|done| done.written)
            }));
        }
        Ok(())
    }

    /// Waits until all that was begun is in place; how many files changed in all.
    ///
    /// # Errors
    /// When they could not be written.
    pub fn wait(&mut self) -> Result<usize, Error> {
        if let Some(under_way) = self.under_way.take() {
            let done = under_way.join();
            self.written += done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        Ok(self.written)
    }
}

impl Drop for Placing {
    /// Nothing is written any more when a publication has failed.
    fn drop(&mut self) {
        if let Some(under_way) = self.under_way.take() {
            let _ = under_way.join();
        }
    }
}
