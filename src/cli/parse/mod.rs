//! `griot parse`: what griot reads in a feed document.

mod neutral;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use url::Url;

use crate::parse::{self, Document, Item};

/// Shows what griot reads in feed documents, before its own cleaning of titles and boilerplate.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Feed documents; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One JSON object a line and file
    #[arg(long)]
    json: bool,
    /// Where the document came from: relative links are relative to it
    #[arg(long)]
    url: Option<Url>,
    /// The Content-Type it was served with
    #[arg(long, value_name = "CT")]
    content_type: Option<String>,
    /// The Content-Language it was served with
    #[arg(long, value_name = "TAG")]
    content_language: Option<String>,
    /// The Content-Location it was served with
    #[arg(long, value_name = "URL")]
    content_location: Option<String>,
}

/// Writes what each file holds to `out`. The exit code is 1 when one of them is no feed.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<u8> {
    let context = parse::Context {
        url: args.url.as_ref(),
        content_type: args.content_type.as_deref(),
        content_language: args.content_language.as_deref(),
        content_location: args.content_location.as_deref(),
        ..parse::Context::default()
    };
    let mut code = 0;
    for file in &args.files {
        let name = file.display().to_string();
        let read = load(file).and_then(|bytes| Ok(parse::read(&bytes, &context)?));
        code |= u8::from(read.is_err());
        match read {
            Ok(document) if args.json => writeln!(out, "{}", neutral::document(&name, &document))?,
            Err(error) if args.json => writeln!(out, "{}", neutral::failure(&name, &error))?,
            Ok(document) => overview(&name, &document, out)?,
            Err(error) => writeln!(std::io::stderr(), "{name}: {error:#}")?,
        }
    }
    Ok(code)
}

fn load(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.context("standard input cannot be read")?;
        return Ok(bytes);
    }
    std::fs::read(file).context("the file cannot be read")
}

fn overview(name: &str, document: &Document, out: &mut dyn Write) -> std::io::Result<()> {
    let title = document.feed.head.title.as_ref();
    let title = title.map_or("(without a title)", |title| &title.value);
    let format = document.format.name();
    let count = document.entries.len();
    writeln!(out, "{name}: {title}")?;
    writeln!(out, "  {format}, {}, {count} entries", document.encoding)?;
    for item in &document.entries {
        line(item, out)?;
    }
    for warning in document.warnings.lines() {
        writeln!(out, "  warning: {warning}")?;
    }
    Ok(())
}

fn line(item: &Item, out: &mut dyn Write) -> std::io::Result<()> {
    let head = &item.head;
    let date = head.published.or(head.updated);
    let date = date.map_or_else(
        || "(no date)       ".to_owned(),
        |date| date.format("%Y-%m-%d %H:%M").to_string(),
    );
    let text = head.title.as_ref().or(item.summary.as_ref());
    let text = text.map_or("", |text| &text.value);
    let title: String = crate::normalise::plain_text(text)
        .chars()
        .take(100)
        .collect();
    writeln!(out, "  {date}  {title}")?;
    match head.link() {
        Some(link) => writeln!(out, "                    {link}"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(json: bool, text: &str) -> (u8, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("feed.xml");
        std::fs::write(&file, text).unwrap();
        let args = Args {
            files: vec![file],
            json,
            url: None,
            content_type: None,
            content_language: None,
            content_location: None,
        };
        let mut out = Vec::new();
        let code = run(&args, &mut out).unwrap();
        (code, String::from_utf8(out).unwrap())
    }

    const FEED: &str = "<rss><channel><title>Le Fil</title><item><title>Un</title>\
        <link>http://a.example/1</link><description>&lt;b onclick='x()'&gt;d&lt;/b&gt;</description>\
        </item></channel></rss>";

    #[test]
    fn the_overview_names_the_feed_and_its_entries() {
        let (code, out) = output(false, FEED);
        assert_eq!(code, 0);
        for part in [
            "Le Fil",
            "RSS, utf-8, 1 entries",
            "(no date)",
            "Un",
            "http://a.example/1",
        ] {
            assert!(out.contains(part), "{part} in {out}");
        }
    }

    #[test]
    fn json_is_sanitised_and_one_line() {
        let (_, out) = output(true, FEED);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["entries"][0]["summary"], "<b>d</b>");
        assert_eq!(value["entries"][0]["title.type"], "text/plain");
        assert_eq!(out.lines().count(), 1);
    }

    #[test]
    fn what_is_no_feed_is_said_and_ends_with_1() {
        let (code, out) = output(true, "<!doctype html><title>Accueil</title>");
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &value["ok"]), (1, &serde_json::Value::Bool(false)));
        assert!(value["error"].as_str().unwrap().contains("Accueil"));
    }
}
