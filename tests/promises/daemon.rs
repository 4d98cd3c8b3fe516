//! `griot run` polls on schedule, serves what it publishes, and ends when it is told to.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, Running, source, until};
use crate::outlet::{Outlet, Page};

pub const PATIENCE: Duration = Duration::from_secs(20);

/// A port that was free a moment ago.
pub fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
}

/// What is answered at `path`: status line, headers and body, as they come.
pub fn get(address: SocketAddr, path: &str, headers: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// A daemon that serves there.
pub fn start(griot: &Instance, address: SocketAddr) -> Running {
    start_saying(griot, address, Stdio::null())
}

/// As [`start`], with its log there.
fn start_saying(griot: &Instance, address: SocketAddr, log: impl Into<Stdio>) -> Running {
    let child = griot
        .command(&["run", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    Running(child)
}

#[test]
fn the_daemon_polls_unasked_serves_and_ends_on_sigterm() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::configured(
        "countries = [\"NE\"]",
        &format!(
            "[group]\nsettle = \"0s\"\n{}",
            source("a", &outlet.url("/feed"))
        ),
    );
    let address = free();
    let mut daemon = start(&griot, address);
    let served = until(PATIENCE, "the story is served", || {
        get(address, "/feeds/ne.json", "").filter(|answer| answer.contains("orpailleurs"))
    });
    assert!(served.starts_with("HTTP/1.1 200"), "{served}");
    assert_eq!(outlet.asked().len(), 1);
    let etag = served
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("etag"))
        .map(|(_, value)| value.to_owned())
        .expect("an ETag");
    let again = get(
        address,
        "/feeds/ne.json",
        &format!("If-None-Match: {etag}\r\n"),
    )
    .unwrap();
    assert!(again.starts_with("HTTP/1.1 304"), "{again}");
    let health = get(address, "/healthz", "").unwrap();
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    assert!(get(address, "/", "").unwrap().contains("Niger"));

    // A second one, on the same state and on the same port, says what is in its way.
    for (arguments, remedy) in [
        (
            vec!["run", "--listen", &address.to_string()],
            "is another server there?",
        ),
        // Of the addresses that documents use and no machine has (RFC 5737).
        (
            vec!["run", "--listen", "192.0.2.1:8080"],
            "; choose an address of this machine with --listen",
        ),
        (vec!["run", "--listen", "127.0.0.1:0"], "another griot"),
        (vec!["refresh"], "another griot"),
        (vec!["story", "revoke", "1"], "another griot"),
    ] {
        let said = griot.run(&arguments);
        assert_eq!(said.code, Some(1), "{arguments:?}");
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(said.err.contains(remedy), "{}", said.err);
    }
    assert!(
        griot.says(&["story", "list"]).contains("orpailleurs"),
        "looking is free"
    );

    assert_eq!(daemon.terminate(PATIENCE), Some(0));
    griot.refresh(&[]);
    assert!(
        outlet.asked().is_empty(),
        "the next round goes on from there"
    );
}

#[test]
fn a_log_that_cannot_be_written_ends_nothing() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let tables = format!(
        "[group]\nsettle = \"0s\"\n{}",
        source("a", &outlet.url("/feed"))
    );
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let address = free();
    let mut daemon = start_saying(&griot, address, full());
    until(PATIENCE, "the story is served", || {
        get(address, "/feeds/ne.json", "").filter(|answer| answer.contains("orpailleurs"))
    });
    assert_eq!(daemon.terminate(PATIENCE), Some(0));
    // Nor does it change what a command ends with.
    std::fs::write(griot.config(), "[grup]\n").unwrap();
    let mut refresh = griot.command(&["refresh"]);
    let status = refresh.stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn what_a_round_wrote_before_it_failed_is_served_by_the_next_which_writes_nothing() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let tables = format!(
        "[group]\nsettle = \"0s\"\n[schedule]\ndefault = \"@always\"\n{}",
        source("a", &outlet.url("/feed"))
    );
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    let address = free();
    let mut daemon = start_saying(&griot, address, Stdio::piped());
    let mut log = std::io::BufReader::new(daemon.0.stderr.take().unwrap());
    let mut hears = |words: &str| {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            let read = std::io::BufRead::read_line(&mut log, &mut line).unwrap();
            assert!(read > 0, "{words}");
        }
    };
    hears("round done");
    let served = |words: &'static str| {
        move || get(address, "/feeds/all.json", "").filter(|answer| answer.contains(words))
    };
    until(PATIENCE, "the first story", served("orpailleurs"));

    let database = rusqlite::Connection::open(griot.path().join("state/griot.db")).unwrap();
    // As on a new day: what is too old is forgotten when all else of a round is done, and cannot be.
    let refuse = "DELETE FROM note WHERE name = 'pruned';
         CREATE TRIGGER refuse BEFORE INSERT ON note WHEN NEW.name = 'pruned'
         BEGIN SELECT RAISE(ABORT, 'no'); END";
    database.execute_batch(refuse).unwrap();
    outlet.publish(
        "/feed",
        Page::rss(rss("A", &[events::strike("A"), events::mine("A")])),
    );
    // A round begins at once where the configuration was to be read, and one that is refused has
    // nothing written or taken up anew.
    let right = std::fs::read_to_string(griot.config()).unwrap();
    std::fs::write(griot.config(), format!("{right}\n[grup]\n")).unwrap();
    let begin_a_round = || {
        let id = daemon.0.id().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-HUP", &id]).status().unwrap().success());
    };
    begin_a_round();
    hears("the round was given up");
    assert!(griot.read("feeds/all.json").contains("Ziguinchor"));
    assert_eq!(
        served("Ziguinchor")(),
        None,
        "it failed, and nobody took it up"
    );
    database.execute_batch("DROP TRIGGER refuse").unwrap();
    begin_a_round();
    until(PATIENCE, "what is in the folder", served("Ziguinchor"));
    drop(daemon);
}

