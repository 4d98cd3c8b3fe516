//! What an operator says of a page of headlines: where its items are, and what stands where in one.

use std::fmt;
use std::str::FromStr;

use dom_query::Matcher;
use serde::Serialize;

const EXAMPLE: &str = "write one as in a style sheet, such as \"article h2 a\"";

/// A longer selector is a mistake.
const LONGEST: usize = 500;

/// A CSS selector, and after an `@` the attribute that is meant, where it is not the usual one:
/// `h2 a`, `img@data-large`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct Selector {
    css: String,
    attribute: Option<String>,
}

/// What is wrong with a selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {remedy}")]
pub struct NoSelector {
    /// What it is that cannot be used.
    pub what: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl NoSelector {
    fn new(what: impl Into<String>, remedy: &'static str) -> Self {
        Self {
            what: what.into(),
            remedy,
        }
    }
}

impl FromStr for Selector {
    type Err = NoSelector;

    fn from_str(text: &str) -> Result<Self, NoSelector> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NoSelector::new(
                "an empty selector matches nothing",
                EXAMPLE,
            ));
        }
        if text.chars().count() > LONGEST {
            let what = format!("a selector of more than {LONGEST} characters");
            let remedy = "a class of the element is enough, such as \".teaser\"";
            return Err(NoSelector::new(what, remedy));
        }
        // No selector of CSS holds an @ but in quotes.
        let (css, attribute) = match text.rsplit_once('@') {
            Some((css, attribute)) if !attribute.contains(['"', '\'', ']']) => {
                (css.trim(), Some(attribute.trim().to_ascii_lowercase()))
            }
            _ => (text, None),
        };
        if let Some(name) = &attribute {
            let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
            if name.is_empty() || !name.chars().all(is_letter) {
                let what = format!("\"{name}\" is no name of an attribute");
                let remedy = "after the @ stands one such as \"data-src\"";
                return Err(NoSelector::new(what, remedy));
            }
        }
        if css.is_empty() || Matcher::new(css).is_err() {
            let what = format!("\"{css}\" is no CSS selector that can be used here");
            return Err(NoSelector::new(what, EXAMPLE));
        }
        Ok(Self {
            css: css.to_owned(),
            attribute,
        })
    }
}

impl Selector {
    /// What finds its elements. The text was tried when this was made: without a match where it
    /// could not be read after all.
    pub(super) fn matcher(&self) -> Option<Matcher> {
        Matcher::new(&self.css).ok()
    }

    /// The attribute that is meant, where the operator names one.
    pub(super) fn attribute(&self) -> Option<&str> {
        self.attribute.as_deref()
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.css)?;
        match &self.attribute {
            Some(name) => write!(f, "@{name}"),
            None => Ok(()),
        }
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> Self {
        selector.to_string()
    }
}

/// Where the items of a page of headlines are, and what stands where in one. All but `item` are
/// looked for where outlets usually have them when they are not said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Selectors {
    /// Each item as a whole.
    pub item: Selector,
    /// Its headline: the text of the first match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Selector>,
    /// Its page: where the first match, or the link in or around it, leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Selector>,
    /// When it was published: an attribute such as `datetime`, or the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<Selector>,
    /// Its summary: the text of the first match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Selector>,
    /// Its image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Selector>,
}

impl Selectors {
    /// The items alone; the rest is looked for.
    #[must_use]
    pub fn items(item: Selector) -> Self {
        Self {
            item,
            title: None,
            link: None,
            date: None,
            summary: None,
            image: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_read_with_the_attribute_that_is_meant() {
        for text in [
            "article",
            "#main .list > li:not(.ad)",
            "h2 a, h3 a",
            "img@data-src",
            "a[href*='@']",
            "[data-x=\"a@b\"]",
            "div:has(> a)",
        ] {
            assert_eq!(text.parse::<Selector>().unwrap().to_string(), text);
        }
        assert_eq!(
            " img @ Data-Src ".parse::<Selector>().unwrap().attribute(),
            Some("data-src")
        );
    }

    #[test]
    fn what_is_no_selector_is_refused_with_a_sentence_that_names_it() {
        for (text, says) in [
            ("", "empty"),
            ("h2 >", "\"h2 >\""),
            ("<h2>", "\"<h2>\""),
            ("div..x", "\"div..x\""),
            ("a::before", "\"a::before\""),
            ("//div/a", "\"//div/a\""),
            ("a:nonsense", "\"a:nonsense\""),
            ("img@", "after the @"),
            ("img@a b", "\"a b\""),
            ("@href", "\"\""),
        ] {
            let error = text.parse::<Selector>().unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        let long = "a".repeat(501).parse::<Selector>().unwrap_err();
        assert!(long.to_string().contains("500 characters"), "{long}");
    }
}
