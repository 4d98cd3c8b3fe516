//! The image of an item, where its feed says which it is.

use std::collections::BTreeMap;

use url::Url;

use super::references::References;
use crate::parse::{Item, Media};

/// An image that so many items of a document share, and half of them, is the outlet's logo.
const LOGO_ITEMS: usize = 3;

/// An image that says that it is narrower gives way to a wider one: renditions of one picture come
/// in any order.
const THUMBNAIL: u32 = 400;

/// The image that Media RSS, an enclosure or the item itself names, in this order.
pub(super) fn stated(item: &Item, references: &References) -> Option<String> {
    let files = item.media.iter().chain(&item.enclosures);
    let files = files.filter(|media| is_image(media) && !is_pixel(media));
    let files: Vec<(&Media, Url)> = files
        .filter_map(|media| Some((media, references.address(&media.url)?)))
        .collect();
    let width = |(media, _): &&(&Media, Url)| media.width.map_or(0, |width| width);
    let first = files.first().map(|(media, _)| media);
    let is_narrow = |media: &Media| media.width.is_some_and(|width| width < THUMBNAIL);
    let chosen = match first {
        Some(first) if is_narrow(first) => files.iter().rev().max_by_key(width),
        _ => files.first(),
    };
    let own = || references.address(&item.head.image.as_ref()?.href);
    chosen
        .map(|(_, url)| url.clone())
        .or_else(own)
        .map(String::from)
}

fn is_image(media: &Media) -> bool {
    match &media.media_type {
        Some(kind) => kind.starts_with("image"),
        None => has_image_name(&media.url),
    }
}

fn is_pixel(media: &Media) -> bool {
    [media.width, media.height]
        .iter()
        .any(|pixels| pixels.is_some_and(|pixels| pixels <= 1))
}

fn has_image_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// Takes away the images that most items of a document carry: they say nothing about any of them.
pub(super) fn drop_logos(images: &mut [&mut Option<String>]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for image in images.iter().filter_map(|image| image.as_ref()) {
        *counts.entry(image.clone()).or_default() += 1;
    }
    let many = LOGO_ITEMS.max(images.len() / 2);
    for image in images {
        let count = image.as_ref().and_then(|image| counts.get(image));
        if count.is_some_and(|count| *count >= many) {
            **image = None;
        }
    }
}
