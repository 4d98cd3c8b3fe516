//! What makes an item the same item at the next poll.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;
use url::Url;

use super::address::canonical_url;
use super::boilerplate::key;

/// Fragments that publishers append to a guid for a section or a revision.
static VARIANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:xtor=.*|(?:rev(?:ision)?|v)?[-=]?\d{1,6}|(?:utm_|at_)[a-z]+=.*|rss.*)$")
        .expect("constant")
});

/// What tells items apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// The guid or id, as it stands.
    pub guid: Option<String>,
    /// The canonical link.
    pub link: Option<String>,
    /// The clean title.
    pub title: String,
    /// The outlet's date.
    pub date: Option<DateTime<Utc>>,
}

/// The guid without what changes while the item stays the same.
pub(super) fn normal_guid(guid: &str) -> String {
    let guid = guid.trim();
    let (body, fragment) = guid.split_once('#').unwrap_or((guid, ""));
    let keeps = !fragment.is_empty() && !VARIANT.is_match(fragment);
    let body = match Url::parse(body) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => canonical_url(&url).into(),
        _ => body.to_owned(),
    };
    match (keeps, body.is_empty()) {
        (true, _) => format!("{body}#{fragment}"),
        (false, true) => guid.to_owned(),
        (false, false) => body,
    }
}

impl Marks {
    /// Whether nothing but title and date tells the item from others.
    pub(super) fn are_weak(&self) -> bool {
        self.guid.is_none() && self.link.is_none()
    }

    /// The guid, else the link, else title and date.
    fn first(&self) -> String {
        match (&self.guid, &self.link) {
            (Some(guid), _) => normal_guid(guid),
            (None, Some(link)) => link.clone(),
            (None, None) => self.title_and_date(),
        }
    }

    fn title_and_date(&self) -> String {
        let date = self
            .date
            .map_or_else(String::new, |date| date.format("%Y-%m-%d").to_string());
        format!("title:{}:{date}", key(&self.title))
    }

    /// As [`Marks::first`], with the link; and, where that is still not enough, with the title.
    fn degraded(&self) -> [String; 2] {
        let link = self.link.as_deref().unwrap_or_default();
        let with_link = format!("{} {link}", self.first());
        let with_title = format!("{with_link} {}", self.title_and_date());
        [with_link, with_title]
    }
}

/// The identities of a document's items, and what had to be done for them to differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Identities {
    /// For each item its identity; none for an item that repeats an earlier one.
    pub keys: Vec<Option<String>>,
    /// Items that share a guid with a different one.
    pub shared: usize,
    /// Items that repeat an earlier one.
    pub repeated: usize,
}

/// Gives each item its identity.
///
/// Items of one guid that are different items are all known by guid and link or, where those
/// agree, by guid, link and title: all, and not all but the first, because which one is the first
/// changes from poll to poll.
pub(super) fn identities(items: &[Marks]) -> Identities {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, marks) in items.iter().enumerate() {
        groups.entry(marks.first()).or_default().push(index);
    }
    let mut out = Identities {
        keys: vec![None; items.len()],
        ..Identities::default()
    };
    for (first, members) in groups {
        let kept = distinct(items, &members);
        out.repeated += members.len() - kept.len();
        if let [only] = kept[..] {
            out.keys[only] = Some(first);
            continue;
        }
        out.shared += kept.len();
        let mut links: BTreeMap<String, usize> = BTreeMap::new();
        for index in &kept {
            *links
                .entry(items[*index].degraded()[0].clone())
                .or_default() += 1;
        }
        for index in kept {
            let [with_link, with_title] = items[index].degraded();
            let unique = links.get(&with_link) == Some(&1);
            out.keys[index] = Some(if unique { with_link } else { with_title });
        }
    }
    out
}

/// The items of one guid that are different items. Those of one title are the same, and so are
/// those of one link, unless it goes with so many titles that it is a front page's.
fn distinct(items: &[Marks], members: &[usize]) -> Vec<usize> {
    let titles: BTreeSet<String> = members
        .iter()
        .map(|index| key(&items[*index].title))
        .collect();
    let is_front_page = titles.len() > 2;
    let mut seen_titles = BTreeSet::new();
    let mut seen_links = BTreeSet::new();
    let mut kept = Vec::new();
    for index in members {
        let link = items[*index].link.as_ref().filter(|_| !is_front_page);
        let new_title = seen_titles.insert(key(&items[*index].title));
        let new_link = link.is_none_or(|link| seen_links.insert(link));
        if new_title && new_link {
            kept.push(*index);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(guid: &str, link: &str, title: &str) -> Marks {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Marks {
            guid: said(guid),
            link: said(link),
            title: title.to_owned(),
            date: None,
        }
    }

    fn keys(items: &[Marks]) -> Vec<String> {
        let found = identities(items).keys;
        found
            .into_iter()
            .map(|key| key.unwrap_or_else(|| "-".to_owned()))
            .collect()
    }

    #[test]
    fn guids_lose_sections_revisions_and_tracking() {
        for (given, expected) in [
            (
                "https://e.org/a.html#xtor=RSS-3-[monde]",
                "https://e.org/a.html",
            ),
            ("https://e.org/a#3", "https://e.org/a"),
            (
                "https://e.org/a?utm_source=rss&id=1",
                "https://e.org/a?id=1",
            ),
            ("https://e.org/live#post-a12", "https://e.org/live#post-a12"),
            (" 17699 at https://e.org ", "17699 at https://e.org"),
            ("tag:e.org,2026:1", "tag:e.org,2026:1"),
            ("#3", "#3"),
        ] {
            assert_eq!(normal_guid(given), expected);
        }
    }

    #[test]
    fn an_item_without_guid_is_known_by_its_link_and_without_link_by_title_and_date() {
        let items = [item("", "http://e.org/1", "A"), item("", "", "B b")];
        assert_eq!(keys(&items), ["http://e.org/1", "title:bb:"]);
        assert!(items[1].are_weak());
    }

    #[test]
    fn one_item_in_two_sections_is_one() {
        let items = [
            item("http://e.org/1#xtor=RSS-1", "http://e.org/1", "A"),
            item("http://e.org/1#xtor=RSS-2", "http://e.org/1", "A, suite"),
        ];
        assert_eq!(keys(&items), ["http://e.org/1", "-"]);
        assert_eq!(identities(&items).repeated, 1);
    }

    #[test]
    fn different_items_of_one_guid_are_told_apart_whatever_their_order() {
        let items = [
            item("x", "http://e.org/1", "A"),
            item("x", "http://e.org/2", "B"),
        ];
        let found = keys(&items);
        assert_eq!(found, ["x http://e.org/1", "x http://e.org/2"]);
        let reversed = [items[1].clone(), items[0].clone()];
        assert_eq!(keys(&reversed), [found[1].clone(), found[0].clone()]);
    }

    #[test]
    fn items_that_all_name_the_front_page_are_told_apart_by_title() {
        let page = "http://e.org/";
        let items: Vec<Marks> = ["A", "B", "C", "D"]
            .map(|title| item(page, page, title))
            .to_vec();
        let found = keys(&items);
        let unique: BTreeSet<&String> = found.iter().collect();
        assert_eq!(unique.len(), 4);
        assert_eq!(identities(&items).shared, 4);
    }
}
