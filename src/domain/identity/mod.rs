//! What makes an item the item that it was at an earlier poll.
//!
//! No single mark can be trusted: guids are shared by whole feeds, carry revisions, are made of
//! titles and move to another scheme; links are a front page's or are rewritten with the title.
//! So items are compared by all of them, and the weaker marks count only together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

mod keys;

use keys::{code, code_in, guid_key, is_address, is_front, letters, page_key};
pub use keys::{is_moment, words};

/// What tells an item from the others of its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The guid; none where it says no more than the link or the title, or the item's place.
    pub guid: Option<String>,
    /// The page that it leads to.
    pub page: Option<String>,
    /// The number or code in the page's address that names the article and not what it says.
    pub code: Option<String>,
    /// The title by its letters and digits alone; none where it has none.
    pub title: Option<String>,
    /// The words of the title.
    pub words: BTreeSet<String>,
    /// The outlet's date.
    pub date: Option<DateTime<Utc>>,
}

/// An item as its feed has it now, before anything is cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// By what the item is known from poll to poll.
    pub marks: Marks,
    /// Hash of what its feed says of it, dates aside: as long as it stays, the outlet has edited
    /// nothing, however the rest of the feed changes what can be learnt from it.
    pub words: String,
    /// Whether the last document of its source, whose entries are stored, said the same: its texts
    /// were not cleaned again, and beside its title the entry says nothing.
    pub is_relisted: bool,
}

/// What an item is known by, as its feed has it now.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The guid without sections, revisions and tracking.
    pub guid: Option<&'a str>,
    /// The canonical link; with its fragment, where that names a part of a page.
    pub page: Option<&'a str>,
    /// The clean title.
    pub title: &'a str,
    /// The outlet's date.
    pub date: Option<DateTime<Utc>>,
}

/// How sure it is that two items are one; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The marks that name an item agree, and so does its title.
    Same,
    /// They agree: its title was edited.
    Edited,
    /// Its guid or its link was changed, and the rest tells.
    Moved,
}

/// Guids and pages that several different items have in common: they name none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Such guids.
    pub guids: BTreeSet<String>,
    /// Such pages.
    pub pages: BTreeSet<String>,
}

/// A title of fewer letters may stand over many items: "Revue de presse".
const LONG_TITLE: usize = 20;

/// A number of no more digits may be the item's place in the document.
const PLACE: usize = 3;

/// A page that goes with more titles than these is the front page, and not an edited article.
const MOST_TITLES: usize = 2;

impl Marks {
    /// The marks of an item.
    #[must_use]
    pub fn of(item: Named<'_>) -> Self {
        let title = letters(item.title);
        let is_place = |guid: &str| {
            let digits = guid.bytes().all(|byte| byte.is_ascii_digit());
            item.page.is_some() && digits && guid.len() <= PLACE
        };
        let said = item.guid;
        let mut guid = said.filter(|guid| letters(guid) != title && !is_place(guid));
        let mut page = item.page.map(page_key);
        if let Some(address) = guid.filter(|guid| is_address(guid)) {
            let key = page_key(address);
            // A permalink says what the link says; alone, it is the link.
            if page.as_ref().is_none_or(|page| *page == key) {
                page = Some(key);
                guid = None;
            }
        }
        Self {
            guid: guid.map(guid_key),
            code: page.as_deref().and_then(code),
            page,
            title: Some(title).filter(|title| !title.is_empty()),
            words: words(item.title),
            date: item.date,
        }
    }

    /// Whether these are an earlier item's and `other` are the same item's now, or the other way
    /// round; none where they are of different items.
    #[must_use]
    pub fn likeness(&self, other: &Self, shared: &Shared) -> Option<Likeness> {
        let pair = Pair { a: self, b: other };
        let found = pair.named_alike(shared)?;
        Some(match found {
            Likeness::Same if !pair.titles_agree() => Likeness::Edited,
            found => found,
        })
    }

