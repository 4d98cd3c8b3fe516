//! A client of HTTP/2 (RFC 9113) that keeps its connection alive, asks for much, and takes only as much
//! of the answers as it says.

use std::io::{Read, Write};
use std::net::TcpStream;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const ACK: u8 = 1;

/// What comes of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An answer's head.
    Head,
    /// So many bytes of an answer's content.
    Content(usize),
    /// That no more of an answer comes.
    Broken,
    /// That it ends the connection.
    Farewell,
    /// What keeps the connection going.
    Other,
}

/// The client.
pub struct Client {
    stream: TcpStream,
    asked: u32,
}

impl Client {
    /// Begins, and makes no room for any answer's content.
    pub fn new(stream: TcpStream) -> Self {
        let mut client = Self { stream, asked: 0 };
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        client.stream.write_all(preface).unwrap();
        // SETTINGS_INITIAL_WINDOW_SIZE: 0.
        client.send(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]);
        client
    }

    /// Asks for `path`, and gives the stream's number.
    pub fn ask(&mut self, path: &str) -> u32 {
        let stream = 1 + 2 * self.asked;
        self.asked += 1;
        // GET, http, authority "x"; then the path, spelt out.
        let mut fields = vec![0x82, 0x86, 0x41, 1, b'x', 0x04];
        fields.push(u8::try_from(path.len()).unwrap());
        fields.extend_from_slice(path.as_bytes());
        // END_STREAM and END_HEADERS.
        self.send(HEADERS, 5, stream, &fields);
        stream
    }

    /// Makes room for so many bytes more of an answer's content.
    pub fn make_room(&mut self, stream: u32, bytes: u32) {
        self.send(WINDOW_UPDATE, 0, stream, &bytes.to_be_bytes());
    }

    /// What comes next; none at the connection's end. Answers what asks whether anybody is there.
    pub fn hears(&mut self) -> Option<Heard> {
        let mut head = [0; 9];
        self.stream.read_exact(&mut head).ok()?;
        let [_, high, low, kind, flags, ..] = head;
        let mut payload = vec![0; usize::from(high) << 8 | usize::from(low)];
        self.stream.read_exact(&mut payload).ok()?;
        match (kind, flags & ACK) {
            (SETTINGS, 0) => self.send(SETTINGS, ACK, 0, &[]),
            (PING, 0) => self.send(PING, ACK, 0, &payload),
            _ => {}
        }
        Some(match kind {
            HEADERS => Heard::Head,
            DATA => Heard::Content(payload.len()),
            RST_STREAM => Heard::Broken,
            GOAWAY => Heard::Farewell,
            _ => Heard::Other,
        })
    }

    /// Hears on until the heads of so many answers have come.
    pub fn hears_heads(&mut self, count: usize) {
        let mut heads = 0;
        while heads < count {
            let heard = self.hears().expect("an answer");
            heads += usize::from(heard == Heard::Head);
        }
    }

    /// Hears on until so many bytes of content have come, and gives how many did.
    pub fn hears_content(&mut self, least: usize) -> usize {
        let mut bytes = 0;
        while bytes < least {
            if let Heard::Content(length) = self.hears().expect("more of the answer") {
                bytes += length;
            }
        }
        bytes
    }

    fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u8::try_from(payload.len()).unwrap();
        let mut frame = vec![0, 0, length, kind, flags];
        frame.extend_from_slice(&stream.to_be_bytes());
        frame.extend_from_slice(payload);
        // Fails when the server has ended the connection, which is heard next.
        let _ = self.stream.write_all(&frame);
    }
}
