//! A publisher with random house habits: what it writes of its articles, poll by poll. The words of
//! a title tell here, and here alone, which item is which.

use std::fmt::Write as _;

use chrono::TimeDelta;
use proptest::prelude::*;
use url::Url;

use super::start;

/// What a publisher writes into `guid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guid {
    Missing,
    Number,
    Permalink,
    ShortLink,
    /// The same for every item.
    Constant,
    FrontPage,
    /// Its place in the document.
    Place,
    Title,
    /// The permalink with another section in each poll.
    Section,
    /// A number with another revision in each poll.
    Revision,
    Tracked,
    /// A number in one poll, the permalink in the next.
    Fickle,
}

/// What it writes into `link`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Missing,
    Plain,
    /// Rewritten with the title, around a number that stays.
    Rewritten,
    Tracked,
    /// With another scheme, host and last slash in each poll.
    Fickle,
    FrontPage,
    /// A part of the page that holds all items.
    Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    Missing,
    Exact,
    /// Moved at each poll.
    Moving,
}

#[derive(Clone, Copy, Debug)]
pub struct House {
    pub guid: Guid,
    pub link: Link,
    pub dates: Dates,
    /// Items that a document holds.
    pub window: usize,
    pub edits: bool,
}

impl House {
    /// Whether anything names an item for as long as it is listed, however it is edited.
    fn names_its_items(self) -> bool {
        let by_guid = !matches!(
            self.guid,
            Guid::Missing | Guid::Constant | Guid::FrontPage | Guid::Place | Guid::Title
        );
        let follows_link = matches!(self.guid, Guid::Permalink | Guid::Section | Guid::Fickle);
        let by_link = !matches!(self.link, Link::Missing | Link::FrontPage);
        match (self.guid, self.link) {
            // A guid that says nothing hides the number in the link.
            (Guid::Place | Guid::Title | Guid::Fickle, Link::Rewritten) => false,
            // The number of one poll and the link of the next have nothing in common.
            (Guid::Fickle, Link::Missing | Link::FrontPage) => false,
            _ => by_guid && !follows_link || by_link || by_guid && self.link == Link::Missing,
        }
    }
}

/// What happens between two polls.
#[derive(Clone, Debug)]
pub struct Step {
    pub fresh: usize,
    /// Bits by item: whose title is edited.
    pub edited: u16,
    /// The place of one that is listed twice.
    pub twice: Option<usize>,
    pub reversed: bool,
}

pub fn house() -> impl Strategy<Value = House> {
    use Guid as G;
    let guid = prop::sample::select(vec![
        G::Missing,
        G::Number,
        G::Permalink,
        G::ShortLink,
        G::Constant,
        G::FrontPage,
        G::Place,
        G::Title,
        G::Section,
        G::Revision,
        G::Tracked,
        G::Fickle,
    ]);
    use Link as L;
    let link = prop::sample::select(vec![
        L::Missing,
        L::Plain,
        L::Rewritten,
        L::Tracked,
        L::Fickle,
        L::FrontPage,
        L::Part,
    ]);
    let dates = prop::sample::select(vec![Dates::Missing, Dates::Exact, Dates::Moving]);
    (guid, link, dates, 1_usize..7, any::<bool>()).prop_map(|(guid, link, dates, window, edits)| {
        let mut house = House {
            guid,
            // A guid alone is believed.
            link: match (guid, link) {
                (G::Constant | G::Place, L::Missing) => L::FrontPage,
                _ => link,
            },
            dates,
            window,
            edits,
        };
        if !house.names_its_items() {
            house.edits = false;
            if house.dates == Dates::Moving {
                house.dates = Dates::Exact;
            }
        }
        // Nothing tells the items from one that is rewritten.
        let is_named = !matches!(house.link, Link::Missing | Link::FrontPage);
        if house.guid == Guid::Constant && !is_named {
            house.dates = Dates::Exact;
        }
        // Nothing but the date tells two names of one item from two items.
        if house.guid == Guid::Fickle && (!is_named || house.link == Link::Rewritten) {
            house.dates = Dates::Exact;
        }
        house
    })
}

