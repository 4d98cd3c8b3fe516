//! Addresses as outlets write them who leave out a part of the scheme, or write it twice.

use std::borrow::Cow;

use url::Url;

/// Bytes of a reference that is looked at.
const LONGEST: usize = 4_096;

/// `reference` as it is meant where it stands for a page of the web, read on `base`: with its one
/// whole scheme, and without the link that was written around it. None where it is markup without
/// an address. To a reader that goes by the rules (RFC 3986, section 4.2) `www.example.org/a` is a
/// path, and leads nowhere on the host of the feed.
#[must_use]
pub fn mended<'r>(reference: &'r str, base: Option<&Url>) -> Option<Cow<'r, str>> {
    if reference.len() > LONGEST {
        return Some(Cow::Borrowed(reference));
    }
    let reference = match reference.trim() {
        markup if markup.starts_with('<') => href(markup)?.trim(),
        reference => reference,
    };
    let (schemes, rest) = without_schemes(reference);
    let scheme = match schemes.last() {
        Some(last) if schemes.len() > 1 || !last.is_whole => last.name,
        None if names_host(rest, base) => base.map_or("https", Url::scheme),
        _ => return Some(Cow::Borrowed(reference)),
    };
    Some(Cow::Owned(format!("{scheme}://{rest}")))
}

/// The address in the first link of some markup.
fn href(markup: &str) -> Option<&str> {
    let value = markup.split_once("href")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

struct Scheme {
    name: &'static str,
    /// Whether it is written as it has to be.
    is_whole: bool,
}

/// The schemes that `text` begins with, damaged or not, and what follows them.
fn without_schemes(text: &str) -> (Vec<Scheme>, &str) {
    let mut schemes = Vec::new();
    let mut rest = text;
    while let Some((scheme, after)) = scheme(rest) {
        schemes.push(scheme);
        rest = after;
    }
    (schemes, rest)
}

/// `https://`, or what is left of it before a host: `https//`, `https:`, `https:/`.
fn scheme(text: &str) -> Option<(Scheme, &str)> {
    let names = ["https", "http"].into_iter();
    let begins = |name: &&str| {
        let begin = text.get(..name.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
    };
    let name = names.into_iter().find(begins)?;
    let after = &text[name.len()..];
    let bare = after.strip_prefix(':').unwrap_or(after);
    let rest = bare.trim_start_matches('/');
    let (colon, slashes) = (bare.len() < after.len(), bare.len() - rest.len());
    let is_whole = colon && slashes >= 2;
    let is_damaged = (colon || slashes >= 2) && is_host(first_segment(rest));
    (is_whole || is_damaged).then_some((Scheme { name, is_whole }, rest))
}

/// Whether a reference without a scheme begins with the name of a host: with that of the web, or of
/// the site itself.
fn names_host(reference: &str, base: Option<&Url>) -> bool {
    let first = first_segment(reference).to_ascii_lowercase();
    let is_web = |name: &str| name.starts_with("www.") && name.matches('.').count() > 1;
    let bare = |name: &str| name.strip_prefix("www.").unwrap_or(name).to_owned();
    let own = base.and_then(Url::host_str).map(bare);
    is_host(&first) && (is_web(&first) || own == Some(bare(&first)))
}

fn first_segment(text: &str) -> &str {
    text.split(['/', '?', '#']).next().unwrap_or_default()
}

/// Whether this may be the name of a host, its port included.
fn is_host(name: &str) -> bool {
    let may_stand = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | ':');
    let dot = name.find('.');
    dot.is_some_and(|at| at > 0 && at + 1 < name.len()) && name.chars().all(may_stand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_read_and_what_is_right_stays() {
        let base = Url::parse("https://www.fil.example/feed/").unwrap();
        for (given, meant) in [
            ("www.autre.example/a/1", "https://www.autre.example/a/1"),
            ("fil.example/a/1", "https://fil.example/a/1"),
            ("http//www.autre.example/a", "http://www.autre.example/a"),
            ("https:/autre.example/a", "https://autre.example/a"),
            ("http:autre.example/a", "http://autre.example/a"),
            ("http://https://autre.example/a", "https://autre.example/a"),
            ("HTTP://http//autre.example/a", "http://autre.example/a"),
            (
                "<a class=x href=\"https://autre.example/a\">ici</a>",
                "https://autre.example/a",
            ),
        ] {
            assert_eq!(mended(given, Some(&base)).unwrap(), meant, "{given}");
        }
        for right in [
            "https://autre.example/http://b.example/",
            "http://localhost/a",
            "http-2/explained.html",
            "https.html",
            "www.pdf",
            "2026/12/a.html",
            "//autre.example/a",
            "/www.autre.example/a",
            "#top",
            "mailto:a@b.example",
            "",
        ] {
            let mended = mended(right, Some(&base)).unwrap();
            assert_eq!(mended, right);
        }
        assert_eq!(mended("<b>ici</b>", Some(&base)), None);
    }
}
