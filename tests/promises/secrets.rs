//! A key in a source's address goes to its server and to nobody else: wherever it stands, no
//! command, log line, page, feed or counter shows it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, Running, Said, until};
use crate::outlet::{Outlet, Page};

const PATIENCE: Duration = Duration::from_secs(20);

const NAME: &str = "operatrice";
const WORDS: [&str; 5] = [
    "motdepasse77",
    "cleSecrete",
    "jetonDeux",
    "jetonTrois",
    "jetonQuatre",
];
const HEX: &str = "0f3c9a7b51e84d02b6c7aa10";
const MIXED: &str = "Zk39QaLp2mVx8RtY4bNc7WdE";

/// Paths with what follows them, each with a key in another place.
fn places() -> [(&'static str, String); 7] {
    let [_, key, two, three, four] = WORDS;
    [
        ("/named", format!("?page=2&apikey={key}")),
        ("/looks", format!("?x={HEX}")),
        ("/bare", format!("?{MIXED}")),
        ("/path", format!("/{HEX}/rss")),
        ("/matrix", format!(";token={two}")),
        (
            "/of",
            format!("?of=https%3A%2F%2Fa.example%2F%3Ftoken%3D{three}"),
        ),
        ("/fragment", format!("#{four}")),
    ]
}

/// Everything that was said so far, each with what said it.
struct Heard(Vec<(String, String)>);

impl Heard {
    fn hear(&mut self, of: &str, said: &Said) {
        self.0.push((format!("{of}, out"), said.out.clone()));
        self.0.push((format!("{of}, err"), said.err.clone()));
    }

    fn run(&mut self, griot: &Instance, arguments: &[&str]) {
        self.hear(&arguments.join(" "), &griot.run(arguments));
    }

    /// Fails when anything of it holds a key.
    fn judge(&self) {
        for (of, text) in &self.0 {
            for key in WORDS.iter().chain(&[NAME, HEX, MIXED]) {
                let at = text.to_lowercase().find(&key.to_lowercase());
                if let Some(at) = at {
                    let start = text.floor_char_boundary(at.saturating_sub(80));
                    let end = text.floor_char_boundary((at + 80).min(text.len()));
                    panic!("{of} says {key}: {}", &text[start..end]);
                }
            }
        }
    }
}

/// An outlet with a source for each place of a key, and one with a name and a password.
fn instance() -> (Outlet, Instance, Vec<String>) {
    let outlet = Outlet::open();
    let login = outlet.url("/login");
    let login = login.replace("http://", &format!("http://{NAME}:{}@", WORDS[0]));
    let mut urls: Vec<String> = places()
        .iter()
        .map(|(path, rest)| outlet.url(&format!("{path}{rest}")))
        .collect();
    urls.push(login);
    let tables: String = urls
        .iter()
        .enumerate()
        .map(|(n, url)| {
            format!("[[outlet]]\nname = \"Maison {n}\"\n[[outlet.source]]\nurl = \"{url}\"\n")
        })
        .collect();
    let griot = Instance::configured("countries = [\"NE\"]", &tables);
    (outlet, griot, urls)
}

/// Puts `page` at the path of every source.
fn publish(outlet: &Outlet, page: &Page) {
    outlet.publish("/login", page.clone());
    for (path, rest) in places() {
        let rest = if rest.starts_with(['/', ';']) {
            rest
        } else {
            String::new()
        };
        outlet.publish(&format!("{path}{rest}"), page.clone());
    }
}

#[test]
fn no_key_is_ever_shown_wherever_it_stands() {
    let (outlet, griot, urls) = instance();
    let ids: Vec<String> = griot
        .says(&["sources", "list", "--json"])
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].to_string())
        .map(|id| id.trim_matches('"').to_owned())
        .collect();
    assert_eq!(ids.len(), urls.len());
    let mut heard = Heard(Vec::new());
    let moved = format!("/moved/{HEX}?apikey={}", WORDS[1]);
    outlet.publish(
        &format!("/moved/{HEX}"),
        Page::rss(rss("A", &[events::mine("A")])),
    );
    let pages = [
        Page::rss(rss("A", &[events::mine("A")])),
        Page::status(404),
        Page::rss("<!doctype html><title>Accueil</title>").content_type("text/html"),
        Page::rss("cut").header("content-encoding", "gzip"),
        Page::status(302).header("location", &moved),
        Page::status(301).header("location", &moved),
        Page::status(301).header("location", &moved),
        Page::status(301).header("location", &moved),
        Page::status(503).header("retry-after", "1"),
    ];
    for (n, page) in pages.iter().enumerate() {
        publish(&outlet, page);
        let format = ["text", "json"][n % 2];
        heard.run(&griot, &["-vv", "--log-format", format, "refresh", "--all"]);
        heard.run(&griot, &["sources", "list"]);
        heard.run(&griot, &["sources", "list", "--json"]);
    }
    for id in &ids {
        heard.run(&griot, &["sources", "show", id]);
        heard.run(&griot, &["sources", "show", id, "--json"]);
    }
    for arguments in [
        ["refresh", "--all", "--json"].as_slice(),
        &["sources", "export"],
        &["sources", "export", "--json"],
        &["check"],
        &["check", "--json"],
        &["-vv", "check", "--online"],
        &["check", "--online", "--json"],
        &["story", "list", "--json"],
    ] {
        heard.run(&griot, arguments);
    }
    publish(&outlet, &pages[0]);
    for url in &urls {
        heard.run(&griot, &["-vv", "sources", "discover", url, "--json"]);
    }
    for (path, bytes) in griot.published() {
        heard
            .0
            .push((path, String::from_utf8_lossy(&bytes).into_owned()));
    }
    heard
        .0
        .push(("sources page".to_owned(), griot.read("sources/index.html")));
    heard.judge();

    let asked = outlet.asked();
    let login = asked.iter().find(|asked| asked.path == "/login").unwrap();
    assert!(
        login.headers.contains_key("authorization"),
        "its server gets it"
    );
    assert!(asked.iter().any(|asked| asked.path.contains(HEX)));
}

