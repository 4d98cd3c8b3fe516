//! Content codings (RFC 9110, section 8.4.1), undone piece by piece into a bounded buffer.

use std::io::{self, Write};

use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Codings that one answer may have been through; nobody needs more than one.
const MOST_CODINGS: usize = 3;

/// Largest zstd window, as a power of two: 8 MiB, what a content coding may ask for (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bytes that must have come before the coding is decided.
const HEAD: usize = 5;

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It grows beyond the limit.
    TooLarge,
    /// It is not in the coding that it claims, or breaks off; what came before can be used.
    Corrupt(&'static str),
    /// It claims a coding that we did not ask for.
    Unknown(String),
}

/// A body on its way through its codings.
pub(super) struct Decoding {
    /// `Content-Encoding`, in the order applied.
    declared: Vec<String>,
    limit: usize,
    state: State,
}

enum State {
    /// The first bytes, kept until there are enough to tell what they are.
    Head(Vec<u8>),
    Body(Stage),
    /// The compressed part has ended; what follows is not part of it.
    Ended(Stage),
}

/// One coding and, within it, what its output goes through next.
enum Stage {
    Plain(Sink),
    Gzip(MultiGzDecoder<Box<Stage>>),
    Zlib(ZlibDecoder<Box<Stage>>),
    Deflate(DeflateDecoder<Box<Stage>>),
    Brotli(Box<brotli::DecompressorWriter<Box<Stage>>>),
    Zstd(Box<zstd::stream::write::Decoder<'static, Box<Stage>>>),
}

/// Where decoded bytes end: a buffer that refuses to grow beyond its limit.
struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Decoding {
    /// Undoes `content_encoding` up to `limit` bytes of output.
    pub(super) fn new(content_encoding: &str, limit: usize) -> Self {
        let declared = content_encoding
            .split(',')
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
            .collect();
        Self {
            declared,
            limit,
            state: State::Head(Vec::new()),
        }
    }

    /// Takes the next piece of the body.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), Fault> {
        match &mut self.state {
            State::Ended(_) => return Ok(()),
            State::Body(_) => {}
            State::Head(head) => {
                head.extend_from_slice(piece);
                if head.len() < HEAD {
                    return Ok(());
                }
                let head = std::mem::take(head);
                self.begin(&head)?;
                return self.write(&head);
            }
        }
        self.write(piece)
    }

    /// Bytes of output so far.
    pub(super) fn len(&mut self) -> usize {
        match &mut self.state {
            State::Head(head) => head.len(),
            State::Body(stage) | State::Ended(stage) => stage.sink().bytes.len(),
        }
    }

    /// Ends the body: what was decoded, and what is wrong with its end.
    pub(super) fn finish(mut self) -> (Vec<u8>, Option<Fault>) {
        let mut fault = None;
        if let State::Head(head) = &mut self.state {
            let head = std::mem::take(head);
            fault = self.begin(&head).and_then(|()| self.write(&head)).err();
        }
        match self.state {
            State::Head(_) => (Vec::new(), fault),
            State::Ended(mut stage) => (stage.take(), fault),
            State::Body(mut stage) => {
                let ended = stage.end();
                let late = match (stage.sink().full, ended) {
                    (true, _) => Some(Fault::TooLarge),
                    (false, Err(_)) => Some(Fault::Corrupt("it ends early")),
                    (false, Ok(())) => None,
                };
                (stage.take(), fault.or(late))
            }
        }
    }

