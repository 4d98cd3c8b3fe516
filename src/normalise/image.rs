//! The image of an item, where its feed says which it is.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use url::Url;

use super::html::{is_picture, pictures};
use super::references::References;
use crate::parse::{Item, Media};

/// An image that so many items of a document share, and half of them, is the outlet's logo.
const LOGO_ITEMS: usize = 3;

/// An image that says that it is narrower gives way to any other: it is a crop, or the smallest of
/// the renditions of one picture, which come in any order.
const THUMBNAIL: u32 = 400;

/// Images of an item that may stand for it.
const MOST_CANDIDATES: usize = 8;

/// The images that may stand for an item, the best first: what Media RSS, an enclosure or the item
/// itself names, the pictures of its texts, and what is said to be small.
pub(super) fn candidates(item: &Item, references: &References, texts: &[&str]) -> Vec<String> {
    let files = item.media.iter().chain(&item.enclosures);
    let files = files.filter(|media| is_image(media) && !is_pixel(media));
    let files = files.map(|media| (&*media.url, media.width));
    let own = item.head.image.iter().map(|own| (&*own.href, own.width));
    let stated: Vec<(Url, Option<u32>)> = files
        .chain(own)
        .filter_map(|(address, width)| Some((references.address(address)?, width)))
        .collect();
    let is_narrow = |width: &Option<u32>| width.is_some_and(|width| width < THUMBNAIL);
    let begins_narrow = stated.first().is_some_and(|(_, width)| is_narrow(width));
    let (mut small, mut wide): (Vec<_>, Vec<_>) =
        stated.into_iter().partition(|(_, width)| is_narrow(width));
    if begins_narrow {
        wide.sort_by_key(|(_, width)| Reverse(*width));
    }
    small.sort_by_key(|(_, width)| Reverse(*width));
    let address = |(url, _): (Url, Option<u32>)| String::from(url);
    let wide = wide.into_iter().map(address);
    let of_texts = texts.iter().flat_map(|html| pictures(html));
    let all = wide.chain(of_texts).chain(small.into_iter().map(address));
    all.filter(|address| is_picture(address))
        .take(MOST_CANDIDATES)
        .collect()
}

/// Whether a file is an image, by what is said of it or, where that says nothing, by its name.
fn is_image(media: &Media) -> bool {
    let said = media.media_type.as_deref().unwrap_or_default();
    let said = said.trim().to_ascii_lowercase();
    let kind = said.split('/').next().unwrap_or_default();
    match kind {
        "image" => true,
        "audio" | "video" | "text" | "document" | "executable" => false,
        _ => ENDINGS.contains(&kind) || has_image_name(&media.url),
    }
}

fn is_pixel(media: &Media) -> bool {
    [media.width, media.height]
        .iter()
        .any(|pixels| pixels.is_some_and(|pixels| pixels <= 1))
}

/// How the names of images end.
const ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "gif", "avif"];

fn has_image_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.contains(&&*ending.to_ascii_lowercase())
}

/// Takes away the images that most items of a document carry: they say nothing about any of them.
pub(super) fn drop_logos(items: &mut [&mut Vec<String>]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for images in items.iter() {
        for image in images.iter().collect::<HashSet<_>>() {
            *counts.entry(image.clone()).or_default() += 1;
        }
    }
    let many = LOGO_ITEMS.max(items.len() / 2);
    for images in items {
        images.retain(|image| counts[image] < many);
    }
}
