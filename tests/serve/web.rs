//! The configurations for nginx and Caddy in `config/web`: the published folder says through them
//! what it says through the daemon, and a private instance is private. Where one of the two is not
//! installed, its tests say so and pass.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::TimeDelta;
use tempfile::TempDir;

use crate::GZIP;
use crate::site::{Answer, NEW, Site, ask};

/// "reader:opensesame".
const LOGIN: &str = "Authorization: Basic cmVhZGVyOm9wZW5zZXNhbWU=";
/// "reader:wrong"; of somebody unknown Caddy makes up a password that takes a second to compare.
const WRONG: &str = "Authorization: Basic cmVhZGVyOndyb25n";
/// The right one for Caddy, at bcrypt's least cost: a real one takes a second each.
const HASHED: &str = "reader $2a$04$7aP/zrszT1eT4rZOaoviXu1dEUlL2jciOZx8206x/c.FH/EsA.ip.";
/// In Caddy's configuration, over ours.
const QUIET: &str = "{\n\tadmin off\n\tauto_https off\n}\n";

/// A web server of the machine; it ends with the value.
struct Web {
    address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text of a configuration of ours, with these words in place of others, which it must have.
fn recipe(name: &str, words: &[(&str, &str)]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("config/web")
        .join(name);
    let mut text = fs::read_to_string(path).unwrap();
    for (from, to) in words {
        assert!(text.contains(from), "{name} has no {from:?}");
        text = text.replace(from, to);
    }
    text
}

fn is_installed(program: &str) -> bool {
    let found = Command::new(program).arg("version").output().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

impl Web {
    fn nginx(recipe_name: &str, words: &[(&str, &str)]) -> Option<Self> {
        if !is_installed("nginx") {
            return None;
        }
        let folder = TempDir::new().unwrap();
        let address = free_address();
        fs::write(
            folder.path().join("passwords"),
            "reader:{PLAIN}opensesame\n",
        )
        .unwrap();
        let passwords = folder.path().join("passwords").display().to_string();
        let server = recipe(recipe_name, words)
            .replace("listen 80;", &format!("listen {address};"))
            .replace("listen [::]:80;", "")
            .replace("/etc/nginx/griot.htpasswd", &passwords);
        let place = folder.path().display();
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {place}/{name};\n"))
            .concat();
        let config = format!(
            "daemon off; master_process off; user root; pid {place}/pid; error_log stderr crit;\n\
             events {{}}\nhttp {{\naccess_log off;\n{temporary}{server}\n}}\n"
        );
        let file = folder.path().join("nginx.conf");
        fs::write(&file, config).unwrap();
        let mut command = Command::new("nginx");
        command.arg("-c").arg(file);
        Some(Self::start(address, folder, &mut command))
    }

    fn caddy(recipe_name: &str, words: &[(&str, &str)]) -> Option<Self> {
        if !is_installed("caddy") {
            return None;
        }
        let folder = TempDir::new().unwrap();
        let address = free_address();
        let site = recipe(recipe_name, words);
        let here = format!("\nhttp://:{} {{\n\tbind 127.0.0.1", address.port());
        let site = site.replace("\nnews.example.org {", &here);
        let file = folder.path().join("Caddyfile");
        fs::write(&file, QUIET.to_owned() + &site).unwrap();
        let mut command = Command::new("caddy");
        command.args(["run", "--adapter", "caddyfile", "--config"]);
        command.arg(file).env("HOME", folder.path());
        command
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME");
        Some(Self::start(address, folder, &mut command))
    }

    fn start(address: SocketAddr, folder: TempDir, command: &mut Command) -> Self {
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let mut web = Self {
            address,
            child,
            _folder: folder,
        };
        for _ in 0..400 {
            if TcpStream::connect(address).is_ok() {
                return web;
            }
            let ended = web.child.try_wait().unwrap();
            assert_eq!(ended, None, "the server refuses its configuration");
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the server does not answer");
    }

    fn get(&self, path: &str, fields: &[&str]) -> Answer {
        ask(self.address, "GET", path, fields)
    }
}

/// A site whose compressed forms have lengths of their own, by which web servers tell them.
fn site() -> Site {
    let site = Site::start();
    site.write("feeds/ne.atom.gz", b"in gzip's form", TimeDelta::zero());
    site.load(&[]);
    site
}

/// Everything that the folder's files say through the daemon, they say through `web`.
fn says_the_same(site: &Site, web: &Web) {
    let story = format!("/story/{NEW}/");
    for path in [
        "/",
        "/ne/",
        &story,
        "/feeds/ne.atom",
        "/feeds/ne.rss",
        "/feeds/ne.json",
        "/editions.opml",
        "/style.css",
        "/nothing",
        "/feeds/none.atom",
    ] {
        for coding in ["Accept-Encoding: identity", GZIP] {
            let (ours, its) = (site.get(path, &[coding]), web.get(path, &[coding]));
            assert_eq!(its.status, ours.status, "{path}");
            assert_eq!(its.body, ours.body, "{path} {coding}");
            for name in [
                "content-type",
                "content-encoding",
                "x-robots-tag",
                "access-control-allow-origin",
                "access-control-expose-headers",
                "content-security-policy",
                "referrer-policy",
                "x-content-type-options",
            ] {
                assert_eq!(its.field(name), ours.field(name), "{name} of {path}");
            }
            let fresh = if ours.status == 404 { 60 } else { 900 };
            let fresh = format!("public, max-age={fresh}");
            let told = its.field("cache-control").unwrap();
            assert!(told.starts_with(&fresh), "{told} of {path}");
        }
    }
}

/// A copy that somebody holds is known by either validator, and named another for each coding.
fn knows_copies(web: &Web) {
    let path = "/feeds/ne.atom";
    let mut tags = Vec::new();
    for coding in ["Accept-Encoding: identity", GZIP] {
        let whole = web.get(path, &[coding]);
        assert_eq!(whole.field("vary"), Some("Accept-Encoding"));
        let etag = whole.field("etag").unwrap();
        assert!(etag.starts_with('"'), "strong: {etag}");
        let modified = whole.field("last-modified").unwrap();
        for condition in [
            format!("If-None-Match: {etag}"),
            format!("If-None-Match: \"x\", W/{etag}"),
            format!("If-Modified-Since: {modified}"),
            "If-Modified-Since: Sat, 28 Nov 2026 10:00:00 GMT".to_owned(),
        ] {
            let known = web.get(path, &[coding, &condition]);
            assert_eq!(known.status, 304, "{condition}");
            assert_eq!(known.field("etag"), Some(etag));
            assert_eq!(known.field("vary"), Some("Accept-Encoding"));
            assert!(known.field("cache-control").is_some());
        }
        tags.push(etag.to_owned());
    }
    assert_ne!(tags[0], tags[1]);
}

/// What is no page of the site is nobody's, and nothing can be sent.
fn keeps_the_rest_back(site: &Site, web: &Web) {
    fs::create_dir_all(site.folder().join(".staging")).unwrap();
    fs::write(site.folder().join(".staging/0"), "half").unwrap();
    for path in [
        "/.staging/0",
        "/.hidden",
        "/feeds/ne.atom.gz",
        "/feeds/ne.atom.br",
        "/feeds/",
    ] {
        let answer = web.get(path, &[]);
        let refused = answer.status == 404 || (path == "/feeds/" && answer.status == 403);
        assert!(refused, "{path}: {}", answer.status);
    }
    let moved = web.get("/ne", &[]);
    assert!(matches!(moved.status, 301 | 308));
    assert_eq!(moved.field("location"), Some("/ne/"));
    for (method, status) in [("POST", 405), ("DELETE", 405), ("OPTIONS", 204)] {
        let answer = ask(
            web.address,
            method,
            "/feeds/ne.atom",
            &["Content-Length: 0"],
        );
        assert_eq!(answer.status, status, "{method}");
        assert_eq!(answer.field("allow"), Some("GET, HEAD, OPTIONS"));
    }
    let head = ask(web.address, "HEAD", "/feeds/ne.atom", &[GZIP]);
    assert_eq!(head.field("content-encoding"), Some("gzip"));
}

/// Readers with a password or the secret address get everything, others nothing.
fn is_private(site: &Site, web: &Web) {
    let path = "/feeds/ne.atom";
    for stranger in [path, "/", "/k/guess/feeds/ne.atom", "/healthz", "/metrics"] {
        let answer = web.get(stranger, &[]);
        let kept = answer.status == 401 || (stranger == "/metrics" && answer.status == 404);
        assert!(kept, "{stranger}: {}", answer.status);
    }
    assert_eq!(web.get(path, &[WRONG]).status, 401);
    let ours = site.get(path, &[GZIP]);
    for (path, login) in [(path, LOGIN), ("/k/SECRET/feeds/ne.atom", "X-None: x")] {
        let answer = web.get(path, &[GZIP, login]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.body, ours.body);
        assert_eq!(answer.field("content-encoding"), Some("gzip"));
        assert_eq!(answer.field("cache-control"), Some("private, max-age=900"));
        let etag = answer.field("etag").unwrap();
        assert_eq!(Some(etag), ours.field("etag"));
        let known = format!("If-None-Match: {etag}");
        assert_eq!(web.get(path, &[GZIP, login, &known]).status, 304);
    }
    assert_eq!(web.get("/k/SECRET/metrics", &[]).status, 404);
    let moved = web.get("/k/SECRET/ne", &[]);
    assert_eq!(moved.field("location"), Some("ne/"), "below the address");
}

#[test]
fn the_folder_alone_is_a_site_behind_nginx() {
    let site = site();
    let root = site.folder().display().to_string();
    let Some(web) = Web::nginx("nginx.conf", &[("/var/lib/griot/public", &root)]) else {
        return;
    };
    says_the_same(&site, &web);
    knows_copies(&web);
    keeps_the_rest_back(&site, &web);
}

#[test]
fn the_folder_alone_is_a_site_behind_caddy() {
    let site = site();
    let root = site.folder().display().to_string();
    let Some(web) = Web::caddy("Caddyfile", &[("/var/lib/griot/public", &root)]) else {
        return;
    };
    says_the_same(&site, &web);
    knows_copies(&web);
    keeps_the_rest_back(&site, &web);
}

#[test]
fn a_private_instance_is_private_behind_nginx() {
    let site = Site::start();
    let daemon = site.address().to_string();
    let words = [("127.0.0.1:8080", daemon.as_str())];
    if let Some(web) = Web::nginx("nginx-private.conf", &words) {
        is_private(&site, &web);
    }
}

#[test]
fn a_private_instance_is_private_behind_caddy() {
    let site = Site::start();
    let daemon = site.address().to_string();
    let words = [("127.0.0.1:8080", daemon.as_str()), ("NAME HASH", HASHED)];
    if let Some(web) = Web::caddy("Caddyfile.private", &words) {
        is_private(&site, &web);
    }
}
