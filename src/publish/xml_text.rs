//! Text and addresses made fit for what is published, whatever came in.
//!
//! XML 1.0 (section 2.2) has no place for most control characters, not even escaped; readers'
//! titles are one line; and a direction override in one headline must not turn the next one round.

use url::Url;

use crate::domain::address;

/// The longest title, in characters.
pub const TITLE_MAX: usize = 300;

/// The longest summary, in characters: a summary is republished, not the article.
pub const SUMMARY_MAX: usize = 1_000;

/// The longest address, in bytes; beyond it browsers and readers disagree.
const LINK_MAX: usize = 4_096;

/// Whether a character may stand in what is published.
///
/// Beyond what XML 1.0 forbids, this leaves out C1 controls and noncharacters (discouraged there,
/// section 2.2), byte order marks, the mark of what somebody could not read (U+FFFD), and the
/// embeddings, overrides and isolates of the bidirectional algorithm (Unicode Annex 9), which act on
/// the text that follows when they are not closed.
#[must_use]
pub fn is_fit(c: char) -> bool {
    // Nearly every character of a text, and none of those below.
    if matches!(c, ' '..='~' | '\u{A0}'..='\u{2029}') {
        return true;
    }
    let noncharacter =
        matches!(c, '\u{FDD0}'..='\u{FDEF}') || matches!(u32::from(c) & 0xFFFF, 0xFFFE | 0xFFFF);
    let direction = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    !(noncharacter || direction || control || matches!(c, '\u{FEFF}' | '\u{FFFD}'))
}

/// `text` without what may not be published; line breaks and markup stay as they are.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    rewrite(&mut out, text, |c| (!is_fit(c)).then_some(""));
    out
}

/// Writes `text` with what `instead` gives in place of a character; what lies between those is
/// copied as it is.
pub(super) fn rewrite(
    out: &mut String,
    text: &str,
    instead: impl Fn(char) -> Option<&'static str>,
) {
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if let Some(instead) = instead(c) {
            out.push_str(&text[from..at]);
            out.push_str(instead);
            from = at + c.len_utf8();
        }
    }
    out.push_str(&text[from..]);
}

/// A title: one line of at most [`TITLE_MAX`] characters, plain text.
#[must_use]
pub fn title(text: &str) -> String {
    one_line(text, TITLE_MAX)
}

/// A summary: one paragraph of at most [`SUMMARY_MAX`] characters, plain text.
#[must_use]
pub fn summary(text: &str) -> String {
    one_line(text, SUMMARY_MAX)
}

/// A name, or a title where markup has no escape of its own (attributes, categories): as
/// [`title`], with angle quotation marks for angle brackets, so that nobody reads a tag into it.
#[must_use]
pub fn label(text: &str) -> String {
    title(text).replace('<', "‹").replace('>', "›")
}

/// Whether someone who takes plain `text` for HTML would find a tag in it.
#[must_use]
pub fn has_tag(text: &str) -> bool {
    text.split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)))
}

/// An absolute http or https address that every reader takes, or none.
///
/// One that is correct is left as it is, to the byte; in others, what RFC 3986 does not allow is
/// percent-encoded. Passwords are taken out: they are nobody's to republish.
#[must_use]
pub fn link(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LINK_MAX {
        return None;
    }
    let mut url = Url::parse(text).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return None;
    }
    if is_origin_plain(text, &url) && encoded(text) == text {
        return Some(text.to_owned());
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(encoded(url.as_str()))
}

/// The address of a mailbox, `mailto:` and all, without what it says to write there.
#[must_use]
pub fn mailbox(text: &str) -> Option<String> {
    let address = text.trim().strip_prefix("mailto:")?;
    let address = address.split('?').next().unwrap_or_default();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._+@".contains(&byte);
    let is_one = address.matches('@').count() == 1 && address.bytes().all(allowed);
    is_one.then(|| format!("mailto:{address}"))
}

