//! JSON objects, read as far as a feed needs them.

use std::fmt;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

use super::super::text::cut;
use super::super::{Warning, Warnings, limits};

pub(super) type Object = Map<String, Value>;

/// What JSON Feed names (and the words under which servers put an error): all else is passed
/// over, however much it is.
const KEYS: &[&str] = &[
    "attachments",
    "author",
    "authors",
    "banner_image",
    "content_html",
    "content_text",
    "date_modified",
    "date_published",
    "description",
    "detail",
    "error",
    "error_description",
    "errors",
    "external_url",
    "favicon",
    "feed_url",
    "home_page_url",
    "icon",
    "id",
    "image",
    "items",
    "language",
    "message",
    "mime_type",
    "msg",
    "name",
    "reason",
    "size_in_bytes",
    "summary",
    "tags",
    "title",
    "url",
    "version",
];

/// Reads the object that `text` begins with; mended, where it is no JSON by the letter.
///
/// # Errors
/// What is wrong with it, when it is none even so.
pub(super) fn object(text: &str, warnings: &mut Warnings) -> Result<Object, String> {
    let value = read(text, warnings).or_else(|error| {
        let mended = mended(text);
        let value = read(&mended, warnings).map_err(|_| error.to_string())?;
        warnings.note(Warning::LooseJson);
        Ok::<_, String>(value)
    })?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err("no object".to_owned()),
    }
}

fn read(text: &str, warnings: &mut Warnings) -> Result<Value, serde_json::Error> {
    let mut reader = Reader {
        room: limits::ELEMENTS,
        warnings,
    };
    reader.deserialize(&mut Deserializer::from_str(text))
}

/// Reads a value of which no more than so many parts are kept.
struct Reader<'w> {
    room: usize,
    warnings: &'w mut Warnings,
}

impl Reader<'_> {
    /// Whether there is room for one more part.
    fn takes(&mut self) -> bool {
        if self.room == 0 {
            self.warnings.note(Warning::TooMuch("markup"));
            return false;
        }
        self.room -= 1;
        true
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        let mut text = text.trim().to_owned();
        cut(&mut text, self.warnings);
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while self.takes() {
            match list.next_element_seed(&mut *self)? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Object::new();
        while let Some(key) = map.next_key::<Key>()? {
            match key.0 {
                Some(key) if self.takes() => {
                    object.insert(key.to_owned(), map.next_value_seed(&mut *self)?);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::Object(object))
    }
}

/// The name of a part, when it is one of [`KEYS`].
struct Key(Option<&'static str>);

impl<'de> serde::Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, text: &str) -> Result<Key, E> {
                let mut keys = KEYS.iter();
                Ok(Key(keys.find(|key| **key == text).copied()))
            }
        }
        reader.deserialize_str(Name)
    }
}

/// JSON as writers meant it: without a comma before a closing bracket, without raw line breaks and
/// other controls in strings, without halves of characters (RFC 8259, section 8.2), and without a
/// backslash before what needs none.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quoted = false;
    // Where a comma stands that nothing but blanks follows so far.
    let mut comma = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quoted, c) {
            (true, '\\') => match characters.next() {
                Some('u') => {
                    let (sound, length) = escape(characters.as_str());
                    if sound {
                        out.push_str("\\u");
                        out.push_str(&characters.as_str()[..length]);
                    }
                    characters = characters.as_str()[length..].chars();
                }
                Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {
                    out.extend(['\\', c]);
                }
                Some(c) if !c.is_control() => out.push(c),
                _ => {}
            },
            (true, '\n') => out.push_str("\\n"),
            (true, c) if c.is_ascii_control() => out.push(' '),
            (false, ',') => {
                comma = Some(out.len());
                out.push(c);
            }
            (false, ']' | '}') => {
                out.truncate(comma.take().unwrap_or(out.len()));
                out.push(c);
            }
            (false, c) if c.is_whitespace() => out.push(c),
            (_, c) => {
                comma = None;
                quoted ^= c == '"';
                out.push(c);
            }
        }
    }
    out
}

/// Whether what follows `\u` is a whole character, and how many bytes of it belong to that: four
/// digits, or ten where they are the first half of a character and the second one follows. The half
/// of one is none.
fn escape(text: &str) -> (bool, usize) {
    let unit = |text: &str| {
        let digits = text.get(..4)?;
        let is_one = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u16::from_str_radix(digits, 16).ok().filter(|_| is_one)
    };
    match unit(text) {
        None => (false, 0),
        Some(0xD800..=0xDBFF) => {
            let second = text[4..].strip_prefix("\\u").and_then(unit);
            match second {
                Some(0xDC00..=0xDFFF) => (true, 10),
                _ => (false, 4),
            }
        }
        Some(0xDC00..=0xDFFF) => (false, 4),
        Some(_) => (true, 4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_characters_are_left_out() {
        let text =
            r#"{"title": "a \ud83d\ude00 b \ud800 c \udc00\ud83d \u00e9 \u12", "id": "\ud83d"}"#;
        let mut warnings = Warnings::default();
        let object = object(text, &mut warnings).unwrap();
        assert_eq!(object["title"], "a 😀 b  c  é 12");
        assert_eq!(object["id"], "");
        assert_eq!(warnings.lines(), ["JSON was mended"]);
    }

    #[test]
    fn what_is_nearly_json_is_mended_and_said_to_be() {
        let text = "{\"title\": \"L\\'été\n\tà \\\"Bamako\\\"\", \"tags\": [\"a\", \"b\", ], }";
        let mut warnings = Warnings::default();
        let object = object(text, &mut warnings).unwrap();
        assert_eq!(object["title"], "L'été\n à \"Bamako\"");
        assert_eq!(object["tags"].as_array().unwrap().len(), 2);
        assert_eq!(warnings.lines(), ["JSON was mended"]);
    }

    #[test]
    fn what_no_feed_names_is_passed_over_however_deep() {
        let text = format!(
            "{{\"_x\":{}{},\"id\":1}}",
            "[".repeat(9_000),
            "]".repeat(9_000)
        );
        let mut warnings = Warnings::default();
        let object = object(&text, &mut warnings).unwrap();
        assert_eq!(object.len(), 1);
        assert!(warnings.is_empty());
    }

    #[test]
    fn parts_beyond_all_need_are_left_out_and_told_of() {
        let text = format!("{{\"tags\":[{}1],\"id\":1}}", "1,".repeat(50_000));
        let mut warnings = Warnings::default();
        let object = object(&text, &mut warnings).unwrap();
        assert!(object["tags"].as_array().unwrap().len() <= limits::ELEMENTS);
        assert!(warnings.count(&Warning::TooMuch("markup")) > 0);
    }
}
