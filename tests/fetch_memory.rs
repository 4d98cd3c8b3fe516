//! What hostile bodies cost in memory; alone in its process, whose peak it reads.

mod fetch_support;

use std::io::Write;
use std::sync::Arc;

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

#[tokio::test]
async fn sixty_four_bombs_at_once_stay_under_128_megabytes() {
    let bomb = bomb();
    let mut outlets = Vec::new();
    for _ in 0..64 {
        let reply = reply("200 OK", &[("Content-Encoding", "gzip")], &bomb[..200_000]);
        outlets.push(Outlet::always(reply).await);
    }
    let outlets_own = 64 * 400_000;
    let client = Arc::new(client());
    let polls: Vec<_> = outlets
        .iter()
        .map(|outlet| {
            let (client, url) = (Arc::clone(&client), outlet.url("/feed"));
            tokio::spawn(async move { failure(get(&client, url).await).kind })
        })
        .collect();
    for poll in polls {
        assert_eq!(poll.await.unwrap(), FailureKind::TooLarge);
    }
    let Some(peak) = peak() else {
        eprintln!("skipped: this system does not tell a process's peak memory");
        return;
    };
    eprintln!("peak {} MiB, the outlets' own bodies included", peak >> 20);
    assert!(peak - outlets_own < 128 << 20, "peak {} MiB", peak >> 20);
}
