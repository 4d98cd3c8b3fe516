//! The links in the header of an answer (RFC 8288).

/// A link as a header field says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderLink {
    /// Where it leads, as written.
    pub target: String,
    /// Its relation types, parted by spaces.
    pub rel: String,
    /// The media type that the target is said to have.
    pub media_type: String,
    /// What it is a link of, where that is not the page itself.
    pub anchor: Option<String>,
}

/// Reads the links of one field (RFC 8288, section 3 and appendix B.2): several parted by commas,
/// values with or without quotes. What is no link is passed over up to the next comma.
#[must_use]
pub fn links(field: &str) -> Vec<HeaderLink> {
    let mut links = Vec::new();
    let mut rest = field;
    while let Some(at) = rest.find('<') {
        let Some((target, after)) = rest[at + 1..].split_once('>') else {
            break;
        };
        let mut link = HeaderLink {
            target: target.trim().to_owned(),
            ..HeaderLink::default()
        };
        rest = parameters(after, &mut link);
        links.push(link);
    }
    links
}

/// Reads the parameters of `link`; gives what follows them. Of parameters that stand twice the
/// first one counts.
fn parameters<'a>(text: &'a str, link: &mut HeaderLink) -> &'a str {
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix(';') {
        let after = after.trim_start();
        let end = after.find(['=', ';', ',']).unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => (String::new(), after),
        };
        rest = after.trim_start();
        let name = name.trim().to_ascii_lowercase();
        match &*name {
            "rel" if link.rel.is_empty() => link.rel = value,
            "type" if link.media_type.is_empty() => link.media_type = value,
            "anchor" if link.anchor.is_none() => link.anchor = Some(value),
            _ => {}
        }
    }
    // Whatever stands before the next comma belongs to no link.
    rest.find(',').map_or("", |at| &rest[at + 1..])
}

/// A value and what follows it: a quoted string, or whatever stands before the next separator.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(field: &str) -> Vec<(String, String, String)> {
        let links = links(field).into_iter();
        links
            .map(|link| (link.target, link.rel, link.media_type))
            .collect()
    }

    fn link(target: &str, rel: &str, media_type: &str) -> (String, String, String) {
        (target.to_owned(), rel.to_owned(), media_type.to_owned())
    }

    #[test]
    fn links_are_read_however_they_are_written_rfc8288_3() {
        let feed = link("/feed", "alternate", "application/rss+xml");
        for field in [
            "</feed>; rel=\"alternate\"; type=\"application/rss+xml\"",
            "</feed>;rel=alternate;type=application/rss+xml",
            " < /feed > ; TYPE = \"application/rss+xml\" ; Rel = alternate ; rel=next",
            "</feed>; title=\"a, b; c\\\" <d>\"; rel=alternate; type=application/rss+xml",
            "</feed>; crossorigin; rel=alternate; type=application/rss+xml; title*=UTF-8''x",
        ] {
            assert_eq!(read(field), std::slice::from_ref(&feed), "{field}");
        }
    }

    #[test]
    fn several_links_stand_in_one_field_and_what_is_none_is_passed_over() {
        assert_eq!(
            read("<a>; rel=\"x y\", , junk, <b,c>;rel=z;type=\"t\" tail, <d>"),
            [
                link("a", "x y", ""),
                link("b,c", "z", "t"),
                link("d", "", "")
            ]
        );
        for none in ["", "junk", "<open", ",;=\"", "\""] {
            assert_eq!(read(none), [], "{none}");
        }
        assert_eq!(links("<a>; anchor=\"#b\"")[0].anchor.as_deref(), Some("#b"));
    }

    proptest! {
        #[test]
        fn no_field_makes_reading_panic(field in "([<>;,=\" \\\\]|rel|type|\\PC){0,40}") {
            let _ = links(&field);
        }

        #[test]
        fn a_link_that_is_written_is_read_back(
            target in "[a-z/:.?&=,;]{0,20}", rel in "[a-z ,;<>]{0,20}", kind in "[ -~]{0,20}"
        ) {
            let quoted = kind.replace('\\', "\\\\").replace('"', "\\\"");
            let field = format!("<x>;rel=y, <{target}>; rel=\"{rel}\"; type=\"{quoted}\"");
            prop_assert_eq!(&read(&field)[1], &link(&target, &rel, &kind));
        }
    }
}
