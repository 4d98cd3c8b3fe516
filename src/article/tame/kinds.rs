//! The kinds of elements, by what their tags begin and end.

/// Longer names of elements and attributes are none.
const LONGEST_NAME: usize = 60;

/// Elements that never hold anything (WHATWG HTML, section 13.1.2, with those of its past).
pub(super) const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "image", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that keep their place among their neighbours but nothing of what they hold, which is no
/// text of the page: up to their first end tag.
pub(super) const EMPTIED: &[&str] = &[
    "iframe", "math", "noembed", "noframes", "noscript", "script", "select", "style", "svg",
    "template", "textarea", "xmp",
];

/// Tags that are left out, and not what stands between them.
pub(super) const UNTAGGED: &[&str] = &["frame", "frameset", "optgroup", "option", "plaintext"];

/// Elements that end an open paragraph (section 13.1.2.4).
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// Parts of tables and the like: end tags outside do not reach into them (section 13.2.4.2).
pub(super) const SCOPES: &[&str] = &[
    "applet", "button", "caption", "marquee", "object", "table", "td", "th",
];

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

pub(super) fn is_structure(name: &str) -> bool {
    BLOCKS.contains(&name) || SCOPES.contains(&name)
}

/// Whether it is a name of elements or attributes that anything could be meant by.
pub(super) fn is_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_letter)
}
