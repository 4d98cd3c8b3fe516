//! Outlets that publish as the simulated days go by, all behind one server on loopback.

use std::error::Error;
use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use griot::clock::Clock;
use tokio::net::TcpListener;

use crate::answers;
use crate::feed;
use crate::stream::Stream;

/// Entries that a feed lists.
const ENTRIES: u64 = 20;
/// How long a connection is kept that nothing is asked on.
const IDLE: Duration = Duration::from_secs(60);

/// The outlets, and the clock that they publish by.
#[derive(Clone)]
pub struct Outlets {
    pub clock: Clock,
    /// When they begin.
    pub start: DateTime<Utc>,
    pub number: usize,
    /// Entries of each a day.
    pub daily: u64,
}

impl Outlets {
    /// Lets them answer from now on, and gives the configuration of an instance that polls them.
    pub async fn open(&self, keep: i64) -> Result<String, Box<dyn Error>> {
        let mut text = format!(
            "[instance]\nbase_url = \"https://news.example/\"\ncontact = \"https://news.example/\"\n\
             state_dir = \"state\"\npublic_dir = \"public\"\n\
             [fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"0s\"\n\
             [archive]\nkeep = \"7d\"\n[retention]\nkeep = \"{keep}d\"\n"
        );
        for outlet in 0..self.number {
            let listener = TcpListener::bind((host(outlet), 0)).await?;
            let address = listener.local_addr()?;
            write!(
                text,
                "[[outlet]]\nname = \"Outlet {outlet}\"\n[[outlet.source]]\nid = \"f{outlet}\"\n\
                 url = \"http://{address}/\"\n"
            )?;
            let outlets = self.clone();
            tokio::spawn(async move {
                while let Ok((connection, _)) = listener.accept().await {
                    let outlets = outlets.clone();
                    tokio::spawn(async move {
                        let answer = |head: &str| outlets.answer(head, outlet).into_bytes();
                        answers::serve(connection, Duration::ZERO, IDLE, answer).await;
                    });
                }
            });
        }
        Ok(text)
    }

    fn answer(&self, head: &str, outlet: usize) -> String {
        let out = self.out();
        let etag = format!("\"{out}\"");
        if head.contains(&etag) {
            return format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n");
        }
        let body = self.feed(outlet, out);
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// How many entries each has published by now.
    fn out(&self) -> u64 {
        let passed = self.clock.now() - self.start;
        passed.num_minutes().unsigned_abs() * self.daily / (24 * 60)
    }

    fn feed(&self, outlet: usize, out: u64) -> String {
        let number = self.number as u64;
        let stream = Stream {
            weekly: 7 * self.daily * number,
        };
        let places = (out.saturating_sub(ENTRIES)..out).rev();
        let entries = places.map(|place| place * number + outlet as u64);
        feed::rss(&stream, entries, self.start - TimeDelta::minutes(1))
    }
}

fn host(outlet: usize) -> Ipv4Addr {
    let byte = |number: usize| u8::try_from(number % 250).unwrap_or(0);
    Ipv4Addr::new(127, 2, byte(outlet / 250), 1 + byte(outlet))
}
