//! What the name of an image's file says of it.

use super::address::written_together;

/// Words for what shows whose page it is, and not what it is about.
const SIGNS: [&str; 4] = ["logo", "logos", "avatar", "favicon"];

/// Words that say wherever they are in a name that a picture is to take its place.
const PLACEHOLDERS: [&str; 4] = ["placeholder", "spacer", "noimage", "nophoto"];

/// Words that do so as the whole of a name, or beside one of [`PICTURES`]: news are about defaults,
/// too.
const NONE: [&str; 5] = ["default", "blank", "no", "touch", "transparent"];

/// Words for what a picture is to a page.
const PICTURES: [&str; 9] = [
    "image",
    "img",
    "photo",
    "picture",
    "thumb",
    "thumbnail",
    "share",
    "og",
    "icon",
];

/// Whether the image at `address` is what a page shows until a picture is there, or where there is
/// none, by the words of its file's name.
#[must_use]
pub fn is_placeholder(address: &str) -> bool {
    let words = words(address);
    let is_none = |word: &String| NONE.contains(&&**word);
    let is_picture = |word: &String| PICTURES.contains(&&**word);
    let beside = |pair: &[String]| match pair {
        [one, other] => is_none(one) && is_picture(other) || is_picture(one) && is_none(other),
        _ => false,
    };
    address.starts_with("data:")
        || words.iter().any(|word| PLACEHOLDERS.contains(&&**word))
        || words.windows(2).any(beside)
        || !words.is_empty() && words.iter().all(is_none)
}

/// Whether it is that, or the outlet's sign: what every page of a site names as its image may be.
#[must_use]
pub fn stands_for_none(address: &str) -> bool {
    is_placeholder(address) || words(address).iter().any(|word| SIGNS.contains(&&**word))
}

/// The words of a file's name in lower case, `noImage` and `no_image2` alike; the sizes in it are
/// none.
fn words(address: &str) -> Vec<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let name = file.rsplit_once('.').map_or(file, |(name, _)| name);
    let mut words = written_together(name, char::is_alphabetic);
    words.retain(|word| word != "x");
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_a_sign_may_be_news() {
        let address = "https://fil.example/le-nouveau-logo-de-la-can.jpg";
        assert!(stands_for_none(address) && !is_placeholder(address));
    }

    #[test]
    fn a_word_in_another_is_no_sign() {
        for (name, expected) in [
            ("dialogo-nacional.jpg", false),
            ("catalogo.jpg", false),
            ("ghana-default-bonds.jpg", false),
            ("point-blank.jpg", false),
            ("transparent-elections.jpg", false),
            ("no-confidence-vote.jpg", false),
            ("logo.png", true),
            ("Le-Fil_logo2024.png", true),
            ("default.jpg", true),
            ("default-1200x630.png", true),
            ("lefil-default-share.jpg", true),
            ("ogDefault.jpg", true),
            ("no_image_available.png", true),
            ("noImage.png", true),
            ("apple-touch-icon-180x180.png", true),
            ("lazy_placeholder.gif", true),
            ("blank.gif", true),
        ] {
            let address = format!("https://logo.example/default/blank/{name}?v=logo");
            assert_eq!(stands_for_none(&address), expected, "{name}");
        }
    }
}
