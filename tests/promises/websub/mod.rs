//! WebSub, from both sides: our own hub is told of what changed, and the hubs that feeds name
//! deliver what is new.

mod publisher;

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use crate::events;
use crate::feeds::{Item, rss};
use crate::hub::{self, Form, Hub, ask, place};
use crate::instance::{Instance, Running, source, text, until};
use crate::outlet::{Outlet, Page};

const PATIENCE: Duration = Duration::from_secs(20);

/// A report on Niger that no other one is like.
fn news(title: &str) -> Item {
    Item::new(
        1,
        &format!("Niger : {title}"),
        "À Niamey, au Niger, ce matin.",
    )
}

fn feed(items: &[Item]) -> Page {
    Page::rss(rss("A", items))
}

/// A daemon that hubs on loopback can call, with what it logs.
struct Daemon {
    griot: Instance,
    address: SocketAddr,
    tables: String,
    running: Running,
}

impl Daemon {
    fn start(publish: &str, fetch: &str, tables: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let tables = format!("[group]\nsettle = \"0s\"\n{tables}");
        let griot = Instance::configured(publish, &tables);
        let text = fs::read_to_string(griot.config()).unwrap();
        let text = text
            .replacen(
                "https://news.example/\"",
                &format!("http://{address}/\""),
                1,
            )
            .replacen("[publish]", &format!("{fetch}\n[publish]"), 1);
        fs::write(griot.config(), text).unwrap();
        let running = Self::run(&griot, address);
        Self {
            griot,
            address,
            tables,
            running,
        }
    }

    fn run(griot: &Instance, address: SocketAddr) -> Running {
        let log = File::options()
            .create(true)
            .append(true)
            .open(griot.path().join("log"))
            .unwrap();
        let mut command = griot.command(&["-vv", "run", "--listen", &address.to_string()]);
        let command = command
            .env("SSL_CERT_FILE", hub::ROOT)
            .stdout(Stdio::null())
            .stderr(log);
        Running(command.spawn().unwrap())
    }

    /// Ends it and starts another one, with this in place of that in the tables.
    fn restart(&mut self, from: &str, to: &str) {
        assert_eq!(self.running.terminate(PATIENCE), Some(0));
        let text = fs::read_to_string(self.griot.config()).unwrap();
        assert!(self.tables.contains(from));
        fs::write(self.griot.config(), text.replacen(from, to, 1)).unwrap();
        self.running = Self::run(&self.griot, self.address);
    }

    fn log(&self) -> String {
        fs::read_to_string(self.griot.path().join("log")).unwrap()
    }

    /// What is known of the source's hub.
    fn hub(&self) -> Value {
        self.source()["hub"].clone()
    }

    fn source(&self) -> Value {
        let shown = self
            .griot
            .says(&["sources", "show", "a", "--offline", "--json"]);
        serde_json::from_str(&shown).unwrap()
    }

    fn serves(&self, title: &str) -> bool {
        let served = ask(self.address, "GET /feeds/ne.json", "", b"");
        served.is_some_and(|served| served.contains(title))
    }
}

/// An outlet that names `hub`, and a daemon that polls it.
fn subscriber(outlet: &Outlet, hub: &Hub) -> Daemon {
    publish(outlet, hub, &[events::mine("A")]);
    let tables = source("a", &outlet.url("/feed"));
    Daemon::start("countries = [\"NE\"]", "websub = true", &tables)
}

fn publish(outlet: &Outlet, hub: &Hub, items: &[Item]) {
    let links = format!(
        "<{}>; rel=\"hub\", <{}>; rel=\"self\"",
        hub.url(),
        outlet.url("/feed")
    );
    outlet.publish("/feed", feed(items).header("link", &links));
}

/// The next request for a subscription in this mode.
fn request(hub: &Hub, mode: &str) -> Form {
    until(PATIENCE, mode, || {
        hub.heard()
            .into_iter()
            .find(|form| form["hub.mode"] == mode)
    })
}

/// What the subscriber answers to `hub.mode=mode` and `more`.
fn verify(form: &Form, mode: &str, more: &str) -> String {
    let (address, path) = place(&form["hub.callback"]);
    let topic: String =
        url::form_urlencoded::byte_serialize(form["hub.topic"].as_bytes()).collect();
    let query = format!("GET {path}?hub.mode={mode}&hub.topic={topic}{more}");
    ask(address, &query, "", b"").unwrap()
}