#[test]
fn a_daemon_tells_no_key_either() {
    let (outlet, griot, urls) = instance();
    publish(&outlet, &Page::status(404));
    let address: SocketAddr = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let log = griot.path().join("log");
    let child = griot
        .command(&["-vv", "run", "--listen", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut daemon = Running(child);
    let get = |path: &str| {
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    };
    let failed = format!("griot_polls_total{{outcome=\"failed\"}} {}", urls.len());
    let metrics = until(PATIENCE, "the round is counted", || {
        get("/metrics").filter(|answer| answer.contains(&failed))
    });
    let page = get("/sources/").unwrap();
    let health = get("/healthz").unwrap();
    assert_eq!(daemon.terminate(PATIENCE), Some(0));
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("404"), "the log is that of the round: {log}");
    let heard = [
        ("metrics", metrics),
        ("page", page),
        ("health", health),
        ("log", log),
    ];
    Heard(heard.map(|(of, text)| (of.to_owned(), text)).into()).judge();
}

#[test]
fn a_reading_list_holds_keys_only_where_they_are_asked_for() {
    let (outlet, griot, urls) = instance();
    let said = griot.run(&["sources", "export"]);
    assert_eq!(said.code, Some(0));
    assert_eq!(said.out.matches("<outline").count(), 0, "{}", said.out);
    assert_eq!(said.err.matches("left out: ").count(), urls.len());
    let whole = griot.says(&["sources", "export", "--with-secrets"]);
    for url in &urls {
        assert!(whole.contains(&url.replace('&', "&amp;")), "{url}: {whole}");
    }

    let list = griot.path().join("list.opml");
    fs::write(&list, whole).unwrap();
    let list = list.to_str().unwrap();
    let tables = griot.run(&["sources", "import", list]);
    assert_eq!(tables.err.matches("configured already").count(), urls.len());
    let elsewhere = Instance::configured("countries = [\"NE\"]", "");
    let mut heard = Heard(Vec::new());
    heard.hear("import", &tables);
    heard.run(&elsewhere, &["sources", "import", list, "--json"]);
    heard.judge();
    let tables = elsewhere.says(&["sources", "import", list]);
    for url in &urls {
        assert!(tables.contains(url), "tables are configuration: {tables}");
    }

    let plain = crate::instance::source("plain", &outlet.url("/feed?page=backend&amp=1"));
    griot.configure("countries = [\"NE\"]", &plain);
    assert!(griot.says(&["sources", "export"]).contains("page=backend"));
}

#[test]
fn a_password_in_what_is_no_address_is_not_repeated() {
    let griot = Instance::configured("", "");
    let config = griot.path().join("griot.toml");
    for sign in ['/', '#', '?'] {
        let url = format!(
            "https://{NAME}:{}{sign}{}@exemple.example/",
            WORDS[0], WORDS[1]
        );
        let list = format!("<opml><body><outline text=\"A\" xmlUrl=\"{url}\"/></body></opml>");
        fs::write(griot.path().join("list.opml"), list).unwrap();
        let text = format!(
            "opml = [\"list.opml\"]\n\
             [instance]\nbase_url = \"{url}\"\nauthority = \"{url}\"\ncontact = \"({url})\"\n\
             [publish]\nhub = \"https://{NAME}:{}@exemple.example/#a\"\n\
             [[alert]]\nname = \"mines\"\nwebhook = \"{url}\"\n\
             [[outlet]]\nname = \"A\"\nsite = \"{url}\"\nhosts = {{ \"{url}\" = \"b.example\" }}\n\
             [[outlet.source]]\nurl = \"{url}feed\"\n",
            WORDS[0]
        );
        fs::write(&config, text).unwrap();
        let mut heard = Heard(Vec::new());
        for arguments in [["check"].as_slice(), &["check", "--json"], &["run"]] {
            heard.run(&griot, arguments);
        }
        heard.judge();
        let said = griot.run(&["check"]).err + &griot.run(&["check"]).out;
        assert!(
            said.contains("\"https://…@exemple.example/feed\" is no URL")
                && said.contains("write / as %2F, # as %23 and ? as %3F"),
            "{said}"
        );
    }
}
