//! What an operator means by an id: a story or an entry, by whatever is at hand of it.

use std::io::{self, Write};

use crate::domain::{Life, StoryId};
use crate::store::{Error, Member, Store};

/// How many are shown of those that a name may mean.
const SHOWN: usize = 10;

/// What can be explained.
pub(super) enum Thing {
    Story(Box<Life>),
    Entry(Box<Member>),
}

/// What there is of a name.
pub(super) enum Found<T> {
    One(T),
    /// A line for each of the newest, and one that counts the others.
    Several(Vec<String>),
    Nothing,
}

/// Looks for a story by id, page or URI; for an entry by number, guid or address; for a story by
/// the beginning of its id; for an entry by the beginning of its address.
pub(super) fn thing(store: &Store, name: &str) -> Result<Found<Thing>, Error> {
    let story = |life| Found::One(Thing::Story(Box::new(life)));
    if let Some(life) = named(store, name)? {
        return Ok(story(life));
    }
    let mut entries = store.entries_named(name.trim())?;
    Ok(match (entries.pop(), entries.is_empty()) {
        (Some(entry), true) => Found::One(Thing::Entry(Box::new(entry))),
        (Some(last), false) => {
            entries.push(last);
            let line = |member: &Member| {
                let entry = &member.entry;
                format!("{}  {}  {}", member.id.0, entry.key.source, entry.title)
            };
            let newest = entries.iter().take(SHOWN).map(line).collect();
            Found::Several(counted(newest, entries.len()))
        }
        (None, _) => match beginning(store, name)? {
            Found::One(life) => story(life),
            Found::Several(lines) => Found::Several(lines),
            Found::Nothing => Found::Nothing,
        },
    })
}

/// Looks for a story by id, page or URI, else by the beginning of its id.
pub(super) fn story(store: &Store, name: &str) -> Result<Found<Life>, Error> {
    match named(store, name)? {
        Some(life) => Ok(Found::One(life)),
        None => beginning(store, name),
    }
}

/// Says which there are of a name that may mean each of these.
///
/// # Errors
/// When it cannot be said.
pub(super) fn say_several(name: &str, lines: &[String]) -> io::Result<()> {
    let mut err = io::stderr();
    writeln!(err, "\"{name}\" may be one of these; give more of it:")?;
    lines.iter().try_for_each(|line| writeln!(err, "  {line}"))
}

/// The title that stands for a story; empty when its entry is gone.
pub(super) fn title(store: &Store, life: &Life) -> Result<String, Error> {
    let representative = store.entry(life.representative)?;
    Ok(representative.map_or_else(String::new, |member| member.entry.title))
}

fn named(store: &Store, name: &str) -> Result<Option<Life>, Error> {
    let parts = name.trim().split('/');
    for id in parts.filter_map(|part| part.parse::<StoryId>().ok()) {
        if let Some(life) = store.life(id)? {
            return Ok(Some(life));
        }
    }
    Ok(None)
}

fn beginning(store: &Store, name: &str) -> Result<Found<Life>, Error> {
    let name = name.trim();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Ok(Found::Nothing);
    }
    let (newest, all) = store.stories_beginning(name, SHOWN)?;
    let mut lives = Vec::new();
    for id in newest {
        lives.extend(store.life(id)?);
    }
    Ok(match (lives.pop(), lives.is_empty()) {
        (None, _) => Found::Nothing,
        (Some(life), true) => Found::One(life),
        (Some(last), false) => {
            lives.push(last);
            let line = |life: &Life| Ok(format!("{}  {}", life.id, title(store, life)?));
            let lines: Result<_, Error> = lives.iter().map(line).collect();
            Found::Several(counted(lines?, all))
        }
    })
}

/// The lines, with one more that counts those that are left out of so many.
fn counted(mut lines: Vec<String>, all: usize) -> Vec<String> {
    if all > lines.len() {
        lines.push(format!("and {} more", all - lines.len()));
    }
    lines
}
