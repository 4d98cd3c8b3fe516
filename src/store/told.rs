//! What a story is told as: the words of a feed. What a page says beside them is no correction of
//! theirs.

use rusqlite::Connection;

use super::{Error, Member};
use crate::digest;
use crate::domain::PageFacts;

impl Member {
    /// Hash of the title and the texts that its feed gives.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { entry, .. } = self;
        let summary = self.feed_summary.as_ref().unwrap_or(&entry.summary);
        words(&entry.title, summary, entry.content.as_deref())
    }
}

fn words(title: &str, summary: &str, content: Option<&str>) -> String {
    digest::fields([title, summary, content.unwrap_or_default()])
}

/// Takes what pages say out of what stories were told as, in a database that was made when it counted.
pub(super) fn leave_pages_out(db: &Connection) -> Result<(), Error> {
    let mut query = db.prepare(
        "SELECT story.id, story.told_text, entry.title, entry.summary, entry.content, page.facts
         FROM story JOIN entry ON entry.id = story.representative JOIN page ON page.entry = entry.id
         WHERE page.facts IS NOT NULL",
    )?;
    let mut rows = query.query([])?;
    let mut update = db.prepare("UPDATE story SET told_text = ?2 WHERE id = ?1")?;
    while let Some(row) = rows.next()? {
        let (story, told): (String, String) = (row.get(0)?, row.get(1)?);
        let (title, own): (String, String) = (row.get(2)?, row.get(3)?);
        let content: Option<String> = row.get(4)?;
        let page: PageFacts = serde_json::from_str(&row.get::<_, String>(5)?)?;
        if told == words(&title, page.summary_beside(&own), content.as_deref()) {
            update.execute((story, words(&title, &own, content.as_deref())))?;
        }
    }
    Ok(())
}
