//! What happens between two rounds.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::Beside;
use crate::clock::Clock;
use crate::refresh::{Refresher, Subscriber};

/// At least this long between two rounds: sources are spread over the hour, and what comes due in
/// the meantime shares a round.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(15);

/// How soon after a round what hubs bring makes another one: several bring it at once.
const AFTER_NEWS: Duration = Duration::from_secs(3);

/// At least this long between two looks at what hubs have to be asked and told.
const BETWEEN_CHORES: Duration = Duration::from_secs(1);

/// At most this long without looking at the clock, which may have jumped.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// The time between two rounds, in which hubs are spoken with, alerts given and reading lists taken up.
pub(super) struct Pause {
    clock: Clock,
    began: Instant,
    next_round: Instant,
}

impl Pause {
    pub(super) fn after_round(refresher: &Refresher, clock: &Clock) -> Self {
        let began = Instant::now();
        let wait = wait(refresher.next_event().ok().flatten(), clock.now());
        Self {
            clock: clock.clone(),
            began,
            next_round: began + wait,
        }
    }

    /// Waits for the next round, which comes soon where hubs bring news. Our own hub is told of what
    /// is served already. It ends at once, with the answer that the configuration is to be read anew,
    /// where a reading list names other feeds than before.
    pub(super) async fn pass(
        mut self,
        refresher: &mut Refresher,
        beside: &mut Beside,
        is_served: bool,
    ) -> bool {
        let Beside {
            subscriber: hubs,
            lists,
        } = beside;
        loop {
            match hubs.see_to(refresher) {
                Ok(true) => {
                    let next = wait(refresher.next_event().ok().flatten(), self.clock.now());
                    let soon = match refresher.has_deliveries() {
                        true => AFTER_NEWS,
                        false => next,
                    };
                    self.next_round = self.next_round.min(self.began + soon);
                }
                Ok(false) => {}
                Err(error) => tracing::error!("subscriptions are not kept: {error}"),
            }
            if is_served && let Err(error) = refresher.keep_announcing().await {
                tracing::error!("the hub is not told: {error}");
            }
            if Instant::now() >= self.next_round {
                return false;
            }
            let chore = self.next_chore(refresher, hubs, is_served);
            let ended = tokio::select! {
                () = tokio::time::sleep_until(self.next_round.min(chore)) => continue,
                () = hubs.woken() => continue,
                () = alerts(refresher) => continue,
                ended = lists.ended() => ended,
            };
            match lists.record(refresher, ended) {
                Ok(true) => return true,
                Ok(false) => {}
                Err(error) => tracing::error!("a reading list is asked for again: {error}"),
            }
        }
    }

    /// When there is next something to see to besides rounds.
    fn next_chore(&self, refresher: &Refresher, hubs: &Subscriber, is_served: bool) -> Instant {
        let asking = hubs.next(refresher).ok().flatten();
        let telling = refresher.next_announcement().ok().flatten();
        let next = asking
            .into_iter()
            .chain(telling.filter(|_| is_served))
            .min();
        let left = next.map_or(LONGEST_SLEEP, |next| {
            (next - self.clock.now()).to_std().unwrap_or_default()
        });
        Instant::now() + left.clamp(BETWEEN_CHORES, LONGEST_SLEEP)
    }
}

/// How long to sleep before the next look.
fn wait(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    next.map_or(LONGEST_SLEEP, |next| {
        (next - now).to_std().unwrap_or_default()
    })
    .clamp(BETWEEN_ROUNDS, LONGEST_SLEEP)
}

/// Gives the alerts that are due, and never ends.
async fn alerts(refresher: &mut Refresher) {
    if let Err(error) = refresher.give_alerts().await {
        tracing::error!("alerts wait for the next round: {error}");
    }
    std::future::pending().await
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn sleep_ends_with_the_next_source_and_never_runs_long_or_hot() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(wait(None, now), LONGEST_SLEEP);
        assert_eq!(wait(Some(now - TimeDelta::hours(1)), now), BETWEEN_ROUNDS);
        assert_eq!(
            wait(Some(now + TimeDelta::seconds(30)), now),
            Duration::from_secs(30)
        );
        assert_eq!(wait(Some(now + TimeDelta::hours(9)), now), LONGEST_SLEEP);
    }
}
