//! Comma-separated values (RFC 4180).

use std::io::{self, Write};

/// What spreadsheets take for the beginning of a formula; after a tab or the end of a line, too.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Whether texts that a spreadsheet would run are made harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guard {
    /// They begin with an apostrophe.
    On,
    /// They stay as they are.
    Off,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A word of ours, a time or a number.
    Own(&'a str),
    /// The same, made here.
    Made(String),
    /// What others wrote.
    Foreign(&'a str),
}

/// Writes one row.
pub(super) fn row(sink: &mut impl Write, cells: &[Cell<'_>], guard: Guard) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            sink.write_all(b",")?;
        }
        match cell {
            Cell::Empty => {}
            Cell::Own(text) => write_text(sink, "", text)?,
            Cell::Made(text) => write_text(sink, "", text)?,
            Cell::Foreign(text) => {
                let is_formula = text.starts_with(FORMULA) || text.starts_with('\n');
                let before = match guard {
                    Guard::On if is_formula => "'",
                    _ => "",
                };
                write_text(sink, before, text)?;
            }
        }
    }
    sink.write_all(b"\r\n")
}

fn write_text(sink: &mut impl Write, before: &str, text: &str) -> io::Result<()> {
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        write!(sink, "\"{before}{}\"", text.replace('"', "\"\""))
    } else {
        write!(sink, "{before}{text}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A reader after the grammar of RFC 4180, section 2, which takes nothing else.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut quoted, mut letters) = (false, text.chars().peekable());
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' if quoted => {
                    assert!(matches!(letters.peek(), Some(',' | '\r')), "after a quote");
                    quoted = false;
                }
                '"' => {
                    assert!(cell.is_empty(), "a quote within a plain cell");
                    quoted = true;
                }
                other if quoted => cell.push(other),
                ',' => row.push(std::mem::take(&mut cell)),
                '\r' => {
                    assert_eq!(letters.next(), Some('\n'), "rows end with CR LF");
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                '\n' => panic!("a bare LF in a plain cell"),
                other => cell.push(other),
            }
        }
        assert!(
            !quoted && row.is_empty() && cell.is_empty(),
            "it ends whole"
        );
        rows
    }

    fn written(rows: &[Vec<String>], guard: Guard) -> String {
        let mut text = Vec::new();
        for cells in rows {
            let cells: Vec<_> = cells.iter().map(|cell| Cell::Foreign(cell)).collect();
            row(&mut text, &cells, guard).unwrap();
        }
        String::from_utf8(text).unwrap()
    }

    proptest! {
        #[test]
        fn any_text_reads_back_and_none_is_a_formula(
            rows in prop::collection::vec(
                prop::collection::vec("([=+@,\"\r\n\t' -]{0,2}\\PC{0,6}){0,3}", 3), 1..5),
        ) {
            prop_assert_eq!(&read(&written(&rows, Guard::Off)), &rows);
            let guarded = read(&written(&rows, Guard::On));
            for (written, wanted) in guarded.iter().flatten().zip(rows.iter().flatten()) {
                prop_assert!(!written.starts_with(FORMULA) && !written.starts_with('\n'));
                let guarded = format!("'{wanted}");
                prop_assert!(written == wanted || *written == guarded);
            }
        }
    }

    #[test]
    fn only_what_others_wrote_is_guarded() {
        let mut text = Vec::new();
        let cells = [
            Cell::Made("-1".to_owned()),
            Cell::Foreign("=1+1"),
            Cell::Empty,
        ];
        row(&mut text, &cells, Guard::On).unwrap();
        assert_eq!(text, b"-1,'=1+1,\r\n");
    }
}
