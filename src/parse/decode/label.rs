//! What HTTP and the document say about the encoding.

use std::borrow::Cow;

use super::codepage;

/// The declaration stands at the very beginning, but junk may stand before it.
const DECLARATION_WITHIN: usize = 4096;

/// The charset parameter of a Content-Type, in any of the quotes that servers use.
pub(super) fn of_content_type(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').skip(1);
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        let named = name.trim().eq_ignore_ascii_case("charset") && !value.is_empty();
        named.then(|| value.to_ascii_lowercase())
    })
}

/// The encoding that the XML declaration names, in ASCII or in EBCDIC.
pub(super) fn of_declaration(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    if start.starts_with(codepage::EBCDIC_DECLARATION) {
        return of_text(&codepage::ebcdic(start));
    }
    of_text(&String::from_utf8_lossy(start))
}

/// The encoding that the `meta` elements of a page name (WHATWG HTML, section 13.2.3.2), or its XML
/// declaration.
pub(super) fn of_page(bytes: &[u8]) -> Option<String> {
    let start = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let tags = text.match_indices("<meta").filter_map(|(at, _)| {
        let tag = &text[at..];
        let value = tag[..tag.find('>')?].split_once("charset")?.1.trim_start();
        let value = value
            .strip_prefix('=')?
            .trim_start_matches([' ', '"', '\'']);
        let end = value.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/'));
        Some(value[..end.unwrap_or(value.len())].to_owned())
    });
    tags.into_iter()
        .find(|label| !label.is_empty())
        .or_else(|| of_declaration(start))
}

fn of_text(text: &str) -> Option<String> {
    let declaration = &text[text.find("<?xml")?..];
    let declaration = &declaration[..declaration.find('>')?];
    let value = declaration.split_once("encoding")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?.trim();
    (!label.is_empty()).then(|| label.to_ascii_lowercase())
}

/// The label as the encoding standard spells it: `windows_1252` and `cp1252` are `windows-1252`.
pub(super) fn known(label: &str) -> Cow<'_, str> {
    if encoding_rs::Encoding::for_label(label.as_bytes()).is_some() {
        return Cow::Borrowed(label);
    }
    let key = codepage::key(label);
    let number = key.trim_start_matches("windows").trim_start_matches("x");
    let spelt = match number {
        "874" | "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            format!("windows-{number}")
        }
        "866" => "ibm866".to_owned(),
        "932" | "ms932" | "mskanji" | "sjis" | "shiftjis2004" | "shiftjisx0213" => {
            "shift_jis".to_owned()
        }
        "936" | "ms936" | "gb18030" | "euccn" | "eucgb2312cn" => "gb18030".to_owned(),
        "949" | "ms949" | "uhc" | "korean" | "euckr" => "euc-kr".to_owned(),
        "950" | "ms950" | "big5hkscs" | "big5tw" => "big5".to_owned(),
        "51932" | "eucjp" | "ujis" | "eucjis2004" | "eucjisx0213" => "euc-jp".to_owned(),
        "macintosh" | "macroman" => "macintosh".to_owned(),
        "maccyrillic" => "x-mac-cyrillic".to_owned(),
        "koi8r" => "koi8-r".to_owned(),
        "koi8u" => "koi8-u".to_owned(),
        "tis620" | "iso885911" => "windows-874".to_owned(),
        other => match other
            .strip_prefix("iso8859")
            .or_else(|| other.strip_prefix("latin"))
        {
            Some(part) if other.starts_with("iso") => format!("iso-8859-{part}"),
            Some(part) => format!("latin{part}"),
            None => return Cow::Borrowed(label),
        },
    };
    Cow::Owned(spelt)
}

pub(super) fn is_utf8(label: &str) -> bool {
    matches!(
        codepage::key(label).as_str(),
        "utf8" | "u8" | "unicode11utf8" | "xunicode20utf8"
    )
}

/// Whether servers give this label to whatever they send (RFC 2616, section 3.7.1; RFC 3023,
/// section 3.1).
pub(super) fn is_default(label: &str) -> bool {
    matches!(label, "iso-8859-1" | "latin1" | "us-ascii" | "ascii")
}

/// Encodings whose text consists of ASCII bytes alone.
pub(super) fn hides_in_ascii(label: &str) -> bool {
    label.starts_with("iso-2022-") || label.starts_with("iso2022")
}

/// What to call text that is all ASCII: what HTTP says, what the declaration says where the media
/// type leaves it the word, and US-ASCII where it does not (RFC 3023, sections 3.1 to 3.6).
pub(super) fn for_ascii<'a>(
    http: Option<&'a str>,
    declared: Option<&'a str>,
    content_type: Option<&str>,
) -> Option<&'a str> {
    let media_type = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    let textual = media_type.starts_with("text/") && media_type.contains("xml");
    http.or(if textual { Some("us-ascii") } else { declared })
        .filter(|label| !label.starts_with("utf-16") && !label.starts_with("utf-32"))
}
