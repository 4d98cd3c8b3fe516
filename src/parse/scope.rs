//! What holds at a point of a document: its base and its language.

use std::borrow::Cow;

use url::Url;

use super::tree::Element;

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
        let language = element.said("xml:lang");
        if base.is_none() && language.is_none() {
            return Cow::Borrowed(self);
        }
        let mut inner = self.clone();
        if let Some(base) = base.and_then(|base| self.resolve(base)) {
            inner.base = Some(base);
            inner.stated = true;
        }
        if let Some(language) = language {
            inner.language = Some(language.replace('_', "-"));
        }
        Cow::Owned(inner)
    }

    /// The absolute URL that `reference` stands for here, when it is an http one.
    fn resolve(&self, reference: &str) -> Option<Url> {
        let url = match &self.base {
            Some(base) => base.join(reference),
            None => Url::parse(reference),
        };
        url.ok().filter(|url| !url.cannot_be_a_base())
    }

    /// `reference` made absolute; as it stands where it is absolute or no base is known.
    pub(super) fn absolute(&self, reference: &str) -> String {
        let reference = reference.trim();
        match &self.base {
            Some(base) if Url::parse(reference).is_err() => base
                .join(reference)
                .map_or_else(|_| reference.to_owned(), String::from),
            _ => reference.to_owned(),
        }
    }
}