pub fn step() -> impl Strategy<Value = Step> {
    let twice = prop::option::weighted(0.3, 0_usize..6);
    (0_usize..4, any::<u16>(), twice, any::<bool>()).prop_map(|(fresh, edited, twice, reversed)| {
        Step {
            fresh,
            edited,
            twice,
            reversed,
        }
    })
}

#[derive(Clone, Debug)]
pub struct Article {
    pub number: usize,
    pub edits: usize,
}

impl Article {
    pub fn title(&self) -> String {
        let n = self.number;
        let edit = match self.edits {
            0 => String::new(),
            edits => format!(", point {edits}"),
        };
        format!("Sujet{n} premier{n} second{n} dernier{n}{edit}")
    }

    fn id(&self) -> usize {
        712_345 + 7 * self.number
    }

    fn slug(&self, house: House) -> String {
        let edits = match house.link {
            Link::Rewritten => self.edits,
            _ => 0,
        };
        format!("rubrique/sujet-{}-version-{edits}", self.number)
    }

    fn link(&self, house: House, poll: usize) -> Option<String> {
        let slug = self.slug(house);
        Some(match house.link {
            Link::Missing => return None,
            Link::Plain => format!("https://fil.example/{slug}"),
            Link::Rewritten => format!("https://fil.example/{slug}-{}.html", self.id()),
            Link::Tracked => format!("https://fil.example/{slug}?xtor=RSS-{poll}&utm_source=rss"),
            Link::Fickle if poll.is_multiple_of(2) => format!("http://www.fil.example/{slug}/"),
            Link::Fickle => format!("https://fil.example/{slug}"),
            Link::FrontPage => "https://fil.example/".to_owned(),
            Link::Part => format!("https://fil.example/breves.html#{}", self.number),
        })
    }

    fn guid(&self, house: House, poll: usize, place: usize) -> Option<String> {
        let permalink = || {
            let link = self
                .link(house, poll)
                .filter(|_| house.link != Link::FrontPage);
            link.unwrap_or_else(|| format!("https://fil.example/{}", self.slug(house)))
        };
        Some(match house.guid {
            Guid::Missing => return None,
            Guid::Number => format!("fil-{}", self.id()),
            Guid::Permalink => permalink(),
            Guid::ShortLink => format!("https://fil.example/?p={}", self.id()),
            Guid::Constant => "article".to_owned(),
            Guid::FrontPage => "https://fil.example/".to_owned(),
            Guid::Place => format!("{place}"),
            Guid::Title => self.title(),
            Guid::Section => {
                let mut address: Url = permalink().parse().unwrap();
                address.set_fragment(Some(&format!("xtor=RSS-3-[section{poll}]")));
                address.into()
            }
            Guid::Revision => format!("fil-{}#{poll}", self.id()),
            Guid::Tracked => {
                format!("https://fil.example/{}?utm_term={poll}", self.id())
            }
            Guid::Fickle if poll.is_multiple_of(2) => format!("fil-{}", self.id()),
            Guid::Fickle => permalink(),
        })
    }

    pub fn item(&self, house: House, poll: usize, place: usize) -> String {
        let mut item = format!("<item><title>{}</title>", self.title());
        let mut add = |name: &str, text: Option<String>| {
            if let Some(text) = text {
                let text = text.replace('&', "&amp;");
                write!(item, "<{name}>{text}</{name}>").unwrap();
            }
        };
        add("link", self.link(house, poll));
        add("guid", self.guid(house, poll, place));
        let date = start() - TimeDelta::minutes(61 * (1_000 - self.number as i64));
        add(
            "pubDate",
            match house.dates {
                Dates::Missing => None,
                Dates::Exact => Some(date.to_rfc2822()),
                Dates::Moving => Some((date + TimeDelta::minutes(7 * poll as i64)).to_rfc2822()),
            },
        );
        item + "</item>"
    }
}
