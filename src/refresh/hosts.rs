//! What a host asked of one source counts for all of its sources, where the configuration says so.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::polling::Job;
use crate::config::Config;
use crate::fetch::{Origin, RetryScope};

/// Holds every source of a host for as long as the host asked one of them to wait. It comes from
/// the sources' own states, so that a restart forgets nothing.
pub(super) fn share_holds(config: &Config, jobs: &mut [Job], now: DateTime<Utc>) {
    if config.fetch.retry_scope == RetryScope::Source {
        return;
    }
    let mut holds: HashMap<Origin, DateTime<Utc>> = HashMap::new();
    for job in jobs.iter() {
        if let Some(until) = job.schedule.retry_at.filter(|until| *until > now) {
            let hold = holds.entry(job.origin()).or_insert(until);
            *hold = until.max(*hold);
        }
    }
    for job in jobs {
        if let Some(until) = holds.get(&job.origin()) {
            job.schedule.retry_at = Some(*until);
        }
    }
}
