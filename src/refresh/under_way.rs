//! Polls that have begun and are not recorded yet. They outlive a round of the daemon: who is slow
//! to answer keeps nobody else's news.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;

use tokio::task::{Id, JoinSet};

use crate::domain::SourceId;

/// Work that has begun, one piece for each source or whatever else it is for; what is dropped with
/// it is given up.
pub(super) struct UnderWay<T, K = SourceId> {
    tasks: JoinSet<T>,
    whom: HashMap<Id, K>,
}

impl<T: Send + 'static, K: Clone + Ord> UnderWay<T, K> {
    pub(super) fn none() -> Self {
        Self {
            tasks: JoinSet::new(),
            whom: HashMap::new(),
        }
    }

    /// Begins `work` for `whom`.
    pub(super) fn begin(&mut self, whom: K, work: impl Future<Output = T> + Send + 'static) {
        let id = self.tasks.spawn(work).id();
        self.whom.insert(id, whom);
    }

    /// Whom work is under way for.
    pub(super) fn whom(&self) -> BTreeSet<K> {
        self.whom.values().cloned().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.whom.is_empty()
    }

    /// Waits for something to end, and gives it with whatever else has ended, at most `most`; an
    /// empty batch when nothing is left. Nothing is lost when it is not waited for to the end.
    pub(super) async fn ended(&mut self, most: usize) -> Vec<T> {
        let mut batch = Vec::new();
        let mut next = self.tasks.join_next_with_id().await;
        while let Some(ended) = next {
            match ended {
                Ok((id, done)) => {
                    self.whom.remove(&id);
                    batch.push(done);
                }
                // It panicked. That is said by the panic itself; the work is due again.
                Err(error) => {
                    self.whom.remove(&error.id());
                }
            }
            if batch.len() == most {
                break;
            }
            next = match self.tasks.try_join_next_with_id() {
                None if batch.is_empty() => self.tasks.join_next_with_id().await,
                next => next,
            };
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> SourceId {
        SourceId::new(name)
    }

    #[tokio::test]
    async fn what_has_ended_is_given_once_and_what_has_not_goes_on() {
        let mut under_way = UnderWay::none();
        let (release, held) = tokio::sync::oneshot::channel::<()>();
        under_way.begin(id("slow"), async move {
            let _ = held.await;
            0
        });
        for number in 1..4 {
            under_way.begin(id("quick"), async move { number });
        }
        let mut ended = Vec::new();
        while ended.len() < 3 {
            ended.extend(under_way.ended(2).await);
        }
        ended.sort_unstable();
        assert_eq!(ended, [1, 2, 3]);
        assert_eq!(under_way.whom(), BTreeSet::from([id("slow")]));
        release.send(()).unwrap();
        assert_eq!(under_way.ended(2).await, [0]);
        assert!(under_way.is_empty() && under_way.ended(2).await.is_empty());
    }

    #[tokio::test]
    async fn work_that_panics_ends_all_the_same() {
        let mut under_way: UnderWay<()> = UnderWay::none();
        under_way.begin(id("broken"), async { panic!("as the test wants it") });
        assert!(under_way.ended(9).await.is_empty());
        assert!(under_way.is_empty());
    }
}
