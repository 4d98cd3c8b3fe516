//! What the operator did to stories, for a replay: each deed between the rounds where it was done.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::laying::rule;
use super::{Error, Refresher};
use crate::domain::{Life, Ruling, StoryId};
use crate::life;
use crate::store::Store;

/// What the operator did.
#[derive(Clone, Debug)]
enum Deed {
    Ruled(Ruling),
    Withdrew(StoryId, Option<String>),
}

/// What is still to be done once more, in order of time.
pub(super) struct Deeds(VecDeque<(DateTime<Utc>, Deed)>);

impl Deeds {
    /// Everything that `archive` tells of: the rulings that hold, and the stories that were withdrawn.
    pub(super) fn of(archive: &Store) -> Result<Self, Error> {
        let mut deeds = Vec::new();
        let mut at = DateTime::UNIX_EPOCH;
        for ruling in archive.rulings()?.into_values() {
            // The newest comes last, whatever the clock said.
            at = ruling.at.max(at);
            deeds.push((at, Deed::Ruled(ruling)));
        }
        for life in archive.withdrawn()? {
            let Life {
                id, gone, reason, ..
            } = life;
            deeds.extend(gone.map(|at| (at, Deed::Withdrew(id, reason))));
        }
        deeds.sort_by_key(|(at, _)| *at);
        Ok(Self(deeds.into()))
    }

    /// The next one that was done before `round` began; without a round, the next one.
    fn before(&mut self, round: Option<DateTime<Utc>>) -> Option<(DateTime<Utc>, Deed)> {
        let is_due = |deed: &mut (DateTime<Utc>, _)| round.is_none_or(|round| deed.0 < round);
        self.0.pop_front_if(is_due)
    }
}

impl Refresher {
    /// Does once more what was done before `round` began; without a round, all that is left.
    pub(super) fn redo(
        &mut self,
        deeds: &mut Deeds,
        round: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        while let Some((at, deed)) = deeds.before(round) {
            self.clock.set(self.clock.now().max(at));
            match deed {
                Deed::Ruled(ruling) => {
                    let desk = &self.desk;
                    self.store.step(|store| rule(store, desk, &ruling))?;
                    self.grouping.forget();
                }
                // By today's rules there may be no such story.
                Deed::Withdrew(story, reason) => self.store.step(|store| {
                    let Some(life) = store.life(story)? else {
                        return Ok(());
                    };
                    let life = life::withdraw(life, at);
                    store.save_life(&Life { reason, ..life })
                })?,
            }
        }
        Ok(())
    }
}
