//! Selectors for a page of headlines that nobody has described yet: the repeated blocks of it that
//! look like the teasers of articles.
//!
//! A teaser is the largest block that leads to one article only. Blocks that one selector finds are
//! a list; lists are ranked by what their teasers say, so that the list of the page stands before
//! the boxes beside it.

mod names;

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use dom_query::{NodeId, NodeRef};
use serde::Serialize;
use url::Url;

use super::furniture::{beside, menus};
use super::listing::{self, LINKS, Listed, article, whole};
use super::page::{Page, all, line_of};
use super::selector::{Selector, Selectors};
use names::names;

/// Proposals for one page, at most.
const MOST: usize = 3;

/// Fewer teasers are no list.
const FEWEST: usize = 3;

/// Teasers that are looked at, and selectors that are tried.
const MOST_TEASERS: usize = 300;
const MOST_TRIED: usize = 80;

/// A page names one article in the same words no more often than this.
const MOST_NAMED: usize = 3;

/// Teasers that are shown of a list.
const SHOWN: usize = 5;

/// The words and bytes of a headline: shorter ones are names of sections, longer ones are texts.
const FEWEST_WORDS: usize = 4;
const HEADLINE: std::ops::Range<usize> = 20..400;

/// Selectors for a page of headlines, and what they give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What to configure.
    pub select: Selectors,
    /// How many items they give.
    pub items: usize,
    /// How many of them carry a date.
    pub dated: usize,
    /// The first of them.
    pub sample: Vec<Sample>,
}

/// An item that proposed selectors give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// Its headline.
    pub title: String,
    /// Its page.
    pub url: Url,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
}

/// Proposes selectors for the page that came from `url`, the best first; none where nothing on it
/// looks like a list of articles.
#[must_use]
pub fn propose(bytes: &[u8], url: &Url, content_type: Option<&str>) -> Vec<Proposal> {
    let page = Page::read(bytes, url, content_type);
    let teasers = teasers(&page);
    let mut lists: Vec<List> = candidates(&teasers)
        .into_iter()
        .filter_map(|selector| list(&page, selector, &teasers))
        .collect();
    lists.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| a.plainness().cmp(&b.plainness()))
    });
    let mut chosen: Vec<List> = Vec::new();
    for list in lists {
        let repeats = |other: &List| {
            let common = list.links.intersection(&other.links).count();
            common * 2 > list.links.len().min(other.links.len())
        };
        if chosen.len() < MOST && !chosen.iter().any(repeats) {
            chosen.push(list);
        }
    }
    chosen.into_iter().map(List::proposal).collect()
}

/// A block that leads to one article.
struct Teaser<'a> {
    node: NodeRef<'a>,
    /// Whether it stands in a box beside the list of the page.
    beside: bool,
}

/// The blocks of the page that lead to one article each.
fn teasers(page: &Page) -> HashMap<NodeId, Teaser<'_>> {
    let (menus, beside) = (menus(page), beside(page));
    let links = all(&page.root(), &LINKS);
    let links: Vec<(NodeRef<'_>, Url)> = links
        .into_iter()
        .filter(|link| !menus.contains(&link.id))
        .filter_map(|link| Some((link, whole(&article(page, &link.attr("href")?)?))))
        .filter(|(_, url)| is_same_site(url, &page.url) && url.path().len() > 1)
        .collect();
    let headlines = headlines(&links);
    let leads = leads(&links, &headlines);
    let mut teasers = HashMap::new();
    for (link, url) in &links {
        if !headlines.contains(url) {
            continue;
        }
        let mut node = *link;
        while let Some(outer) = node.parent()
            && leads.get(&outer.id) == Some(&Leads::One(url))
            && !is_frame(&outer)
        {
            node = outer;
        }
        let beside = beside.contains(&node.id);
        teasers.entry(node.id).or_insert(Teaser { node, beside });
    }
    teasers
}

/// The addresses that links with the words of a headline lead to. One that several blocks name in
/// the same words is an author's or a section's.
fn headlines<'u>(links: &'u [(NodeRef<'_>, Url)]) -> HashSet<&'u Url> {
    let mut said: HashMap<(&Url, String), usize> = HashMap::new();
    let mut headlines = HashSet::new();
    for (link, url) in links {
        let line = line_of(link);
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let is_other = rel
            .split_ascii_whitespace()
            .any(|rel| matches!(rel, "author" | "tag"));
        if is_headline(&line) && !is_other && headlines.len() < MOST_TEASERS {
            headlines.insert(url);
            *said.entry((url, line)).or_default() += 1;
        }
    }
    for ((url, _), count) in said {
        if count > MOST_NAMED {
            headlines.remove(url);
        }
    }
    headlines
}

/// To how many articles a block leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leads<'u> {
    One(&'u Url),
    Many,
}

fn leads<'u>(
    links: &'u [(NodeRef<'_>, Url)],
    headlines: &HashSet<&Url>,
) -> HashMap<NodeId, Leads<'u>> {
    let mut leads = HashMap::new();
    for (link, url) in links.iter().filter(|(_, url)| headlines.contains(url)) {
        for outer in link.ancestors_it(None) {
            let known = leads.entry(outer.id).or_insert(Leads::One(url));
            match known {
                Leads::Many => break,
                Leads::One(one) if *one == url => {}
                one => *one = Leads::Many,
            }
        }
    }
    leads
}

