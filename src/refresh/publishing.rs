//! Publishing within a round: which editions a change concerns.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::printing::{MISSING, Printing, READING_LIST, START};
use super::{Error, Progress, Refresher, Summary, filters, views};
use crate::config::Coverage;
use crate::digest;
use crate::domain::{Country, Edition, Life, Scope, Source, Tombstone};
use crate::publish::archive::Month;
use crate::publish::{Format, pages, paths};
use crate::store::{self, Selection, Stale};

/// Under this name the store keeps what the public folder was last written from.
pub(super) const WRITTEN_FROM: &str = "published";

/// Under this name the store keeps what was shown of each source.
const SOURCES: &str = "sources";

/// Letters of a hash that tells whether that has changed.
const HASH: usize = 16;

/// What is shown of each source, hashed.
type Shown = BTreeMap<String, String>;

/// Under this name the store keeps what topics and the operator's editions were last told by.
const TOLD_BY: &str = "topics";

/// Under this name the store keeps the first month that was not over when everything was last
/// written.
const OPEN: &str = "open-month";

/// Under this name the store keeps the countries that ever had an edition.
const EVER: &str = "editions";

impl Refresher {
    /// Writes the editions and pages that changed; everything, where the public folder was made by
    /// another version or configuration, or lacks a document.
    pub(super) fn publish(
        &self,
        progress: &dyn Progress,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        progress.step("publishing");
        self.tell_topics_and_editions()?;
        self.note_images(summary.started)?;
        let before = self.editions_with(&self.countries_so_far()?);
        let editions = self.all_editions()?;
        self.store.mark_who_names()?;
        let stale = self.store.stale()?;
        let fingerprint = self.fingerprint();
        let sources = self.sources_now();
        let sources_before = self.sources_before()?;
        let anew = self.store.note(WRITTEN_FROM)?.as_deref() != Some(fingerprint.as_str())
            || shows_otherwise(&sources_before, &sources)
            || self.lacks_a_file(&before);
        // A month that is over gets its archive documents at once, before anything of it is forgotten.
        let open = Month::open(summary.started).to_string();
        let noted = self.store.note(OPEN)?;
        let over = noted.as_deref() != Some(open.as_str());
        let open_before = noted.and_then(|month| month.parse().ok());
        let now = summary.started;
        let mut printing =
            Printing::new(self, &editions, &stale, anew, progress, open_before, now)?;
        let told = anew || over || !stale.is_empty() || editions.len() > before.len();
        if told {
            let is_new = |edition: &Edition| !before.contains(edition);
            let affected: Vec<&Edition> = editions
                .iter()
                .filter(|edition| anew || over || concerns(edition, &stale) || is_new(edition))
                .collect();
            if anew {
                printing.stories(self.store.ever_published()?)?;
            } else {
                printing.stories(stale.iter().map(|stale| stale.story))?;
            }
            summary.editions.written = printing.editions(&affected)?;
            printing.front()?;
        }
        let failing = self.store.failing()?.into_keys().collect();
        let shows_sources =
            told || !summary.is_idle() && self.sources_shown.is_due(&failing, summary.started);
        if shows_sources {
            printing.sources()?;
        }
        summary.files += printing.finish()?;
        if shows_sources {
            self.sources_shown.note(failing, summary.started);
        }
        summary.editions.unchanged = editions.len() - summary.editions.written;
        self.store.written(&stale)?;
        if over {
            self.store.set_note(OPEN, &open)?;
        }
        if anew {
            self.tell_of_left_behind(&editions)?;
            self.store.set_note(WRITTEN_FROM, &fingerprint)?;
        }
        self.note_sources(sources_before, sources)?;
        summary.files += self.sweep_images()?;
        Ok(())
    }

    /// Gives every story that readers see its topics and the operator's editions anew, where another
    /// version or configuration tells them otherwise.
    fn tell_topics_and_editions(&self) -> Result<(), Error> {
        let rules = digest::fields([
            env!("CARGO_PKG_VERSION"),
            &format!("{:?}", self.config.topics),
            &filters::fingerprint(&self.config),
        ]);
        if self.store.note(TOLD_BY)?.as_deref() == Some(rules.as_str()) {
            return Ok(());
        }
        self.store.step(|store| {
            for id in store.ever_published()? {
                let Some(mut life) = store.life(id)?.filter(|life| life.gone.is_none()) else {
                    continue;
                };
                let members = store.members_of(id)?;
                life.topics = self.desk.topics(&members, Some(&life));
                life.editions = self.desk.editions(&members);
                store.save_life(&life)?;
            }
            store.set_note(TOLD_BY, &rules)
        })?;
        Ok(())
    }

    /// Every edition there is: those of the configuration and those of countries that have had a
    /// story, for none ever goes away.
    pub(super) fn all_editions(&self) -> Result<Vec<Edition>, Error> {
        Ok(self.editions_with(&self.countries_ever()?))
    }

    /// Every country that ever had a story. Notes those that are new, and that pages which mention them
    /// are to link to their editions from now on.
    pub(super) fn countries_ever(&self) -> Result<BTreeSet<Country>, Error> {
        let before = self.countries_so_far()?;
        let mut countries = before.clone();
        countries.extend(self.store.countries()?);
        if countries != before {
            let codes: Vec<&str> = countries.iter().map(Country::code).collect();
            let new: Vec<Country> = countries.difference(&before).copied().collect();
            self.store.step(|store| {
                store.mark_who_mentions(&new)?;
                store.set_note(EVER, &codes.join(" "))
            })?;
        }
        Ok(countries)
    }