    /// Decides the codings, by what the header says and what the first bytes show: servers say
    /// gzip of what is plain and nothing of what is gzip.
    fn begin(&mut self, head: &[u8]) -> Result<(), Fault> {
        if looks_plain(head) {
            self.declared.clear();
        } else if self.declared.is_empty() {
            let magic = match head {
                [0x1f, 0x8b, ..] => Some("gzip"),
                [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
                _ => None,
            };
            self.declared.extend(magic.map(str::to_owned));
        }
        let mut stage = Stage::Plain(Sink {
            bytes: Vec::new(),
            limit: self.limit,
            full: false,
        });
        if self.declared.len() > MOST_CODINGS {
            return Err(Fault::Unknown(self.declared.join(", ")));
        }
        // The first to undo is the last applied, and stands outermost.
        for (index, coding) in self.declared.iter().enumerate() {
            let outermost = index + 1 == self.declared.len();
            let head = if outermost { head } else { &[] };
            stage = Stage::around(stage, coding, head)?;
        }
        self.state = State::Body(stage);
        Ok(())
    }

    fn write(&mut self, piece: &[u8]) -> Result<(), Fault> {
        let State::Body(stage) = &mut self.state else {
            return Ok(());
        };
        if stage.write_all(piece).is_ok() {
            return Ok(());
        }
        if stage.sink().full {
            return Err(Fault::TooLarge);
        }
        let ended = stage.has_ended();
        let State::Body(stage) = std::mem::replace(&mut self.state, State::Head(Vec::new())) else {
            return Ok(());
        };
        self.state = State::Ended(stage);
        if ended {
            Ok(())
        } else {
            Err(Fault::Corrupt("it is damaged"))
        }
    }
}

impl Stage {
    fn around(inner: Self, coding: &str, head: &[u8]) -> Result<Self, Fault> {
        let inner = Box::new(inner);
        Ok(match coding {
            "gzip" | "x-gzip" => Self::Gzip(MultiGzDecoder::new(inner)),
            // Half the world sends the bare stream where the zlib wrapper is meant.
            "deflate" if is_zlib(head) => Self::Zlib(ZlibDecoder::new(inner)),
            "deflate" => Self::Deflate(DeflateDecoder::new(inner)),
            // A window beyond 16 MiB is no part of the coding (RFC 7932, section 9.1).
            "br" if head.first().is_some_and(|first| first & 0x7f == 0x11) => {
                return Err(Fault::Corrupt("it asks for too large a window"));
            }
            "br" => Self::Brotli(Box::new(brotli::DecompressorWriter::new(inner, 16 << 10))),
            "zstd" => {
                let decoder = zstd::stream::write::Decoder::new(inner).and_then(|mut decoder| {
                    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                    Ok(decoder)
                });
                let refused = |_| Fault::Unknown(coding.to_owned());
                Self::Zstd(Box::new(decoder.map_err(refused)?))
            }
            other => return Err(Fault::Unknown(other.to_owned())),
        })
    }

    fn sink(&mut self) -> &mut Sink {
        match self {
            Self::Plain(sink) => sink,
            Self::Gzip(stage) => stage.get_mut().sink(),
            Self::Zlib(stage) => stage.get_mut().sink(),
            Self::Deflate(stage) => stage.get_mut().sink(),
            Self::Brotli(stage) => stage.get_mut().sink(),
            Self::Zstd(stage) => stage.get_mut().sink(),
        }
    }

    /// Takes what was decoded; what a decoder still writes when it is dropped goes nowhere.
    fn take(&mut self) -> Vec<u8> {
        let sink = self.sink();
        sink.limit = 0;
        std::mem::take(&mut sink.bytes)
    }

    /// Writes out what is left, and fails when the stream has not reached its end.
    fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Gzip(stage) => stage.try_finish().and_then(|()| stage.get_mut().end()),
            Self::Zlib(stage) => stage.try_finish().and_then(|()| stage.get_mut().end()),
            Self::Deflate(stage) => stage.try_finish().and_then(|()| stage.get_mut().end()),
            Self::Brotli(stage) => stage.close().and_then(|()| stage.get_mut().end()),
            Self::Zstd(stage) => stage.flush().and_then(|()| stage.get_mut().end()),
        }
    }

    /// Whether the outermost stream was complete before what it refused: servers pad theirs.
    fn has_ended(&mut self) -> bool {
        match self {
            // The decoder expects the header of another member wherever one has ended.
            Self::Gzip(stage) => {
                stage.header().is_none() && !stage.get_mut().sink().bytes.is_empty()
            }
            Self::Zlib(_) | Self::Deflate(_) | Self::Brotli(_) => self.end().is_ok(),
            Self::Plain(_) | Self::Zstd(_) => false,
        }
    }
}

impl Write for Stage {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(sink) => sink.write(buf),
            Self::Gzip(stage) => stage.write(buf),
            Self::Zlib(stage) => stage.write(buf),
            Self::Deflate(stage) => stage.write(buf),
            Self::Brotli(stage) => stage.write(buf),
            Self::Zstd(stage) => stage.write(buf),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Write for Sink {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + buf.len() > self.limit {
            self.full = true;
            return Err(io::Error::other("the limit is reached"));
        }
        self.bytes.extend_from_slice(buf);
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the first bytes are those of a document, whatever coding is claimed.
fn looks_plain(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    [
        &b"<?xml"[..],
        b"<rss",
        b"<feed",
        b"<rdf:",
        b"<!DOC",
        b"<html",
    ]
    .iter()
    .any(|start| {
        let shorter = start.len().min(head.len());
        shorter >= 2 && head[..shorter].eq_ignore_ascii_case(&start[..shorter])
    })
}

/// Whether these are the two bytes of a zlib header (RFC 1950, section 2.2).
fn is_zlib(head: &[u8]) -> bool {
    match head {
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    const LIMIT: usize = 1 << 16;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn encoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
        match coding {
            "gzip" => gzip(bytes),
            "deflate" => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            "br" => {
                let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
                encoder.write_all(bytes).unwrap();
                encoder.into_inner()
            }
            "zstd" => zstd::encode_all(bytes, 3).unwrap(),
            _ => bytes.to_vec(),
        }
    }

    fn decoded(coding: &str, body: &[u8], piece: usize) -> (Vec<u8>, Option<Fault>) {
        let mut decoding = Decoding::new(coding, LIMIT);
        let fault = body
            .chunks(piece)
            .find_map(|piece| decoding.push(piece).err());
        let (bytes, late) = decoding.finish();
        (bytes, fault.or(late))
    }

    fn document() -> Vec<u8> {
        (0..500)
            .flat_map(|n| format!("<item>{n}</item>").into_bytes())
            .collect()
    }

    #[test]
    fn every_coding_is_undone_however_it_is_cut_up_rfc9110_8_4_1() {
        for coding in ["gzip", "deflate", "br", "zstd", "identity"] {
            for piece in [1, 3, 1000, LIMIT] {
                let body = encoded(coding, &document());
                assert_eq!(
                    decoded(coding, &body, piece),
                    (document(), None),
                    "{coding} {piece}"
                );
            }
        }
    }

    #[test]
    fn deflate_without_its_wrapper_is_read() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&document()).unwrap();
        let body = encoder.finish().unwrap();
        assert_eq!(decoded("deflate", &body, 100), (document(), None));
    }

