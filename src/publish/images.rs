//! The images of a story: which they are, and copies in their place.

use crate::domain::{Enclosure, Instance, Story};

use super::html::{IMAGES, escaped, rewritten};
use super::issue::address;
use super::item::media_type_of;
use super::xml_text;

/// The folder of the copies of images.
pub const FOLDER: &str = "images";

/// What of an image's tag stays beside its address.
const KEPT: [&str; 4] = ["alt", "title", "width", "height"];

/// A copy of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Its path in the public folder.
    pub file: String,
    /// Its bytes.
    pub size: u64,
}

/// The addresses of the images that a story shows, given its image, its media files and its full text,
/// as far as it shows them.
#[must_use]
pub fn of(image: Option<&str>, enclosures: &[Enclosure], content: Option<&str>) -> Vec<String> {
    let mut urls: Vec<String> = image.into_iter().map(str::to_owned).collect();
    let files = enclosures.iter().filter(|file| is_image(file));
    urls.extend(files.map(|file| file.url.clone()));
    with(content.unwrap_or_default(), |url| {
        urls.push(url.to_owned());
        None
    });
    urls.retain(|url| xml_text::link(url).is_some());
    urls
}

/// The story with copies in the place of its images; an image that there is no copy of is left out,
/// and so is all else in its full text that makes a reader's program ask the outlet for something.
#[must_use]
pub fn copied(mut story: Story, instance: &Instance, copy: impl Fn(&str) -> Option<Copy>) -> Story {
    let place = |copy: &Copy| address(instance, &copy.file);
    story.image = story.image.and_then(|url| copy(&url)).as_ref().map(place);
    let files = std::mem::take(&mut story.enclosures);
    let files = files.into_iter().filter_map(|file| {
        if !is_image(&file) {
            return Some(file);
        }
        let copy = copy(&file.url)?;
        Some(Enclosure {
            url: place(&copy),
            media_type: media_type_of(&copy.file)?.to_owned(),
            length: Some(copy.size),
        })
    });
    story.enclosures = files.collect();
    let content = story.content.as_deref();
    story.content = content.map(|html| with(html, |url| copy(url).as_ref().map(place)));
    story
}

/// Whether a media file is an image, by what its feed says or by what its address ends in.
fn is_image(file: &Enclosure) -> bool {
    let said = file.media_type.trim().to_ascii_lowercase();
    let ends = media_type_of(&file.url);
    said.starts_with("image/") || ends.is_some_and(|kind| kind.starts_with("image/"))
}

/// Safe HTML with another address for each image; without those that have none, and without films
/// and sounds, which are loaded unasked, too.
fn with(html: &str, mut other: impl FnMut(&str) -> Option<String>) -> String {
    rewritten(html, |name, tag, out| {
        if !IMAGES.contains(&name) {
            out.push_str(tag);
        } else if name == "img" {
            out.push_str(&image(tag, &mut other).unwrap_or_default());
        }
    })
}

/// The tag of an image with its other address, if it has one.
fn image(tag: &str, other: impl FnOnce(&str) -> Option<String>) -> Option<String> {
    let (_, mut rest) = tag.strip_suffix('>')?.split_once(char::is_whitespace)?;
    let (mut source, mut kept) = (None, String::new());
    while let Some((attribute, behind)) = rest.trim_start().split_once("=\"") {
        let (value, behind) = behind.split_once('"')?;
        rest = behind;
        if attribute == "src" {
            source = Some(value.replace("&quot;", "\"").replace("&amp;", "&"));
        } else if KEPT.contains(&attribute) {
            kept.push_str(&format!(" {attribute}=\"{value}\""));
        }
    }
    let url = escaped(&other(&source?)?);
    Some(format!("<img src=\"{url}\"{kept}>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<p>a<img src=\"https://a.example/1.png?a=1&amp;b\" alt=\"x>y\" \
         longdesc=\"https://a.example/\"> <img alt=\"\"></p><picture><source src=\"q\">\
         <img src=\"https://a.example/2.png\"></picture><video poster=\"p\" src=\"v\">c</video>\
         <a href=\"https://a.example/1.png\">d</a> 3 < 4";

    #[test]
    fn each_image_of_a_text_is_found_and_replaced_and_nothing_else_is_loaded() {
        assert_eq!(
            of(None, &[], Some(HTML)),
            ["https://a.example/1.png?a=1&b", "https://a.example/2.png"]
        );
        let other = |url: &str| {
            url.contains("1.png")
                .then(|| "https://n.example/i".to_owned())
        };
        assert_eq!(
            with(HTML, other),
            "<p>a<img src=\"https://n.example/i\" alt=\"x>y\"> </p>c\
             <a href=\"https://a.example/1.png\">d</a> 3 < 4"
        );
    }

    #[test]
    fn media_files_are_images_by_their_type_or_else_by_their_address() {
        let file = |url: &str, kind: &str| Enclosure {
            url: url.to_owned(),
            media_type: kind.to_owned(),
            length: None,
        };
        let files = [
            file("https://a.example/1", "image/jpeg"),
            file("https://a.example/2.JPG?x", ""),
            file("https://a.example/3.mp3", "audio/mpeg"),
            file("data:image/png;base64,AA", "image/png"),
        ];
        assert_eq!(
            of(None, &files, None),
            ["https://a.example/1", "https://a.example/2.JPG?x"]
        );
    }
}
