//! The parts of an item: where an operator says that they are, or where they usually are.

use dom_query::{Matcher, NodeRef};
use url::Url;

use super::Listed;
use super::usual::{
    IMAGES, article, date_beside, headline, image_of, link_of, link_of_headline, usual_summary,
    usual_title,
};
use crate::article::claims::line;
use crate::article::markup::{TIMES, date_in, date_in_address, date_of};
use crate::article::page::{Page, all, first, line_of};
use crate::article::selector::{Selector, Selectors};

/// Elements after a heading that are looked at.
const MOST_AFTER: usize = 6;

/// How far an item reaches: it is a box, or a heading with what follows up to the next.
pub(super) struct Reach<'a> {
    pub node: NodeRef<'a>,
    pub after: Vec<NodeRef<'a>>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(node: NodeRef<'a>) -> Self {
        let heads = ["h1", "h2", "h3", "h4", "h5", "h6", "dt"];
        let is_head = |node: &NodeRef<'a>| heads.iter().any(|name| node.has_name(name));
        let mut after = Vec::new();
        let mut next = node.next_element_sibling().filter(|_| is_head(&node));
        while let Some(element) = next.filter(|element| !is_head(element))
            && after.len() < MOST_AFTER
        {
            after.push(element);
            next = element.next_element_sibling();
        }
        Self { node, after }
    }

    /// The box or heading, and what follows it.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &NodeRef<'a>> {
        std::iter::once(&self.node).chain(&self.after)
    }

    /// The elements of the item that match, in the order of the page.
    pub(super) fn all(&self, matcher: &Matcher) -> Vec<NodeRef<'a>> {
        let mut found = all(&self.node, matcher);
        for node in &self.after {
            if node.is_match(matcher) {
                found.push(*node);
            }
            found.extend(all(node, matcher));
        }
        found
    }

    /// The first match, or the item itself.
    fn first(&self, ready: &Ready<'_>) -> Option<NodeRef<'a>> {
        let found = self.all(&ready.matcher).into_iter().next();
        found.or_else(|| ready.first(&self.node))
    }
}

/// A selector, ready to be used.
struct Ready<'s> {
    matcher: Matcher,
    attribute: Option<&'s str>,
}

/// The selectors that are said, ready to be used.
pub(super) struct Places<'s> {
    title: Option<Ready<'s>>,
    link: Option<Ready<'s>>,
    date: Option<Ready<'s>>,
    summary: Option<Ready<'s>>,
    image: Option<Ready<'s>>,
}

impl<'s> Places<'s> {
    pub(super) fn new(selectors: &'s Selectors) -> Self {
        let ready = |selector: &'s Option<Selector>| {
            let selector = selector.as_ref()?;
            Some(Ready {
                matcher: selector.matcher()?,
                attribute: selector.attribute(),
            })
        };
        Self {
            title: ready(&selectors.title),
            link: ready(&selectors.link),
            date: ready(&selectors.date),
            summary: ready(&selectors.summary),
            image: ready(&selectors.image),
        }
    }

    /// What an item cannot be without: its title and its link.
    pub(super) fn parts(&self, page: &Page, item: &NodeRef<'_>) -> (Option<String>, Option<Url>) {
        let heading = match &self.title {
            Some(said) => said.first(item),
            None => usual_title(page, item),
        };
        let title = heading.as_ref().and_then(|heading| {
            let attribute = self.title.as_ref().and_then(|said| said.attribute);
            headline(heading, attribute)
        });
        let link = match &self.link {
            Some(said) => said.first(item).and_then(|node| match said.attribute {
                Some(name) => article(page, &node.attr(name)?),
                None => link_of(page, &node, item),
            }),
            None => heading
                .and_then(|heading| link_of_headline(page, &heading, item))
                .or_else(|| link_of(page, item, item)),
        };
        (title, link)
    }

    pub(super) fn listed(&self, page: &Page, item: &Reach<'_>, title: String, link: Url) -> Listed {
        let date = match &self.date {
            Some(said) => item.first(said).and_then(|node| match said.attribute {
                Some(name) => date_in(&node.attr(name)?),
                None => date_of(&node),
            }),
            None => {
                let said = item.all(&TIMES).iter().find_map(date_of);
                said.or_else(|| date_beside(item, &title))
            }
        };
        let summary = match &self.summary {
            Some(said) => item.first(said).and_then(|node| said.text(&node)),
            None => usual_summary(item, &title),
        };
        let image = match &self.image {
            Some(said) => item.first(said).and_then(|node| match said.attribute {
                Some(name) => page.address(&node.attr(name)?),
                None => image_of(page, &node),
            }),
            None => item
                .all(&IMAGES)
                .iter()
                .find_map(|image| image_of(page, image)),
        };
        Listed {
            date: date.or_else(|| date_in_address(&link)),
            title,
            link,
            summary,
            image,
        }
    }
}

impl Ready<'_> {
    /// The first match in the item, or the item itself.
    fn first<'a>(&self, item: &NodeRef<'a>) -> Option<NodeRef<'a>> {
        first(item, &self.matcher).or_else(|| item.is_match(&self.matcher).then_some(*item))
    }

    fn text(&self, node: &NodeRef<'_>) -> Option<String> {
        match self.attribute {
            Some(name) => line(&node.attr(name)?),
            None => line(&line_of(node)),
        }
    }
}
