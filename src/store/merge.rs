//! What goes with a story that is merged into another.

use super::{Error, Store};
use crate::domain::StoryId;

/// Begins a query: `family` are the story of the second parameter and those that were merged into it,
/// on whatever way.
pub(super) const FAMILY: &str = "WITH RECURSIVE family (id) AS (
     VALUES (?2)
     UNION
     SELECT story.id FROM family JOIN story ON story.merged_into = family.id
 )";

impl Store {
    /// Puts with a story what is left of one that was merged into it: entries that grouping no longer
    /// remembers, and what the two follow up or are followed up by. An alert that waits to be given for
    /// the one is not, where it is done with the other, or waits to be given for that.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn follow(&self, from: StoryId, into: StoryId) -> Result<(), Error> {
        let both = [from.to_string(), into.to_string()];
        self.db
            .prepare_cached("UPDATE entry SET story = ?2 WHERE story = ?1")?
            .execute(both.clone())?;
        for other in self.related(from)? {
            if other != into {
                self.relate(into, other)?;
            }
            self.part(from, other)?;
        }
        self.db
            .prepare_cached(&format!(
                "{FAMILY} UPDATE alerted SET came = 'known', due = NULL
                 WHERE story = ?1 AND due IS NOT NULL AND EXISTS (
                     SELECT 1 FROM alerted AS other
                     WHERE other.alert = alerted.alert AND other.story != ?1
                         AND other.story IN (SELECT id FROM family))"
            ))?
            .execute(both)?;
        Ok(())
    }

    /// Stories are related no more, in both directions.
    fn part(&self, one: StoryId, other: StoryId) -> Result<(), Error> {
        let mut delete = self
            .db
            .prepare_cached("DELETE FROM related WHERE story = ?1 AND other = ?2")?;
        delete.execute([one.to_string(), other.to_string()])?;
        delete.execute([other.to_string(), one.to_string()])?;
        Ok(())
    }
}