    #[test]
    fn a_header_that_lies_about_the_coding_is_not_believed() {
        let plain = b"<?xml version='1.0'?><rss/>".to_vec();
        for coding in ["gzip", "br", "deflate", "zstd", "utf-8"] {
            assert_eq!(
                decoded(coding, &plain, 3),
                (plain.clone(), None),
                "{coding}"
            );
        }
        assert_eq!(decoded("", &gzip(&plain), 3), (plain.clone(), None));
        assert_eq!(decoded("", &encoded("zstd", &plain), 3), (plain, None));
    }

    #[test]
    fn codings_one_over_the_other_are_undone_in_order() {
        let twice = gzip(&gzip(&document()));
        assert_eq!(decoded("gzip, gzip", &twice, 50), (document(), None));
        let mixed = encoded("br", &gzip(&document()));
        assert_eq!(decoded("gzip, br", &mixed, 50), (document(), None));
        let (_, fault) = decoded("gzip, gzip, gzip, gzip", &twice, 50);
        assert!(matches!(fault, Some(Fault::Unknown(_))));
    }

    #[test]
    fn members_are_joined_and_padding_is_not_part_of_the_body_rfc1952_2_2() {
        let mut body = gzip(b"one ");
        body.extend(gzip(b"two"));
        assert_eq!(decoded("gzip", &body, 7), (b"one two".to_vec(), None));
        body.extend([0; 600]);
        assert_eq!(decoded("gzip", &body, 7), (b"one two".to_vec(), None));
    }

    #[test]
    fn what_came_before_the_damage_is_kept() {
        let noise: Vec<u8> = (0..20_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        for coding in ["gzip", "br"] {
            let whole = encoded(coding, &noise);
            let (bytes, fault) = decoded(coding, &whole[..whole.len() * 3 / 4], 512);
            assert!(
                matches!(fault, Some(Fault::Corrupt(_))),
                "{coding}: {fault:?}"
            );
            assert!(!bytes.is_empty() && noise.starts_with(&bytes), "{coding}");
        }
        let mut trailer = gzip(&document());
        let crc = trailer.len() - 8;
        trailer[crc] ^= 0xff;
        let (bytes, fault) = decoded("gzip", &trailer, 512);
        assert!(bytes == document(), "all of it");
        assert!(matches!(fault, Some(Fault::Corrupt(_))), "{fault:?}");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        for coding in ["gzip", "deflate", "br", "zstd"] {
            let bomb = encoded(coding, &vec![b' '; 20 << 20]);
            let (bytes, fault) = decoded(coding, &bomb, 4096);
            assert_eq!(fault, Some(Fault::TooLarge), "{coding}");
            assert!(bytes.len() <= LIMIT, "{coding}");
        }
    }

    #[test]
    fn windows_beyond_what_a_content_coding_may_ask_for_are_refused_rfc9659() {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        encoder.window_log(27).unwrap();
        encoder.write_all(&vec![b'x'; LIMIT / 2]).unwrap();
        let body = encoder.finish().unwrap();
        assert!(decoded("zstd", &body, 4096).1.is_some());
        assert!(decoded("br", &[0x11, 0x1e, 0, 0, 0, 0], 6).1.is_some());
    }

    proptest! {
        #[test]
        fn no_body_makes_a_decoder_panic_or_outgrow_its_limit(
            body in prop::collection::vec(any::<u8>(), 0..400),
            coding in prop::sample::select(vec!["gzip", "deflate", "br", "zstd", "", "gzip, br", "x"]),
            piece in 1_usize..50,
        ) {
            prop_assert!(decoded(coding, &body, piece).0.len() <= LIMIT);
        }
    }
}
