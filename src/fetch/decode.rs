//! Content codings (RFC 9110, section 8.4.1), undone within bounds. What ends early is told from
//! what is whole by the end that each coding marks, never by running out of bytes.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

/// Codings that one answer may have been through; nobody needs more than one.
const MOST_CODINGS: usize = 3;

/// Largest zstd window, as a power of two: 8 MiB, what a content coding may ask for (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bytes decoded at a time.
const PIECE: usize = 16 << 10;

const GZIP_MAGIC: &[u8] = &[0x1f, 0x8b];
const ZSTD_MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// What is wrong with a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It grows beyond the limit.
    TooLarge,
    /// It is not in the coding that it claims, or breaks off; what came before can be used.
    Corrupt,
    /// It claims a coding that we did not ask for.
    Unknown(String),
}

/// The codings that `body` has been through, in the order in which they were applied; none where
/// it is plain.
///
/// The first bytes have a say as well as `content_encoding`: servers say gzip of what is plain,
/// and nothing of what is gzip.
pub(super) fn codings(content_encoding: &str, body: &[u8]) -> Vec<String> {
    if looks_plain(body) {
        return Vec::new();
    }
    let said: Vec<String> = content_encoding
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
        .collect();
    match said.is_empty() {
        true if body.starts_with(GZIP_MAGIC) => vec!["gzip".to_owned()],
        true if body.starts_with(ZSTD_MAGIC) => vec!["zstd".to_owned()],
        _ => said,
    }
}

/// Undoes `codings`: the body as far as it can be decoded, at most `limit` bytes, and what is wrong
/// with the rest.
pub(super) fn decode(codings: &[String], body: &[u8], limit: usize) -> (Vec<u8>, Option<Fault>) {
    if codings.len() > MOST_CODINGS {
        return (Vec::new(), Some(Fault::Unknown(codings.join(", "))));
    }
    let mut output = Output {
        bytes: Vec::new(),
        limit,
        fault: None,
    };
    // The last applied is the first to undo.
    let mut outer_first = codings.iter().rev();
    if let Some(outermost) = outer_first.next() {
        output.undo(outermost, body);
    }
    for coding in outer_first {
        let body = std::mem::take(&mut output.bytes);
        output.undo(coding, &body);
    }
    (output.bytes, output.fault)
}

/// A body between two codings.
struct Output {
    bytes: Vec<u8>,
    limit: usize,
    /// The first thing that went wrong.
    fault: Option<Fault>,
}

impl Output {
    fn undo(&mut self, coding: &str, body: &[u8]) {
        match coding {
            "gzip" | "x-gzip" => self.gunzip(body),
            // Half the world sends the bare stream where the zlib wrapper is meant.
            "deflate" => self.inflate(body, is_zlib(body)),
            // A window beyond 16 MiB is no part of the coding (RFC 7932, section 9.1).
            "br" if body.first().is_some_and(|first| first & 0x7f == 0x11) => {
                self.fail(Fault::Corrupt);
            }
            "br" => self.read(brotli::Decompressor::new(body, PIECE)),
            "zstd" => match unzstd(body) {
                Ok(decoder) => self.read(decoder),
                Err(_) => self.fail(Fault::Corrupt),
            },
            other => self.fail(Fault::Unknown(other.to_owned())),
        }
    }

    /// Members stand one after the other (RFC 1952, section 2.2); what follows and is none is
    /// padding.
    fn gunzip(&mut self, body: &[u8]) {
        let mut rest = body;
        loop {
            let mut member = GzDecoder::new(rest);
            let before = self.fault.clone();
            self.read(&mut member);
            rest = member.into_inner();
            if self.fault != before {
                return;
            }
            if !rest.starts_with(GZIP_MAGIC) {
                if !rest.is_empty() && GZIP_MAGIC.starts_with(rest) {
                    self.fail(Fault::Corrupt);
                }
                return;
            }
        }
    }

