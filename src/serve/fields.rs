//! Field lines: those of a request, whichever protocol brought them, and those of our answers,
//! which are written once and then copied.

use axum::http::{HeaderMap, HeaderValue};

/// The field lines of a request.
pub(super) trait Fields {
    /// The values of the lines called `name` (in lower case), in order; one that is no text counts
    /// as empty.
    fn lines<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a str>;
}

impl Fields for HeaderMap {
    fn lines<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a str> {
        let values = self.get_all(name).into_iter();
        values.map(|value| value.to_str().unwrap_or_default())
    }
}

impl Fields for [httparse::Header<'_>] {
    fn lines<'a>(&'a self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |line| line.name.eq_ignore_ascii_case(name))
            .map(|line| std::str::from_utf8(line.value).unwrap_or_default())
    }
}

/// Adds a field line. A value with a character that no field may hold is left empty, so that
/// nothing that comes from outside can begin a line of its own (RFC 9110, section 5.5).
pub(super) fn add(lines: &mut String, name: &str, value: &str) {
    lines.push_str(name);
    lines.push_str(": ");
    if HeaderValue::from_str(value).is_ok() {
        lines.push_str(value);
    }
    lines.push_str("\r\n");
}

/// The names and values in lines that [`add`] wrote.
pub(super) fn parts(lines: &str) -> impl Iterator<Item = (&str, &str)> {
    lines
        .split_terminator("\r\n")
        .filter_map(|line| line.split_once(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_begins_a_line_of_its_own() {
        let mut lines = String::new();
        add(&mut lines, "Location", "x/\r\nSet-Cookie: a=b");
        add(&mut lines, "Vary", "Accept-Encoding");
        let parts: Vec<_> = parts(&lines).collect();
        assert_eq!(parts, [("Location", ""), ("Vary", "Accept-Encoding")]);
    }
}
