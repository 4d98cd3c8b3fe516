//! When the page about the sources is written though nothing else is: it tells when each was last
//! asked, which changes in every round and is worth no work in every round.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::SourceId;

/// How old the times on the page may be while all is as it was.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// What the page told when it was last written, by this process.
#[derive(Default)]
pub(super) struct SourcesShown(RefCell<Option<Shown>>);

struct Shown {
    at: DateTime<Utc>,
    failing: BTreeSet<SourceId>,
}

impl SourcesShown {
    /// Whether the page has to be written again: other sources fail than it tells, or it is old.
    pub(super) fn is_due(&self, failing: &BTreeSet<SourceId>, now: DateTime<Utc>) -> bool {
        self.0.borrow().as_ref().is_none_or(|shown| {
            // A clock that was set back tells nothing.
            let age = now - shown.at;
            shown.failing != *failing || age >= FRESH || age < TimeDelta::zero()
        })
    }

    /// Notes that it is written.
    pub(super) fn note(&self, failing: BTreeSet<SourceId>, at: DateTime<Utc>) {
        *self.0.borrow_mut() = Some(Shown { at, failing });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_written_at_first_then_for_news_or_after_a_while() {
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let (none, one) = (BTreeSet::new(), BTreeSet::from([SourceId::new("a")]));
        let shown = SourcesShown::default();
        assert!(shown.is_due(&none, at(60)));
        shown.note(none.clone(), at(60));
        assert!(!shown.is_due(&none, at(74)));
        assert!(shown.is_due(&none, at(75)));
        assert!(shown.is_due(&none, at(59)), "the clock was set back");
        assert!(shown.is_due(&one, at(61)));
        shown.note(one.clone(), at(61));
        assert!(!shown.is_due(&one, at(62)));
        assert!(shown.is_due(&none, at(62)), "it answers again");
    }
}