    /// A stream of RFC 1951, bare or in the wrapper of RFC 1950, up to the block that says that it
    /// is the last. The library's readers take a stream that breaks off for one that has ended.
    fn inflate(&mut self, body: &[u8], wrapped: bool) {
        let mut stream = Decompress::new(wrapped);
        let mut piece = [0; PIECE];
        loop {
            let (taken, given) = (stream.total_in(), stream.total_out());
            // Never more than the body's length, which is a usize.
            let rest = &body[usize::try_from(taken).unwrap_or(body.len())..];
            let status = stream.decompress(rest, &mut piece, FlushDecompress::None);
            let Ok(count) = usize::try_from(stream.total_out() - given) else {
                return self.fail(Fault::TooLarge);
            };
            if !self.push(&piece[..count]) {
                return;
            }
            match status {
                Ok(Status::StreamEnd) => return,
                Ok(_) if stream.total_in() > taken || count > 0 => {}
                Ok(_) | Err(_) => return self.fail(Fault::Corrupt),
            }
        }
    }

    fn read(&mut self, mut decoder: impl Read) {
        let mut piece = [0; PIECE];
        loop {
            match decoder.read(&mut piece) {
                Ok(0) => return,
                Ok(count) if self.push(&piece[..count]) => {}
                Ok(_) => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.fail(Fault::Corrupt),
            }
        }
    }

    /// Grows by doubling, but not beyond the limit; whether the piece had room.
    fn push(&mut self, piece: &[u8]) -> bool {
        let (length, capacity) = (self.bytes.len(), self.bytes.capacity());
        if length + piece.len() > self.limit {
            self.fail(Fault::TooLarge);
            return false;
        }
        if length + piece.len() > capacity {
            let wanted = (capacity * 2).min(self.limit).max(length + piece.len());
            self.bytes.reserve_exact(wanted - length);
        }
        self.bytes.extend_from_slice(piece);
        true
    }

    fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }
}

fn unzstd(body: &[u8]) -> io::Result<impl Read> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG)?;
    Ok(decoder)
}

/// Whether the first bytes are those of a document, whatever coding is claimed.
fn looks_plain(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
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
        body.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}