fn deliver(form: &Form, headers: &str, body: &str) -> String {
    let (address, path) = place(&form["hub.callback"]);
    ask(address, &format!("POST {path}"), headers, body.as_bytes()).unwrap()
}

/// The field that signs `body` with the secret of the request.
fn signature(form: &Form, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(form["hub.secret"].as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let tag = mac.finalize().into_bytes();
    let tag: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("Content-Type: application/rss+xml\r\nX-Hub-Signature: sha256={tag}\r\n")
}

#[test]
fn a_hub_delivers_what_is_new_once_it_is_verified_and_its_signature_is_right() {
    let (outlet, hub) = (Outlet::open(), Hub::over_tls());
    let daemon = subscriber(&outlet, &hub);
    let form = request(&hub, "subscribe");
    assert_eq!(form["hub.topic"], outlet.url("/feed"));
    assert!(form["hub.callback"].starts_with(&format!("http://{}/websub/", daemon.address)));
    assert!((32..200).contains(&form["hub.secret"].len()));
    assert_eq!(daemon.hub()["subscription"], "asked");

    // What was not asked for.
    let challenge = "&hub.challenge=abc%3Cb%3E&hub.lease_seconds=86400";
    let mut foreign = form.clone();
    foreign.insert(
        "hub.topic".to_owned(),
        "https://news.example/feed".to_owned(),
    );
    let mut elsewhere = form.clone();
    *elsewhere.get_mut("hub.callback").unwrap() += "0";
    for answer in [
        verify(&foreign, "subscribe", challenge),
        verify(&elsewhere, "subscribe", challenge),
        verify(&form, "unsubscribe", challenge),
        verify(&form, "subscribe", ""),
    ] {
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        assert!(!answer.contains("abc"), "{answer}");
    }
    let answer = verify(&form, "subscribe", challenge);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("content-type: text/plain"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nabc<b>"), "{answer}");
    until(PATIENCE, "it is confirmed", || {
        (daemon.hub()["subscription"] == "active").then_some(())
    });
    assert_eq!(daemon.hub()["relied_on"], false);

    // Signed by somebody else, and not at all.
    let forged = rss("A", &[news("un faux")]);
    let right = rss("A", &[news("un vrai")]);
    let fields = [
        "X-Hub-Signature: sha256=00\r\n",
        "",
        &signature(&form, &right),
    ];
    for fields in fields {
        let answer = deliver(&form, fields, &forged);
        assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    }
    let answer = deliver(&form, &signature(&form, &right), &right);
    assert!(answer.starts_with("HTTP/1.1 202"), "{answer}");
    until(PATIENCE, "what was delivered is served", || {
        daemon.serves("un vrai").then_some(())
    });
    assert!(!daemon.serves("un faux"));
    assert!(daemon.serves("orpailleurs"), "what a delivery lacks stays");
    let asked = outlet.asked();
    assert_eq!(
        asked.len(),
        1,
        "nobody was polled for it: {asked:?} {}",
        daemon.log()
    );

    let shown = daemon.source();
    assert_eq!(shown["hub"]["relied_on"], true);
    assert_eq!(shown["hub"]["url"], hub.url());
    assert_eq!(shown["next_poll_decided_by"], "pushed");
    assert_eq!(shown["polls"][0]["outcome"], "delivered");
    let (_, path) = place(&form["hub.callback"]);
    let token = path.rsplit('/').next().unwrap();
    let pages = daemon.griot.read("sources/index.html");
    let text = daemon.griot.says(&["sources", "show", "a", "--offline"]);
    assert!(text.contains("delivers what is new, until"), "{text}");
    for said in [daemon.log(), shown.to_string(), pages, text] {
        assert!(
            !said.contains(token) && !said.contains(&form["hub.secret"]),
            "{said}"
        );
    }

    // What was delivered is archived like what was polled.
    let mut daemon = daemon;
    assert_eq!(daemon.running.terminate(PATIENCE), Some(0));
    let folder = daemon.griot.path().join("tried");
    let folder = folder.display().to_string();
    daemon.griot.says(&["replay", "--json", "--dir", &folder]);
    let replayed = fs::read(format!("{folder}/public/feeds/ne.json")).unwrap();
    assert_eq!(
        String::from_utf8(replayed).unwrap(),
        daemon.griot.read("feeds/ne.json")
    );
}

#[test]
fn a_lease_is_renewed_and_a_denial_brings_polling_back() {
    let (outlet, hub) = (Outlet::open(), Hub::over_tls());
    let daemon = subscriber(&outlet, &hub);
    let form = request(&hub, "subscribe");
    verify(&form, "subscribe", "&hub.challenge=1&hub.lease_seconds=3");
    let again = request(&hub, "subscribe");
    assert_eq!(again, form, "the same subscription, for longer");
    verify(
        &form,
        "subscribe",
        "&hub.challenge=2&hub.lease_seconds=86400",
    );
    let body = rss("A", &[news("un vrai")]);
    deliver(&form, &signature(&form, &body), &body);
    until(PATIENCE, "the hub is relied on", || {
        (daemon.hub()["relied_on"] == true).then_some(())
    });

    let answer = verify(&form, "denied", "&hub.reason=no%20such%0Afeed");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let source = until(PATIENCE, "it is denied", || {
        let source = daemon.source();
        (source["hub"]["subscription"] == "denied").then_some(source)
    });
    assert!(
        text(&source["hub"]["trouble"]).ends_with("no such feed"),
        "{source}"
    );
    assert_ne!(source["next_poll_decided_by"], "pushed");
    let answer = deliver(&form, &signature(&form, &body), &body);
    assert!(answer.starts_with("HTTP/1.1 410"), "{answer}");
    let answer = verify(
        &form,
        "subscribe",
        "&hub.challenge=3&hub.lease_seconds=86400",
    );
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[test]
fn a_source_that_is_switched_off_is_unsubscribed() {
    let (outlet, hub) = (Outlet::open(), Hub::over_tls());
    let mut daemon = subscriber(&outlet, &hub);
    let form = request(&hub, "subscribe");
    verify(
        &form,
        "subscribe",
        "&hub.challenge=1&hub.lease_seconds=86400",
    );
    until(PATIENCE, "it is confirmed", || {
        (daemon.hub()["subscription"] == "active").then_some(())
    });
    daemon.restart("id = \"a\"", "id = \"a\"\nenabled = false");
    let last = request(&hub, "unsubscribe");
    assert_eq!(last["hub.callback"], form["hub.callback"]);
    let body = rss("A", &[news("un vrai")]);
    let answer = deliver(&form, &signature(&form, &body), &body);
    assert!(answer.starts_with("HTTP/1.1 410"), "{answer}");
    let answer = verify(&form, "unsubscribe", "&hub.challenge=bye");
    assert!(answer.ends_with("\r\n\r\nbye"), "{answer}");
    until(PATIENCE, "it is forgotten", || {
        let answer = verify(&form, "unsubscribe", "&hub.challenge=bye");
        answer.starts_with("HTTP/1.1 404").then_some(())
    });
}

#[test]
fn no_hub_is_asked_without_a_daemon_nor_where_none_could_call() {
    let (outlet, hub) = (Outlet::open(), Hub::over_tls());
    publish(&outlet, &hub, &[events::mine("A")]);
    let tables = source("a", &outlet.url("/feed"));
    // base_url is on loopback, and nothing else is said.
    let daemon = Daemon::start("countries = [\"NE\"]", "", &tables);
    until(PATIENCE, "the story is served", || {
        daemon.serves("orpailleurs").then_some(())
    });
    assert_eq!(daemon.hub()["url"], hub.url());
    assert_eq!(daemon.hub()["subscription"], Value::Null);
    let answer = ask(daemon.address, "POST /websub/x", "", b"x").unwrap();
    assert!(answer.starts_with("HTTP/1.1 410"), "{answer}");
    drop(daemon);
    let griot = Instance::of(&[("a", &outlet)]);
    griot.refresh(&[]);
    let named = |griot: &Instance| {
        let shown = griot.says(&["sources", "show", "a", "--offline", "--json"]);
        serde_json::from_str::<Value>(&shown).unwrap()["hub"].clone()
    };
    assert_eq!(named(&griot)["url"], hub.url());
    // What is kept behind a key goes through no other hands.
    let keyed = outlet.url("/feed?token=opensesame");
    griot.configure("countries = [\"NE\", \"SN\", \"ML\"]", &source("a", &keyed));
    griot.refresh(&["--all"]);
    assert_eq!(named(&griot), Value::Null);
    assert!(hub.heard().is_empty());
}
