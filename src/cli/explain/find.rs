//! What an operator means by an id: a story or an entry, by whatever is at hand of it.

use crate::domain::{Life, StoryId};
use crate::store::{Error, Member, Store};

/// What can be explained.
pub(super) enum Thing {
    Story(Box<Life>),
    Entry(Box<Member>),
}

/// What there is of that name.
pub(super) enum Found {
    One(Thing),
    /// A line for each.
    Several(Vec<String>),
    Nothing,
}

/// Looks for a story by id, page or URI; for an entry by number, guid or address; for a story by
/// the beginning of its id; for an entry by the beginning of its address.
pub(super) fn find(store: &Store, name: &str) -> Result<Found, Error> {
    let name = name.trim();
    let parts = name
        .split('/')
        .filter_map(|part| part.parse::<StoryId>().ok());
    for id in parts {
        if let Some(life) = store.life(id)? {
            return Ok(Found::One(Thing::Story(Box::new(life))));
        }
    }
    let mut entries = store.entries_named(name)?;
    match (entries.pop(), entries.is_empty()) {
        (Some(entry), true) => return Ok(Found::One(Thing::Entry(Box::new(entry)))),
        (Some(last), false) => {
            entries.push(last);
            let line = |member: &Member| {
                let entry = &member.entry;
                format!("{}  {}  {}", member.id.0, entry.key.source, entry.title)
            };
            return Ok(Found::Several(entries.iter().map(line).collect()));
        }
        (None, _) => {}
    }
    let is_beginning = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_beginning {
        return Ok(Found::Nothing);
    }
    let mut lives = Vec::new();
    for id in store.stories_beginning(name)? {
        lives.extend(store.life(id)?);
    }
    match lives.len() {
        0 => Ok(Found::Nothing),
        1 => Ok(Found::One(Thing::Story(Box::new(lives.remove(0))))),
        _ => {
            let mut lines = Vec::new();
            for life in &lives {
                lines.push(format!("{}  {}", life.id, title(store, life)?));
            }
            Ok(Found::Several(lines))
        }
    }
}

/// The title that stands for a story; empty when its entry is gone.
pub(super) fn title(store: &Store, life: &Life) -> Result<String, Error> {
    let representative = store.entry(life.representative)?;
    Ok(representative.map_or_else(String::new, |member| member.entry.title))
}
