//! What an instance holds, in numbers, and how its sources are doing.

use std::path::Path;

use super::{Error, Refresher, views};
use crate::domain::{Condition, Health, Stock};

impl Refresher {
    /// How every source is doing, and what there is.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn look(&self) -> Result<(Vec<Health>, Stock), Error> {
        self.told(self.counted())
    }

    fn counted(&self) -> Result<(Vec<Health>, Stock), Error> {
        let now = self.clock.now();
        let health = views::health(&self.config, &self.store, now)?;
        let sizes = self.store.sizes()?;
        let mut stock = Stock {
            under_way: self.under_way.whom().len() as u64,
            entries: health.iter().map(|health| health.entries).sum(),
            stories: self.store.published()?,
            database: sizes.database,
            wal: sizes.wal,
            archive: sizes.archive,
            state_free: free(&self.config.instance.state_dir),
            public_free: free(&self.config.instance.public_dir),
            ..Stock::default()
        };
        for one in &health {
            let condition = one.condition();
            if condition != Condition::Removed {
                *stock.sources.entry(condition).or_default() += 1;
                stock.moved += u64::from(one.moved_to.is_some());
            }
            stock.due += u64::from(one.next.as_ref().is_some_and(|next| next.at <= now));
        }
        stock.due = stock.due.saturating_sub(stock.under_way);
        Ok((health, stock))
    }
}

/// Bytes that are free for us on the disk of `folder`.
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}
