//! Copies of the stories' images: fetched within a round, published beside the pages, and let go of
//! when nothing shows them.
//!
//! Nothing waits for an image for long: a story is published without it, and with it when a later
//! round has it. What the store says is the truth, and the folder follows: copies come before the
//! documents that name them, and go after those that do not any more.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::instance::delta;
use super::pages::LONGEST_WAIT;
use super::polling::PATIENCE;
use super::{Error, Progress, Refresher, Which};
use crate::clock::Clock;
use crate::config::Images;
use crate::digest;
use crate::domain::{Stage, Story};
use crate::poll::{self, ImageCame};
use crate::publish::Directory;
use crate::publish::images::{self, Copy, FOLDER};
use crate::store::{ImageEnd, ShownImages};

/// Under this name the store keeps how images were last shown.
const SHOWN_AS: &str = "images";

/// Images that a round asks for.
const MOST: usize = 200;

/// Images of one outlet that a round asks for.
const MOST_OF_OUTLET: usize = 20;

/// How long an image is left alone for which there was no room.
const LATER: TimeDelta = TimeDelta::hours(1);

/// Images that are recorded at once.
const BATCH: usize = 16;

/// When the daemon looks again for images that are under way.
pub(super) const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(30);

/// An image that was asked for.
pub(super) struct Fetched {
    url: String,
    end: ImageEnd,
}

impl Refresher {
    fn copies_images(&self) -> bool {
        self.config.publish.images == Images::Cache
    }

    /// Notes which images the stories show that are about to be written. Where images were shown
    /// otherwise before, every story is.
    pub(super) fn note_images(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let shown_as = format!("{:?}", self.config.publish.images);
        if self.store.note(SHOWN_AS)?.as_deref() != Some(shown_as.as_str()) {
            self.store.step(|store| {
                store.forget_images()?;
                for id in store.ever_published()? {
                    if let Some(life) = store.life(id)?.filter(|life| life.gone.is_none()) {
                        store.mark_stale(&life)?;
                    }
                }
                store.set_note(SHOWN_AS, &shown_as)
            })?;
        }
        if !self.copies_images() {
            return Ok(());
        }
        self.store.found_images(&self.copies()?, now)?;
        self.store.step(|store| {
            for stale in store.stale()? {
                let Some(life) = store.life(stale.story)? else {
                    continue;
                };
                let shown = match life.stage {
                    Stage::Published => self.desk.images(store, &life)?,
                    _ => ShownImages::default(),
                };
                store.show_images(&life, &shown, now)?;
            }
            store.forget_unshown_images()
        })?;
        Ok(())
    }

    /// Asks for images of which there are no copies yet; whether it came to its end.
    pub(super) async fn fetch_images(
        &mut self,
        which: &Which,
        progress: &dyn Progress,
        stop: impl Future<Output = ()> + Unpin,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        if !self.copies_images() {
            return Ok(true);
        }
        self.note_images(now)?;
        self.ask_for_images(now)?;
        if !self.images.is_empty() {
            progress.step("fetching images");
        }
        let mut stop = stop;
        let idle = self.config.fetch.timeout / PATIENCE;
        let whole = tokio::time::sleep(match which {
            Which::Scheduled => idle,
            _ => LONGEST_WAIT,
        });
        tokio::pin!(whole);
        let mut stopped = false;
        while !self.images.is_empty() && !stopped {
            let batch = tokio::select! {
                () = &mut stop => {
                    stopped = true;
                    Vec::new()
                }
                batch = self.images.ended(BATCH) => batch,
                () = tokio::time::sleep(idle) => break,
                () = &mut whole => break,
            };
            for Fetched { url, end } in batch {
                self.store.end_image(&url, &end)?;
            }
        }
        self.store
            .keep_site_rules(&self.rulebook.take_new(self.clock.now()))?;
        let gone = self.store.bound_images(self.config.publish.image_cache)?;
        if gone > 0 {
            tracing::debug!(images = gone, "let go of the images of the oldest stories");
        }
        Ok(!stopped)
    }

