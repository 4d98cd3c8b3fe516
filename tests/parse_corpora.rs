//! Real feeds and a parser's suite, where they are at hand: GRIOT_SHARED names their folder.

use std::path::{Path, PathBuf};

use griot::normalise::plain_text;
use griot::parse::{self, Context, Document, Head, Text};
use serde_json::Value;
use url::Url;

/// The folder of the corpora; none, and a word about it, where they are not at hand.
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("GRIOT_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: GRIOT_SHARED is not set");
    }
    folder
}

fn lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn read(folder: &Path, input: &Value) -> Result<Document, parse::Unreadable> {
    let bytes = std::fs::read(folder.join(input["file"].as_str().unwrap())).unwrap();
    let url = input["url"].as_str().and_then(|url| Url::parse(url).ok());
    let header = |name: &str| input["headers"][name].as_str();
    let context = Context {
        url: url.as_ref(),
        content_type: header("content-type"),
        content_language: header("content-language"),
        content_location: header("content-location"),
        ..Context::default()
    };
    parse::read(&bytes, &context)
}

/// Whether the expectation of the suite, one of tier 1, is met: texts by what they say, and not by
/// their markup.
fn is_met(case: &Value, document: &Document) -> Option<bool> {
    let index = case["entry"].as_u64().unwrap_or(0) as usize;
    let entry = document.entries.get(index);
    let head: &Head = match case["scope"].as_str()? {
        "feed" => &document.feed.head,
        "entry" => match entry {
            Some(entry) => &entry.head,
            None => return Some(false),
        },
        _ => return None,
    };
    let expected = &case["expected"];
    let says = |text: Option<&Text>| {
        let found = text.map(|text| plain_text(&text.value)).unwrap_or_default();
        Some(found == plain_text(expected.as_str().unwrap_or_default()))
    };
    let is = |found: Option<&str>| {
        Some(
            found.map(|url| url.trim_end_matches('/'))
                == expected.as_str().map(|url| url.trim_end_matches('/')),
        )
    };
    let dated = [head.published, head.updated]
        .into_iter()
        .flatten()
        .any(|date| {
            Some(date.format("%Y-%m-%dT%H:%M:%SZ").to_string().as_str()) == expected.as_str()
        });
    match case["field"].as_str()? {
        "title" => says(head.title.as_ref()),
        "subtitle" => says(document.feed.subtitle.as_ref()),
        "summary" => says(
            entry?
                .summary
                .as_ref()
                .or(entry?.content.first().map(|content| &content.text)),
        ),
        "content[0].value" => says(entry?.content.first().map(|content| &content.text)),
        "link" => is(head.link()),
        "id" => is(head.id.as_deref()),
        "published" | "updated" => Some(dated),
        "author.name" => is(head
            .authors
            .first()
            .and_then(|person| person.name.as_deref())),
        "categories[0].term" => is(head
            .categories
            .first()
            .map(|category| category.term.as_str())),
        _ => None,
    }
}

#[test]
fn the_suite_is_read_whole_and_its_expectations_met() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("feeds/suite");
    let inputs = lines(&folder.join("inputs.jsonl"));
    let cases = lines(&folder.join("cases.jsonl"));
    let (mut met, mut all) = (0, 0);
    for input in &inputs {
        let document = read(&folder, input);
        let own = cases
            .iter()
            .filter(|case| case["file"] == input["file"] && case["tier"] == 1);
        for case in own.filter(|case| !case["group"].as_str().unwrap().contains("sanitize")) {
            let document = match &document {
                Ok(document) => document,
                Err(error) => panic!("{}: {error}", input["file"]),
            };
            if let Some(is_met) = is_met(case, document) {
                all += 1;
                met += usize::from(is_met);
            }
        }
    }
    println!("{met} of {all} expectations met");
    assert!(met * 100 >= all * 96, "{met} of {all}");
}

#[test]
fn real_feeds_are_read_with_their_items_titles_and_dates() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("feeds/real");
    let (mut items, mut dated, mut linked) = (0, 0, 0);
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "jsonl") {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        let document = parse::read(&bytes, &Context::default());
        let document = document.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(!document.entries.is_empty(), "{}", file.display());
        items += document.entries.len();
        for head in document.entries.iter().map(|item| &item.head) {
            dated += usize::from(head.published.or(head.updated).is_some());
            linked += usize::from(head.link().is_some());
        }
    }
    println!("{items} items, {dated} dated, {linked} linked");
    assert!(dated * 100 >= items * 95, "{dated} of {items} dated");
    assert!(linked * 100 >= items * 95, "{linked} of {items} linked");
}

#[test]
fn answers_that_are_no_feeds_are_refused_and_damaged_feeds_are_not() {
    let Some(shared) = shared() else { return };
    for folder in ["damage", "shapes"] {
        for file in std::fs::read_dir(shared.join("feeds").join(folder)).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".jsonl") {
                continue;
            }
            let answer = [
                "empty",
                "html-page",
                "html_at",
                "captcha",
                "cloudflare",
                "error_channel",
            ];
            // One document is empty in a way of its own: Atom 0.3, which is a feed.
            let no_feed =
                answer.iter().any(|part| name.contains(part)) && !name.starts_with("atom03");
            let read = parse::read(&std::fs::read(&file).unwrap(), &Context::default());
            assert_eq!(read.is_err(), no_feed, "{name}: {:?}", read.err());
        }
    }
}
