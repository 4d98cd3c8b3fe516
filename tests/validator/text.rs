//! Text, addresses, languages and media types.

/// The languages of ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr \
    cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu \
    hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo \
    lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt \
    qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr \
    ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Those of ISO 639-2 that African outlets may say they write in, and `und`.
const THREE_LETTERS: &str = "ach ada bas bej bem ber bin byn cpe cpf cpp din dua dyu efi ewo fan fat fon gaa \
    gba gez kab kam kmb kpe loz lua lun luo mas men mos nso nub nym nyn nyo nzi sid snk srr suk sus syr tem \
    tig tiv tmh tog tum umb und vai wal yao zen znd";

/// Names of references that everybody knows. Validators know the whole list; in our documents only
/// these can be left from what outlets write.
const REFERENCES: [&str; 12] = [
    "amp", "lt", "gt", "quot", "apos", "nbsp", "eacute", "egrave", "agrave", "ccedil", "copy",
    "hellip",
];

/// Elements of HTML, beside those that feeds may hold, of which an end tag in plain text is an
/// objection.
const FORBIDDEN: [&str; 10] = [
    "script", "style", "iframe", "title", "form", "object", "html", "body", "head", "select",
];

/// What in plain text looks like markup. A reference is none where a hexadecimal one stands in the
/// same line: that is how the RSS Board's profile writes `&` and `<`.
pub fn markup(text: &str, hexadecimal: bool) -> Option<String> {
    for rest in text.split("</").skip(1) {
        let name = rest
            .split('>')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let known = super::html::is_known(&name) || FORBIDDEN.contains(&name.as_str());
        if rest.contains('>') && known {
            return Some(name);
        }
    }
    if hexadecimal {
        return None;
    }
    for rest in text.split('&').skip(1) {
        let name: String = rest
            .chars()
            .take_while(|c| c.is_alphanumeric() || "#_".contains(*c))
            .collect();
        let letters = !name.is_empty() && name.chars().all(char::is_alphabetic);
        if !name.is_empty() && (!letters || REFERENCES.contains(&name.as_str())) {
            return Some(format!("&{name}"));
        }
    }
    let opens = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    text.split('<').skip(1).any(opens).then(|| "<".to_owned())
}

/// Whether text is UTF-8 that somebody took for Latin-1.
pub fn was_encoded_twice(text: &str) -> bool {
    let pairs = text.chars().zip(text.chars().skip(1));
    let suspicious = pairs
        .into_iter()
        .any(|(one, next)| matches!(one, 'Â' | 'Ã') && matches!(next, '\u{80}'..='\u{bf}'));
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    suspicious && bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}

/// A complete address: RFC 3986 with nothing to be escaped, of a scheme that is registered.
pub fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'()%,#".contains(c);
    let references = text
        .split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()));
    let shape = match scheme {
        "http" | "https" => rest
            .strip_prefix("//")
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':'])),
        "tag" => rest.split_once(',').is_some_and(|(authority, rest)| {
            authority.contains(|c: char| c.is_ascii_alphanumeric()) && rest.contains(':')
        }),
        "urn" => rest.matches(':').count() >= 1,
        "mailto" => rest.contains('@'),
        _ => false,
    };
    // The brackets of an IPv6 address.
    let bare =
        text.replacen("://[", "://", 1)
            .replacen(']', "", usize::from(text.contains("://[")));
    shape && references && !rest.is_empty() && bare.chars().all(allowed)
}

/// The address of a media file: a name or IPv4 address, and a path.
pub fn is_media_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    let Some((host, _)) = rest.and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let name = host.split(':').next().unwrap_or_default();
    let labels = || name.split('.');
    is_address(text)
        && labels().count() > 1
        && labels().all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// Whether two addresses of the same thing would be the same string (RFC 3986, section 6).
pub fn is_canonical(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return true;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let port = if scheme == "http" { ":80" } else { ":443" };
    let encoded = text.split('%').skip(1).all(|rest| {
        let code = rest.get(..2).unwrap_or_default();
        let byte = u8::from_str_radix(code, 16).unwrap_or_default();
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        !unreserved && code == code.to_ascii_uppercase()
    });
    let dots = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .split('/')
        .any(|part| matches!(part, "." | ".."));
    encoded
        && !dots
        && path.starts_with('/')
        && !authority.ends_with(port)
        && authority == authority.to_ascii_lowercase()
}

pub fn is_media_type(text: &str) -> bool {
    let part = |part: &str| {
        let stop = |c: char| c.is_whitespace() || "()<>,;:\\\"/[]?=".contains(c);
        !part.is_empty() && !part.contains(stop)
    };
    text.split_once('/')
        .is_some_and(|(kind, rest)| part(kind) && part(rest))
}

pub fn is_language(text: &str) -> bool {
    let primary = text.split('-').next().unwrap_or_default();
    let mut known = TWO_LETTERS
        .split_whitespace()
        .chain(THREE_LETTERS.split_whitespace());
    known.any(|language| language == primary)
}
