//! Keys of a source: they reach the outlet they are for, and nobody else.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, Said};
use crate::outlet::{Outlet, Page};

const KEYS: [&str; 4] = ["opensesame", "tokenfromafile", "tokenofaunit", "inthequery"];

fn feed() -> Page {
    Page::rss(rss("A", &[events::mine("A")]))
}

/// An instance of one source at `url` with these lines in its table.
fn instance(url: &str, lines: &str) -> Instance {
    let table = format!(
        "[[outlet]]\nname = \"A\"\nlanguage = \"fr\"\n[[outlet.source]]\nid = \"a\"\n\
         url = \"{url}\"\n{lines}\n"
    );
    Instance::configured("countries = [\"NE\"]", &table)
}

/// The address of `outlet` with a login and a key in it.
fn keyed(outlet: &Outlet, path: &str) -> String {
    let url = outlet.url(path);
    url.replacen("http://", "http://ali:opensesame@", 1) + "?key=inthequery"
}

const HEADERS: &str =
    "headers = { X-Token = { file = \"token\" }, X-Unit = { credential = \"unit\" } }";

/// The instance with its secrets beside it, told where the service's credentials are.
fn run(griot: &Instance, arguments: &[&str]) -> Said {
    let credentials = griot.path().join("credentials");
    fs::create_dir_all(&credentials).unwrap();
    fs::write(griot.path().join("token"), "tokenfromafile\n").unwrap();
    fs::write(credentials.join("unit"), "tokenofaunit").unwrap();
    let mut command = griot.command(arguments);
    command.env("CREDENTIALS_DIRECTORY", &credentials);
    command.output().unwrap().into()
}

#[test]
fn keys_are_sent_and_never_shown() {
    let outlet = Outlet::serving(feed());
    let griot = instance(&keyed(&outlet, "/feed"), HEADERS);
    let rounds = [
        ["-vv", "refresh", "--all", "--json"].as_slice(),
        &["-vv", "--log-format", "json", "refresh", "--all"],
    ];
    let looks = [
        ["sources", "list"].as_slice(),
        &["sources", "list", "--json"],
        &["sources", "show", "a", "--offline"],
        &["sources", "show", "a", "--offline", "--json"],
        &["sources", "show", "a", "--offline"],
        &["sources", "show", "a", "--offline", "--json"],
        &["check", "--json"],
        &["story", "list", "--json"],
    ];
    let mut said = String::new();
    for status in [200, 500] {
        let page = if status == 200 {
            feed()
        } else {
            Page::status(status)
        };
        outlet.publish("/feed", page);
        for arguments in rounds.iter().chain(&looks) {
            let Said { out, err, .. } = run(&griot, arguments);
            said += &(out + &err);
        }
    }
    let asked = outlet.asked();
    assert_eq!(asked.len(), 4, "two rounds of each kind");
    for asked in &asked {
        assert_eq!(asked.headers["x-token"], "tokenfromafile");
        assert_eq!(asked.headers["x-unit"], "tokenofaunit");
        assert_eq!(asked.headers["authorization"], "Basic YWxpOm9wZW5zZXNhbWU=");
    }
    assert!(said.contains("/feed"), "the place is named: {said}");
    for key in KEYS {
        assert!(!said.contains(key), "{key} in {said}");
        for (file, bytes) in griot.published() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(key), "{key} in {file}");
        }
    }
}

#[test]
fn keys_stay_with_the_origin_that_they_are_for_also_when_the_feed_moves() {
    let stranger = Outlet::serving(feed());
    let outlet = Outlet::open();
    outlet.publish("/feed", Page::status(301).header("location", "/new"));
    outlet.publish("/new", feed());
    let griot = instance(&keyed(&outlet, "/feed"), HEADERS);
    let round = ["refresh", "--all", "--json"];
    for _ in 0..3 {
        assert_eq!(run(&griot, &round).code, Some(0));
    }
    outlet.asked();
    // Moved for good within its origin: the keys go along.
    assert_eq!(run(&griot, &round).code, Some(0));
    let [moved] = outlet.asked().try_into().unwrap();
    assert_eq!(moved.path, "/new");
    assert_eq!(moved.headers["authorization"], "Basic YWxpOm9wZW5zZXNhbWU=");
    assert_eq!(moved.headers["x-token"], "tokenfromafile");
    // Redirected to a stranger, however often and however permanently: they do not.
    let away = stranger.url("/feed");
    outlet.publish("/new", Page::status(301).header("location", &away));
    for _ in 0..5 {
        assert_eq!(run(&griot, &round).code, Some(0));
    }
    assert_eq!(
        outlet.asked().len(),
        5,
        "it never moves to where it has no keys"
    );
    let strange = stranger.asked();
    assert_eq!(strange.len(), 5);
    for asked in strange {
        for field in ["authorization", "x-token", "x-unit", "cookie", "referer"] {
            assert!(!asked.headers.contains_key(field), "{field}");
        }
    }
}

