//! Images, enclosures and Media RSS.

use super::document::{Image, Media};
use super::fields::{under, word};
use super::namespace::Namespace::{self, Core, Itunes};
use super::scope::Scope;
use super::tree::Element;

/// An item carries no more files than this.
const MAX_FILES: usize = 200;

pub(super) fn image(element: &Element<'_>, scope: &Scope) -> Option<Image> {
    let own = under(element, &[(Core, "image")]).find_map(|child| {
        let said = |name| word(child, &[(Core, name)]);
        let href = said("url")
            .or_else(|| child.said("rdf:resource").map(str::to_owned))
            .or_else(|| Some(child.text()).filter(|_| child.elements().next().is_none()))
            .filter(|href| !href.is_empty())?;
        Some(Image {
            href: scope.absolute(&href),
            title: said("title"),
            link: said("link").map(|link| scope.absolute(&link)),
            description: said("description"),
            width: said("width").and_then(|pixels| pixels.parse().ok()),
            height: said("height").and_then(|pixels| pixels.parse().ok()),
        })
    });
    own.or_else(|| {
        let names = &[(Itunes, "image"), (Itunes, "link")];
        let mut found = under(element, names)
            .filter(|child| child.name.local == "image" || child.said("rel") == Some("image"));
        found
            .find_map(|child| child.said("href"))
            .map(|href| Image {
                href: scope.absolute(href),
                ..Image::default()
            })
    })
}

pub(super) fn enclosure(element: &Element<'_>, scope: &Scope) -> Option<Media> {
    let said = |key: &str| element.said(key).map(str::to_owned);
    let url = said("url")
        .or_else(|| said("href"))
        .or_else(|| address(element))?;
    Some(Media {
        url: scope.absolute(&url),
        media_type: said("type"),
        length: said("length"),
        ..Media::default()
    })
}

/// The address that some write into the element instead of its attribute.
fn address(element: &Element<'_>) -> Option<String> {
    let text = element.text();
    let is_address = text.starts_with("http://") || text.starts_with("https://");
    Some(text).filter(|text| is_address && !text.contains(char::is_whitespace))
}

pub(super) fn enclosures(element: &Element<'_>, scope: &Scope) -> Vec<Media> {
    let read = |child: &Element<'_>| match &*child.name.local {
        "enclosure" if child.name.is_core() => enclosure(child, scope),
        "link" if child.name.is_core() && child.said("rel") == Some("enclosure") => {
            enclosure(child, scope)
        }
        _ => None,
    };
    element.elements().filter_map(read).collect()
}

/// Media RSS files, inside groups and other files too.
pub(super) fn media(element: &Element<'_>, scope: &Scope) -> Vec<Media> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Element<'_>> = element.elements().collect();
    waiting.reverse();
    while let Some(child) = waiting.pop().filter(|_| found.len() < MAX_FILES) {
        if child.name.namespace != Namespace::Media {
            continue;
        }
        let number = |key: &str| child.said(key).and_then(|value| value.parse().ok());
        let is_file = matches!(&*child.name.local, "content" | "thumbnail");
        let url = || child.said("url").map(str::to_owned);
        if let Some(url) = is_file.then(|| url().or_else(|| address(child))).flatten() {
            let thumbnail = Some("image").filter(|_| child.name.local == "thumbnail");
            let kind = child.said("type").or(child.said("medium")).or(thumbnail);
            found.push(Media {
                url: scope.absolute(&url),
                media_type: kind.map(str::to_owned),
                length: child.said("filesize").map(str::to_owned),
                width: number("width"),
                height: number("height"),
            });
        }
        let first = waiting.len();
        waiting.extend(child.elements());
        waiting[first..].reverse();
    }
    found
}
