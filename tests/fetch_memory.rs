//! What hostile bodies cost in memory; alone in its process, whose peak it reads.

mod fetch_support;

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use fetch_support::*;
use griot::fetch::FailureKind;

/// Peak memory of this process, in bytes, where the system tells.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace()
        .nth(1)?
        .parse::<usize>()
        .ok()
        .map(|kib| kib << 10)
}

/// A gibibyte of blanks, gzipped: about a megabyte.
fn bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        encoder.write_all(&blanks).unwrap();
    }
    encoder.finish().unwrap()
}

/// Asks outlets that all give the same answer, at once; returns what came of it.
async fn ask_all(count: usize, reply: Reply) -> Vec<FailureKind> {
    let client = Arc::new(client());
    let mut polls = Vec::new();
    for _ in 0..count {
        let outlet = Outlet::always(reply.clone()).await;
        let client = Arc::clone(&client);
        polls.push(tokio::spawn(async move {
            failure(get(&client, outlet.url("/feed")).await).kind
        }));
    }
    let mut kinds = Vec::new();
    for poll in polls {
        kinds.push(poll.await.unwrap());
    }
    kinds
}

#[tokio::test]
async fn bombs_and_bodies_without_end_stay_under_128_megabytes() {
    let (count, bomb_bytes) = (64, 200_000);
    let bomb = reply(
        "200 OK",
        &[("Content-Encoding", "gzip")],
        &bomb()[..bomb_bytes],
    );
    let endless = vec![
        Step::Send(head("200 OK", &[], "Connection: close\r\n")),
        Step::Forever(vec![b'x'; 64 << 10], Duration::ZERO),
    ];
    for reply in [bomb, endless] {
        let kinds = ask_all(count, reply).await;
        assert_eq!(kinds, vec![FailureKind::TooLarge; count]);
        let Some(peak) = peak() else {
            eprintln!("skipped: this system does not tell a process's peak memory");
            return;
        };
        eprintln!("peak {} MiB, the outlets' own bodies included", peak >> 20);
        assert!(peak < 128 << 20, "peak {} MiB", peak >> 20);
    }
}