    /// Whether two items of one document are one that is listed twice. A document shows its
    /// outlet's mind better than two polls do: what it lists side by side under different guids is
    /// one only where nothing else differs.
    #[must_use]
    pub fn repeats(&self, earlier: &Self, shared: &Shared) -> bool {
        let pair = Pair {
            a: self,
            b: earlier,
        };
        match self.likeness(earlier, shared) {
            Some(Likeness::Same | Likeness::Edited) => true,
            Some(Likeness::Moved) => {
                pair.pages() == Agreement::Agree && pair.titles_agree() && !pair.dates_differ()
            }
            None => {
                pair.guids() == Agreement::Agree
                    && pair.pages() != Agreement::Differ
                    && pair.titles_agree()
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreement {
    Agree,
    Differ,
    /// One of the two says nothing.
    Unknown,
}

fn agreement(a: Option<&String>, b: Option<&String>) -> Agreement {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Agreement::Agree,
        (Some(_), Some(_)) => Agreement::Differ,
        _ => Agreement::Unknown,
    }
}

struct Pair<'a> {
    a: &'a Marks,
    b: &'a Marks,
}

impl Pair<'_> {
    fn guids(&self) -> Agreement {
        agreement(self.a.guid.as_ref(), self.b.guid.as_ref())
    }

    fn pages(&self) -> Agreement {
        agreement(self.a.page.as_ref(), self.b.page.as_ref())
    }

    /// What the marks say, the titles left out where others decide.
    fn named_alike(&self, shared: &Shared) -> Option<Likeness> {
        use Agreement::{Agree, Differ, Unknown};
        let names = |mark: &Option<String>, shared: &BTreeSet<String>| {
            mark.as_ref().is_some_and(|mark| !shared.contains(mark))
        };
        let guid = names(&self.a.guid, &shared.guids);
        let page = names(&self.a.page, &shared.pages);
        match (self.guids(), self.pages()) {
            (Agree, Agree) if guid && page => Some(Likeness::Same),
            (Agree, Unknown) if guid => Some(Likeness::Same),
            // All items of the feed may lead to this page, and all have this guid.
            (Agree, Agree) if guid && self.is_guid_enough() => Some(Likeness::Same),
            // A guid that is used again, unless the link was only rewritten.
            (Agree, Differ) if guid => self.are_near().then_some(Likeness::Edited),
            (Agree | Unknown, Agree) if page => Some(Likeness::Same),
            (Differ, Agree) if page => self.is_renamed().then_some(Likeness::Moved),
            (Agree | Unknown, Agree | Unknown) => self.told_by_title(),
            (Agree | Unknown, Differ) => self.told_by_code(),
            _ => self.told_by_date(),
        }
    }

    /// Whether a guid without a page of its own names an item: it holds a number or a code, or
    /// nothing speaks against it.
    fn is_guid_enough(&self) -> bool {
        let named = self.a.guid.as_deref().and_then(code_in).is_some();
        let dated = self.a.date.is_some() && self.b.date.is_some();
        named || !dated || self.are_near()
    }

    /// Nothing names the items but their titles and days.
    fn told_by_title(&self) -> Option<Likeness> {
        if self.titles_agree() && self.days_agree() {
            return Some(Likeness::Same);
        }
        (self.moments_agree() && self.titles_resemble()).then_some(Likeness::Moved)
    }

    /// The address was rewritten around the article's number.
    fn told_by_code(&self) -> Option<Likeness> {
        let found = self.codes_agree() && (self.moments_agree() || self.titles_resemble());
        found
            .then_some(Likeness::Moved)
            .or_else(|| self.told_by_date())
    }

    /// Guid and link are both others, but no two items have one long title and one moment.
    fn told_by_date(&self) -> Option<Likeness> {
        let title = self.a.title.as_ref().filter(|_| self.titles_agree());
        let long = title.is_some_and(|title| title.chars().count() >= LONG_TITLE);
        (long && self.moments_agree()).then_some(Likeness::Moved)
    }

    /// Whether title, date or the address's number speak for one item.
    fn are_near(&self) -> bool {
        self.titles_resemble() || self.moments_agree() || self.codes_agree()
    }

    /// Whether an item of this page only got another guid. The issues of a series may have one page
    /// and one title, but each has its guid and its date.
    fn is_renamed(&self) -> bool {
        self.codes_agree() || self.are_near() && !self.dates_differ()
    }

    fn codes_agree(&self) -> bool {
        agreement(self.a.code.as_ref(), self.b.code.as_ref()) == Agreement::Agree
    }

    fn titles_agree(&self) -> bool {
        agreement(self.a.title.as_ref(), self.b.title.as_ref()) == Agreement::Agree
    }

    /// Whether the titles have half of the shorter one's words in common.
    fn titles_resemble(&self) -> bool {
        let (a, b) = (&self.a.words, &self.b.words);
        let common = a.intersection(b).count();
        self.titles_agree() || common >= 2 && common * 2 >= a.len().min(b.len())
    }

    /// Whether the dates are of one day, or one of them is missing.
    fn days_agree(&self) -> bool {
        match (self.a.date, self.b.date) {
            (Some(a), Some(b)) => a.date_naive() == b.date_naive(),
            _ => true,
        }
    }

    /// Whether both are dated, and not alike.
    fn dates_differ(&self) -> bool {
        let dates = self.a.date.zip(self.b.date);
        dates.is_some_and(|(a, b)| a != b)
    }

    /// Whether both bear one time of day to the second; midnight and the like are a day's.
    fn moments_agree(&self) -> bool {
        self.a.date == self.b.date && self.a.date.is_some_and(is_moment)
    }
}

impl Shared {
    /// What different items of one document have in common.
    #[must_use]
    pub fn by(items: &[&Marks]) -> Self {
        let mut guids: BTreeMap<&String, Vec<&Marks>> = BTreeMap::new();
        let mut pages: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for marks in items {
            if let Some(guid) = &marks.guid {
                guids.entry(guid).or_default().push(marks);
            }
            if let Some(page) = &marks.page {
                pages.entry(page).or_default().extend(&marks.title);
            }
        }
        let pages = pages.into_iter();
        let pages = pages.filter(|(page, titles)| is_front(page) || titles.len() > MOST_TITLES);
        let guids = guids.into_iter().filter(|(_, items)| is_of_several(items));
        Self {
            pages: pages.map(|(page, _)| page.clone()).collect(),
            guids: guids.map(|(guid, _)| guid.clone()).collect(),
        }
    }
}

/// Whether the items of one guid are different ones.
fn is_of_several(items: &[&Marks]) -> bool {
    let titles: BTreeSet<&String> = items
        .iter()
        .filter_map(|marks| marks.title.as_ref())
        .collect();
    let Some((first, others)) = items.split_first() else {
        return false;
    };
    others.iter().any(|other| {
        let pair = Pair { a: first, b: other };
        match pair.pages() {
            Agreement::Agree => titles.len() > MOST_TITLES,
            Agreement::Unknown => !pair.titles_agree(),
            // Titles that resemble each other are of a series: "Le point du lundi".
            Agreement::Differ => {
                !pair.titles_agree() && !pair.codes_agree() && !pair.moments_agree()
            }
        }
    })
}