fn is_headline(text: &str) -> bool {
    HEADLINE.contains(&text.len()) && text.split_whitespace().count() >= FEWEST_WORDS
}

fn is_frame(node: &NodeRef<'_>) -> bool {
    ["html", "body", "main"]
        .iter()
        .any(|name| node.has_name(name))
}

fn is_same_site(url: &Url, page: &Url) -> bool {
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let (a, b) = (bare(url), bare(page));
    a == b || a.ends_with(&format!(".{b}")) || b.ends_with(&format!(".{a}"))
}

/// Selectors that find several teasers, those that most teasers have first.
fn candidates(teasers: &HashMap<NodeId, Teaser<'_>>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for teaser in teasers.values() {
        for selector in names(&teaser.node) {
            *counts.entry(selector).or_default() += if teaser.beside { 1 } else { 2 };
        }
    }
    let mut often: Vec<(String, usize)> = counts
        .into_iter()
        .filter(|(_, count)| *count >= FEWEST)
        .collect();
    often.sort_by(|(a, m), (b, n)| n.cmp(m).then(a.len().cmp(&b.len())).then(a.cmp(b)));
    often.truncate(MOST_TRIED);
    often.into_iter().map(|(selector, _)| selector).collect()
}

/// What a selector finds, and how good a list it is.
struct List {
    selectors: Selectors,
    listed: Vec<Listed>,
    links: HashSet<Url>,
    score: f64,
}

impl List {
    /// How plain the selector is, the plainest first: by a class of the items, by one that is no
    /// measure of a layout, by few letters.
    fn plainness(&self) -> (bool, bool, usize, String) {
        let selector = self.selectors.item.to_string();
        let own = selector.rsplit(' ').next().unwrap_or_default();
        let named = own.contains('.') || own == "article";
        let measure = selector.contains(|c: char| c.is_ascii_digit());
        (!named, measure, selector.len(), selector)
    }

    fn proposal(self) -> Proposal {
        let sample = self.listed.iter().take(SHOWN).map(|item| Sample {
            title: item.title.clone(),
            url: item.link.clone(),
            published: item.date,
        });
        Proposal {
            sample: sample.collect(),
            items: self.links.len(),
            dated: self
                .listed
                .iter()
                .filter(|item| item.date.is_some())
                .count(),
            select: self.selectors,
        }
    }
}

fn list(page: &Page, selector: String, teasers: &HashMap<NodeId, Teaser<'_>>) -> Option<List> {
    let item: Selector = selector.parse().ok()?;
    let found = all(&page.root(), &item.matcher()?);
    let known: Vec<&Teaser<'_>> = found
        .iter()
        .filter_map(|node| teasers.get(&node.id))
        .collect();
    if known.len() < FEWEST || found.len() > 4 * known.len() {
        return None;
    }
    let selectors = Selectors::items(item);
    let listed = listing::read(page, &selectors).ok()?;
    let links: HashSet<Url> = listed.iter().map(|item| item.link.clone()).collect();
    if links.len() < FEWEST {
        return None;
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let said: f64 = listed.iter().map(worth).sum();
    let pure = share(known.len(), found.len()) * share(links.len(), listed.len());
    let own = share(
        known.iter().filter(|teaser| !teaser.beside).count(),
        known.len(),
    );
    Some(List {
        score: said * pure.powi(2) * (0.1 + 0.9 * own.powi(2)),
        selectors,
        listed,
        links,
    })
}

/// How much an item says: a headline, and what stands with headlines in lists of news.
fn worth(item: &Listed) -> f64 {
    if !is_headline(&item.title) {
        return 0.0;
    }
    let says = |is_there: bool, worth: f64| if is_there { worth } else { 0.0 };
    1.0 + says(item.date.is_some(), 0.5)
        + says(item.summary.is_some(), 0.7)
        + says(item.image.is_some(), 0.3)
}

#[cfg(test)]
mod tests;