#[test]
fn what_cannot_be_a_key_is_named_with_its_line_and_the_value_is_not_repeated() {
    for (lines, word) in [
        (
            "headers = { Host = \"opensesame\" }",
            "Host is griot's to set",
        ),
        (
            "headers = { User-Agent = \"opensesame\" }",
            "publishers shall know who asks",
        ),
        (
            "headers = { If-None-Match = \"opensesame\" }",
            "what the last answer said",
        ),
        (
            "headers = { \"X Y\" = \"opensesame\" }",
            "no name of a header field",
        ),
        ("headers = { X = \"opensesame\\nX: y\" }", "cannot be sent"),
        (
            "headers = { X = { file = \"nowhere\" } }",
            "nowhere cannot be read",
        ),
        (
            "headers = { X = { credential = \"x\" } }",
            "LoadCredential=",
        ),
        (
            "headers = { X = { env = \"HOME\" } }",
            "\"env\" is no place for a secret",
        ),
        ("headers = \"opensesame\"", "expected a table, found text"),
        ("tls_pin = \"abc\"", "no fingerprint"),
        ("tls_root = \"griot.toml\"", "holds no certificate"),
        ("tls_root = \"nowhere.pem\"", "nowhere.pem cannot be read"),
    ] {
        let griot = instance("https://outlet.example/feed", lines);
        let said = griot.run(&["check"]);
        assert_eq!(said.code, Some(2), "{lines}");
        let text = said.out + &said.err;
        assert!(text.contains(word), "{lines}: {text}");
        assert!(text.contains("griot.toml:"), "{text}");
        assert!(!text.contains("opensesame"), "{text}");
    }
}

#[test]
fn a_secret_that_may_not_be_read_or_that_everyone_can_overhear_is_told() {
    let griot = instance(
        "http://outlet.example/feed",
        "headers = { X = \"opensesame\" }",
    );
    let said = griot.run(&["check"]);
    assert_eq!(said.code, Some(0));
    assert!((said.out + &said.err).contains("anyone on the way can read"));
    let griot = instance("http://outlet.example/feed", "tls_pin = \"sha256:00\"");
    assert_eq!(
        griot.run(&["check"]).code,
        Some(2),
        "http has no certificate"
    );
    let griot = instance(
        "https://outlet.example/feed",
        "headers = { X = { file = \"token\" } }",
    );
    let token = griot.path().join("token");
    fs::create_dir(&token).unwrap();
    fs::set_permissions(&token, fs::Permissions::from_mode(0o700)).unwrap();
    let said = griot.run(&["check"]);
    assert_eq!(said.code, Some(2));
    assert!((said.out + &said.err).contains("token cannot be read"));
}

#[test]
fn a_retry_after_silences_the_source_or_its_whole_host_as_configured() {
    for (scope, second) in [("source", 1), ("host", 0)] {
        let outlet = Outlet::open();
        let busy = Page::status(429).header("retry-after", "3600");
        outlet.publish("/a", busy);
        outlet.publish("/b", feed());
        let table = |id: &str| crate::instance::source(id, &outlet.url(&format!("/{id}")));
        let griot = Instance::configured("countries = [\"NE\"]", &(table("a") + &table("b")));
        let text = fs::read_to_string(griot.config()).unwrap();
        let set = format!("[fetch]\nretry_scope = \"{scope}\"\n");
        fs::write(griot.config(), text.replacen("[fetch]\n", &set, 1)).unwrap();
        assert_eq!(griot.run(&["refresh", "--source", "a"]).code, Some(1));
        outlet.asked();
        // Another process: what the host asked for is remembered.
        griot.run(&["refresh", "--source", "b"]);
        assert_eq!(outlet.asked().len(), second, "{scope}");
    }
}