/// Whether these are the two bytes of a zlib header (RFC 1950, section 2.2).
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

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

    fn decoded(coding: &str, body: &[u8]) -> (Vec<u8>, Option<Fault>) {
        let codings = codings(coding, body);
        if codings.is_empty() {
            return (body.to_vec(), None);
        }
        decode(&codings, body, LIMIT)
    }

    fn document() -> Vec<u8> {
        (0..500)
            .flat_map(|n| format!("<item>{n}</item>").into_bytes())
            .collect()
    }

    #[test]
    fn every_coding_is_undone_rfc9110_8_4_1() {
        for coding in ["gzip", "x-gzip", "deflate", "br", "zstd", "identity", ""] {
            let body = encoded(coding.trim_start_matches("x-"), &document());
            assert!(decoded(coding, &body) == (document(), None), "{coding}");
        }
    }

    fn bare(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd_with_checksum(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        encoder.include_checksum(true).unwrap();
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn deflate_without_its_wrapper_is_read() {
        assert_eq!(decoded("deflate", &bare(&document())), (document(), None));
    }

    #[test]
    fn a_header_that_lies_about_the_coding_is_not_believed() {
        let plain = b"<?xml version='1.0'?><rss/>".to_vec();
        for coding in ["gzip", "br", "deflate", "zstd", "utf-8"] {
            assert_eq!(decoded(coding, &plain), (plain.clone(), None), "{coding}");
        }
        assert_eq!(decoded("", &gzip(&plain)), (plain.clone(), None));
        assert_eq!(decoded("", &encoded("zstd", &plain)), (plain, None));
    }

    #[test]
    fn codings_one_over_the_other_are_undone_in_order() {
        let twice = gzip(&gzip(&document()));
        assert_eq!(decoded("gzip, gzip", &twice), (document(), None));
        let mixed = encoded("br", &gzip(&document()));
        assert_eq!(decoded("gzip, br", &mixed), (document(), None));
        let (_, fault) = decoded("gzip, gzip, gzip, gzip", &twice);
        assert!(matches!(fault, Some(Fault::Unknown(_))));
    }

    #[test]
    fn members_are_joined_and_padding_is_not_part_of_the_body_rfc1952_2_2() {
        let mut body = gzip(b"one ");
        body.extend(gzip(b"two"));
        assert_eq!(decoded("gzip", &body), (b"one two".to_vec(), None));
        body.extend([0; 600]);
        assert_eq!(decoded("gzip", &body), (b"one two".to_vec(), None));
    }

    /// Text that no coding makes small, so that every part of a stream is somewhere.
    fn noise() -> Vec<u8> {
        (0..6_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect()
    }

    #[test]
    fn a_body_that_ends_early_is_never_whole_wherever_it_ends_rfc9112_8() {
        for plain in [document(), noise(), b"short".to_vec()] {
            for (name, coding, body) in [
                ("gzip", "gzip", gzip(&plain)),
                ("zlib", "deflate", encoded("deflate", &plain)),
                ("bare", "deflate", bare(&plain)),
                ("br", "br", encoded("br", &plain)),
                ("zstd", "zstd", encoded("zstd", &plain)),
                ("zstd summed", "zstd", zstd_with_checksum(&plain)),
                ("twice", "gzip, br", encoded("br", &gzip(&plain))),
            ] {
                assert!(decoded(coding, &body) == (plain.clone(), None), "{name}");
                for end in 1..body.len() {
                    let (bytes, fault) = decoded(coding, &body[..end]);
                    assert!(
                        fault.is_some(),
                        "{name}: {end} of {} pass for whole",
                        body.len()
                    );
                    assert!(plain.starts_with(&bytes), "{name}: {end}");
                }
            }
        }
    }

    #[test]
    fn a_second_member_that_ends_early_is_noticed_rfc1952_2_2() {
        let first = gzip(b"one ");
        let whole = [first.as_slice(), &gzip(b"two")].concat();
        for end in first.len() + 1..whole.len() {
            let (bytes, fault) = decoded("gzip", &whole[..end]);
            assert!(fault.is_some() && bytes.starts_with(b"one "), "{end}");
        }
    }

    #[test]
    fn what_came_before_the_damage_is_kept() {
        let noise = noise();
        for coding in ["gzip", "br", "deflate"] {
            let whole = encoded(coding, &noise);
            let (bytes, fault) = decoded(coding, &whole[..whole.len() * 3 / 4]);
            assert!(matches!(fault, Some(Fault::Corrupt)), "{coding}: {fault:?}");
            assert!(!bytes.is_empty() && noise.starts_with(&bytes), "{coding}");
        }
        let mut trailer = gzip(&document());
        let crc = trailer.len() - 8;
        trailer[crc] ^= 0xff;
        let (bytes, fault) = decoded("gzip", &trailer);
        assert!(bytes == document(), "all of it");
        assert!(matches!(fault, Some(Fault::Corrupt)), "{fault:?}");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        for coding in ["gzip", "deflate", "br", "zstd"] {
            let bomb = encoded(coding, &vec![b' '; 20 << 20]);
            let (bytes, fault) = decoded(coding, &bomb);
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
        assert!(decoded("zstd", &body).1.is_some());
        assert!(decoded("br", &[0x11, 0x1e, 0, 0, 0, 0]).1.is_some());
    }

    proptest! {
        #[test]
        fn no_body_makes_a_decoder_panic_or_outgrow_its_limit(
            body in prop::collection::vec(any::<u8>(), 0..400),
            coding in prop::sample::select(vec!["gzip", "deflate", "br", "zstd", "", "gzip, br", "x"]),
        ) {
            prop_assert!(decoded(coding, &body).0.len() <= LIMIT);
        }
    }
}
