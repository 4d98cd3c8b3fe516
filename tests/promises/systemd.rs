//! `griot run` under systemd: it takes the socket that is held for it, and says how it is.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;
use std::time::Duration;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, Running, source};
use crate::outlet::{Outlet, Page};

const PATIENCE: Duration = Duration::from_secs(20);

/// Who is told, in systemd's place (`sd_notify(3)`).
struct Manager(UnixDatagram);

impl Manager {
    fn of(griot: &Instance) -> Self {
        let path = griot.path().join("notify");
        let socket = UnixDatagram::bind(path).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(socket)
    }

    /// The next thing that it is told.
    fn hears(&self) -> String {
        let mut told = [0; 4096];
        let length = self.0.recv(&mut told).expect("to be told in time");
        String::from_utf8(told[..length].to_vec()).unwrap()
    }

    /// Hears on until a line begins like this, which it gives.
    fn waits_for(&self, beginning: &str) -> String {
        loop {
            let told = self.hears();
            if let Some(line) = told.lines().find(|line| line.starts_with(beginning)) {
                return line.to_owned();
            }
        }
    }
}

/// The daemon with `held` handed over, from its first descriptor on instead of its fourth.
fn start(griot: &Instance, held: &[&TcpListener]) -> Running {
    let handed = |at: usize| match held.get(at) {
        Some(socket) => Stdio::from(OwnedFd::from(socket.try_clone().unwrap())),
        None => Stdio::null(),
    };
    let child = griot
        .command(&["run", "--listen", "127.0.0.1:1"])
        .env("NOTIFY_SOCKET", griot.path().join("notify"))
        .env("LISTEN_FDS", held.len().to_string())
        .env("LISTEN_FDS_FIRST_FD", "0")
        .stdin(handed(0))
        .stdout(handed(1))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Running(child)
}

/// A reader who has asked already.
fn reader(held: &TcpListener) -> TcpStream {
    let mut stream = TcpStream::connect(held.local_addr().unwrap()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
        .write_all(
            b"GET /feeds/ne.atom HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n",
        )
        .unwrap();
    stream
}

fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn readers_who_come_while_it_restarts_are_answered_and_systemd_knows_how_it_is() {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::configured("countries = [\"NE\"]", &source("a", &outlet.url("/feed")));
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let manager = Manager::of(&griot);
    for start_number in 1..=3 {
        let early = reader(&held);
        let mut daemon = start(&griot, &[&held]);
        // What has to be written first may take its time, as long as it goes on.
        let mut said = manager.hears();
        while said.starts_with("EXTEND_TIMEOUT_USEC=") {
            said = manager.hears();
        }
        assert_eq!(said, "READY=1\n", "start {start_number}");
        let answered = answer(early);
        assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
        manager.waits_for("WATCHDOG=1");
        let status = manager.waits_for("STATUS=");
        assert!(status.starts_with("STATUS=last round "), "{status}");
        assert_eq!(daemon.terminate(PATIENCE), Some(0));
        manager.waits_for("STOPPING=1");
    }
}

#[test]
fn every_socket_that_systemd_holds_is_served() {
    let griot = Instance::configured("countries = [\"NE\"]", "");
    let sockets = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let _manager = Manager::of(&griot);
    let readers = sockets.each_ref().map(reader);
    let mut daemon = start(&griot, &sockets.each_ref());
    for reader in readers {
        let answered = answer(reader);
        assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    }
    assert_eq!(daemon.terminate(PATIENCE), Some(0));
}
