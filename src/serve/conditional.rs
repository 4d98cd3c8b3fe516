//! Conditional requests (RFC 9110, section 13).

use chrono::{DateTime, NaiveDateTime, Utc};

use super::fields::Fields;

/// What the conditions of a request come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Answer as if there were none.
    Proceed,
    /// 304: the client holds these bytes.
    NotModified,
    /// 412: the client asked for other bytes than these.
    Failed,
}

/// Weighs the conditions of a GET or HEAD in the order of RFC 9110, section 13.2.2.
///
/// `etag` is the strong entity tag of the selected representation, with its quotes.
#[must_use]
pub(super) fn evaluate(
    request: &(impl Fields + ?Sized),
    etag: &str,
    modified: DateTime<Utc>,
) -> Outcome {
    let since = |name| date(request, name);
    let kept = match lists(request, "if-match", |tag| tag == etag) {
        Some(listed) => listed,
        None => since("if-unmodified-since").is_none_or(|date| modified <= date),
    };
    if !kept {
        return Outcome::Failed;
    }
    // Weak comparison: what proxies weakened still names our bytes (section 8.8.3.2).
    let is_ours = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag) == etag;
    let known = match lists(request, "if-none-match", is_ours) {
        Some(listed) => listed,
        None => since("if-modified-since").is_some_and(|date| modified <= date),
    };
    if known {
        Outcome::NotModified
    } else {
        Outcome::Proceed
    }
}

/// Reads an HTTP-date in its three forms (RFC 9110, section 5.6.7).
#[must_use]
pub fn parse_date(text: &str) -> Option<DateTime<Utc>> {
    const FORMS: [&str; 3] = [
        "%a, %d %b %Y %H:%M:%S GMT",
        "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %e %H:%M:%S %Y",
    ];
    FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
        .map(|time| time.and_utc())
}

/// Writes an IMF-fixdate (RFC 9110, section 5.6.7).
#[must_use]
pub fn format_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn date(request: &(impl Fields + ?Sized), name: &'static str) -> Option<DateTime<Utc>> {
    parse_date(request.lines(name).next()?)
}

/// Whether the field `name` lists an entity tag of ours, or is `*`, which stands for any that is
/// current; none where the request has no such field.
fn lists(
    request: &(impl Fields + ?Sized),
    name: &'static str,
    is_ours: impl Fn(&str) -> bool,
) -> Option<bool> {
    let mut found = None;
    for line in request.lines(name) {
        // A field that cannot be read still is there, and takes precedence over dates.
        let line = line.trim();
        let listed = line == "*" || split(line).any(&is_ours);
        found = Some(listed || found.unwrap_or_default());
    }
    found
}

/// Cuts a list of entity tags after each closing quote: a tag may hold commas.
fn split(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let opening = rest.find('"')?;
        let closing = opening + 1 + rest[opening + 1..].find('"')?;
        let (tag, after) = rest.split_at(closing + 1);
        rest = after;
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::{
        HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
    };

    use super::*;

    const ETAG: &str = "\"abc-gz\"";

    fn modified() -> DateTime<Utc> {
        parse_date("Fri, 20 Nov 2026 10:00:00 GMT").unwrap()
    }

    fn outcome(fields: &[(HeaderName, &str)]) -> Outcome {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, value.parse().unwrap());
        }
        evaluate(&headers, ETAG, modified())
    }

    #[test]
    fn if_none_match_takes_lists_stars_and_weak_tags_section_13_1_2() {
        for (value, expected) in [
            ("\"abc-gz\"", Outcome::NotModified),
            ("W/\"abc-gz\"", Outcome::NotModified),
            ("\"x\", \"abc-gz\"", Outcome::NotModified),
            ("\"x,y\",W/\"abc-gz\"", Outcome::NotModified),
            ("*", Outcome::NotModified),
            ("\"abc\"", Outcome::Proceed),
            ("abc-gz", Outcome::Proceed),
            ("\"abc-gz", Outcome::Proceed),
            ("", Outcome::Proceed),
        ] {
            assert_eq!(outcome(&[(IF_NONE_MATCH, value)]), expected, "{value}");
        }
    }

    #[test]
    fn if_none_match_comes_before_if_modified_since_section_13_2_2() {
        let later = "Sat, 21 Nov 2026 10:00:00 GMT";
        let fields = [(IF_NONE_MATCH, "\"x\""), (IF_MODIFIED_SINCE, later)];
        assert_eq!(outcome(&fields), Outcome::Proceed);
    }

    #[test]
    fn if_modified_since_reads_three_forms_and_ignores_the_rest_section_5_6_7() {
        for (value, expected) in [
            ("Fri, 20 Nov 2026 10:00:00 GMT", Outcome::NotModified),
            ("Friday, 20-Nov-26 10:00:00 GMT", Outcome::NotModified),
            ("Fri Nov 20 10:00:01 2026", Outcome::NotModified),
            ("Fri, 20 Nov 2026 09:59:59 GMT", Outcome::Proceed),
            ("yesterday", Outcome::Proceed),
            ("2026-11-20T10:00:00Z", Outcome::Proceed),
        ] {
            assert_eq!(outcome(&[(IF_MODIFIED_SINCE, value)]), expected, "{value}");
        }
    }

    #[test]
    fn if_match_compares_strongly_section_13_1_1() {
        for (value, expected) in [
            (ETAG, Outcome::Proceed),
            ("*", Outcome::Proceed),
            ("W/\"abc-gz\"", Outcome::Failed),
            ("\"x\"", Outcome::Failed),
        ] {
            assert_eq!(outcome(&[(IF_MATCH, value)]), expected, "{value}");
        }
        let earlier = "Thu, 19 Nov 2026 10:00:00 GMT";
        assert_eq!(outcome(&[(IF_UNMODIFIED_SINCE, earlier)]), Outcome::Failed);
    }

    proptest::proptest! {
        #[test]
        fn no_field_value_panics(value in "[ -~]{0,60}") {
            outcome(&[(IF_NONE_MATCH, &value), (IF_MATCH, &value)]);
            outcome(&[(IF_MODIFIED_SINCE, &value), (IF_UNMODIFIED_SINCE, &value)]);
        }
    }
}
