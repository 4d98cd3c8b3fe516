//! An item stays one entry, under one id, whatever its outlet does to it from poll to poll.
//!
//! A publisher with random house habits lists its items, edits them, moves their dates and lists
//! some of them twice. The words of a title tell here, and here alone, which item is which.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use griot::domain::{EntryId, Outlet, Source, SourceId};
use griot::normalise::{self, Rules};
use griot::parse;
use griot::store::{Member, Outcome, Poll, PollTally, SourceState, Store};
use proptest::prelude::*;

/// What a publisher writes into `guid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guid {
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
enum Link {
    Missing,
    Plain,
    /// Rewritten with the title, around a number that stays.
    Rewritten,
    Tracked,
    /// With another scheme, host and last slash in each poll.
    Fickle,
    FrontPage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dates {
    Missing,
    Exact,
    /// Moved at each poll.
    Moving,
}

#[derive(Clone, Copy, Debug)]
struct House {
    guid: Guid,
    link: Link,
    dates: Dates,
    /// Items that a document holds.
    window: usize,
    edits: bool,
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
struct Step {
    fresh: usize,
    /// Bits by item: whose title is edited.
    edited: u16,
    /// The place of one that is listed twice.
    twice: Option<usize>,
    reversed: bool,
}

fn house() -> impl Strategy<Value = House> {
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

fn step() -> impl Strategy<Value = Step> {
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

const START: &str = "2026-03-01T06:00:00Z";

fn start() -> DateTime<Utc> {
    START.parse().unwrap()
}

#[derive(Clone, Debug)]
struct Article {
    number: usize,
    edits: usize,
}

impl Article {
    fn title(&self) -> String {
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
            Guid::Section => format!("{}#xtor=RSS-3-[section{poll}]", permalink()),
            Guid::Revision => format!("fil-{}#{poll}", self.id()),
            Guid::Tracked => {
                format!("https://fil.example/{}?utm_term={poll}", self.id())
            }
            Guid::Fickle if poll.is_multiple_of(2) => format!("fil-{}", self.id()),
            Guid::Fickle => permalink(),
        })
    }

    fn item(&self, house: House, poll: usize, place: usize) -> String {
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

fn source() -> Source {
    Source {
        id: SourceId::new("fil"),
        outlet: Arc::new(Outlet {
            name: "Le Fil".to_owned(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: false,
        }),
        url: "https://fil.example/feed".parse().unwrap(),
        country: None,
    }
}

/// Records a poll that brought a channel of these items, on top of what was remembered.
fn poll(store: &Store, items: &str, at: DateTime<Utc>) -> PollTally {
    let known = store.sources().unwrap().remove(&source().id);
    let mut state = known.unwrap_or_else(|| SourceState::new(source()));
    let mut memory = serde_json::from_str(&state.memory).unwrap_or_default();
    let xml = format!("<rss version='2.0'><channel><title>Le Fil</title>{items}</channel></rss>");
    let document = parse::read(xml.as_bytes(), &parse::Context::default()).unwrap();
    let rules = Rules::default();
    let (entries, _) = normalise::remembering(&document, &source(), &rules, &mut memory, at);
    state.memory = serde_json::to_string(&memory).unwrap();
    let mut polls = [Poll {
        at,
        first_seen: at,
        round: at,
        outcome: Outcome::Read,
        bytes: xml.len() as u64,
        state,
        entries,
        body: None,
    }];
    store.record(&mut polls, |_, _, _| {}).unwrap()[0]
}

/// The entries of the store by the number of the item that they are of.
fn entries(store: &Store) -> BTreeMap<usize, Vec<Member>> {
    let mut found: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    for member in store.waiting().unwrap() {
        let words = member.entry.title.split_whitespace();
        let number = words
            .filter_map(|word| word.strip_prefix("Sujet")?.parse().ok())
            .next();
        found.entry(number.unwrap()).or_default().push(member);
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_habit_of_a_house_doubles_loses_or_renames_an_entry(
        house in house(),
        steps in prop::collection::vec(step(), 2..6),
    ) {
        let store = Store::in_memory().unwrap();
        let mut articles: Vec<Article> = Vec::new();
        let mut ids: BTreeMap<usize, (EntryId, String, DateTime<Utc>)> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            for _ in 0..step.fresh {
                articles.push(Article { number: articles.len(), edits: 0 });
            }
            let first = articles.len().saturating_sub(house.window);
            if house.edits {
                let listed = articles[first..].iter_mut().enumerate();
                for (place, article) in listed.filter(|_| number > 0) {
                    article.edits += usize::from(step.edited >> place & 1);
                }
            }
            let mut listed: Vec<&Article> = articles[first..].iter().collect();
            if step.reversed {
                listed.reverse();
            }
            if let Some(twice) = step.twice.and_then(|place| listed.get(place).copied()) {
                listed.push(twice);
            }
            let items: String = listed
                .iter()
                .enumerate()
                .map(|(place, article)| article.item(house, number, place))
                .collect();
            poll(&store, &items, start() + TimeDelta::hours(number as i64));

            let found = entries(&store);
            let expected: BTreeSet<usize> = ids.keys().copied().chain(first..articles.len()).collect();
            prop_assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), expected);
            for (number, members) in found {
                prop_assert_eq!(members.len(), 1, "item {} is doubled", number);
                let entry = &members[0].entry;
                let id = (members[0].id, entry.key.guid.clone(), entry.published);
                prop_assert_eq!(ids.entry(number).or_insert(id.clone()), &id);
                let article = &articles[number];
                if number >= first {
                    prop_assert_eq!(&entry.title, &article.title());
                }
            }
        }
    }
}

/// Items of `(guid, link, title, date, text)` as a feed writes them.
fn written(items: &[[&str; 5]]) -> String {
    let names = ["guid", "link", "title", "pubDate", "description"];
    let item = |said: &[&str; 5]| {
        let fields = names.iter().zip(said).filter(|(_, text)| !text.is_empty());
        let fields: String = fields
            .map(|(name, text)| format!("<{name}>{}</{name}>", text.replace('&', "&amp;")))
            .collect();
        format!("<item>{fields}</item>")
    };
    items.iter().map(item).collect()
}

/// Polls of one source, each a list of items of `(guid, link, title, date, text)`: how many entries
/// there are in the end, and how many edits were told.
fn polls(all: &[&[[&str; 5]]]) -> (usize, usize) {
    let store = Store::in_memory().unwrap();
    let mut edits = 0;
    for (number, items) in all.iter().enumerate() {
        let at = start() + TimeDelta::hours(number as i64);
        edits += poll(&store, &written(items), at).updated;
    }
    (store.waiting().unwrap().len(), edits)
}

const MORNING: &str = "Sun, 01 Mar 2026 04:12:31 GMT";
const NOON: &str = "Sun, 01 Mar 2026 05:40:02 GMT";
const LIVE: &str = "https://fil.example/direct";
const ONE: &str = "https://fil.example/un-11111";
const TWO: &str = "https://fil.example/deux-22222";

#[test]
fn a_guid_that_is_used_for_another_article_names_another_entry() {
    let first = ["fil-art", ONE, "La crue à Mopti", MORNING, ""];
    let second = ["fil-art", TWO, "Un pont rouvre au Niger", NOON, ""];
    assert_eq!(polls(&[&[first], &[second]]), (2, 0));
    assert_eq!(
        polls(&[&[first], &[second], &[first, second], &[second]]),
        (2, 0)
    );
    assert_eq!(polls(&[&[first, second], &[second], &[first]]), (2, 0));
    let series = ["fil-art", TWO, "La crue à Mopti, suite", NOON, ""];
    assert_eq!(polls(&[&[first, series], &[series], &[first]]), (2, 0));
}

#[test]
fn a_live_page_stays_one_entry_however_its_title_changes() {
    let states = [
        ["fil-live", LIVE, "Séisme à Agadir", MORNING, ""],
        ["fil-live", LIVE, "Dix morts, dit le gouverneur", NOON, ""],
        ["fil-live", LIVE, "Les secours arrivent", NOON, ""],
    ];
    assert_eq!(polls(&[&[states[0]], &[states[1]], &[states[2]]]), (1, 2));
}

#[test]
fn a_rewritten_address_is_known_by_its_guid_its_number_or_its_moment() {
    let new = "https://fil.example/tout-autre-11111";
    let other = "https://fil.example/tout-autre";
    for (guid, link, next) in [("fil-1", ONE, new), ("", ONE, new), (ONE, ONE, new)] {
        let next_guid = if guid == ONE { next } else { guid };
        let before = [guid, link, "La crue atteint le port de Mopti", MORNING, ""];
        let after = [
            next_guid,
            next,
            "La crue dépasse le port de Mopti",
            MORNING,
            "",
        ];
        assert_eq!(polls(&[&[before], &[after]]), (1, 1), "{guid}");
    }
    let before = [
        "fil-1",
        ONE,
        "La crue atteint le port de Mopti",
        MORNING,
        "",
    ];
    let after = ["fil-1", other, "Le port est noyé", MORNING, ""];
    assert_eq!(polls(&[&[before], &[after]]), (1, 1));
}

#[test]
fn another_scheme_of_guids_doubles_nothing() {
    for guids in [
        ["http://www.fil.example/un-11111/", ONE],
        ["https://fil.example/?p=11111", ONE],
        ["fil-11111", "11111 at https://fil.example"],
        ["", "fil-11111"],
        ["fil-11111", ""],
        ["La crue à Mopti", "La crue à Mopti, bilan"],
    ] {
        let item = |guid| [guid, ONE, "La crue à Mopti", MORNING, ""];
        assert_eq!(
            polls(&[&[item(guids[0])], &[item(guids[1])]]).0,
            1,
            "{guids:?}"
        );
    }
}

#[test]
fn one_article_in_two_sections_is_one_entry_wherever_it_is_listed() {
    let guid = |section| format!("{ONE}#xtor=RSS-3-[{section}]");
    let (world, africa) = (guid("monde"), guid("afrique"));
    let item = |guid| [guid, ONE, "La crue à Mopti", MORNING, ""];
    let both: &[[&str; 5]] = &[item(&world), item(&africa)];
    assert_eq!(
        polls(&[both, &[item(&africa)], &[item(&world)], both]),
        (1, 0)
    );
}

#[test]
fn what_a_link_carries_from_poll_to_poll_is_no_edit() {
    let links =
        ["xtor=RSS-1", "utm_campaign=midi", "at_medium=RSS"].map(|query| format!("{ONE}?{query}"));
    let items = links
        .each_ref()
        .map(|link| [[ONE, link, "La crue à Mopti", MORNING, ""]]);
    assert_eq!(polls(&[&items[0], &items[1], &items[2]]), (1, 0));
}

#[test]
fn a_moved_date_is_no_edit_and_an_edit_is_what_the_outlet_writes() {
    let tail = "Toute la rédaction du Fil vous remercie de votre lecture.";
    let text = |words: &str| format!("{words} {tail}");
    let texts = [
        "Un pont rouvre.",
        "Une route ferme.",
        "Une crue monte.",
        "Un port vit.",
    ];
    let texts = texts.map(text);
    let item = |n: usize, date: &'static str| {
        let links = [
            ONE,
            TWO,
            "https://fil.example/c-33333",
            "https://fil.example/d-44444",
        ];
        let titles = ["Pont", "Route", "Crue", "Port"];
        [links[n], links[n], titles[n], date, &*texts[n]]
    };
    // With two items nothing shows that the tail is one; with four it does, and then not again.
    let few: &[[&str; 5]] = &[item(0, MORNING), item(1, MORNING)];
    let many: &[[&str; 5]] = &[item(0, NOON), item(1, NOON), item(2, NOON), item(3, NOON)];
    assert_eq!(polls(&[few, many, few, many]), (4, 0));
    let mut edited = item(0, NOON);
    edited[4] = "Un pont rouvre enfin.";
    assert_eq!(polls(&[few, many, &[edited]]), (4, 1));
}

#[test]
fn a_tail_is_learnt_from_poll_to_poll_where_a_feed_holds_one_item_at_a_time() {
    let store = Store::in_memory().unwrap();
    let tail = "Toute la rédaction du Fil vous remercie de votre lecture.";
    for number in 0..6 {
        let link = format!("https://fil.example/ville-{number}");
        let title = format!("Nouvelle{number}");
        let text = format!("Un pont rouvre à Ville{number}. {tail}");
        let items = written(&[[&link, &link, &title, MORNING, &text]]);
        poll(&store, &items, start() + TimeDelta::hours(number));
    }
    let mut members = store.waiting().unwrap();
    assert_eq!(members.len(), 6);
    let last = members.pop().unwrap().entry;
    assert_eq!(last.summary, "Un pont rouvre à Ville5.");
}

#[test]
fn an_item_that_is_edited_again_and_again_keeps_its_words() {
    let store = Store::in_memory().unwrap();
    let text = "La crue monte. Les secours sont là. Le gouverneur parle.";
    for number in 0..8 {
        let link = format!("{ONE}?xtor=RSS-{number}");
        let title = format!("La crue, point {number}");
        let text = format!("{text} Point {number}.");
        let items = written(&[[ONE, &link, &title, MORNING, &text]]);
        poll(&store, &items, start() + TimeDelta::hours(number));
    }
    let members = store.waiting().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].entry.summary, format!("{text} Point 7."));
}
