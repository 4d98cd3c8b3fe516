//! What the sample outlets have to say, and when: an invented week, brought up to today.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use serde::Deserialize;

/// The articles, in the order in which they appeared. People, tolls and events are invented.
const ARTICLES: &str = include_str!("../../config/demo/entries.jsonl");

/// How many of the last articles are held back, to appear one by one while the demo runs.
const HELD_BACK: usize = 48;

/// One article of the invented week.
#[derive(Clone, Debug, Deserialize)]
pub struct Article {
    /// The feed that carries it.
    pub source: String,
    /// Its language.
    pub lang: String,
    /// Its address; nothing answers there.
    pub url: String,
    /// The outlet's own id of it. A correction has the id of what it corrects.
    pub guid: String,
    /// Its title, as the outlet's feed spells it.
    pub title: String,
    /// Its summary, house boilerplate included.
    pub summary: String,
    /// Its text; paragraphs are a blank line apart; may be empty.
    pub text: String,
    /// The outlet's categories.
    pub categories: Vec<String>,
    /// Its author.
    pub author: Option<String>,
    /// The outlet's date, wrong ones and missing ones included.
    pub published: Option<DateTime<FixedOffset>>,
    /// Its image.
    pub image: Option<String>,
    /// When it appeared.
    pub seen: DateTime<Utc>,
}

/// What is out so far, and what is still to come.
#[derive(Debug)]
pub struct Newsroom {
    out: Vec<Article>,
    coming: std::vec::IntoIter<Article>,
}

impl Newsroom {
    /// The invented week moved so that its last article before the demo appeared at `now`.
    ///
    /// # Errors
    /// When the bundled articles cannot be read, which a test rules out.
    pub fn open(now: DateTime<Utc>) -> Result<Self, serde_json::Error> {
        let mut articles = ARTICLES
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<Vec<Article>, _>>()?;
        let coming = articles.split_off(articles.len().saturating_sub(HELD_BACK));
        let shift = articles
            .last()
            .map_or(TimeDelta::zero(), |article| now - article.seen);
        let mut newsroom = Self {
            out: Vec::new(),
            coming: coming.into_iter(),
        };
        for mut article in articles {
            article.published = article
                .published
                .map(|date| moved(date, article.seen, shift));
            newsroom.publish(article);
        }
        Ok(newsroom)
    }

    /// The articles of one feed, the newest first.
    pub fn of<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a Article> {
        self.out
            .iter()
            .rev()
            .filter(move |article| article.source == source)
    }

    /// Publishes the next article as of `now`; none when the week is over.
    pub fn next(&mut self, now: DateTime<Utc>) -> Option<Article> {
        let mut article = self.coming.next()?;
        let shift = now - article.seen;
        article.published = article
            .published
            .map(|date| moved(date, article.seen, shift));
        self.publish(article.clone());
        Some(article)
    }

    /// A correction takes the place of what it corrects, as in an outlet's own feed.
    fn publish(&mut self, article: Article) {
        let earlier = self
            .out
            .iter()
            .position(|out| out.source == article.source && out.guid == article.guid);
        match earlier {
            Some(place) => self.out[place] = article,
            None => self.out.push(article),
        }
    }
}

/// A date close to its article's appearance moves with the week; a wrong one stays as wrong as it
/// was, for outlets do get dates wrong.
fn moved(
    date: DateTime<FixedOffset>,
    seen: DateTime<Utc>,
    shift: TimeDelta,
) -> DateTime<FixedOffset> {
    let near = (date.with_timezone(&Utc) - seen).abs() < TimeDelta::days(10);
    if near { date + shift } else { date }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_ends_now_and_goes_on_article_by_article() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut newsroom = Newsroom::open(now).unwrap();
        let newest = newsroom.out.iter().map(|article| article.seen).max();
        assert!(newest.is_some());
        assert!(newsroom.of("tamtam-continental").count() > 3);
        let later = now + TimeDelta::seconds(5);
        let mut came = 0;
        while let Some(article) = newsroom.next(later) {
            came += 1;
            assert!(
                newsroom
                    .of(&article.source)
                    .any(|out| out.guid == article.guid)
            );
        }
        assert_eq!(came, HELD_BACK);
    }

    #[test]
    fn wrong_dates_stay_wrong() {
        let seen = DateTime::from_timestamp(1_772_500_000, 0).unwrap();
        let wrong = DateTime::UNIX_EPOCH.fixed_offset();
        assert_eq!(moved(wrong, seen, TimeDelta::days(300)), wrong);
        let right = seen.fixed_offset();
        assert_eq!(
            moved(right, seen, TimeDelta::days(300)),
            right + TimeDelta::days(300)
        );
    }
}
