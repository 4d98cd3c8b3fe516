//! Readers who ask for much: what they cost.

use std::fs;
use std::net::TcpStream;

use crate::daemon::{PATIENCE, free, get, start};
use crate::instance::{Instance, until};
use crate::streams::Client;

/// Bytes of memory that a daemon says it takes.
fn resident(metrics: &str) -> u64 {
    let mut lines = metrics.lines();
    let value = lines.find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
    value.unwrap().parse().unwrap()
}

/// What a daemon's memory grows by while readers ask for a large file at `path`, again and again, and
/// take nothing of it.
fn grows(path: &str) -> u64 {
    let griot = Instance::configured("countries = [\"NE\"]", "");
    let file = griot.public(path.trim_start_matches('/'));
    let file = match path.ends_with('/') {
        true => file.join("index.html"),
        false => file,
    };
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, vec![b'x'; 4 << 20]).unwrap();
    let address = free();
    let _daemon = start(&griot, address);
    let metrics = || get(address, "/metrics", "");
    let before = until(PATIENCE, "it serves", || {
        get(address, path, "").filter(|answer| answer.starts_with("HTTP/1.1 200"))?;
        metrics()
    });
    let mut readers = Vec::new();
    for _ in 0..2 {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut reader = Client::new(stream);
        for _ in 0..64 {
            reader.ask(path);
        }
        reader.hears_heads(64);
        readers.push(reader);
    }
    let grown = resident(&metrics().unwrap()).saturating_sub(resident(&before));
    // Who makes room after all is answered.
    for reader in &mut readers {
        reader.make_room(127, 1 << 10);
        assert_eq!(reader.hears_content(1), 1 << 10);
    }
    grown
}

// What they ask for comes to half a gigabyte.

#[test]
fn who_asks_for_much_and_takes_nothing_costs_little() {
    let grown = grows("/large.txt");
    assert!(grown < 32 << 20, "{grown} bytes");
}

#[test]
fn what_is_read_for_who_takes_nothing_is_bounded() {
    let grown = grows("/story/01KA000000000000000000000A/");
    assert!(grown < 64 << 20, "{grown} bytes");
}
