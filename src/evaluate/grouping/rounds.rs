//! The rounds in which a labelled stream is grouped, as if it were polled.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::TimeDelta;

use crate::domain::StoryId;
use crate::group::{Engine, Item, Settings};

/// How often a labelled stream is grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    /// Once in so long; stretches in which nothing comes have no round.
    Every(TimeDelta),
    /// Once, with a window that holds the whole stream.
    AllAtOnce,
}

/// The most minutes between two rounds: the entries of a round are all within the window.
const LONGEST: i64 = 7 * 24 * 60;

impl Default for Rounds {
    /// As often as the published figures are measured with.
    fn default() -> Self {
        Self::Every(TimeDelta::minutes(30))
    }
}

impl FromStr for Rounds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::AllAtOnce);
        }
        let minutes = text.parse().ok();
        let minutes = minutes.filter(|minutes| (1..=LONGEST).contains(minutes));
        let minutes = minutes.ok_or_else(|| {
            format!("give a whole number of minutes from 1 to {LONGEST}, or \"all\"")
        })?;
        Ok(Self::Every(TimeDelta::minutes(minutes)))
    }
}

impl Rounds {
    /// The story of each entry, through the rounds in which they arrive, and which stories are
    /// listed beside one another in the end, the elder id first.
    pub(super) fn group(
        self,
        items: &[Item],
        mut settings: Settings,
    ) -> (Vec<StoryId>, BTreeSet<(StoryId, StoryId)>) {
        let mut stories: Vec<_> = items.iter().map(|item| item.founds).collect();
        let mut related = BTreeSet::new();
        let mut order: Vec<_> = items.iter().collect();
        order.sort_by_key(|item| item.seen);
        let round = match self {
            Self::Every(time) => time,
            Self::AllAtOnce => {
                let ends = order.first().zip(order.last());
                let whole = ends.map_or(TimeDelta::zero(), |(one, other)| other.seen - one.seen);
                whole + TimeDelta::minutes(1)
            }
        };
        settings.window = settings.window.max(round);
        let mut engine = Engine::new(settings);
        let mut waiting = order.into_iter().peekable();
        while let Some(first) = waiting.next() {
            let end = first.seen + round;
            let mut arrivals = vec![first.clone()];
            while let Some(item) = waiting.next_if(|item| item.seen < end) {
                arrivals.push(item.clone());
            }
            let changes = engine.round(end, arrivals);
            for assignment in changes.assigned {
                let place = usize::try_from(assignment.entry.0).ok();
                if let Some(story) = place.and_then(|place| stories.get_mut(place)) {
                    *story = assignment.story;
                }
            }
            related.extend(changes.related);
        }
        (stories, related)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_minutes_or_all() {
        assert_eq!("all".parse(), Ok(Rounds::AllAtOnce));
        let every = |minutes| Ok(Rounds::Every(TimeDelta::minutes(minutes)));
        assert_eq!("1".parse(), every(1));
        assert_eq!("10080".parse(), every(7 * 24 * 60));
        for text in [
            "",
            "0",
            "-5",
            "10081",
            "1.5",
            "1h",
            "ALL",
            "99999999999999999999",
        ] {
            let refused = text.parse::<Rounds>();
            assert!(
                refused.is_err_and(|said| said.contains("minutes")),
                "{text}"
            );
        }
    }
}
