//! What griot shows to those who watch it from outside: figures, alerts on them, a dashboard of them,
//! and a log that says each thing once.

mod openmetrics;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::daemon::{PATIENCE, free, get};
use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, Running, source, until};
use crate::outlet::{Outlet, Page};
use openmetrics::Family;

/// The files for Prometheus and Grafana.
fn monitoring() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config/monitoring")
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").expect("a body").1
}

/// What a daemon says of itself, in OpenMetrics and in the older format, and its log in JSON, after it
/// has polled a source that is well, one behind a wall, and one that is not there.
struct Watched {
    open: String,
    plain: String,
    log: Vec<Value>,
}

impl Watched {
    fn new() -> Self {
        let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
        let wall = Page::status(403).header("cf-mitigated", "challenge");
        outlet.publish("/wall", wall);
        let sources =
            ["feed", "wall", "none"].map(|name| source(name, &outlet.url(&format!("/{name}"))));
        let settled = format!("[group]\nsettle = \"0s\"\n{}", sources.concat());
        let griot = Instance::configured("countries = [\"NE\"]", &settled);
        let address = free();
        let log = griot.path().join("log");
        let child = griot
            .command(&[
                "run",
                "--log-format",
                "json",
                "--listen",
                &address.to_string(),
            ])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut daemon = Running(child);
        let accept = "Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.1\r\n";
        // A round waits only for so long; what is slow to answer is counted by the next one.
        let open = until(3 * PATIENCE, "all are polled", || {
            let answer = get(address, "/metrics", accept)?;
            let polls = "griot_poll_duration_seconds_count 3";
            answer.contains(polls).then_some(answer)
        });
        let plain = get(address, "/metrics", "").unwrap();
        assert!(
            open.contains("application/openmetrics-text; version=1.0.0"),
            "{open}"
        );
        assert!(plain.contains("text/plain; version=0.0.4"), "{plain}");
        let health: Value =
            serde_json::from_str(body(&get(address, "/healthz", "").unwrap())).unwrap();
        assert!(
            health["live"] == true && health["ready"] == true && health["last_round"].is_string()
        );
        assert_eq!(daemon.terminate(PATIENCE), Some(0));
        let log = fs::read_to_string(log).unwrap();
        Self {
            open: body(&open).to_owned(),
            plain: body(&plain).to_owned(),
            log: log
                .lines()
                .map(|line| serde_json::from_str(line).expect(line))
                .collect(),
        }
    }
}

/// The value of a sample: its whole name, and its one label if it has one.
fn value(families: &BTreeMap<String, Family>, name: &str, label: Option<&str>) -> f64 {
    let samples = families.values().flat_map(|family| &family.samples);
    let mut found = samples.filter(|sample| {
        let labels = sample.labels.values().map(String::as_str);
        sample.name == name && labels.eq(label)
    });
    found
        .next()
        .unwrap_or_else(|| panic!("{name} {label:?}"))
        .value
}

