//! HTML inside feeds: closed, harmless, and without references that lead nowhere.

use super::text;

const EMPTY: [&str; 8] = ["area", "br", "col", "hr", "img", "source", "track", "wbr"];

/// What feeds may hold: elements that do nothing, which validators know.
const ELEMENTS: &str = "a abbr acronym address area article aside audio b bdi big blockquote br caption center \
    cite code col colgroup data dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 \
    h6 header hgroup hr i img ins kbd li map mark menu meter nav ol p picture pre progress q rp rt ruby s samp \
    section small source span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul \
    var video wbr";

/// Attributes that validators know, of those that we leave.
const ATTRIBUTES: &str = "abbr accept accept-charset align alt autocomplete axis balance bgcolor bgproperties \
    border bordercolor bordercolordark bordercolorlight bottompadding cellpadding cellspacing ch challenge char \
    charoff charset checked choff cite clear color cols colspan compact coords datapagesize datetime default \
    delay dir disabled enctype end face for frame galleryimg gutter headers height hidefocus high href hreflang \
    hspace icon inputmode ismap keytype label lang leftspacing list loading longdesc loop loopcount loopend \
    loopstart low max maxlength media method min multiple nohref noshade nowrap open optimum pattern point-size \
    poster pqg prompt radiogroup readonly referrerpolicy rel repeat-max repeat-min replace required rev \
    rightspacing rows rowspan rules scope selected shape size sizes span src srclang srcset start step summary \
    suppress template title toppadding type unselectable urn usemap valign value variable volume vrml vspace \
    width wrap controls preload";

/// Whether feeds may hold an element of this name.
pub fn is_known(name: &str) -> bool {
    ELEMENTS.split_whitespace().any(|known| known == name)
}

pub fn objections(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        references(&rest[..start], &mut found);
        let Some((tag, behind)) = split(&rest[start + 1..]) else {
            found.push(format!("a tag without end: {}", &rest[start..]));
            return found;
        };
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                found.push(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        if !is_known(name) {
            found.push(format!("<{name}>"));
        }
        attributes(name, &tag[name.len()..], &mut found);
        if !EMPTY.contains(&name) {
            open.push(name);
        }
    }
    references(rest, &mut found);
    if !open.is_empty() {
        found.push(format!("not closed: {open:?}"));
    }
    found
}

/// A tag's inside, and what stands behind it.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let end = text.find(|c| {
        quoted ^= c == '"';
        c == '>' && !quoted
    })?;
    Some((&text[..end], &text[end + 1..]))
}

fn attributes(element: &str, text: &str, found: &mut Vec<String>) {
    let mut rest = text.trim_end_matches('/').trim();
    while !rest.is_empty() {
        let Some((name, behind)) = rest.split_once("=\"") else {
            found.push(format!("<{element}> with {rest}"));
            return;
        };
        let Some((value, behind)) = behind.split_once('"') else {
            found.push(format!("<{element}> with {rest}"));
            return;
        };
        references(value, found);
        if !ATTRIBUTES.split_whitespace().any(|known| known == name) {
            found.push(format!("<{element} {name}>"));
        }
        let address = value.replace("&amp;", "&");
        if matches!(name, "href" | "src" | "poster") && !text::is_address(&address) {
            found.push(format!("<{element} {name}=\"{value}\"> is no address"));
        }
        rest = behind.trim_start();
    }
}

/// Every `&` begins one of the references that HTML knows.
fn references(text: &str, found: &mut Vec<String>) {
    for part in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "nbsp;", "#39;"];
        if !known.iter().any(|reference| part.starts_with(reference)) {
            found.push(format!(
                "a bare & before {}",
                part.chars().take(9).collect::<String>()
            ));
        }
    }
    if text.contains('>') {
        found.push("a bare >".to_owned());
    }
}
