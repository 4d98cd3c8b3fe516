//! What a publication writes: the feeds and pages, put together from the stories.

mod archives;
mod draft;
mod history;
mod placing;
mod shelf;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::announcing::PAUSE;
use super::{Error, Progress, Refresher, views};
use crate::domain::{Edition, Instance, Language, Standing, Story, StoryId, Tombstone};
use crate::publish::archive::{Month, Period};
use crate::publish::{self, Issue, pages};
use crate::store::{Selection, Stale};

use draft::Draft;
use placing::Placing;

/// Tombstones that a subscription document carries, at most.
const TOMBSTONES: usize = 50;

/// Stories on the start page that several outlets report.
const MOVING: usize = 12;

/// What the start page looks back on.
const GLANCE: TimeDelta = TimeDelta::hours(24);

/// The folder of the index of all countries.
const COUNTRIES: &str = "countries/";

/// Files that are held in memory before they are put in place, and bytes of them; as many are being
/// put in place meanwhile.
const AT_ONCE: (usize, usize) = (512, 8 << 20);

/// Stories that are held in memory meanwhile.
const DRAFTS: usize = 512;

/// The start page.
pub(super) const START: &str = "index.html";

/// Every edition, for feed readers.
pub(super) const READING_LIST: &str = "editions.opml";

/// What a server answers with where there is nothing.
pub(super) const MISSING: &str = "404.html";

/// Files to be written, in the order in which they are put in place: an index comes after what it
/// names.
type Files = Vec<(String, Vec<u8>)>;

/// Stories for pages in one language.
type Told = (Language, Vec<Arc<Story>>);

/// What is written in one go, and the stories that it is made from, each put together once.
pub(super) struct Printing<'a> {
    refresher: &'a Refresher,
    instance: Instance,
    all: &'a [Edition],
    stories: HashMap<StoryId, Option<Draft>>,
    /// Days on which stories that changed were published, with these; and the first of months in which
    /// some were that are forgotten, which archive documents keep and pages do not.
    changed: BTreeMap<NaiveDate, Vec<StoryId>>,
    /// Months of which the archive documents say what has to be forgotten.
    retold: BTreeSet<Month>,
    /// Whether everything is written, by another version or configuration than before.
    anew: bool,
    progress: &'a dyn Progress,
    /// The first month that was not over when everything was last written.
    open_before: Option<Month>,
    now: DateTime<Utc>,
    files: Files,
    /// Feeds among them that say something else than what readers get now.
    new_feeds: Vec<String>,
    /// Pages that are no more, to be removed when nothing names them any more.
    obsolete: Vec<String>,
    placing: Placing,
}

impl<'a> Printing<'a> {
    pub(super) fn new(
        refresher: &'a Refresher,
        all: &'a [Edition],
        stale: &[Stale],
        anew: bool,
        progress: &'a dyn Progress,
        open_before: Option<Month>,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let mut changed = BTreeMap::<NaiveDate, Vec<StoryId>>::new();
        for story in stale {
            if let Some(life) = refresher.store.life(story.story)? {
                let day = changed.entry(life.published.date_naive());
                day.or_default().push(life.id);
            }
        }
        for forgotten in refresher.store.thinned()? {
            changed.entry(forgotten.date_naive()).or_default();
        }
        let retold = refresher.store.retold()?.into_iter();
        Ok(Self {
            refresher,
            instance: refresher.config.instance(),
            all,
            stories: HashMap::new(),
            changed,
            retold: retold.map(Month::of).collect(),
            anew,
            progress,
            open_before,
            now,
            files: Files::new(),
            new_feeds: Vec::new(),
            obsolete: Vec::new(),
            placing: Placing::new(refresher.directory.clone()),
        })
    }

