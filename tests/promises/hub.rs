//! A WebSub hub on loopback, over plain HTTP or TLS: it answers what the test sets, and remembers
//! what it was told.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A certificate for 127.0.0.1, and the file of who has signed it.
const CERTIFICATE: &[u8] = include_bytes!("../fetch_support/tls/outlet.pem");
const KEY: &[u8] = include_bytes!("../fetch_support/tls/outlet.key.pem");
pub const ROOT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fetch_support/tls/root.pem"
);

const PATIENCE: Duration = Duration::from_secs(20);

/// A form that the hub was sent.
pub type Form = BTreeMap<String, String>;

/// The hub. Its threads end with the process.
pub struct Hub {
    address: SocketAddr,
    scheme: &'static str,
    desk: Arc<Mutex<Desk>>,
}

struct Desk {
    /// What it answers with; 0 for not at all.
    status: u16,
    /// Whether it fetches what it is told of.
    fetches: bool,
    heard: Vec<Form>,
    fetched: BTreeMap<String, String>,
}

impl Hub {
    pub fn open() -> Self {
        Self::listening("http", None)
    }

    /// A hub that can be told secrets.
    pub fn over_tls() -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()],
                PrivateKeyDer::from_pem_slice(KEY).unwrap(),
            )
            .unwrap();
        Self::listening("https", Some(Arc::new(config)))
    }

    fn listening(scheme: &'static str, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let desk = Arc::new(Mutex::new(Desk {
            status: 202,
            fetches: false,
            heard: Vec::new(),
            fetched: BTreeMap::new(),
        }));
        let shared = Arc::clone(&desk);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, tls, desk) = (stream.unwrap(), tls.clone(), Arc::clone(&shared));
                std::thread::spawn(move || match tls {
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).unwrap();
                        answer(&mut StreamOwned::new(connection, stream), &desk);
                    }
                    None => answer(&mut &stream, &desk),
                });
            }
        });
        Self {
            address,
            scheme,
            desk,
        }
    }

    pub fn url(&self) -> String {
        format!("{}://{}/", self.scheme, self.address)
    }

    /// Answers with this status from now on; with nothing for 0.
    pub fn answers(&self, status: u16) {
        self.desk().status = status;
    }

    /// Fetches what it is told of, before it answers.
    pub fn fetches(&self) {
        self.desk().fetches = true;
    }

    /// What it was sent since this was last called.
    pub fn heard(&self) -> Vec<Form> {
        std::mem::take(&mut self.desk().heard)
    }

    /// The addresses that it was told of since it was last asked, in order.
    pub fn told(&self) -> Vec<String> {
        let told = self.heard().into_iter().map(|form| {
            assert_eq!(form["hub.mode"], "publish");
            assert_eq!(form.len(), 2, "{form:?}");
            form["hub.url"].clone()
        });
        let mut told: Vec<String> = told.collect();
        told.sort();
        told
    }

    /// What it fetched last of each address.
    pub fn fetched(&self) -> BTreeMap<String, String> {
        self.desk().fetched.clone()
    }

    fn desk(&self) -> std::sync::MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(stream: &mut (impl Read + Write), desk: &Mutex<Desk>) {
    let Some(form) = form(stream) else {
        return;
    };
    let topic = form.get("hub.url").cloned();
    let (status, fetches) = {
        let mut desk = desk.lock().unwrap();
        desk.heard.push(form);
        (desk.status, desk.fetches)
    };
    if let Some(topic) = topic.filter(|_| fetches) {
        let (address, path) = place(&topic);
        let body = ask(address, &format!("GET {path}"), "", b"").unwrap();
        desk.lock().unwrap().fetched.insert(topic, body);
    }
    if status == 0 {
        std::thread::sleep(PATIENCE);
    }
    let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    // Who asked may be gone.
    let _ = stream.write_all(answer.as_bytes());
    let _ = stream.flush();
}

/// The form of a request, which has to be one.
fn form(stream: &mut impl Read) -> Option<Form> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if !matches!(stream.read(&mut byte), Ok(1)) {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    assert!(head.starts_with("post / http/1.1"), "{head}");
    assert!(head.contains("content-type: application/x-www-form-urlencoded"));
    let length = head.split("content-length: ").nth(1).unwrap();
    let length = length.lines().next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Some(url::form_urlencoded::parse(&body).into_owned().collect())
}

/// The server and the path of an address on loopback.
pub fn place(url: &str) -> (SocketAddr, String) {
    let rest = url.strip_prefix("http://").unwrap();
    let (address, path) = rest.split_once('/').unwrap();
    (address.parse().unwrap(), format!("/{path}"))
}

/// What is answered: status line, header and body, as they come; nothing where nobody listens.
pub fn ask(address: SocketAddr, what: &str, headers: &str, body: &[u8]) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let head = format!(
        "{what} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}
