//! Enrichment within a round: the pages of new entries are asked for what the outlet's feed does not
//! say of them, and what they say goes into the store before the entries are grouped.
//!
//! Nothing waits for a page for long. In the daemon one that is slow is recorded by a later round, as
//! an edit of its entry is; where no later round comes it is asked once more by the next program.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::{Origin, Url};

use super::instance::delta;
use super::polling::PATIENCE;
use super::summary::Pages;
use super::{Error, Progress, Refresher, Summary, Which};
use crate::article::Article;
use crate::config::SourceConfig;
use crate::domain::{Entry, EntryId, SourceId};
use crate::normalise::{self, Memory};
use crate::poll::{self, PageCame};
use crate::store::{Came, Member, ReadPage, TouchedPage};

/// Pages of one outlet that a round asks for.
const MOST_PAGES: usize = 20;

/// Entries seen longer ago are no news, and their pages are not asked for any more.
const NEW: TimeDelta = TimeDelta::hours(24);

/// Longest that a single round waits for pages as long as they keep coming.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Pages that are taken at once.
const BATCH: usize = 64;

/// An entry whose page is asked for.
struct Job {
    source: SourceConfig,
    entry: Entry,
    url: Url,
    /// The entries that lead to this page.
    ids: Vec<EntryId>,
}

/// A page that was asked for.
pub(super) struct Asked {
    job: Job,
    came: PageCame,
}

impl Refresher {
    /// Asks for the pages of new entries and stores what they say; whether it came to its end.
    pub(super) async fn enrich(
        &mut self,
        which: &Which,
        progress: &dyn Progress,
        stop: impl Future<Output = ()> + Unpin,
        now: DateTime<Utc>,
        summary: &mut Summary,
    ) -> Result<bool, Error> {
        let jobs = self.pages_to_ask(now)?;
        summary.pages.asked = jobs.len();
        self.ask(jobs, now)?;
        if !self.pages.is_empty() {
            progress.step("reading pages");
        }
        let mut stop = stop;
        let mut asked = Vec::new();
        let idle = self.config.fetch.timeout / PATIENCE;
        let whole = tokio::time::sleep(if *which == Which::Scheduled {
            idle
        } else {
            LONGEST_WAIT
        });
        tokio::pin!(whole);
        let mut stopped = false;
        while !self.pages.is_empty() && !stopped {
            let batch = tokio::select! {
                () = &mut stop => {
                    stopped = true;
                    Vec::new()
                }
                batch = self.pages.ended(BATCH) => batch,
                () = tokio::time::sleep(idle) => break,
                () = &mut whole => break,
            };
            asked.extend(batch);
        }
        self.store_pages(asked, now, &mut summary.pages).await?;
        self.store
            .keep_site_rules(&self.rulebook.take_new(self.clock.now()))?;
        self.attribute_again()?;
        Ok(!stopped)
    }

    /// The pages that this round asks for: of each outlet those of its newest entries. What another
    /// entry's page has said already is taken from there; a page that several news of one source
    /// share is no article of any of them.
    fn pages_to_ask(&self, now: DateTime<Utc>) -> Result<Vec<Job>, Error> {
        let sources: HashMap<&SourceId, &SourceConfig> = (self.config.enabled())
            .filter(|source| source.enrich)
            .map(|source| (&source.source.id, source))
            .collect();
        if sources.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<&SourceId> = sources.keys().copied().collect();
        let oldest = now - delta(self.config.group.window);
        let left_alone = self.left_alone(now)?;
        let mut jobs: BTreeMap<String, Job> = BTreeMap::new();
        let mut by_outlet: HashMap<&str, usize> = HashMap::new();
        for Member { id, entry, .. } in self.store.without_page(&ids, now - NEW, oldest, now)? {
            let source = sources[&entry.key.source];
            let Some(url) = page_of(&entry).filter(|_| !self.pages_asked.contains(&id)) else {
                continue;
            };
            let address = entry
                .canonical_url
                .clone()
                .unwrap_or_else(|| url.to_string());
            if self.store.is_of_several(&address, &entry)? {
                continue;
            }
            if let Some(job) = jobs.get_mut(&address) {
                job.ids.push(id);
                continue;
            }
            if let Some(facts) = self.store.page_at(&address)? {
                self.store.begin_pages(&[id], now)?;
                self.store.end_pages(&[(id, Came::Read(Box::new(facts)))])?;
                continue;
            }
            if left_alone.contains(&url.origin()) {
                continue;
            }
            let count = by_outlet.entry(&source.source.outlet.name).or_default();
            if *count == MOST_PAGES {
                continue;
            }
            *count += 1;
            let job = Job {
                source: source.clone(),
                entry,
                url,
                ids: vec![id],
            };
            jobs.insert(address, job);
        }
        Ok(jobs.into_values().collect())
    }

    /// The sites that want to be left alone, or to be asked later after the last page: the client knows,
    /// but not since before it began.
    fn left_alone(&self, now: DateTime<Utc>) -> Result<HashSet<Origin>, Error> {
        let asked = now - delta(self.rulebook.longest_distance());
        let touched = self.store.touched_pages(now - NEW, asked, now)?.into_iter();
        let touched = touched.filter_map(|page| Some((page.url.parse::<Url>().ok()?, page)));
        let wants_time = |url: &Url, page: &TouchedPage| {
            let distance = self.rulebook.distance(url).unwrap_or_default();
            page.is_put_off || (page.asked_at <= now && now - page.asked_at < delta(distance))
        };
        let alone = touched.filter(|(url, page)| wants_time(url, page));
        Ok(alone.map(|(url, _)| url.origin()).collect())
    }

