//! Outlets that are not configured yet, as tables ready to be put into a file of outlets.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;
use url::Url;

use super::identity::default_id;
use crate::article::Selectors;
use crate::domain::Language;

/// An outlet that could be configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// Its site, for people.
    pub site: Option<Url>,
    /// The language it writes in.
    pub language: Option<Language>,
    /// Its feeds.
    pub sources: Vec<DraftSource>,
}

/// A source that could be configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftSource {
    /// Its id; none where the one that a source has by itself will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the feed is.
    pub url: Url,
    /// Its language, where that is not its outlet's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Where its headlines are, where it is a page and no feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select: Option<Selectors>,
    /// Whether it should be polled.
    pub enabled: bool,
    /// What the operator should know of it, a comment each.
    #[serde(skip)]
    pub notes: Vec<String>,
}

impl DraftSource {
    /// The feed at `url`, to be polled.
    #[must_use]
    pub fn new(url: Url) -> Self {
        Self {
            id: None,
            url,
            language: None,
            select: None,
            enabled: true,
            notes: Vec::new(),
        }
    }
}

/// Gives an id to each source that would otherwise share one with another: ids are made of an
/// outlet's name and of what its feed's address says of the section, which may be nothing.
pub fn tell_apart(drafts: &mut [Draft]) {
    let mut taken = BTreeSet::new();
    for draft in drafts {
        for source in &mut draft.sources {
            let made = default_id(&draft.name, &source.url);
            let mut id = made.clone();
            let mut number = 1;
            while !taken.insert(id.clone()) {
                number += 1;
                id = format!("{made}-{number}");
            }
            source.id = (id != made).then_some(id);
        }
    }
}

/// The tables of `drafts`.
#[must_use]
pub fn to_toml(drafts: &[Draft]) -> String {
    let mut text = String::new();
    for (place, draft) in drafts.iter().enumerate() {
        if place > 0 {
            text.push('\n');
        }
        text.push_str("[[outlet]]\n");
        pair(&mut text, "name", &draft.name);
        if let Some(site) = &draft.site {
            pair(&mut text, "site", site.as_str());
        }
        if let Some(language) = draft.language {
            pair(&mut text, "language", language.as_str());
        }
        for source in &draft.sources {
            table(&mut text, source);
        }
    }
    text
}

fn table(text: &mut String, source: &DraftSource) {
    for note in &source.notes {
        let _ = writeln!(text, "  # {}", one_line(note, usize::MAX));
    }
    text.push_str("  [[outlet.source]]\n");
    let mut inner = |key, value: &str| {
        text.push_str("  ");
        pair(text, key, value);
    };
    if let Some(id) = &source.id {
        inner("id", id);
    }
    inner("url", source.url.as_str());
    if let Some(language) = source.language {
        inner("language", language.as_str());
    }
    if let Some(select) = &source.select {
        let _ = writeln!(text, "  kind = \"page\"\n  select = {}", inline(select));
    }
    if !source.enabled {
        text.push_str("  enabled = false\n");
    }
}

/// Selectors as a table on one line.
fn inline(select: &Selectors) -> String {
    let parts = [
        ("item", Some(&select.item)),
        ("title", select.title.as_ref()),
        ("link", select.link.as_ref()),
        ("date", select.date.as_ref()),
        ("summary", select.summary.as_ref()),
        ("image", select.image.as_ref()),
    ];
    let said = parts.into_iter().filter_map(|(key, selector)| {
        let value = toml::Value::String(one_line(&selector?.to_string(), usize::MAX));
        Some(format!("{key} = {value}"))
    });
    format!("{{ {} }}", said.collect::<Vec<_>>().join(", "))
}

fn pair(text: &mut String, key: &str, value: &str) {
    let value = toml::Value::String(one_line(value, usize::MAX));
    let _ = writeln!(text, "{key} = {value}");
}

/// Foreign text must not leave its line, in which it is a comment, a name or a part of a message; what
/// follows `most` characters is left out.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(name: &str, urls: &[&str]) -> Draft {
        let source = |url: &&str| DraftSource::new(Url::parse(url).unwrap());
        Draft {
            name: name.to_owned(),
            site: None,
            language: None,
            sources: urls.iter().map(source).collect(),
        }
    }

    fn load(text: &str) -> Result<super::super::Config, super::super::Problems> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("outlets.toml");
        std::fs::write(&file, text).unwrap();
        super::super::load(&file)
    }

    #[test]
    fn sources_that_would_share_an_id_are_told_apart() {
        let urls = ["https://e.example/feed", "https://e.example/feed/atom/"];
        let mut drafts = [draft("Écho", &urls), draft("echo!", &urls[..1])];
        drafts[1].sources[0].url.set_path("/rss");
        tell_apart(&mut drafts);
        let ids: Vec<_> = drafts.iter().flat_map(|draft| &draft.sources).collect();
        assert_eq!(ids[0].id, None);
        assert_eq!(ids[1].id.as_deref(), Some("echo-2"));
        assert_eq!(ids[2].id.as_deref(), Some("echo-3"));
        assert_eq!(load(&to_toml(&drafts)).unwrap().sources.len(), 3);
    }

    #[test]
    fn a_page_has_its_selectors_in_its_table() {
        let mut drafts = [draft("a", &["https://e.example/news"])];
        let selectors = Selectors {
            title: "h2[class='x\"y']".parse().ok(),
            ..Selectors::items("#main > .item".parse().unwrap())
        };
        drafts[0].sources[0].select = Some(selectors.clone());
        let config = load(&to_toml(&drafts)).unwrap();
        assert_eq!(config.sources[0].kind.selectors(), Some(&selectors));
    }

    proptest! {
        #[test]
        fn tables_of_any_words_load(
            name in "[\\PC\n\t\"'\\\\#]{0,20}[a-z]",
            note in "[\\PC\n\r\u{85}\u{2028}]{0,30}",
        ) {
            let mut drafts = [draft(&name, &["https://e.example/feed"])];
            drafts[0].sources[0].notes.push(note);
            drafts[0].sources[0].enabled = false;
            let text = to_toml(&drafts);
            let loaded = load(&text);
            prop_assert!(loaded.is_ok(), "{text}\n{loaded:?}");
            prop_assert_eq!(loaded.unwrap().sources.len(), 1);
        }
    }
}
