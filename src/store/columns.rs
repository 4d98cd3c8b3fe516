//! A row's columns, read one after the other: a query names them in the order in which they are read,
//! and none has to be looked up by its name.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use rusqlite::Row;
use rusqlite::types::{FromSql, Type, ValueRef};
use serde::de::DeserializeOwned;

use super::time;

pub(super) struct Columns<'a, 'b> {
    row: &'a Row<'b>,
    next: usize,
}

impl<'a, 'b> Columns<'a, 'b> {
    pub(super) fn of(row: &'a Row<'b>) -> Self {
        Self { row, next: 0 }
    }

    fn step(&mut self) -> usize {
        let column = self.next;
        self.next += 1;
        column
    }

    pub(super) fn value<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let column = self.step();
        self.row.get(column)
    }

    pub(super) fn count(&mut self) -> rusqlite::Result<usize> {
        Ok(self.value::<i64>()?.unsigned_abs() as usize)
    }

    pub(super) fn time(&mut self) -> rusqlite::Result<DateTime<Utc>> {
        Ok(time(self.value()?))
    }

    pub(super) fn maybe_time(&mut self) -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(self.value::<Option<i64>>()?.map(time))
    }

    /// A value that is stored as text.
    pub(super) fn parsed<T: FromStr>(&mut self) -> rusqlite::Result<T>
    where
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        let column = self.step();
        let text = self.text(column)?;
        text.parse().map_err(|error| unreadable(column, error))
    }

    pub(super) fn maybe_parsed<T: FromStr>(&mut self) -> rusqlite::Result<Option<T>>
    where
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        match self.is_null()? {
            true => Ok(None),
            false => self.parsed().map(Some),
        }
    }

    /// A value that is stored as JSON.
    pub(super) fn json<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        let column = self.step();
        let text = self.text(column)?;
        serde_json::from_str(text).map_err(|error| unreadable(column, error))
    }

    pub(super) fn maybe_json<T: DeserializeOwned>(&mut self) -> rusqlite::Result<Option<T>> {
        match self.is_null()? {
            true => Ok(None),
            false => self.json().map(Some),
        }
    }

    /// Whether the next column holds nothing; then it is passed over.
    fn is_null(&mut self) -> rusqlite::Result<bool> {
        let null = self.row.get_ref(self.next)? == ValueRef::Null;
        self.next += usize::from(null);
        Ok(null)
    }

    fn text(&self, column: usize) -> rusqlite::Result<&'a str> {
        Ok(self.row.get_ref(column)?.as_str()?)
    }
}

fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}
