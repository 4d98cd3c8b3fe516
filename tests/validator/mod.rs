//! What public feed validators object to, errors and warnings alike, for every document that
//! readers get: RFC 4287, RSS 2.0 with the Best Practices Profile, RFC 5005, JSON Feed 1.1, and the
//! habits that validators warn of (markup in plain text, languages that are none, addresses that are
//! not escaped, HTML that does something or is not closed). Equal dates of two entries, and the
//! namespace of tombstones where there are some, are no objection.

mod atom;
mod html;
mod json;
mod rss;
mod text;
mod tree;

use chrono::{DateTime, Utc};

use tree::Element;

/// What there is to say against a document that is served at `location`, one line each. Dates after
/// `now` are implausible.
pub fn objections(path: &str, text: &str, location: &str, now: DateTime<Utc>) -> Vec<String> {
    let mut report = Report {
        now,
        location: location.to_owned(),
        ..Report::default()
    };
    match path.rsplit('.').next() {
        Some("atom") => report.xml(text, "feed", atom::check),
        Some("rss") => report.xml(text, "rss", rss::check),
        Some("opml") => report.xml(text, "opml", |_, _| ()),
        Some("json") => json::check(text, &mut report),
        _ => {}
    }
    let mut lines = report.lines;
    lines.sort();
    lines.dedup();
    lines
}

/// What was found so far.
#[derive(Default)]
pub struct Report {
    lines: Vec<String>,
    now: DateTime<Utc>,
    location: String,
}

impl Report {
    fn say(&mut self, place: &str, what: impl AsRef<str>) {
        let what: String = what.as_ref().chars().take(300).collect();
        self.lines.push(format!("{place}: {what}"));
    }

    fn xml(&mut self, text: &str, root: &str, check: impl Fn(&Element, &mut Self)) {
        if text.len() > 5_000_000 {
            self.say("document", "longer than validators read");
        }
        let tree = match tree::read(text) {
            Ok(tree) => tree,
            Err(error) => return self.say("document", error),
        };
        if tree.name != root {
            self.say("document", format!("<{}> for <{root}>", tree.name));
        }
        self.characters(&tree);
        self.namespaces(&tree);
        check(&tree, self);
    }

    /// C1 controls, replacement characters, and UTF-8 that was read as Latin-1 (BadCharacters).
    fn characters(&mut self, element: &Element) {
        let values = element.attributes.iter().map(|(name, value)| (name, value));
        for (name, value) in values.chain([(&element.name, &element.text)]) {
            if value
                .chars()
                .any(|c| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}'))
            {
                self.say(name, format!("bad characters: {value}"));
            }
            if name == &element.name && text::was_encoded_twice(value) {
                self.say(name, format!("encoded twice: {value}"));
            }
        }
        for child in &element.children {
            self.characters(child);
        }
    }

    /// Only prefixes that stand for what everybody expects of them, and languages that exist.
    fn namespaces(&mut self, element: &Element) {
        const KNOWN: [(&str, &str); 7] = [
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:fh", "http://purl.org/syndication/history/1.0"),
            ("xmlns:media", "http://search.yahoo.com/mrss/"),
            ("xmlns:sy", "http://purl.org/rss/1.0/modules/syndication/"),
            ("xmlns:at", "http://purl.org/atompub/tombstones/1.0"),
        ];
        for (name, value) in &element.attributes {
            let known = KNOWN.contains(&(name.as_str(), value.as_str()));
            if name.starts_with("xmlns:") && !known {
                self.say(name, format!("unknown namespace {value}"));
            }
            // A name that validators do not know is declared where something has it, not everywhere.
            let buried = element
                .children
                .iter()
                .any(|child| child.name.starts_with("at:"));
            if name == "xmlns:at" && !buried {
                self.say(name, "declared for nothing");
            }
            if name == "xml:lang" {
                self.language("xml:lang", value);
            }
        }
        for child in &element.children {
            self.namespaces(child);
        }
    }

    /// Every child is one of these, and those of the second list are there once at most.
    fn children(&mut self, element: &Element, any: &[&str], once: &[&str]) {
        for child in &element.children {
            let name = child.name.as_str();
            let count = element.all(name).count();
            if !any.contains(&name) && !once.contains(&name) {
                self.say(&element.name, format!("has a <{name}>"));
            } else if once.contains(&name) && count > 1 {
                self.say(&element.name, format!("has {count} <{name}>"));
            }
        }
    }

    fn attributes(&mut self, element: &Element, known: &[&str]) {
        for (name, _) in &element.attributes {
            if !known.contains(&name.as_str()) && name != "xml:lang" && !name.starts_with("xmlns") {
                self.say(&element.name, format!("has an attribute {name}"));
            }
        }
    }

    /// No text but in leaves.
    fn no_text(&mut self, element: &Element) {
        if !element.text.trim().is_empty() {
            self.say(
                &element.name,
                format!("holds text: {}", element.text.trim()),
            );
        }
    }

    fn required(&mut self, element: &Element, names: &[&str]) {
        for name in names {
            if element.child(name).is_none() {
                self.say(&element.name, format!("lacks <{name}>"));
            }
        }
    }

    fn not_blank(&mut self, place: &str, value: &str) {
        if value.trim().is_empty() {
            self.say(place, "is blank");
        }
    }

    /// Plain text: nothing that somebody would take for markup, nor for a reference that is not
    /// written as the RSS Board's profile wants it.
    fn plain(&mut self, place: &str, element: &Element, value: &str) {
        if let Some(what) = text::markup(value, element.hexadecimal) {
            self.say(place, format!("markup in plain text ({what}): {value}"));
        }
    }

    fn html(&mut self, place: &str, value: &str) {
        for what in html::objections(value) {
            self.say(place, what);
        }
    }

    fn address(&mut self, place: &str, value: &str) {
        if !text::is_address(value) {
            self.say(place, format!("no address: {value}"));
        }
    }

    fn canonical(&mut self, place: &str, value: &str) {
        self.address(place, value);
        if !text::is_canonical(value) {
            self.say(place, format!("not canonical: {value}"));
        }
    }

    fn media_type(&mut self, place: &str, value: &str) {
        if !text::is_media_type(value) {
            self.say(place, format!("no media type: {value}"));
        }
    }

    fn language(&mut self, place: &str, value: &str) {
        if !text::is_language(value) {
            self.say(place, format!("no language: {value}"));
        }
    }

    fn date(&mut self, place: &str, value: &str) {
        let is_written_well = value.len() == 20 && value.ends_with('Z') && value.contains('T');
        match DateTime::parse_from_rfc3339(value) {
            Ok(at) if is_written_well => self.plausible(place, at.to_utc()),
            _ => self.say(place, format!("no date: {value}")),
        }
    }

    /// RFC 822 as the profile wants it; the day of the week is right, or chrono refuses.
    fn mail_date(&mut self, place: &str, value: &str) {
        match DateTime::parse_from_rfc2822(value) {
            Ok(at) if value.ends_with(" GMT") && value.len() == 29 => {
                self.plausible(place, at.to_utc());
            }
            _ => self.say(place, format!("no date: {value}")),
        }
    }

    fn plausible(&mut self, place: &str, at: DateTime<Utc>) {
        let from: DateTime<Utc> = "1990-01-02T00:00:00Z".parse().unwrap();
        if at < from || at > self.now + chrono::TimeDelta::minutes(10) {
            self.say(place, format!("implausible date {at}"));
        }
    }
}
