//! What helps an operator to a working list of outlets, through the real binary, against sites on
//! loopback: `check --online`, `sources discover`, `sources import`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, mpsc};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tempfile::TempDir;

/// What a site answers to a path with its query; everything else is missing.
type Pages = HashMap<String, Reply>;

#[derive(Clone)]
enum Reply {
    Feed(String),
    Html(String),
    Moved(&'static str),
    Status(u16),
    Busy,
}

struct Site {
    root: String,
    asked: Arc<Mutex<Vec<String>>>,
    /// Ends the server when it is dropped.
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Site {
    fn start<const N: usize>(pages: [(&str, Reply); N]) -> Self {
        let pages: Pages = pages.map(|(path, reply)| (path.to_owned(), reply)).into();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let state = (Arc::new(pages), Arc::clone(&asked));
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let router = Router::new().fallback(answer).with_state(state);
                tokio::select! {
                    served = axum::serve(listener, router) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            root: format!("http://{}", told.recv().unwrap()),
            asked,
            _stop: stop,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// What was asked, in order.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

type Held = (Arc<Pages>, Arc<Mutex<Vec<String>>>);

async fn answer(State((pages, asked)): State<Held>, request: Request) -> Response {
    let path = request.uri().path_and_query().unwrap().to_string();
    asked.lock().unwrap().push(path.clone());
    match pages.get(&path) {
        Some(Reply::Feed(text)) => {
            ([(header::CONTENT_TYPE, "application/xml")], text.clone()).into_response()
        }
        Some(Reply::Html(text)) => {
            ([(header::CONTENT_TYPE, "text/html")], text.clone()).into_response()
        }
        Some(Reply::Moved(to)) => {
            (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, *to)]).into_response()
        }
        Some(Reply::Status(status)) => StatusCode::from_u16(*status).unwrap().into_response(),
        Some(Reply::Busy) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")]).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A feed of a few entries, whose addresses begin with `section`.
fn feed(title: &str, section: &str) -> Reply {
    let items: String = (1..=3)
        .map(|n| {
            format!(
                "<item><title>Le pont numéro {n} a été inauguré hier matin par le maire</title>\
                 <link>https://journal.example/{section}/{n}</link>\
                 <pubDate>Tue, 0{n} Jul 2025 10:00:00 GMT</pubDate></item>"
            )
        })
        .collect();
    Reply::Feed(format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><language>fr</language>\
         <link>https://journal.example/</link>{items}</channel></rss>"
    ))
}

fn html(body: &str) -> Reply {
    Reply::Html(format!("<!doctype html><title>Journal</title>{body}"))
}

/// A folder with a configuration that may ask loopback, and whatever `tables` say.
fn folder(tables: &str) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("griot.toml");
    let settings = "[fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"0s\"\n";
    fs::write(&file, format!("{settings}{tables}")).unwrap();
    (dir, file)
}

fn griot(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_griot"))
        .current_dir(folder)
        .env_remove("GRIOT_CONFIG")
        .env_remove("STATE_DIRECTORY")
        .args(args)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs `sources discover` with a configuration that may ask loopback: code, output and errors.
fn discover(url: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let (dir, file) = folder("");
    let config = file.to_str().unwrap();
    let mut args = vec!["--config", config, "sources", "discover", url];
    args.extend(more);
    let output = griot(dir.path(), &args);
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The sources that tables configure, with whether each is on.
fn loaded(tables: &str) -> Vec<(String, bool)> {
    let (_dir, file) = folder(tables);
    let config = griot::config::load(&file).unwrap_or_else(|problems| panic!("{problems}"));
    let sources = config.sources.iter();
    sources
        .map(|source| (source.source.url.to_string(), source.enabled))
        .collect()
}

#[test]
fn declared_feeds_become_tables_that_load_each_content_once() {
    let site = Site::start([
        (
            "/",
            html(
                "<link rel=alternate type=application/rss+xml href=/feed>\
                 <link rel=alternate type=application/atom+xml href=/feed/atom>\
                 <link rel=alternate type=application/rss+xml href=/comments/feed/>\
                 <link rel=alternate type=application/rss+xml href=/sport/rss.xml>\
                 <link rel=alternate type=application/rss+xml href=/old/rss.xml>",
            ),
        ),
        ("/feed", Reply::Moved("/feed/")),
        ("/feed/", feed("Le \"Journal\"", "une")),
        ("/feed/atom", feed("Le \"Journal\"", "une")),
        ("/sport/rss.xml", feed("Journal - Sport", "sport")),
    ]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(
        loaded(&tables),
        [
            (site.url("/feed/"), true),
            (site.url("/feed/atom"), false),
            (site.url("/sport/rss.xml"), true),
        ],
        "{tables}"
    );
    for part in [
        "name = 'Le \"Journal\"'",
        "language = \"fr\"",
        "RSS, 3 entries, newest 2025-07-03 10:00, fr",
        "The same entries as",
    ] {
        assert!(tables.contains(part), "{part} in\n{tables}");
    }
    assert_eq!(
        site.asked(),
        [
            "/",
            "/feed",
            "/feed/",
            "/feed/atom",
            "/sport/rss.xml",
            "/old/rss.xml"
        ],
        "once each, no comments, and no guessing where the page has said it"
    );
}

#[test]
fn an_address_of_a_feed_is_said_to_be_one_with_a_single_request() {
    let site = Site::start([("/rss", feed("Journal", "une"))]);
    let (code, out, _) = discover(&site.url("/rss"), &["--json"]);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(found["feeds"][0]["trace"], "given");
    assert_eq!(found["feeds"][0]["entries"], 3);
    assert_eq!(
        found["outlet"]["sources"][0]["url"],
        site.url("/rss").as_str()
    );
    assert_eq!(site.asked(), ["/rss"]);
}

#[test]
fn a_page_of_feeds_behind_a_link_is_read() {
    let site = Site::start([
        (
            "/",
            html("<a href=/contact>Contact</a> <a href=/rss>RSS</a>"),
        ),
        ("/rss", html("<a href=/rss/afrique.xml>Afrique</a>")),
        ("/rss/afrique.xml", feed("Afrique", "afrique")),
    ]);
    let (code, tables, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(0), "{errors}");
    assert_eq!(loaded(&tables), [(site.url("/rss/afrique.xml"), true)]);
    assert_eq!(site.asked().len(), 3);
}

#[test]
fn links_to_feeds_are_all_asked_once_one_of_them_is_a_feed() {
    let links: String = (0..6)
        .map(|n| format!("<a href=/rss/{n}.xml>x</a>"))
        .collect();
    let site = Site::start([
        ("/", html(&links)),
        ("/rss/0.xml", feed("Journal", "0")),
        ("/rss/1.xml", feed("Journal - Un", "1")),
        ("/rss/4.xml", feed("Journal - Quatre", "4")),
    ]);
    let (code, tables, _) = discover(&site.root, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(loaded(&tables).len(), 3, "{tables}");
    assert_eq!(site.asked().len(), 7, "no guessing any more");
}

#[test]
fn usual_places_are_tried_until_one_gives_a_feed() {
    let site = Site::start([
        ("/", html("<meta name=generator content='SPIP 4'>")),
        ("/spip.php?page=backend", feed("Journal", "une")),
    ]);
    let (code, tables, _) = discover(&site.root, &[]);
    assert_eq!(code, Some(0));
    assert_eq!(loaded(&tables).len(), 1, "{tables}");
    assert_eq!(site.asked(), ["/", "/spip.php?page=backend"]);
}

#[test]
fn a_site_without_feeds_is_asked_a_dozen_times_at_most() {
    let links: String = (0..50)
        .map(|n| format!("<link rel=alternate type=application/rss+xml href=/{n}/rss>"))
        .collect();
    let site = Site::start([("/", html(&links))]);
    let (code, out, errors) = discover(&site.root, &[]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(errors.contains("no feed was found"), "{errors}");
    assert!(errors.contains("not asked"), "{errors}");
    let asked = site.asked();
    assert_eq!(asked.len(), 12);
    assert!(asked.contains(&"/feed/".to_owned()), "{asked:?}");
}

#[test]
fn a_site_that_asks_to_be_left_alone_is() {
    let site = Site::start([
        (
            "/",
            html("<link rel=alternate type=application/rss+xml href=/a><link rel=feed href=/b>"),
        ),
        ("/a", Reply::Status(429)),
    ]);
    let (code, _, errors) = discover(&site.root, &[]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("429"), "{errors}");
    assert_eq!(site.asked(), ["/", "/a"]);
}

#[test]
fn private_addresses_are_asked_only_where_a_configuration_allows_it() {
    let site = Site::start([("/", feed("Journal", "une"))]);
    let dir = tempfile::tempdir().unwrap();
    let output = griot(dir.path(), &["sources", "discover", &site.root]);
    assert_eq!(output.status.code(), Some(1));
    let errors = text(&output.stderr);
    assert!(errors.contains("no public address"), "{errors}");
    assert!(site.asked().is_empty());
}

#[test]
fn what_is_configured_already_is_named_and_not_proposed_again() {
    let site = Site::start([("/rss", feed("Journal", "une"))]);
    let (dir, file) = folder(&format!(
        "[[outlet]]\nname = \"J\"\n[[outlet.source]]\nid = \"mine\"\nurl = \"{}\"\n",
        site.url("/rss")
    ));
    let config = file.to_str().unwrap();
    let args = ["--config", config, "sources", "discover", &site.url("/rss")];
    let output = griot(dir.path(), &args);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert!(text(&output.stderr).contains("\"mine\""));
}

/// A list of four sources: one that works, one that moved, one that is a page, one that is off.
fn list(site: &Site) -> String {
    let source = |name: &str, path: &str, more: &str| {
        format!(
            "[[outlet]]\nname = \"{name}\"\nsite = \"https://{name}.example/\"\n\
             [[outlet.source]]\nid = \"{name}\"\nurl = \"{}\"\n{more}",
            site.url(path)
        )
    };
    [
        source("works", "/rss", ""),
        source("moved", "/old", ""),
        source("page", "/", ""),
        source("off", "/off", "enabled = false\n"),
    ]
    .concat()
}

fn four() -> Site {
    Site::start([
        ("/rss", feed("Journal", "une")),
        ("/old", Reply::Moved("/rss")),
        ("/", html("")),
        ("/off", feed("Journal", "off")),
    ])
}

#[test]
fn check_online_says_of_every_source_that_is_on_how_it_answers() {
    let site = four();
    let (dir, file) = folder(&list(&site));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["--config", config, "check", "--online"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    for part in [
        "ok      works: RSS, 3 entries, newest 2025-07-03 10:00, fr\n".to_owned(),
        format!("put in: url = \"{}\"\n", site.url("/rss")),
        "an HTML page instead of a feed (\"Journal\")".to_owned(),
        "the same entries as works: keep one of the two\n".to_owned(),
        "try: griot sources discover https://page.example/\n".to_owned(),
        "2 ok (1 moved for good), 1 failed; nothing was stored\n".to_owned(),
    ] {
        assert!(out.contains(&part), "{part} in\n{out}");
    }
    let mut asked = site.asked();
    asked.sort();
    assert_eq!(asked, ["/", "/old", "/rss", "/rss"]);
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is stored: {left:?}");
}

#[test]
fn check_online_asks_only_the_named_source_even_one_that_is_off() {
    let site = four();
    let (dir, file) = folder(&list(&site));
    let config = file.to_str().unwrap();
    let run = |more: &[&str]| {
        let mut args = vec!["--config", config, "check", "--online", "--json"];
        args.extend(more);
        griot(dir.path(), &args)
    };
    let output = run(&["--source", "off"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(verdict["online"]["ok"], 1);
    assert_eq!(verdict["online"]["sources"][0]["id"], "off");
    assert_eq!(verdict["online"]["sources"][0]["came"], "feed");
    assert_eq!(verdict["online"]["sources"][0]["language"], "fr");
    assert_eq!(site.asked(), ["/off"]);

    let output = run(&["--source", "nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nobody"));
}

#[test]
fn check_online_leaves_a_host_alone_that_asks_for_it() {
    let site = Site::start([("/a", Reply::Busy), ("/b", Reply::Busy)]);
    let (dir, file) = folder(&format!(
        "[[outlet]]\nname = \"J\"\n[[outlet.source]]\nurl = \"{}\"\n\
         [[outlet.source]]\nurl = \"{}\"\n",
        site.url("/a"),
        site.url("/b")
    ));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["--config", config, "check", "--online"]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{out}");
    assert!(out.contains("wants to be left alone"), "{out}");
    assert_eq!(site.asked().len(), 1);
}

#[test]
fn quiet_names_only_what_there_is_to_do() {
    let site = four();
    let (dir, file) = folder(&list(&site));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["-q", "--config", config, "check", "--online"]);
    let out = text(&output.stdout);
    assert!(!out.contains("ok      works:"), "{out}");
    assert!(
        out.contains("ok      moved:") && out.contains("failed  page:"),
        "{out}"
    );
}

#[test]
fn check_online_asks_nobody_while_the_configuration_is_wrong() {
    let site = four();
    let (dir, file) = folder(&format!("{}sitee = 1\n", list(&site)));
    let config = file.to_str().unwrap();
    let output = griot(dir.path(), &["--config", config, "check", "--online"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(site.asked().is_empty());
}

#[test]
fn a_file_of_outlets_alone_can_be_checked_online() {
    let site = four();
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("outlets.toml"), list(&site)).unwrap();
    let args = ["--config", "outlets.toml", "check", "--online", "--json"];
    let output = griot(dir.path(), &args);
    let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{verdict:#}");
    assert_eq!(
        (&verdict["ok"], &verdict["errors"]),
        (&true.into(), &0.into())
    );
    let sources = verdict["online"]["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 3);
    for source in sources {
        assert_eq!(source["kind"], "refused", "no default opens loopback");
    }
    assert!(site.asked().is_empty());
}

#[test]
fn the_list_of_untried_outlets_can_be_checked_as_it_is() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/outlets.unverified.toml");
    let dir = tempfile::tempdir().unwrap();
    let output = griot(dir.path(), &["check", "--config", list.to_str().unwrap()]);
    let out = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(out.contains("can be used"), "{out}");
}

#[test]
fn a_reading_list_becomes_tables_without_what_is_configured() {
    let (dir, file) = folder(
        "[[outlet]]\nname = \"J\"\n[[outlet.source]]\nid = \"mine\"\nurl = \"https://j.example/feed\"\n",
    );
    let list = "<opml version='2.0'><body><outline text='Afrique'>\
        <outline text='J' xmlUrl='https://j.example/feed'/>\
        <outline text='Écho' xmlUrl='https://e.example/feed' htmlUrl='https://e.example/'/>\
        <outline text='ÉCHO' xmlUrl='https://e.example/feed/atom'/></outline></body></opml>";
    fs::write(dir.path().join("list.opml"), list).unwrap();
    let config = file.to_str().unwrap();
    let args = ["--config", config, "sources", "import", "list.opml"];
    let output = griot(dir.path(), &args);
    assert_eq!(output.status.code(), Some(0));
    let tables = text(&output.stdout);
    assert_eq!(
        loaded(&tables),
        [
            ("https://e.example/feed".to_owned(), true),
            ("https://e.example/feed/atom".to_owned(), true)
        ]
    );
    assert!(text(&output.stderr).contains("\"mine\""));

    fs::write(dir.path().join("none.opml"), "<p>no list</p>").unwrap();
    let alone = tempfile::tempdir().unwrap();
    let none = dir.path().join("none.opml");
    let output = griot(alone.path(), &["sources", "import", none.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "needs no configuration");
    assert!(text(&output.stderr).contains("names no feed"));
}