    /// Asks for each page in a task of its own; the client sees to hosts and limits.
    fn ask(&mut self, jobs: Vec<Job>, now: DateTime<Utc>) -> Result<(), Error> {
        let ids: Vec<EntryId> = jobs.iter().flat_map(|job| &job.ids).copied().collect();
        self.store.begin_pages(&ids, now)?;
        self.pages_asked.extend(ids);
        for job in jobs {
            let (client, rulebook) = (Arc::clone(&self.client), Arc::clone(&self.rulebook));
            let clock = self.clock.clone();
            self.pages.begin(job.source.source.id.clone(), async move {
                let came = poll::page(&client, &rulebook, &job.source, &job.url, &clock).await;
                Asked { job, came }
            });
        }
        Ok(())
    }

    /// Stores what came of pages, those of one source cleaned together.
    async fn store_pages(
        &mut self,
        asked: Vec<Asked>,
        now: DateTime<Utc>,
        pages: &mut Pages,
    ) -> Result<(), Error> {
        let mut came: Vec<(EntryId, Came)> = Vec::new();
        let mut read: BTreeMap<SourceId, Read> = BTreeMap::new();
        for Asked { job, came: page } in asked {
            for id in &job.ids {
                self.pages_asked.remove(id);
            }
            let other = match page {
                PageCame::Read(article) => {
                    pages.read += 1;
                    let id = job.source.source.id.clone();
                    let read = read.entry(id).or_insert_with(|| Read::of(job.source));
                    read.ids.push(job.ids);
                    read.pages.push((job.entry, *article));
                    continue;
                }
                PageCame::Forbidden(why) => {
                    pages.forbidden += 1;
                    Came::Forbidden(why)
                }
                PageCame::Failed(why) => {
                    pages.failed += 1;
                    Came::Failed(why)
                }
                PageCame::NotNow(put_off) => Came::Later {
                    due: self.clock.now() + delta(put_off.wait),
                    counts: put_off.was_asked,
                },
            };
            if let Came::Forbidden(why) | Came::Failed(why) = &other {
                tracing::debug!(source = %job.source.source.id, "no page: {why}");
            }
            came.extend(job.ids.iter().map(|id| (*id, other.clone())));
        }
        for (id, read) in read {
            let memory = self.store.furniture(&id)?;
            // What another version remembered is forgotten.
            let memory = serde_json::from_str(&memory).unwrap_or_default();
            let (facts, memory) = read.facts(memory, now).await;
            came.extend(facts);
            let memory = serde_json::to_string(&memory).unwrap_or_default();
            self.store.keep_furniture(&id, &memory)?;
        }
        Ok(self.store.end_pages(&came)?)
    }

    /// Takes from the front of `pages` those that were asked for until `now`, as a round would have
    /// read them: of sources that are enriched today.
    pub(super) fn recall(
        &self,
        pages: &mut VecDeque<ReadPage>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        while let Some(page) = pages.pop_front_if(|page| page.asked_at <= now) {
            let mut sources = self.config.sources.iter().filter(|source| source.enrich);
            if sources.any(|source| source.source.id == page.entry.source) {
                self.store.adopt_page(&page)?;
            }
        }
        self.attribute_again()
    }

    /// Says anew what entries with pages are about, new ones and edited ones alike: by what their
    /// feeds and their pages say together.
    fn attribute_again(&self) -> Result<(), Error> {
        if !self.config.sources.iter().any(|source| source.enrich) {
            return Ok(());
        }
        let waiting = self.store.waiting()?;
        let sources: HashMap<&SourceId, &SourceConfig> = (self.config.sources.iter())
            .map(|source| (&source.source.id, source))
            .collect();
        for Member {
            id,
            mut entry,
            page,
            ..
        } in waiting
        {
            let Some(source) = sources.get(&entry.key.source).filter(|_| page.is_some()) else {
                continue;
            };
            poll::attribute(&self.attributor, source, &mut entry);
            self.store.set_about(id, &entry.countries)?;
        }
        Ok(())
    }
}

/// The pages of one source that were read.
struct Read {
    source: SourceConfig,
    ids: Vec<Vec<EntryId>>,
    pages: Vec<(Entry, Article)>,
}

impl Read {
    fn of(source: SourceConfig) -> Self {
        Self {
            source,
            ids: Vec::new(),
            pages: Vec::new(),
        }
    }

    /// What they say, for each entry that leads to one, and what is to be remembered of them.
    /// Cleaning is work for the cores.
    async fn facts(self, mut memory: Memory, now: DateTime<Utc>) -> (Vec<(EntryId, Came)>, Memory) {
        let Self { source, ids, pages } = self;
        let cleaned = tokio::task::spawn_blocking(move || {
            let facts = poll::facts(&source, &pages, &mut memory, now);
            (facts, memory)
        });
        let Ok((facts, memory)) = cleaned.await else {
            let failed = Came::Failed("reading the page failed; please report its URL".to_owned());
            let failed = ids.into_iter().flatten().map(|id| (id, failed.clone()));
            return (failed.collect(), Memory::default());
        };
        let of_each = ids.into_iter().zip(facts);
        let came = of_each.flat_map(|(ids, facts)| {
            let came = Came::Read(Box::new(facts));
            ids.into_iter().map(move |id| (id, came.clone()))
        });
        (came.collect(), memory)
    }
}

/// The page of an entry, where it leads to one that may say something new. Of a part of a page, what
/// the page says as a whole is as much about its other parts.
fn page_of(entry: &Entry) -> Option<Url> {
    let url: Url = entry.url.as_ref()?.parse().ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    (is_web && normalise::part(&url).is_none() && entry.lacks_something()).then_some(url)
}
