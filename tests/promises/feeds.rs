//! Feeds as outlets write them.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};

/// An item of a feed.
#[derive(Clone, Debug)]
pub struct Item {
    pub guid: String,
    pub title: String,
    pub text: String,
    pub date: DateTime<Utc>,
    pub categories: Vec<String>,
}

impl Item {
    /// An item of `hours` ago; its guid is made of its title as it is now.
    pub fn new(hours: i64, title: &str, text: &str) -> Self {
        Self {
            guid: format!("https://outlet.example/{}", slug(title)),
            title: title.to_owned(),
            text: text.to_owned(),
            date: griot::clock::Clock::system().now() - TimeDelta::hours(hours),
            categories: Vec::new(),
        }
    }

    /// The same item in these categories of the outlet's.
    pub fn filed(&self, categories: &[&str]) -> Self {
        Self {
            categories: categories.iter().map(|&name| name.to_owned()).collect(),
            ..self.clone()
        }
    }

    /// The same item under another title.
    pub fn retitled(&self, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..self.clone()
        }
    }
}

/// An RSS 2.0 document. The texts are escaped: what stands in them is what a reader is to see.
pub fn rss(title: &str, items: &[Item]) -> String {
    rss_built(title, items, "Wed, 21 Oct 2026 07:28:00 GMT")
}

/// As [`rss`], with this `lastBuildDate`.
pub fn rss_built(title: &str, items: &[Item], built: &str) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel>\
         <title>{}</title><link>https://outlet.example/</link><description/>\
         <lastBuildDate>{built}</lastBuildDate>\n",
        escaped(title)
    );
    for item in items {
        writeln!(
            text,
            "<item><title>{}</title><link>{guid}</link><guid>{guid}</guid><pubDate>{}</pubDate>\
             <description>{}</description>{}</item>",
            escaped(&item.title),
            item.date.to_rfc2822(),
            escaped(&item.text),
            categories(item),
            guid = item.guid,
        )
        .unwrap();
    }
    text + "</channel></rss>\n"
}

fn categories(item: &Item) -> String {
    let names = item.categories.iter();
    names
        .map(|name| format!("<category>{}</category>", escaped(name)))
        .collect()
}

/// Text as XML holds it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn slug(title: &str) -> String {
    title
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
