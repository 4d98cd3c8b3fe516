//! What holds at a point of a document: its base and its language.

use std::borrow::Cow;

use url::Url;

use super::limits;
use super::tree::Element;
use crate::domain::address;

/// What `xml:base` and `xml:lang` say at a point of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// What relative references are relative to.
    pub base: Option<Url>,
    /// Whether an `xml:base` says so.
    pub stated: bool,
    pub language: Option<String>,
}

impl Scope {
    /// The scope inside `element`.
    pub(super) fn enter<'s>(&'s self, element: &Element<'_>) -> Cow<'s, Scope> {
        let base = element.said("xml:base");
        let language = element.said("xml:lang").and_then(tag);
        if base.is_none() && language.is_none() {
            return Cow::Borrowed(self);
        }
        let mut inner = self.clone();
        if let Some(base) = base.and_then(|base| self.resolve(base)) {
            inner.base = Some(base);
            inner.stated = true;
        }
        if let Some(language) = language {
            inner.language = Some(language);
        }
        Cow::Owned(inner)
    }

    /// The absolute URL that `reference` stands for here, when it is an http one.
    fn resolve(&self, reference: &str) -> Option<Url> {
        let url = match &self.base {
            Some(base) => base.join(reference),
            None => Url::parse(reference),
        };
        url.ok().filter(is_base)
    }

    /// `reference` made absolute; as it stands where it is absolute or no address, no base is known,
    /// or it means the document itself (RFC 3986, section 4.4).
    pub(super) fn absolute(&self, reference: &str) -> String {
        let Some(reference) = address::mended(reference, self.base.as_ref()) else {
            return reference.to_owned();
        };
        let reference = &*reference;
        let is_here = !self.stated && (reference.is_empty() || reference.starts_with('#'));
        match &self.base {
            Some(base) if !is_here && Url::parse(reference).is_err() => base
                .join(reference)
                .map_or_else(|_| reference.to_owned(), String::from),
            _ => reference.to_owned(),
        }
    }
}

/// Whether others may be resolved against it.
pub(super) fn is_base(url: &Url) -> bool {
    !url.cannot_be_a_base() && url.as_str().len() <= limits::BASE
}

/// The URL as others may be resolved against it: without its query, in which a reader's key may
/// stand, and which only references to the document itself would keep (RFC 3986, section 5.2.2);
/// where it is too long, its host alone.
pub(super) fn shortened(url: &Url) -> Option<Url> {
    let mut short = url.clone();
    short.set_query(None);
    match is_base(&short) {
        true => Some(short),
        false => url.join("/").ok().filter(is_base),
    }
}

/// A language tag with the hyphens that some write as underscores; none, where it is too long.
pub(super) fn tag(text: &str) -> Option<String> {
    (text.len() <= limits::LANGUAGE).then(|| text.replace('_', "-"))
}
