//! A document as a tree, read strictly.

use quick_xml::events::{BytesStart, Event};

/// An element with its attributes in document order, its own text and its children.
#[derive(Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub text: String,
    pub children: Vec<Element>,
    /// Whether a hexadecimal reference stands on the lines of its start tag or text.
    pub hexadecimal: bool,
}

impl Element {
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(each, _)| each == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The root of a document; what is wrong with it where it is not well-formed.
pub fn read(text: &str) -> Result<Element, String> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    loop {
        let from = position(&reader);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let line = lines(text, from, position(&reader)).contains("&#x");
        match event {
            Event::Start(tag) => open.push(started(&tag, line)?),
            Event::Empty(tag) => {
                let element = started(&tag, line)?;
                last(&mut open).children.push(element);
            }
            Event::End(_) => {
                let element = open.pop().unwrap_or_default();
                last(&mut open).children.push(element);
            }
            Event::Text(part) => {
                let element = last(&mut open);
                element.hexadecimal |= line;
                element.text += &part.decode().map_err(|error| error.to_string())?;
            }
            Event::CData(part) => {
                last(&mut open).text += &part.decode().map_err(|error| error.to_string())?;
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| error.to_string())?;
                let text = quick_xml::escape::unescape(&format!("&{name};"))
                    .map_err(|error| error.to_string())?
                    .into_owned();
                let element = last(&mut open);
                element.hexadecimal |= line;
                element.text += &text;
            }
            Event::DocType(_) => return Err("a document type".to_owned()),
            Event::Eof => break,
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
        }
    }
    match (open.len(), text.chars().find(|c| !is_char(*c))) {
        (1, None) => open
            .remove(0)
            .children
            .pop()
            .ok_or_else(|| "is empty".to_owned()),
        (1, Some(c)) => Err(format!("U+{:04X} in XML", u32::from(c))),
        _ => Err("an element without end".to_owned()),
    }
}

fn last(open: &mut [Element]) -> &mut Element {
    open.last_mut()
        .expect("the document itself is never closed")
}

fn started(tag: &BytesStart<'_>, hexadecimal: bool) -> Result<Element, String> {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        let value = quick_xml::escape::unescape(&value).map_err(|error| error.to_string())?;
        attributes.push((key, value.into_owned()));
    }
    Ok(Element {
        name,
        attributes,
        hexadecimal,
        ..Element::default()
    })
}

fn position(reader: &quick_xml::Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or_default()
}

/// The whole lines that hold these bytes.
fn lines(text: &str, from: usize, to: usize) -> &str {
    let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
    let end = text[to..].find('\n').map_or(text.len(), |at| to + at);
    &text[start..end]
}

/// XML 1.0, section 2.2: Char.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