    /// The countries that are known to have had a story.
    fn countries_so_far(&self) -> Result<BTreeSet<Country>, Error> {
        let noted = self.store.note(EVER)?.unwrap_or_default();
        let codes = noted.split(' ');
        Ok(codes.filter_map(|code| code.parse().ok()).collect())
    }

    /// The editions of the configuration and, where it wants all countries, of these.
    fn editions_with(&self, countries: &BTreeSet<Country>) -> Vec<Edition> {
        let mut editions = self.config.editions();
        if self.config.publish.countries == Coverage::All {
            for country in countries.iter().filter(|country| !country.is_african()) {
                editions.extend(self.config.narrowed(Scope::Country(*country)));
            }
        }
        editions
    }

    /// What has to stay the same for files that are there to be as they would be written now.
    fn fingerprint(&self) -> String {
        digest::fields([
            env!("CARGO_PKG_VERSION"),
            &format!("{:?}", self.config.instance()),
            &format!("{:?}", self.config.publish.images),
            &format!("{:?}", self.config.editions()),
        ])
    }

    /// What is shown of the outlet of each source beside what it reports: names, owners and
    /// addresses, hashed.
    fn sources_now(&self) -> Shown {
        let sources = self.config.sources.iter();
        let told = sources.map(|configured| {
            let source: &Source = &configured.source;
            // From when on its documents name the outlet instead.
            let title = self.desk.feed_titles.get(&source.id);
            let is_unnamed = title.is_some_and(String::is_empty);
            let unnamed = if is_unnamed { " unnamed" } else { "" };
            let mut hash = digest::hex(format!("{source:?}{unnamed}").as_bytes());
            hash.truncate(HASH);
            (source.id.as_str().to_owned(), hash)
        });
        told.collect()
    }

    /// The same, as the public folder was last written. Of sources that are configured no longer it
    /// stays: so do their reports.
    fn sources_before(&self) -> Result<Shown, Error> {
        let noted = self.store.note(SOURCES)?.unwrap_or_default();
        Ok(serde_json::from_str(&noted).unwrap_or_default())
    }

    fn note_sources(&self, before: Shown, now: Shown) -> Result<(), Error> {
        let mut noted = before.clone();
        noted.extend(now);
        if noted != before {
            let noted = serde_json::to_string(&noted).map_err(store::Error::from)?;
            self.store.set_note(SOURCES, &noted)?;
        }
        Ok(())
    }

    /// Says which editions stand in the public folder and are configured no longer. They stay, for no
    /// subscription ever breaks, and readers are not told that nothing comes any more.
    fn tell_of_left_behind(&self, editions: &[Edition]) -> Result<(), Error> {
        let current: BTreeSet<String> = editions.iter().map(Edition::slug).collect();
        let names = self.directory.names(paths::FEEDS)?;
        let ending = format!(".{}", Format::Atom.extension());
        let slugs = names.iter().filter_map(|name| name.strip_suffix(&*ending));
        let left: Vec<&str> = slugs.filter(|slug| !current.contains(*slug)).collect();
        if !left.is_empty() {
            tracing::warn!(
                "published and configured no longer, so nothing new comes in them: {}; docs/operations.md \
                 says how to redirect their readers, or to take them away",
                left.join(", ")
            );
        }
        Ok(())
    }

    fn lacks_a_file(&self, editions: &[Edition]) -> bool {
        let root = self.directory.root();
        let pages = editions.iter().map(pages::edition_file);
        let feeds = editions.iter().flat_map(paths::feeds);
        let assets = pages::ASSETS.iter().map(|(name, _)| (*name).to_owned());
        let front = [START, READING_LIST, MISSING].map(str::to_owned);
        pages
            .chain(feeds)
            .chain(assets)
            .chain(front)
            .any(|path| !has_something(&root.join(path)))
    }
}

/// Whether there is a file with bytes in it: a disk that was repaired may have left an empty one.
fn has_something(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.is_file() && found.len() > 0)
}

/// Whether something else is shown of a source than before. Of a new one nothing was.
fn shows_otherwise(before: &Shown, now: &Shown) -> bool {
    now.iter()
        .any(|(source, told)| before.get(source).is_some_and(|before| before != told))
}

/// Whether one of these stories is, or was, in the edition.
fn concerns(edition: &Edition, stale: &[Stale]) -> bool {
    stale
        .iter()
        .any(|story| edition.may_hold(&story.countries, &story.topics, &story.editions))
}

/// The start of the first month that was not over when everything was last written: what was published
/// since is in no archive document yet.
pub(super) fn open_since(store: &store::Store, now: DateTime<Utc>) -> Result<DateTime<Utc>, Error> {
    let noted: Option<Month> = store.note(OPEN)?.and_then(|month| month.parse().ok());
    // Who wrote it may have had a clock that ran ahead.
    let open = noted.map(|noted| noted.min(Month::open(now)).start());
    Ok(open.unwrap_or(DateTime::UNIX_EPOCH))
}

/// Everything that was ever shown and is gone, for a server that answers for it.
pub(super) fn all_gone(store: &store::Store) -> Result<Vec<Tombstone>, Error> {
    let gone: Vec<Life> = store.gone(&Selection::default(), usize::MAX >> 1)?;
    let gone = gone.into_iter().map(|life| views::tombstone(store, life));
    gone.filter_map(Result::transpose).collect()
}
