//! Who asks slowly, reads slowly, or stays; and the end.

use std::io::{BufRead, BufReader, Read, Write};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use griot::serve::Limits;

use crate::site::{Answer, Site};
use crate::streams::{Client, Heard};

#[test]
fn who_never_ends_a_request_is_cut_off() {
    let limits = Limits {
        header: Duration::from_millis(200),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    for beginning in ["", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "PRI * HT"] {
        let mut stream = site.connect();
        stream.write_all(beginning.as_bytes()).unwrap();
        let started = Instant::now();
        let mut rest = Vec::new();
        // The connection ends with or without a reset; what counts is that it ends.
        let _ = stream.read_to_end(&mut rest);
        assert!(started.elapsed() < Duration::from_secs(5), "{beginning:?}");
    }
}

#[test]
fn connections_beyond_the_limit_wait_for_their_turn() {
    let limits = Limits {
        connections: 1,
        header: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    let idle = site.connect();
    std::thread::sleep(Duration::from_millis(50));
    let started = Instant::now();
    assert_eq!(site.get("/", &[]).status, 200);
    assert!(started.elapsed() >= Duration::from_millis(100));
    drop(idle);
}

#[test]
fn who_asks_and_does_not_read_is_cut_off() {
    let limits = Limits {
        connections: 1,
        header: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    // More than the buffers of both ends hold.
    site.write("large.txt", &vec![b'x'; 64 << 20], TimeDelta::zero());
    site.load(&[]);
    let mut deaf = site.connect();
    deaf.write_all(b"GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(
        site.get("/", &[]).status,
        200,
        "the only place is free again"
    );
    drop(deaf);
}

/// What comes until the connection ends; a failure where it does not end.
fn hears_all(client: &mut Client) -> Vec<Heard> {
    let started = Instant::now();
    let mut heard = Vec::new();
    while let Some(next) = client.hears() {
        heard.push(next);
        assert!(started.elapsed() < Duration::from_secs(8), "it goes on");
    }
    heard
}

#[test]
fn who_makes_no_room_for_answers_is_told_and_cut_off_rfc_9113_section_5_2() {
    let limits = Limits {
        connections: 1,
        header: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    site.write("large.txt", &vec![b'x'; 1 << 20], TimeDelta::zero());
    site.load(&[]);
    let mut deaf = Client::new(site.connect());
    for _ in 0..64 {
        deaf.ask("/large.txt");
    }
    let heard = hears_all(&mut deaf);
    assert!(heard.contains(&Heard::Head) && heard.contains(&Heard::Farewell));
    assert_eq!(site.get("/", &[]).status, 200, "the place is free again");
}

#[test]
fn who_begins_with_http_2_and_asks_for_nothing_is_told_and_cut_off() {
    let limits = Limits {
        header: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    let mut client = Client::new(site.connect());
    assert!(hears_all(&mut client).contains(&Heard::Farewell));
}

#[test]
fn who_takes_an_answer_slowly_gets_it_whole() {
    let limits = Limits {
        header: Duration::from_secs(2),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    let large: usize = 48 << 10;
    site.write("large.txt", &vec![b'x'; large], TimeDelta::zero());
    site.load(&[]);
    let mut slow = Client::new(site.connect());
    let stream = slow.ask("/large.txt");
    slow.hears_heads(1);
    let mut taken = 0;
    // Longer than the server's patience, and never for as long without progress.
    for _ in 0..24 {
        std::thread::sleep(Duration::from_millis(150));
        slow.make_room(stream, 2 << 10);
        taken += slow.hears_content(2 << 10);
    }
    assert_eq!(taken, large);
}

#[test]
fn a_process_serves_fewer_connections_than_it_may_open_files() {
    let limits = Limits::of_process();
    assert!((16..=16 * 1024).contains(&limits.connections), "{limits:?}");
}

#[test]
fn shutdown_ends_idle_connections_at_once_and_stubborn_ones_in_time() {
    let limits = Limits {
        grace: Duration::from_millis(300),
        ..Limits::default()
    };
    let site = Site::with_limits(limits);
    let mut idle = site.connect();
    idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut idle = BufReader::new(idle);
    assert_eq!(Answer::read(&mut idle, "GET").status, 200);
    let mut stubborn = site.connect();
    stubborn.write_all(b"GET / HT").unwrap();
    std::thread::sleep(Duration::from_millis(50));

    let started = Instant::now();
    site.stop();
    assert!(started.elapsed() < Duration::from_secs(3));
    let mut rest = Vec::new();
    assert_eq!(idle.read_to_end(&mut rest).unwrap(), 0);
}

#[test]
fn shutdown_lets_the_answers_under_way_end() {
    let site = Site::start();
    // More than the buffers of both ends hold, and less than takes long.
    let large = vec![b'x'; 32 << 20];
    site.write("large.txt", &large, TimeDelta::zero());
    site.load(&[]);
    let mut stream = BufReader::new(site.connect());
    let request = b"GET /large.txt HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.get_mut().write_all(request).unwrap();
    assert!(!stream.fill_buf().unwrap().is_empty());
    let stopping = std::thread::spawn(move || site.stop());
    std::thread::sleep(Duration::from_millis(50));
    let answer = Answer::read(&mut stream, "GET");
    assert_eq!(answer.body.len(), large.len());
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "and none after it");
    stopping.join().unwrap();
}
