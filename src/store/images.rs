//! The images of stories: which of them are wanted, which there are copies of, and which have been
//! asked for in vain.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::OptionalExtension;

use super::{Error, Store, millis};
use crate::domain::{Life, Stage, StoryId};

/// Times that an image is asked for, if it fails.
const TRIES: i64 = 3;

/// How long an image that failed is left alone.
const PAUSE: TimeDelta = TimeDelta::days(1);

/// Images that are looked at for some to ask for.
const MOST_WANTED: i64 = 2_000;

/// What a story shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShownImages {
    /// The outlet whose images they are.
    pub outlet: String,
    /// Their addresses.
    pub urls: BTreeSet<String>,
}

/// An image that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedImage {
    /// Its address.
    pub url: String,
    /// The outlet whose image it is.
    pub outlet: String,
}

/// What came of asking for an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageEnd {
    /// A copy of it is in the public folder.
    Held {
        /// Its path there.
        file: String,
        /// Its bytes.
        size: usize,
    },
    /// It failed.
    Failed,
    /// It was put off.
    Later {
        /// Until then.
        due: DateTime<Utc>,
        /// Whether that was a try.
        counts: bool,
    },
}

impl Store {
    /// Notes which images a story shows, and that they are wanted if they are new; none when it is
    /// shown no more.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn show_images(
        &self,
        life: &Life,
        shown: &ShownImages,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let story = life.id.to_string();
        self.db
            .prepare_cached("DELETE FROM shows WHERE story = ?1")?
            .execute([&story])?;
        let mut want = self.db.prepare_cached(
            "INSERT INTO image (url, outlet, used, due) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (url) DO UPDATE SET used = MAX(used, ?3)",
        )?;
        let mut show = self
            .db
            .prepare_cached("INSERT INTO shows (story, url) VALUES (?1, ?2)")?;
        for url in &shown.urls {
            want.execute((url, &shown.outlet, millis(life.updated), millis(now)))?;
            show.execute((&story, url))?;
        }
        Ok(())
    }

    /// Forgets the images that no story shows any more.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget_unshown_images(&self) -> Result<(), Error> {
        let sql =
            "DELETE FROM image WHERE NOT EXISTS (SELECT 1 FROM shows WHERE shows.url = image.url)";
        self.db.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Forgets all images.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget_images(&self) -> Result<(), Error> {
        self.db.execute("DELETE FROM image", [])?;
        Ok(())
    }

    /// Images that may be asked for at `now`, those of the stories that changed last first. Where
    /// copies come to `most` bytes, only images that are newer than the oldest of these.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn wanted_images(&self, most: u64, now: DateTime<Utc>) -> Result<Vec<WantedImage>, Error> {
        let mut query = self.db.prepare_cached(
            "SELECT url, outlet FROM image WHERE due <= ?1 AND (
                 (SELECT TOTAL(size) FROM image) < ?2 OR
                 used > (SELECT MIN(used) FROM image WHERE file IS NOT NULL))
             ORDER BY used DESC, url LIMIT ?3",
        )?;
        let rows = query.query_map((millis(now), most as f64, MOST_WANTED), |row| {
            Ok(WantedImage {
                url: row.get(0)?,
                outlet: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that these images are about to be asked for: whatever happens, that is a try.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn begin_images(&self, urls: &[&str], now: DateTime<Utc>) -> Result<(), Error> {
        self.step(|store| {
            let mut begin = store.db.prepare_cached(
                "UPDATE image SET tries = tries + 1,
                     due = CASE WHEN tries + 1 < ?2 THEN ?3 END WHERE url = ?1",
            )?;
            for url in urls {
                begin.execute((url, TRIES, millis(now + PAUSE)))?;
            }
            Ok(())
        })
    }

    /// Records what came of an image. The editions of the stories that show it have to be written
    /// where there is a copy of it now.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it is recorded.
    pub fn end_image(&self, url: &str, end: &ImageEnd) -> Result<(), Error> {
        self.step(|store| {
            match end {
                ImageEnd::Held { file, size } => {
                    store
                        .db
                        .prepare_cached(
                            "UPDATE image SET file = ?2, size = ?3, due = NULL WHERE url = ?1",
                        )?
                        .execute((url, file, *size as i64))?;
                    store.mark_showing(url)?;
                }
                // That was noted when it was begun.
                ImageEnd::Failed => {}
                ImageEnd::Later { due, counts } => {
                    store
                        .db
                        .prepare_cached(
                            "UPDATE image SET tries = tries - ?3,
                                 due = CASE WHEN tries - ?3 < ?4 THEN ?2 END WHERE url = ?1",
                        )?
                        .execute((url, millis(*due), i64::from(!counts), TRIES))?;
                }
            }
            Ok(())
        })
    }

    /// Gives up copies, those first of the stories that have not changed for longest, until the rest
    /// comes to at most `most` bytes; how many.
    ///
    /// # Errors
    /// When the database refuses; then none is given up.
    pub fn bound_images(&self, most: u64) -> Result<usize, Error> {
        self.step(|store| {
            let beyond = store.image_urls(
                "SELECT url FROM (
                     SELECT url, SUM(size) OVER (ORDER BY used DESC, url) AS together
                     FROM image WHERE file IS NOT NULL)
                 WHERE together > ?1",
                [i64::try_from(most).unwrap_or(i64::MAX)],
            )?;
            let mut give_up = store
                .db
                .prepare_cached("UPDATE image SET file = NULL, size = 0 WHERE url = ?1")?;
            for url in &beyond {
                give_up.execute([url])?;
                store.mark_showing(url)?;
            }
            Ok(beyond.len())
        })
    }

    /// Notes that of the copies only those at `there` are in the public folder: what is lost is
    /// wanted once more.
    ///
    /// # Errors
    /// When the database refuses; then nothing is noted.
    pub fn found_images(&self, there: &BTreeSet<String>, now: DateTime<Utc>) -> Result<(), Error> {
        let held = self.image_files()?;
        if held.is_subset(there) {
            return Ok(());
        }
        self.step(|store| {
            for file in held.difference(there) {
                for url in store.image_urls("SELECT url FROM image WHERE file = ?1", [file])? {
                    store
                        .db
                        .prepare_cached(
                            "UPDATE image SET file = NULL, size = 0, tries = 0, due = ?2
                             WHERE url = ?1",
                        )?
                        .execute((&url, millis(now)))?;
                    store.mark_showing(&url)?;
                }
            }
            Ok(())
        })
    }

    /// The paths of all copies in the public folder.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn image_files(&self) -> Result<BTreeSet<String>, Error> {
        let files = self.image_urls("SELECT file FROM image WHERE file IS NOT NULL", [])?;
        Ok(files.into_iter().collect())
    }

    /// The copy of the image at `url`, if there is one: its path in the public folder, and its bytes.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn image_copy(&self, url: &str) -> Result<Option<(String, u64)>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT file, size FROM image WHERE url = ?1 AND file IS NOT NULL")?;
        let copy = query.query_row([url], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        });
        Ok(copy.optional()?)
    }

    fn image_urls(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<String>, Error> {
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(values, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Marks the editions of the stories that show this image as to be written.
    fn mark_showing(&self, url: &str) -> Result<(), Error> {
        let stories: Vec<StoryId> =
            self.ids("SELECT story AS id FROM shows WHERE url = ?1", [url])?;
        for id in stories {
            if let Some(life) = self.life(id)?.filter(|life| life.stage == Stage::Published) {
                self.mark_stale(&life)?;
            }
        }
        Ok(())
    }
}