/// The names of metrics of ours in a text, whatever it is written in.
fn named(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.starts_with("griot_") || word.starts_with("process_"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_it_says_of_itself_is_whole_well_formed_and_true() {
    let watched = Watched::new();
    let families = openmetrics::read(&watched.open);
    let is = |name: &str, label: Option<&str>, expected: f64| {
        assert_eq!(value(&families, name, label), expected, "{name} {label:?}");
    };
    for (outcome, polls) in [("changed", 1.0), ("failed", 2.0), ("not_modified", 0.0)] {
        is("griot_polls_total", Some(outcome), polls);
    }
    is("griot_poll_failures_total", Some("missing"), 1.0);
    is("griot_poll_failures_total", Some("bot_wall"), 1.0);
    is("griot_poll_duration_seconds_count", None, 3.0);
    let rounds = value(&families, "griot_rounds_total", Some("done"));
    assert!(rounds >= 1.0);
    is("griot_round_duration_seconds_count", None, rounds);
    is("griot_rounds_total", Some("given_up"), 0.0);
    is("griot_entries_total", Some("new"), 1.0);
    is("griot_stories_total", Some("new"), 1.0);
    for (state, sources) in [
        ("ok", 1.0),
        ("failing", 1.0),
        ("walled", 1.0),
        ("silent", 0.0),
    ] {
        is("griot_sources", Some(state), sources);
    }
    for name in [
        "griot_sources_due",
        "griot_polls_under_way",
        "griot_sources_moved",
    ] {
        is(name, None, 0.0);
    }
    is("griot_store_entries", None, 1.0);
    is("griot_store_stories", None, 1.0);
    is("griot_build_info", Some(env!("CARGO_PKG_VERSION")), 1.0);
    for name in [
        "griot_received_bytes_total",
        "griot_last_round_timestamp_seconds",
        "griot_database_size_bytes",
        "griot_editions_written_total",
        "griot_http_connections",
        "process_start_time_seconds",
        "process_resident_memory_bytes",
        "process_open_fds",
    ] {
        assert!(value(&families, name, None) > 0.0, "{name}");
    }
    for folder in ["state", "public"] {
        assert!(value(&families, "griot_disk_free_bytes", Some(folder)) > 0.0);
    }

    // Alerts and dashboard speak of nothing else, and leave little out.
    let samples = families.values().flat_map(|family| &family.samples);
    let there: BTreeSet<String> = samples.map(|sample| sample.name.clone()).collect();
    let read = |name: &str| fs::read_to_string(monitoring().join(name)).unwrap();
    for file in [
        "griot.rules.yml",
        "griot.rules.test.yml",
        "griot.dashboard.json",
    ] {
        let unknown: Vec<_> = named(&read(file)).difference(&there).cloned().collect();
        assert_eq!(unknown, [""; 0], "{file}");
    }
    let shown = named(&read("griot.dashboard.json"));
    for (name, family) in &families {
        let endings = ["", "_total", "_bucket", "_info"];
        let is_shown = endings
            .iter()
            .any(|ending| shown.contains(&format!("{name}{ending}")));
        assert!(is_shown, "{name} ({}) is on no panel", family.kind);
    }
    let dashboard: Value = serde_json::from_str(&read("griot.dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");

    // The log names what fails by field, once.
    for (name, kind, status) in [("none", "missing", 404), ("wall", "bot_wall", 403)] {
        let said = watched.log.iter().filter(|line| line["source"] == name);
        let said: Vec<_> = said.collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(
            (&said[0]["kind"], &said[0]["level"]),
            (&kind.into(), &"WARN".into())
        );
        assert_eq!(
            (&said[0]["status"], &said[0]["outlet"]),
            (&status.into(), &name.into())
        );
    }
    metrics_pass_promtool(&watched.plain);
}

/// Prometheus' own tool, where it is installed.
fn promtool(arguments: &[&str], stdin: Stdio) -> Option<std::process::Output> {
    let tool = Command::new("promtool")
        .args(arguments)
        .current_dir(monitoring())
        .stdin(stdin)
        .output();
    if tool.is_err() {
        eprintln!("skipped: promtool is not installed");
    }
    tool.ok()
}

fn metrics_pass_promtool(plain: &str) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), plain).unwrap();
    if let Some(said) = promtool(
        &["check", "metrics"],
        fs::File::open(file.path()).unwrap().into(),
    ) {
        let said = (
            said.status.success(),
            String::from_utf8_lossy(&said.stderr).into_owned(),
        );
        assert_eq!(said, (true, String::new()));
    }
}

#[test]
fn each_alert_comes_when_it_should_and_not_before() {
    let rules = fs::read_to_string(monitoring().join("griot.rules.yml")).unwrap();
    let tests = fs::read_to_string(monitoring().join("griot.rules.test.yml")).unwrap();
    let mut alerts = 0;
    for alert in rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "))
    {
        alerts += 1;
        let comes = format!("alertname: {alert}\n        exp_alerts:");
        assert!(tests.contains(&comes), "nothing shows that {alert} comes");
        assert!(
            tests.contains(&format!("30h, alertname: {alert} }}")),
            "{alert}"
        );
    }
    assert_eq!(alerts, rules.matches("summary: ").count());
    assert_eq!(alerts, rules.matches("description: ").count());
    for arguments in [
        ["check", "rules", "griot.rules.yml"],
        ["test", "rules", "griot.rules.test.yml"],
    ] {
        if let Some(said) = promtool(&arguments, Stdio::null()) {
            assert!(
                said.status.success(),
                "{}",
                String::from_utf8_lossy(&said.stderr)
            );
        }
    }
}