    /// Asks for each image in a task of its own; the client sees to hosts and limits.
    fn ask_for_images(&mut self, now: DateTime<Utc>) -> Result<(), Error> {
        let mut by_outlet: HashMap<String, usize> = HashMap::new();
        let under_way = self.images.whom();
        let mut jobs = Vec::new();
        let wanted = self
            .store
            .wanted_images(self.config.publish.image_cache, now)?;
        for wanted in wanted {
            let Ok(url) = wanted.url.parse::<Url>() else {
                continue;
            };
            let count = by_outlet.entry(wanted.outlet).or_default();
            if *count == MOST_OF_OUTLET || under_way.contains(&wanted.url) {
                continue;
            }
            *count += 1;
            jobs.push((wanted.url, url));
            if jobs.len() + under_way.len() >= MOST {
                break;
            }
        }
        let urls: Vec<&str> = jobs.iter().map(|(name, _)| name.as_str()).collect();
        self.store.begin_images(&urls, now)?;
        for (name, url) in jobs {
            let (client, rulebook) = (Arc::clone(&self.client), Arc::clone(&self.rulebook));
            let (clock, directory) = (self.clock.clone(), self.directory.clone());
            self.images.begin(name.clone(), async move {
                let came = poll::image(&client, &rulebook, &url, &clock).await;
                let end = kept(&name, came, directory, &clock).await;
                Fetched { url: name, end }
            });
        }
        Ok(())
    }

    /// The story as it is shown: with copies in the place of its images, where these are wanted.
    pub(super) fn with_copies(&self, story: Story) -> Result<Story, Error> {
        if !self.copies_images() {
            return Ok(story);
        }
        let content = story.content.as_deref();
        let mut copies = HashMap::new();
        for url in images::of(story.image.as_deref(), &story.enclosures, content) {
            if let Some((file, size)) = self.store.image_copy(&url)? {
                copies.insert(url, Copy { file, size });
            }
        }
        let instance = self.config.instance();
        Ok(images::copied(story, &instance, |url| {
            copies.get(url).cloned()
        }))
    }

    /// Removes copies that nothing names any more, and what a crash left; how many there were.
    pub(super) fn sweep_images(&self) -> Result<usize, Error> {
        let mut there = self.copies()?;
        // What was fetched and is not recorded yet stays.
        if there.is_empty() || !self.images.is_empty() {
            return Ok(0);
        }
        for held in self.store.image_files()? {
            there.remove(&held);
        }
        let obsolete: Vec<String> = there.into_iter().collect();
        Ok(self.directory.remove(&obsolete)?)
    }

    /// The paths of the copies in the public folder.
    fn copies(&self) -> Result<BTreeSet<String>, Error> {
        let names = self.directory.names(FOLDER)?.into_iter();
        Ok(names.map(|name| format!("{FOLDER}/{name}")).collect())
    }
}

/// Puts an image into the public folder, under a name that its address and its kind alone decide.
async fn kept(url: &str, came: ImageCame, directory: Directory, clock: &Clock) -> ImageEnd {
    let (bytes, extension, place) = match came {
        ImageCame::Read {
            bytes,
            extension,
            place,
        } => (bytes, extension, place),
        ImageCame::Failed(why) => {
            tracing::debug!("no image: {why}");
            return ImageEnd::Failed;
        }
        ImageCame::NotNow(put_off) => {
            return ImageEnd::Later {
                due: clock.now() + delta(put_off.wait),
                counts: put_off.was_asked,
            };
        }
    };
    let name = &digest::hex(url.as_bytes())[..32];
    let file = format!("{FOLDER}/{name}.{extension}");
    let size = bytes.len();
    let written = tokio::task::spawn_blocking(move || {
        let written = directory.publish(&[(file.as_str(), bytes)]);
        drop(place);
        written.map(|_| file)
    });
    match written.await {
        Ok(Ok(file)) => ImageEnd::Held { file, size },
        Ok(Err(error)) => {
            tracing::warn!("cannot keep an image: {error}");
            ImageEnd::Later {
                due: clock.now() + LATER,
                counts: false,
            }
        }
        Err(_) => ImageEnd::Failed,
    }
}
