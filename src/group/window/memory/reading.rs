//! Reads entries into numbers, those of several languages side by side: each core takes a language,
//! for what its words come to is found once and kept.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::Memory;
use crate::domain::Language;
use crate::group::item::Item;
use crate::group::text::vocabulary::Vocabulary;
use crate::group::window::known::Known;

/// Entries from which on it pays to wake another core.
const MANY: usize = 64;

impl Memory {
    /// Reads entries, without taking them in; in their order.
    pub fn read_all(&mut self, items: &[Item]) -> Vec<Known> {
        let mut by_language = BTreeMap::<Option<Language>, Vec<usize>>::new();
        for (place, item) in items.iter().enumerate() {
            by_language.entry(item.language).or_default().push(place);
        }
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        if items.len() < MANY || by_language.len() < 2 || cores < 2 {
            let vocabulary = &mut self.vocabulary;
            return items
                .iter()
                .map(|item| Known::read(item, vocabulary))
                .collect();
        }
        let mut parts: Vec<(Vocabulary, Vec<usize>)> = by_language
            .into_iter()
            .map(|(language, places)| (self.vocabulary.part(language), places))
            .collect();
        // The longest is taken first, so that no core is left alone with it in the end.
        parts.sort_by_key(|(_, places)| places.len());
        let workers = cores.min(parts.len());
        let parts = Mutex::new(parts);
        let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let work = || {
            let mut done = Vec::new();
            while let Some((mut vocabulary, places)) = next() {
                let read = places
                    .into_iter()
                    .map(|place| (place, Known::read(&items[place], &mut vocabulary)));
                done.push((read.collect::<Vec<_>>(), vocabulary));
            }
            done
        };
        let done: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            let ends = threads.into_iter().map(thread::ScopedJoinHandle::join);
            ends.flat_map(|end| end.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        let mut known = Vec::with_capacity(items.len());
        for (read, vocabulary) in done {
            self.vocabulary.rejoin(vocabulary);
            known.extend(read);
        }
        known.sort_unstable_by_key(|(place, _)| *place);
        known.into_iter().map(|(_, known)| known).collect()
    }
}
