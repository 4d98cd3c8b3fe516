//! A story while a publication needs it: read once, and put together once for each report that tells it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::{Language, Stage, Story, StoryId};
use crate::refresh::dossier::Dossier;
use crate::refresh::{Error, Refresher};

/// What there is on a story, and how it was told so far, by the report that tells it.
pub(super) struct Draft {
    dossier: Dossier,
    told: BTreeMap<usize, Arc<Story>>,
}

impl Draft {
    /// None where the story is not published.
    pub(super) fn of(refresher: &Refresher, id: StoryId) -> Result<Option<Self>, Error> {
        let Refresher { store, desk, .. } = refresher;
        let life = store.life(id)?;
        let Some(life) = life.filter(|life| life.stage == Stage::Published) else {
            return Ok(None);
        };
        let dossier = desk.dossier(store, life)?;
        Ok(dossier.map(|dossier| Self {
            dossier,
            told: BTreeMap::new(),
        }))
    }

    /// The story as it is told to readers of these languages.
    pub(super) fn told(
        &mut self,
        refresher: &Refresher,
        languages: &[Language],
    ) -> Result<Arc<Story>, Error> {
        let speaker = self.dossier.speaker(languages);
        if let Some(told) = self.told.get(&speaker) {
            return Ok(Arc::clone(told));
        }
        let story = refresher.desk.told(&self.dossier, speaker);
        let story = Arc::new(refresher.with_copies(story)?);
        self.told.insert(speaker, Arc::clone(&story));
        Ok(story)
    }
}