/// Whether a media file's address names its host as RSS validators want it: a name of several parts,
/// or an IPv4 address.
#[must_use]
pub fn is_of_a_named_host(address: &str) -> bool {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let label = |label: &str| {
        let mut bytes = label.bytes();
        !label.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.contains('.') && host.split('.').all(label)
}

/// Whether `text`, of which `url` was read, names scheme, host and port as everybody reads them:
/// nothing to be translated (names in other scripts), turned round (`\`) or left out (line breaks,
/// passwords).
fn is_origin_plain(text: &str, url: &Url) -> bool {
    let Some(rest) = text
        .strip_prefix(url.scheme())
        .and_then(|rest| rest.strip_prefix("://"))
    else {
        return false;
    };
    let origin = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:[]".contains(&byte);
    !origin.is_empty() && origin.bytes().all(plain)
}

/// An address as an id: of all that lead to one place always the same (RFC 3986, section 6.2.2).
#[must_use]
pub fn canonical(address: &str) -> String {
    let address = Url::parse(address).map_or_else(|_| address.to_owned(), String::from);
    let mut out = String::with_capacity(address.len());
    let mut rest = address.as_str();
    while let Some(at) = rest.find('%') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let code = escape.get(1..3).unwrap_or_default();
        rest = &escape[1 + code.len()..];
        match u8::from_str_radix(code, 16) {
            Ok(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push_str(&code.to_ascii_uppercase());
            }
        }
    }
    out.push_str(rest);
    out
}

/// As [`link`], of a feed's own address, without the keys that it may hold; where one stands in its
/// path, the root of its host stands for it.
pub fn feed(url: &Url) -> Option<String> {
    let root = || address::open(&url.join("/").ok()?);
    link(address::open(url).or_else(root)?.as_str())
}

