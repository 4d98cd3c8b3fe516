//! Tables that know which keys were asked for, so that those left over can be named as unknown.

use std::cell::RefCell;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::document::Document;
use super::problem::{Place, Wrong};
use super::suggest::nearest;

/// One table of a file.
pub(super) struct Table<'a> {
    file: &'a Document<'a>,
    /// As messages name it: `[fetch]`; empty for the root.
    name: String,
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    /// The table of everything that stands before the first header.
    pub(super) fn root(
        file: &'a Document<'a>,
        entries: &'a DeTable<'a>,
        span: Range<usize>,
    ) -> Self {
        Self::new(file, String::new(), entries, span)
    }

    fn new(
        file: &'a Document<'a>,
        name: String,
        entries: &'a DeTable<'a>,
        span: Range<usize>,
    ) -> Self {
        Self {
            file,
            name,
            entries,
            span,
            asked: RefCell::default(),
        }
    }

    /// Where the table begins.
    pub(super) fn place(&self) -> Place {
        self.file.place(self.span.start)
    }

    /// The folder of the file that the table stands in, which its paths are relative to.
    pub(super) fn folder(&self) -> &Path {
        self.file.folder()
    }

    /// Where the value of `key` stands; the table itself when it has no such key.
    pub(super) fn place_of(&self, key: &str) -> Place {
        match self.entries.get(key) {
            Some(value) => self.file.place(value.span().start),
            None => self.place(),
        }
    }

    /// Reports an error at the value of `key`.
    pub(super) fn error(&self, key: &str, wrong: Wrong) {
        self.file.error(&self.place_of(key), wrong);
    }

    /// Reports an error at a place within the table.
    pub(super) fn error_at(&self, place: &Place, wrong: Wrong) {
        self.file.error(place, wrong);
    }

    /// Reports a warning at the value of `key`.
    pub(super) fn warn(&self, key: &str, wrong: Wrong) {
        self.file.warn(&self.place_of(key), wrong);
    }

    /// Reads the value of `key`, when there is one, reporting what is wrong with it.
    pub(super) fn get<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, Wrong>,
    ) -> Option<T> {
        self.asked.borrow_mut().push(key);
        let value = self.entries.get(key)?;
        match read(value.get_ref()) {
            Ok(value) => Some(value),
            Err(wrong) => {
                self.error(key, self.in_context(key, wrong));
                None
            }
        }
    }

    /// As [`Table::get`], into a setting that keeps its default otherwise.
    pub(super) fn set<T>(
        &self,
        setting: &mut T,
        key: &'static str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, Wrong>,
    ) {
        if let Some(value) = self.get(key, read) {
            *setting = value;
        }
    }

    /// As [`Table::get`], for a key that has to be there.
    pub(super) fn need<T>(
        &self,
        key: &'static str,
        example: &str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, Wrong>,
    ) -> Option<T> {
        // A line that is no TOML may well have been the missing one.
        if !self.entries.contains_key(key) && self.file.is_whole() {
            self.error(
                key,
                Wrong::new(
                    format!("{} has no {key}", self.name),
                    format!("add {key} = {example}"),
                ),
            );
        }
        self.get(key, read)
    }

    /// Reads the list at `key`, reporting each wrong member; each right one comes with its place.
    pub(super) fn list<T>(
        &self,
        key: &'static str,
        read: impl Fn(&DeValue<'_>) -> Result<T, Wrong>,
    ) -> Option<Vec<(Place, T)>> {
        self.asked.borrow_mut().push(key);
        let value = self.entries.get(key)?;
        let Some(members) = value.get_ref().as_array() else {
            let wrong = wrong_type(value.get_ref(), "a list", "[\"…\"]");
            self.error(key, self.in_context(key, wrong));
            return None;
        };
        let mut right = Vec::new();
        for member in members.iter() {
            let place = self.file.place(member.span().start);
            match read(member.get_ref()) {
                Ok(value) => right.push((place, value)),
                Err(wrong) => self.file.error(&place, self.in_context(key, wrong)),
            }
        }
        Some(right)
    }

    /// Reads the table at `key`, such as `example`, whose keys are the operator's, reporting each wrong
    /// field.
    pub(super) fn fields<T>(
        &self,
        key: &'static str,
        example: &str,
        read: impl Fn(&str, &DeValue<'_>) -> Result<T, Wrong>,
    ) -> Option<Vec<T>> {
        let table = self.inline(key, example)?;
        let mut right = Vec::new();
        for (name, value) in table.entries.iter() {
            match read(name.get_ref(), value.get_ref()) {
                Ok(field) => right.push(field),
                Err(wrong) => {
                    let place = self.file.place(name.span().start);
                    self.file.error(&place, self.in_context(key, wrong));
                }
            }
        }
        Some(right)
    }

    /// The table at `key`, such as `[fetch]`.
    pub(super) fn table(&self, key: &'static str) -> Option<Table<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.entries.get(key)?;
        match value.get_ref().as_table() {
            Some(entries) => {
                let name = format!("[{key}]");
                Some(Table::new(self.file, name, entries, value.span()))
            }
            None => {
                let message = format!("{key} is a table");
                self.error(key, Wrong::new(message, format!("write it as [{key}]")));
                None
            }
        }
    }

    /// The table at `key` that is written on one line, such as `example`.
    pub(super) fn inline(&self, key: &'static str, example: &str) -> Option<Table<'a>> {
        self.asked.borrow_mut().push(key);
        let value = self.entries.get(key)?;
        let Some(entries) = value.get_ref().as_table() else {
            let wrong = wrong_type(value.get_ref(), "a table", example);
            self.error(key, self.in_context(key, wrong));
            return None;
        };
        Some(Table::new(self.file, key.to_owned(), entries, value.span()))
    }

    /// The tables at `key`, such as `[[outlet]]`; `path` is its name in full: `outlet.source`.
    pub(super) fn tables(&self, key: &'static str, path: &str) -> Vec<Table<'a>> {
        self.asked.borrow_mut().push(key);
        let Some(value) = self.entries.get(key) else {
            return Vec::new();
        };
        let single = || {
            let message = format!("{path} is a list of tables");
            Wrong::new(message, format!("write each one as [[{path}]]"))
        };
        let Some(members) = value.get_ref().as_array() else {
            self.error(key, single());
            return Vec::new();
        };
        let mut tables = Vec::new();
        for member in members.iter() {
            match member.get_ref().as_table() {
                Some(entries) => {
                    let name = format!("[[{path}]]");
                    tables.push(Table::new(self.file, name, entries, member.span()));
                }
                None => self
                    .file
                    .error(&self.file.place(member.span().start), single()),
            }
        }
        tables
    }

    /// Whether the value of `key` is text.
    pub(super) fn holds_text(&self, key: &str) -> bool {
        self.entries
            .get(key)
            .is_some_and(|value| value.get_ref().is_str())
    }

    /// Whether the value of `key` is a list without members.
    pub(super) fn holds_empty_list(&self, key: &str) -> bool {
        self.entries
            .get(key)
            .and_then(|value| value.get_ref().as_array())
            .is_some_and(|members| members.is_empty())
    }

    /// Reports `key` where it has no business, with a better reason than that it is unknown.
    pub(super) fn refuse(&self, key: &'static str, wrong: Wrong) {
        self.asked.borrow_mut().push(key);
        if self.has(key) {
            self.error(key, wrong);
        }
    }

    /// Whether the table has `key`, whatever its value.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Reports the keys that nothing asked for.
    pub(super) fn close(&self) {
        let asked = self.asked.borrow();
        for key in self.entries.keys() {
            let name: &str = key.get_ref();
            if asked.contains(&name) {
                continue;
            }
            let place = self.file.place(key.span().start);
            let message = match self.name.as_str() {
                "" => format!("unknown key \"{name}\" at the top of the file"),
                table => format!("unknown key \"{name}\" in {table}"),
            };
            self.file
                .error(&place, Wrong::new(message, self.remedy_for(name, &asked)));
        }
    }

    fn remedy_for(&self, unknown: &str, known: &[&'static str]) -> String {
        if let Some(near) = nearest(unknown, known.iter().copied()) {
            return format!("did you mean \"{near}\"?");
        }
        let mut known = known.to_vec();
        known.sort_unstable();
        known.dedup();
        format!("known here: {}", known.join(", "))
    }

    fn in_context(&self, key: &str, wrong: Wrong) -> Wrong {
        let message = match self.name.as_str() {
            "" => format!("{key}: {}", wrong.message),
            table => format!("{key} in {table}: {}", wrong.message),
        };
        Wrong { message, ..wrong }
    }
}

/// What to say of a value of a kind that was not expected.
pub(super) fn wrong_type(value: &DeValue<'_>, wanted: &str, example: &str) -> Wrong {
    Wrong::new(
        format!("expected {wanted}, found {}", kind(value)),
        format!("write it as {example}"),
    )
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