#[test]
fn a_daemon_that_waits_for_a_slow_outlet_still_ends_at_once() {
    // It accepts, and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/feed", silent.local_addr().unwrap());
    let griot = Instance::configured("countries = [\"NE\"]", &source("a", &url));
    let address = free();
    let mut daemon = start(&griot, address);
    let _asked = silent.accept().unwrap();
    until(PATIENCE, "it serves meanwhile", || {
        get(address, "/feeds/ne.atom", "").filter(|answer| answer.starts_with("HTTP/1.1 200"))
    });
    assert_eq!(daemon.terminate(Duration::from_secs(10)), Some(0));
}

#[test]
fn an_outlet_that_does_not_answer_keeps_nobody_else_s_news() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let slow = format!("http://{}/feed", silent.local_addr().unwrap());
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let tables = format!(
        "[group]\nsettle = \"0s\"\n{}{}",
        source("a", &outlet.url("/feed")),
        source("slow", &slow)
    );
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    let text = std::fs::read_to_string(griot.config()).unwrap();
    // Long enough that the silent one is still waited for when the other's story is out.
    let text = text.replacen("timeout = \"5s\"", "timeout = \"30s\"", 1);
    std::fs::write(griot.config(), text).unwrap();
    let address = free();
    let mut daemon = start(&griot, address);
    let _asked = silent.accept().unwrap();
    until(3 * PATIENCE, "the other's story is served", || {
        get(address, "/feeds/ne.json", "").filter(|answer| answer.contains("orpailleurs"))
    });
    let list = griot.says(&["sources", "list", "--json"]);
    let slow = list.lines().find(|line| line.contains("slow")).unwrap();
    assert!(
        slow.contains("\"last_poll\":null"),
        "it is still waited for: {slow}"
    );
    assert_eq!(daemon.terminate(PATIENCE), Some(0));
}

#[test]
fn a_round_that_is_interrupted_says_so_and_the_next_goes_on() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let slow = format!("http://{}/feed", silent.local_addr().unwrap());
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let tables = source("a", &outlet.url("/feed")) + &source("slow", &slow);
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    let child = griot
        .command(&["refresh"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut round = Running(child);
    let _asked = silent.accept().unwrap();
    until(PATIENCE, "the other was asked", || {
        (!outlet.asked().is_empty()).then_some(())
    });
    assert_eq!(round.terminate(PATIENCE), Some(130));
    griot.configure("countries = [\"NE\"]", &source("a", &outlet.url("/feed")));
    griot.refresh(&[]);
    assert_eq!(griot.items("ne").len(), 1);
}

#[test]
fn an_edited_configuration_is_taken_over_whole_or_not_at_all() {
    let (first, second) = (
        Outlet::serving(Page::rss(rss("A", &[events::mine("A")]))),
        Outlet::serving(Page::rss(rss("B", &[events::strike("A")]))),
    );
    let griot = Instance::configured(
        "countries = [\"NE\", \"SN\"]",
        &format!(
            "[group]\nsettle = \"0s\"\n{}",
            source("a", &first.url("/feed"))
        ),
    );
    let address = free();
    let mut daemon = start_saying(&griot, address, Stdio::piped());
    let (said, log) = std::sync::mpsc::channel();
    let stderr = daemon.0.stderr.take().unwrap();
    std::thread::spawn(move || {
        for line in std::io::BufRead::lines(std::io::BufReader::new(stderr)) {
            let _ = said.send(line.unwrap_or_default());
        }
    });
    let hears = |words: &str| {
        let mut line = String::new();
        while !line.contains(words) {
            line = log.recv_timeout(PATIENCE).expect(words);
        }
        line
    };
    until(PATIENCE, "the first story", || {
        get(address, "/feeds/all.json", "").filter(|answer| answer.contains("orpailleurs"))
    });
    let path = griot.config();
    let right = std::fs::read_to_string(&path).unwrap();
    let hang_up = || {
        let id = daemon.0.id().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-HUP", &id]).status().unwrap().success());
    };

    // A mistake: everything stays, and is said in the words of `griot check`.
    std::fs::write(&path, format!("{right}\n[grup]\nwindow = \"7d\"\n")).unwrap();
    hang_up();
    let refused = hears("refused");
    assert!(refused.contains("grup"), "{refused}");
    assert!(
        get(address, "/feeds/all.json", "")
            .unwrap()
            .contains("orpailleurs")
    );

    // Another source, and another folder, which has to wait.
    let edited = right.replace("[instance]", "[instance]\npublic_dir = \"elsewhere\"");
    let edited = format!("{edited}\n{}", source("b", &second.url("/feed")));
    std::fs::write(&path, &edited).unwrap();
    hang_up();
    hears("taken over");
    hears("public_dir cannot change while it runs");

    // Another place, under which ids would carry another authority.
    let moved = edited.replace("https://news.example/\"", "https://other.example/\"");
    let moved = moved.replace("\"news.example\"", "\"other.example\"");
    std::fs::write(&path, moved).unwrap();
    hang_up();
    hears("base_url, authority, public_dir cannot change while it runs");
    until(PATIENCE, "the second source's story", || {
        get(address, "/feeds/all.json", "").filter(|answer| answer.contains("Ziguinchor"))
    });
    assert_eq!(first.asked().len(), 1, "nothing is asked before its time");
    let all = get(address, "/feeds/all.json", "").unwrap();
    assert!(all.contains("orpailleurs"));
    drop(daemon);
}