/// An absolute address with everything percent-encoded that RFC 3986 (appendix A) does not allow.
fn encoded(url: &str) -> String {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let path = url[authority..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |at| authority + at);
    let (origin, rest) = url.split_at(path);
    let mut out = String::with_capacity(url.len());
    out.push_str(origin);
    let bytes = rest.as_bytes();
    let mut in_fragment = false;
    for (at, byte) in bytes.iter().enumerate() {
        let allowed = match byte {
            b'#' => !std::mem::replace(&mut in_fragment, true),
            b'%' => bytes
                .get(at + 1..at + 3)
                .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(byte),
        };
        if allowed {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `text` as one line of at most `max` characters, what was cut shown by an ellipsis.
fn one_line(text: &str, max: usize) -> String {
    let once = encoded_once(text);
    let text = once.as_deref().unwrap_or(text);
    let mut line = String::new();
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = length > 0;
        } else if is_fit(c) {
            let needed = 1 + usize::from(gap);
            if length + needed > max {
                return shortened(line, max);
            }
            if gap {
                line.push(' ');
            }
            line.push(c);
            length += needed;
            gap = false;
        }
    }
    line
}

/// The text as it was before someone took its UTF-8 for Latin-1 (`cafÃ©`); none where it is nothing
/// of the kind.
fn encoded_once(text: &str) -> Option<String> {
    if !text.contains(['Ã', 'Â']) {
        return None;
    }
    let kept = text.chars().filter(|c| *c != '\u{FFFD}');
    let bytes: Option<Vec<u8>> = kept.map(|c| u8::try_from(c).ok()).collect();
    let once = String::from_utf8(bytes?).ok()?;
    // Each time shortens it by a byte at least.
    encoded_once(&once).or(Some(once))
}

/// `line`, of about `max` characters, cut at its last word boundary if there is one near the end.
fn shortened(mut line: String, max: usize) -> String {
    if line.chars().count() >= max {
        line.pop();
    }
    if let Some(space) = line.rfind(' ')
        && space > line.len() / 4 * 3
    {
        line.truncate(space);
    }
    line.truncate(line.trim_end().len());
    line.push('…');
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_are_one_clean_line() {
        assert_eq!(
            title(" Le\u{0} \u{202E}Niger\r\n\tet \u{FFFE}\u{7} Mali\u{85}"),
            "Le Niger et Mali"
        );
        assert_eq!(title("👩‍👩‍👧 à Niamey"), "👩‍👩‍👧 à Niamey");
        assert_eq!(title("\u{1}\u{2}"), "");
    }

    #[test]
    fn a_huge_title_is_cut_at_a_word() {
        let cut = title(&"mot ".repeat(300_000));
        assert!(cut.chars().count() <= TITLE_MAX, "{cut}");
        assert!(cut.ends_with("mot…"), "{cut}");
        assert_eq!(title(&"x".repeat(1_000_000)).chars().count(), TITLE_MAX);
    }

    #[test]
    fn correct_links_are_left_alone_and_others_are_mended() {
        for same in [
            "https://a.example/p?q=1&r=%C3%A9#top",
            "https://a.example",
            "http://[::1]:8080/x",
            "https://a.example/it's(1)",
        ] {
            assert_eq!(link(same).as_deref(), Some(same));
        }
        for (wrong, right) in [
            ("https://a.example/été", "https://a.example/%C3%A9t%C3%A9"),
            (
                "HTTPS://a.example/\"><b>",
                "https://a.example/%22%3E%3Cb%3E",
            ),
            (
                "https://a.example/a|b[c]{d}",
                "https://a.example/a%7Cb%5Bc%5D%7Bd%7D",
            ),
            ("https://a.example/100%", "https://a.example/100%25"),
            ("https://a.example/x#a#b", "https://a.example/x#a%23b"),
            ("https://me:secret@a.example/", "https://a.example/"),
            (
                "https://médias.example/x",
                "https://xn--mdias-bsa.example/x",
            ),
            ("https://a.example\\b", "https://a.example/b"),
            ("https://a.exa\nmple/b", "https://a.example/b"),
        ] {
            assert_eq!(link(wrong).as_deref(), Some(right), "{wrong}");
        }
        for none in [
            "javascript:alert(1)",
            "/relative",
            "",
            "http://",
            "data:text/html,x",
        ] {
            assert_eq!(link(none), None, "{none}");
        }
    }

    #[test]
    fn one_place_has_one_canonical_address() {
        let given = "HTTPS://A.example:443/%7ea/%c3%a9/./b/../%41?q=%2f%zz";
        let canon = "https://a.example/~a/%C3%A9/A?q=%2F%ZZ";
        assert_eq!(canonical(given), canon);
        assert_eq!(canonical(canon), canon);
        assert_eq!(canonical("https://a.example/%"), "https://a.example/%");
    }

    #[test]
    fn what_was_encoded_twice_is_undone_and_nothing_else() {
        assert_eq!(title("cafÃ© et thÃ©"), "café et thé");
        for same in [
            "São Tomé",
            "Â",
            "Ã la carte",
            "PARÁ – São Luís",
            "cafÃ© – thé",
        ] {
            assert_eq!(title(same), same);
        }
    }

    #[test]
    fn only_what_opens_like_a_tag_counts_as_one() {
        assert!(has_tag("a </b>") && has_tag("<script>") && has_tag("<!--"));
        assert!(!has_tag("3 < 4") && !has_tag("a <3 b") && !has_tag("AT&T"));
    }

    proptest! {
        #[test]
        fn a_title_is_its_own_title(text in any::<String>()) {
            let once = title(&text);
            prop_assert_eq!(title(&once), once.clone());
            prop_assert!(once.chars().all(is_fit));
        }

        #[test]
        fn a_link_is_its_own_link(text in "https?://[a-z]{1,5}\\.example/\\PC{0,30}") {
            if let Some(once) = link(&text) {
                prop_assert_eq!(link(&once), Some(once.clone()));
                prop_assert!(once.is_ascii());
            }
        }
    }

    #[test]
    fn a_feeds_address_is_published_without_its_keys() {
        let shown = |url: &str| feed(&url.parse().unwrap());
        assert_eq!(
            shown("https://u:p@a.example/x.xml?apikey=K&page=2").as_deref(),
            Some("https://a.example/x.xml?page=2")
        );
        assert_eq!(
            shown("https://a.example/x.xml?token=K").as_deref(),
            Some("https://a.example/x.xml")
        );
        assert_eq!(
            shown("https://a.example/feed/0f3c9a7b51e84d02b6c7/rss").as_deref(),
            Some("https://a.example/")
        );
        let spip = "https://a.example/spip.php?page=backend";
        assert_eq!(shown(spip).as_deref(), Some(spip));
    }
}
