//! What makes an item the same item within its document, and what it is called at first sight.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::address::canonical_url;
use super::boilerplate::key;
use super::tracking::tracks;
use crate::domain::Marks;
use crate::domain::identity::{Named, Shared};

/// Fragments that publishers append to an address for a section or a revision.
static VARIANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:xtor=.*|(?:rev(?:ision)?|v)?[-=]?\d{1,6}|rss.*)$").expect("constant")
});

/// The fragment of a link, where it names a part of its page: one of the short news there, or what
/// a script shows. A bare number leads there too; as a revision it would stand in a guid alone.
#[must_use]
pub fn part(link: &Url) -> Option<&str> {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    link.fragment()
        .filter(|part| !part.is_empty() && (is_number(part) || !is_variant(part)))
}

/// The guid without what changes while the item stays the same. `part` is what its link has (see
/// [`part`]): of an address that shares it, it is no revision.
pub(super) fn normal_guid(guid: &str, part: Option<&str>) -> String {
    let guid = guid.trim();
    let (body, fragment) = guid.split_once('#').unwrap_or((guid, ""));
    let address = Url::parse(body).ok();
    let address = address.filter(|url| matches!(url.scheme(), "http" | "https"));
    let keeps = !is_variant(fragment) || address.is_some() && part == Some(fragment);
    let body = address.map_or_else(|| body.to_owned(), |url| canonical_url(&url).into());
    match (keeps, body.is_empty()) {
        (true, _) => format!("{body}#{fragment}"),
        (false, true) => guid.to_owned(),
        (false, false) => body,
    }
}

/// Whether a fragment says where a reader comes from, or which state of the text it is.
fn is_variant(fragment: &str) -> bool {
    fragment.is_empty() || VARIANT.is_match(fragment) || fragment.split('&').all(tracks)
}

/// An item's marks, and the names that follow from them.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub named: Named<'a>,
    pub marks: Marks,
}

impl<'a> Item<'a> {
    pub(super) fn new(named: Named<'a>) -> Self {
        Self {
            marks: Marks::of(named),
            named,
        }
    }

    /// Whether nothing but title and date tells the item from others.
    pub(super) fn is_weak(&self) -> bool {
        self.named.guid.is_none() && self.named.page.is_none()
    }

    /// The guid, else the link, else title and date.
    fn first(&self) -> String {
        match (self.named.guid, self.named.page) {
            (Some(guid), _) => guid.to_owned(),
            (None, Some(page)) => page.to_owned(),
            (None, None) => self.title_and_date(),
        }
    }

    fn title_and_date(&self) -> String {
        let date = self.named.date;
        let date = date.map_or_else(String::new, |date| date.format("%Y-%m-%d").to_string());
        format!("title:{}:{date}", key(self.named.title))
    }

    /// Ever longer names, of which the first that is no other item's is the item's.
    fn names(&self) -> [String; 3] {
        let first = self.first();
        let page = self.named.page.unwrap_or_default();
        let with_page = format!("{first} {page}");
        let with_title = format!("{with_page} {}", self.title_and_date());
        [first, with_page, with_title]
    }
}

/// The names of a document's items, and what had to be done for them to differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Identities {
    /// For each item its name; none for an item that repeats an earlier one.
    pub keys: Vec<Option<String>>,
    /// Items that share a name with a different one.
    pub shared: usize,
    /// Items that repeat an earlier one.
    pub repeated: usize,
}

/// Gives each item its name.
///
/// Items that would have one name but are different items all get longer ones: all, and not all but
/// the first, because which one is the first changes from poll to poll.
pub(super) fn identities(items: &[Item<'_>]) -> Identities {
    let marks: Vec<&Marks> = items.iter().map(|item| &item.marks).collect();
    let kept = distinct(&marks);
    let names: Vec<[String; 3]> = items.iter().map(Item::names).collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for place in &kept {
        for name in &names[*place] {
            *count.entry(name).or_default() += 1;
        }
    }
    let is_own = |name: &&String| count.get(name.as_str()) == Some(&1);
    let mut out = Identities {
        keys: vec![None; items.len()],
        repeated: items.len() - kept.len(),
        ..Identities::default()
    };
    for place in &kept {
        let names = &names[*place];
        out.shared += usize::from(!is_own(&&names[0]));
        let own = names.iter().find(is_own);
        // Alike in everything that names them: the order of the document is all that is left.
        let name = own.map_or_else(|| format!("{} {place}", names[2]), String::clone);
        out.keys[*place] = Some(name);
    }
    out
}

/// Earlier items that an item is compared with for each of its marks: what more of them bear names
/// none of them.
const MOST_ALIKE: usize = 20;

/// The places of the items that repeat no earlier one.
fn distinct(items: &[&Marks]) -> Vec<usize> {
    let shared = Shared::by(items);
    let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut kept = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let marks = [&item.guid, &item.page, &item.title];
        let mut alike = marks
            .iter()
            .filter_map(|mark| known.get(mark.as_ref()?.as_str()))
            .flat_map(|places| places.iter().take(MOST_ALIKE));
        if alike.any(|earlier| item.repeats(items[*earlier], &shared)) {
            continue;
        }
        for mark in marks.into_iter().flatten() {
            known.entry(mark).or_default().push(place);
        }
        kept.push(place);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item<'a>(guid: &'a str, page: &'a str, title: &'a str) -> Item<'a> {
        let said = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        Item::new(Named {
            guid: said(guid),
            page: said(page),
            title,
            date: None,
        })
    }

    fn keys(items: &[Item<'_>]) -> Vec<String> {
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
            assert_eq!(normal_guid(given, None), expected);
        }
    }

    #[test]
    fn a_number_in_a_guid_stays_where_the_link_leads_to_it() {
        let said = |guid, link: &str| normal_guid(guid, part(&link.parse().unwrap()));
        let breve = "https://e.org/breves#4711";
        assert_eq!(said(breve, breve), breve);
        for link in ["https://e.org/breves", "https://e.org/breves#xtor=RSS-1"] {
            assert_eq!(said(breve, link), "https://e.org/breves");
        }
        assert_eq!(said("breve-12#4711", breve), "breve-12");
    }

    #[test]
    fn an_item_without_guid_is_known_by_its_link_and_without_link_by_title_and_date() {
        let items = [item("", "http://e.org/1", "A"), item("", "", "B b")];
        assert_eq!(keys(&items), ["http://e.org/1", "title:bb:"]);
        assert!(items[1].is_weak());
    }

    #[test]
    fn one_item_in_two_sections_is_one() {
        let items = [
            item("http://e.org/1", "http://e.org/1", "A"),
            item("http://e.org/1", "http://e.org/1", "A, suite"),
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
        let items: Vec<Item<'_>> = ["A", "B", "C", "D"]
            .map(|title| item(page, page, title))
            .to_vec();
        let found = keys(&items);
        let unique: std::collections::BTreeSet<&String> = found.iter().collect();
        assert_eq!(unique.len(), 4);
        assert_eq!(identities(&items).shared, 4);
    }
}
