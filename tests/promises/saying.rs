//! What a command has to say of a mistake is said where people look for it, and as they want it.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::Stdio;

use crate::instance::{Instance, Said, griot};
use crate::outlet::{Outlet, Page};

fn run(arguments: &[&str]) -> Said {
    griot().args(arguments).output().unwrap().into()
}

#[test]
fn who_wants_no_colours_has_none_in_a_usage_error_either() {
    let painted = |arguments: &[&str]| {
        let mut command = griot();
        // As on a terminal.
        command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
        let said: Said = command.args(arguments).output().unwrap().into();
        assert_eq!(said.code, Some(2), "{said:?}");
        said.err.contains('\u{1b}')
    };
    assert!(painted(&["refesh"]), "there are colours to do without");
    for arguments in [
        ["--color", "never", "refesh"].as_slice(),
        &["--color=never", "refesh"],
        &["refresh", "--sorce", "--color", "never"],
    ] {
        assert!(!painted(arguments), "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_parsed_is_said_on_standard_error_and_what_can_be_on_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let page = file("page.html", "<html><body>Rien.</body></html>");
    let missing = folder.path().join("missing.xml").display().to_string();
    let said = run(&["parse", &page, &missing]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    let lines: Vec<_> = said.err.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (line, name) in lines.iter().zip([&page, &missing]) {
        assert!(line.starts_with(&format!("{name}: ")), "{line}");
    }

    let feed = "<rss><channel><title>Le Fil</title></channel></rss>";
    let said = run(&["parse", &page, &file("feed.xml", feed)]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("Le Fil") && !said.out.contains("page.html"));
    assert!(said.err.contains("page.html") && !said.err.contains("Le Fil"));
}

#[test]
fn a_date_in_labelled_data_that_is_none_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stream.jsonl");
    let path = file.display().to_string();
    let entry =
        |date: &str| format!("{{\"id\": \"1\", \"title\": \"Un\", \"event\": \"e\", {date}}}\n");
    let right = entry("\"published\": \"2026-11-30T10:00:00Z\"");
    for (date, words) in [
        ("\"published\": \"30 novembre 2026\"", "30 novembre 2026"),
        ("\"published\": \"2026-11-31T10:00:00Z\"", "2026-11-31"),
        ("\"seen\": \"hier\"", "seen"),
    ] {
        fs::write(&file, format!("{right}\n{}", entry(date))).unwrap();
        let said = run(&["evaluate", "grouping", &path]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{date}");
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(said.err.contains("line 3"), "{}", said.err);
        assert!(
            date.contains("seen") || said.err.contains(words),
            "{}",
            said.err
        );
    }
    fs::write(&file, right).unwrap();
    assert_eq!(run(&["evaluate", "grouping", &path]).code, Some(0));
}

#[test]
fn what_ends_a_daemon_is_found_by_who_reads_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let (config, log) = (folder.path().join("griot.toml"), folder.path().join("log"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let said = |text: &str, format: &str| {
        fs::write(&config, text).unwrap();
        let file = fs::File::create(&log).unwrap();
        let facts = file.metadata().unwrap();
        let status = griot()
            .arg("--config")
            .arg(&config)
            .args(["--log-format", format, "run", "--listen", &taken])
            // As the journal's own.
            .env("JOURNAL_STREAM", format!("{}:{}", facts.dev(), facts.ino()))
            .stderr(file)
            .status()
            .unwrap();
        assert_ne!(status.code(), Some(0));
        fs::read_to_string(&log).unwrap()
    };
    for (text, words) in [
        ("[instance]\nbase = 1\n", "unknown key"),
        (
            "[instance]\nbase_url = \"https://n.example/\"\n",
            "cannot listen",
        ),
    ] {
        for format in ["text", "json"] {
            let lines = said(text, format);
            let mut errors = lines.lines().filter(|line| line.starts_with("<3>"));
            let line = errors.find(|line| line.contains(words));
            let line = line.unwrap_or_else(|| panic!("{lines}"));
            if format == "json" {
                let line: serde_json::Value = serde_json::from_str(&line[3..]).unwrap();
                assert_eq!(line["level"], "ERROR", "{line}");
            }
        }
    }
}

#[test]
fn a_source_that_fails_is_a_warning_in_the_log_of_a_single_round() {
    let outlet = Outlet::serving(Page::status(503));
    let griot = Instance::of(&[("un", &outlet)]);
    let log = griot.path().join("log");
    let warnings = || {
        let file = fs::File::create(&log).unwrap();
        let facts = file.metadata().unwrap();
        let status = griot
            .command(&["refresh", "--all"])
            .env("JOURNAL_STREAM", format!("{}:{}", facts.dev(), facts.ino()))
            .stdout(Stdio::null())
            .stderr(file)
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(1));
        let log = fs::read_to_string(&log).unwrap();
        let lines = log.lines().filter(|line| line.starts_with("<4>"));
        lines
            .filter(|line| line.contains("503") && line.contains("un"))
            .count()
    };
    assert_eq!(warnings(), 1);
    assert_eq!(warnings(), 0, "it was said");
}
