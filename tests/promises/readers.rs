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

#[test]
fn who_asks_for_much_and_takes_nothing_costs_no_memory() {
    let griot = Instance::configured("countries = [\"NE\"]", "");
    fs::create_dir(griot.public("")).unwrap();
    fs::write(griot.public("large.txt"), vec![b'x'; 4 << 20]).unwrap();
    let address = free();
    let _daemon = start(&griot, address);
    let metrics = || get(address, "/metrics", "");
    let before = until(PATIENCE, "it serves", || {
        get(address, "/large.txt", "").filter(|answer| answer.starts_with("HTTP/1.1 200"))?;
        metrics()
    });
    let mut readers = Vec::new();
    for _ in 0..2 {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut reader = Client::new(stream);
        for _ in 0..64 {
            reader.ask("/large.txt");
        }
        reader.hears_heads(64);
        readers.push(reader);
    }
    let grown = resident(&metrics().unwrap()).saturating_sub(resident(&before));
    // What they asked for comes to half a gigabyte.
    assert!(grown < 32 << 20, "{grown} bytes");
    // Who makes room after all is answered.
    readers[0].make_room(1, 1 << 10);
    assert_eq!(readers[0].hears_content(1), 1 << 10);
}
