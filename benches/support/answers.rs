//! One connection of an outlet's server.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is said where there is nothing: of rules for programs, most of all.
const NOTHING: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// Answers each request for the outlet's one feed by `answer`, which is given the request's head, after
/// so long a time, until the client has enough or asks nothing for as long as `idle`.
pub async fn serve(
    mut connection: TcpStream,
    latency: Duration,
    idle: Duration,
    mut answer: impl FnMut(&str) -> Vec<u8>,
) {
    let mut head = Vec::new();
    while let Ok(Ok(read)) = tokio::time::timeout(idle, connection.read_buf(&mut head)).await
        && read > 0
    {
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        if !latency.is_zero() {
            tokio::time::sleep(latency).await;
        }
        let asked = String::from_utf8_lossy(&head).into_owned();
        let said = match asked.starts_with("GET / ") {
            true => answer(&asked),
            false => NOTHING.to_vec(),
        };
        if connection.write_all(&said).await.is_err() {
            return;
        }
        head.clear();
    }
}
