//! An image that a story shows: asked for where its site lets programs, and told by its first bytes.

use url::Url;

use super::page::{Missed, PutOff, reach};
use super::rulebook::Rulebook;
use crate::clock::Clock;
use crate::domain::address::shown;
use crate::fetch::{Client, Place, Request, Wanted};

/// Bytes of one image, at most.
const MOST_BYTES: usize = 2 << 20;

/// What came of asking for an image.
#[derive(Debug)]
pub enum ImageCame {
    /// It was received whole.
    Read {
        /// Its bytes as they came.
        bytes: Vec<u8>,
        /// What the name of a file of its kind ends in.
        extension: &'static str,
        /// Their place among the bodies that are in memory at once.
        place: Place,
    },
    /// It failed, is no image, or its site keeps programs from it; one sentence.
    Failed(String),
    /// Its site wants to be left alone for now.
    NotNow(PutOff),
}

/// Asks for the image at `url`, as a stranger: keys of sources stay with their feeds.
pub async fn image(client: &Client, rulebook: &Rulebook, url: &Url, clock: &Clock) -> ImageCame {
    let request = |url| Request {
        most: MOST_BYTES,
        ..Request::new(url).wanting(Wanted::Image)
    };
    let mut body = match reach(client, rulebook, url, request, clock).await {
        Ok(body) => body,
        Err(Missed::Forbidden(why) | Missed::Failed(why)) => return ImageCame::Failed(why),
        Err(Missed::NotNow(put_off)) => return ImageCame::NotNow(put_off),
    };
    let unpacked = tokio::task::spawn_blocking(move || {
        let bytes = body.unpack_whole(MOST_BYTES);
        bytes.map(|bytes| (bytes, body.into_received().2))
    });
    let (bytes, place) = match unpacked.await {
        Ok(Ok(received)) => received,
        Ok(Err(failure)) => return ImageCame::Failed(failure.message),
        Err(_) => {
            return ImageCame::Failed("the image failed; please report its URL".to_owned());
        }
    };
    match extension(&bytes) {
        Some(extension) => ImageCame::Read {
            bytes,
            extension,
            place,
        },
        None => ImageCame::Failed(format!("{} is no image that is published", shown(url))),
    }
}

/// The kind of an image by its first bytes, whatever its server calls it: no other kind is ever
/// published, above all none that may hold a script.
fn extension(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"\xff\xd8\xff") {
        Some("jpg")
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Some("png")
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some("gif")
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("webp")
    } else {
        is_avif(bytes).then_some("avif")
    }
}

/// Whether the file type box (ISO/IEC 14496-12, section 4.3) names AVIF among its brands.
fn is_avif(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk() else {
        return false;
    };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or_default();
    let Some(brands) = length
        .checked_sub(4)
        .and_then(|length| rest.get(..length)?.strip_prefix(b"ftyp"))
    else {
        return false;
    };
    let mut brands = brands.chunks(4);
    brands.any(|brand| brand == b"avif" || brand == b"avis")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_told_by_their_first_bytes() {
        for (bytes, kind) in [
            (b"\xff\xd8\xff\xe0..JFIF".as_slice(), Some("jpg")),
            (b"\x89PNG\r\n\x1a\n....", Some("png")),
            (b"GIF89a..", Some("gif")),
            (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Some("webp")),
            (b"\0\0\0\x14ftypavif\0\0\0\0mif1", Some("avif")),
            (b"\0\0\0\x18ftypmif1\0\0\0\0miafavif", Some("avif")),
            (b"\0\0\0\x14ftypheic\0\0\0\0mif1", None),
            (b"\0\0\0\x02ftypavif", None),
            (b"\xff\xff\xff\xffftypavif", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<!doctype html>", None),
            (b"RIFF", None),
            (b"", None),
        ] {
            assert_eq!(extension(bytes), kind, "{}", bytes.escape_ascii());
        }
    }
}