    fn site(&self) -> pages::Site<'_> {
        pages::Site {
            instance: &self.instance,
            editions: self.all,
        }
    }

    /// The feeds and the page of each edition; how many of them say something new.
    pub(super) fn editions(&mut self, editions: &[&Edition]) -> Result<usize, Error> {
        let mut written = 0;
        for edition in editions {
            let stories = self.select(edition)?;
            let tombstones = self.tombstones(edition)?;
            let selection = self.selection(edition);
            let dates = self.refresher.store.months(&selection)?;
            let months: Vec<Month> = dates.into_iter().map(Month::of).collect();
            let prev_archive = self.archives(edition, &months, &stories)?;
            let stories: Vec<&Story> = stories.iter().map(Arc::as_ref).collect();
            let issue = Issue {
                instance: &self.instance,
                edition,
                stories: &stories,
                tombstones: &tombstones,
                prev_archive,
            };
            let feeds = publish::render_all(&issue);
            let changed = self.changed(&feeds);
            written += usize::from(!changed.is_empty());
            self.new_feeds.extend(changed);
            if edition.language.is_none() {
                self.history(edition, &months)?;
                let folder = pages::edition_folder(edition);
                let ids: Vec<StoryId> = stories.iter().map(|story| story.id).collect();
                for (language, told) in self.told_in_every_language(&ids)? {
                    let told: Vec<&Story> = told.iter().map(Arc::as_ref).collect();
                    let page = pages::edition(&self.site(), edition, &told, &months, language);
                    self.page(&folder, language, page);
                }
            }
            self.files.extend(feeds);
            self.make_room()?;
        }
        Ok(written)
    }

    /// The page of a folder in each language of the interface.
    fn in_every_language(
        &mut self,
        folder: &str,
        page: impl Fn(&pages::Site<'_>, Language) -> Vec<u8>,
    ) {
        for language in pages::LANGUAGES {
            let page = page(&self.site(), language);
            self.page(folder, language, page);
        }
    }

    fn page(&mut self, folder: &str, language: Language, page: Vec<u8>) {
        let file = pages::page_file(folder, language, &self.instance);
        self.files.push((file, page));
        if self.anew && language == pages::spoken(self.instance.language) {
            // From when the instance spoke another language.
            let former = pages::named_file(folder, language);
            if self.refresher.directory.root().join(&former).is_file() {
                self.obsolete.push(former);
            }
        }
    }

    /// Stories for pages in each language of the interface: whoever reads English gets the title and
    /// the summary of an English report, where there is one.
    fn told_in_every_language(&mut self, ids: &[StoryId]) -> Result<Vec<Told>, Error> {
        let mut told = Vec::with_capacity(pages::LANGUAGES.len());
        for language in pages::LANGUAGES {
            told.push((language, self.put_together(ids.to_vec(), &[language])?));
        }
        Ok(told)
    }

    /// Those that differ from what readers get now.
    fn changed(&self, files: &[(String, Vec<u8>)]) -> Vec<String> {
        let root = self.refresher.directory.root();
        let differ = |(path, bytes): &&(String, Vec<u8>)| {
            std::fs::read(root.join(path)).map_or(true, |there| there != *bytes)
        };
        let changed = files.iter().filter(differ);
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// Notes which feeds change, before they do: what a crash leaves in place is told, too.
    fn note_changes(&mut self) -> Result<(), Error> {
        let Refresher { config, store, .. } = self.refresher;
        match &config.publish.hub {
            None => store.forget_pings()?,
            Some(_) if self.new_feeds.is_empty() => {}
            Some(_) => store.note_changes(&self.new_feeds, self.now, PAUSE)?,
        }
        self.new_feeds.clear();
        Ok(())
    }

    /// The stories that changed and were published in a period.
    fn changed_in(&self, period: Period) -> impl Iterator<Item = &StoryId> {
        let days = period.start().date_naive()..period.end().date_naive();
        self.changed.range(days).flat_map(|(_, stories)| stories)
    }

    fn selection<'e>(&self, edition: &'e Edition) -> Selection<'e> {
        Selection {
            countries: edition.countries(),
            topics: edition.topics(),
            edition: edition.noted_as(),
            language: edition.language,
            items: self.instance.items,
        }
    }

    fn select(&mut self, edition: &Edition) -> Result<Vec<Arc<Story>>, Error> {
        let ids = self.refresher.store.select(&self.selection(edition))?;
        self.put_together(ids, edition.languages())
    }

    fn put_together(
        &mut self,
        ids: Vec<StoryId>,
        languages: &[Language],
    ) -> Result<Vec<Arc<Story>>, Error> {
        let mut stories = Vec::with_capacity(ids.len());
        for id in ids {
            stories.extend(self.story(id, languages)?);
        }
        Ok(stories)
    }

    fn story(&mut self, id: StoryId, languages: &[Language]) -> Result<Option<Arc<Story>>, Error> {
        let refresher = self.refresher;
        if self.stories.len() >= DRAFTS {
            self.stories.clear();
        }
        let draft = match self.stories.entry(id) {
            Entry::Occupied(draft) => draft.into_mut(),
            Entry::Vacant(place) => place.insert(Draft::of(refresher, id)?),
        };
        draft
            .as_mut()
            .map(|draft| draft.told(refresher, languages))
            .transpose()
    }

    fn tombstones(&self, edition: &Edition) -> Result<Vec<Tombstone>, Error> {
        let gone = self
            .refresher
            .store
            .gone(&self.selection(edition), TOMBSTONES)?;
        let store = &self.refresher.store;
        let gone = gone.into_iter().map(|life| views::tombstone(store, life));
        gone.filter_map(Result::transpose).collect()
    }

    /// The page of each of these stories. They are put in place before anything that names them.
    pub(super) fn stories(&mut self, ids: impl IntoIterator<Item = StoryId>) -> Result<(), Error> {
        for id in ids {
            let folder = pages::story_folder(id);
            match self.story(id, &[])? {
                Some(story) if pages::has_every_language(&story) => {
                    for (language, told) in self.told_in_every_language(&[id])? {
                        for story in told {
                            let page = pages::story(&self.site(), &story, language);
                            self.page(&folder, language, page);
                        }
                    }
                }
                Some(story) => {
                    let own = pages::spoken(self.instance.language);
                    let page = pages::story(&self.site(), &story, own);
                    self.page(&folder, own, page);
                    // Where several outlets have reported it, and one does now.
                    let others = pages::LANGUAGES.into_iter().filter(|other| *other != own);
                    self.without(&folder, &others.collect::<Vec<_>>());
                }
                None => match self.gone(id)? {
                    // Whatever address of it was given out leads on, or says what became of it.
                    Some(tombstone) => self.in_every_language(&folder, |site, language| {
                        pages::gone(site, &tombstone, language)
                    }),
                    // It was forgotten for its age, or what it lives on in was.
                    None => self.without(&folder, &pages::LANGUAGES),
                },
            }
            self.make_room()?;
        }
        Ok(())
    }

    /// Removes the pages of a folder in these languages, where they are there.
    fn without(&mut self, folder: &str, languages: &[Language]) {
        let root = self.refresher.directory.root();
        let files = languages
            .iter()
            .map(|language| pages::page_file(folder, *language, &self.instance));
        let there = files.filter(|file| root.join(file).is_file());
        self.obsolete.extend(there);
    }

    /// Writes what there is so far, where that is much; the memory is bounded, however many stories
    /// and editions have changed.
    fn make_room(&mut self) -> Result<(), Error> {
        let bytes = || {
            self.files
                .iter()
                .map(|(_, bytes)| bytes.len())
                .sum::<usize>()
        };
        if self.files.len() >= AT_ONCE.0 || bytes() >= AT_ONCE.1 {
            self.put_in_place()?;
        }
        Ok(())
    }

    /// Begins to write what there is so far.
    fn put_in_place(&mut self) -> Result<(), Error> {
        self.note_changes()?;
        self.progress.step("publishing");
        self.placing.begin(std::mem::take(&mut self.files))?;
        Ok(())
    }

    /// Writes the rest, and removes what nothing names any more; how many files changed in all.
    pub(super) fn finish(mut self) -> Result<usize, Error> {
        self.put_in_place()?;
        let written = self.placing.wait()?;
        let removed = self.refresher.directory.remove(&self.obsolete)?;
        Ok(written + removed)
    }

    fn gone(&self, id: StoryId) -> Result<Option<Tombstone>, Error> {
        let store = &self.refresher.store;
        let Some(life) = store.life(id)?.filter(|life| life.gone.is_some()) else {
            return Ok(None);
        };
        views::tombstone(store, life)
    }

    /// The start page, what every page refers to, and the reading list.
    pub(super) fn front(&mut self) -> Result<(), Error> {
        let mut counted = Vec::with_capacity(self.all.len());
        for edition in self.all {
            let (stories, updated) = self.refresher.store.count(&self.selection(edition))?;
            counted.push(pages::EditionSummary {
                edition: edition.clone(),
                stories,
                updated,
            });
        }
        let Refresher { store, .. } = self.refresher;
        let reported = store.most_reported(GLANCE, MOVING)?;
        let reported = reported.filter(|reported| !reported.stories.is_empty());
        let (until, ids) = match reported {
            Some(reported) => (Some(reported.until), reported.stories),
            None => (None, store.moving(2, MOVING)?),
        };
        for (name, bytes) in pages::ASSETS {
            self.files.push((name.to_owned(), bytes.to_vec()));
        }
        self.files.push((
            READING_LIST.to_owned(),
            publish::opml::render(&self.instance, self.all),
        ));
        self.files
            .push((MISSING.to_owned(), pages::not_found(&self.site())));
        self.in_every_language(COUNTRIES, pages::countries);
        for (language, told) in self.told_in_every_language(&ids)? {
            let stories: Vec<&Story> = told.iter().map(Arc::as_ref).collect();
            let moving = pages::Moving {
                stories: &stories,
                until,
            };
            let page = pages::start(&self.site(), &counted, moving, language);
            self.page("", language, page);
        }
        Ok(())
    }

    /// The page about the sources: the one that may change when nothing was published.
    pub(super) fn sources(&mut self) -> Result<(), Error> {
        let Refresher {
            config,
            store,
            clock,
            ..
        } = self.refresher;
        let mut health = views::health(config, store, clock.now())?;
        health.retain(|health| health.standing == Standing::On);
        self.in_every_language("sources/", |site, language| {
            pages::sources(site, &health, language)
        });
        Ok(())
    }
}
