//! Content codings (RFC 9110, section 8.4.1), undone within bounds.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

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

/// Undoes `content_encoding`: the body as far as it can be decoded, at most `limit` bytes, and
/// what is wrong with the rest.
///
/// The first bytes have a say as well: servers say gzip of what is plain, and nothing of what is
/// gzip.
pub(super) fn decode(
    content_encoding: &str,
    body: Vec<u8>,
    limit: usize,
) -> (Vec<u8>, Option<Fault>) {
    let mut codings: Vec<String> = content_encoding
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !matches!(coding.as_str(), "" | "identity"))
        .collect();
    if looks_plain(&body) {
        codings.clear();
    } else if codings.is_empty() && body.starts_with(GZIP_MAGIC) {
        codings.push("gzip".to_owned());
    } else if codings.is_empty() && body.starts_with(ZSTD_MAGIC) {
        codings.push("zstd".to_owned());
    }
    if codings.len() > MOST_CODINGS {
        return (Vec::new(), Some(Fault::Unknown(codings.join(", "))));
    }
    let mut output = Output {
        bytes: body,
        limit,
        fault: None,
    };
    // The last applied is the first to undo.
    for coding in codings.iter().rev() {
        output.undo(coding);
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
    fn undo(&mut self, coding: &str) {
        let body = std::mem::take(&mut self.bytes);
        match coding {
            "gzip" | "x-gzip" => self.gunzip(&body),
            // Half the world sends the bare stream where the zlib wrapper is meant.
            "deflate" if is_zlib(&body) => self.read(ZlibDecoder::new(body.as_slice())),
            "deflate" => self.read(DeflateDecoder::new(body.as_slice())),
            // A window beyond 16 MiB is no part of the coding (RFC 7932, section 9.1).
            "br" if body.first().is_some_and(|first| first & 0x7f == 0x11) => {
                self.fail(Fault::Corrupt);
            }
            "br" => self.read(brotli::Decompressor::new(body.as_slice(), PIECE)),
            "zstd" => match unzstd(&body) {
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
            if self.fault != before || !rest.starts_with(GZIP_MAGIC) {
                return;
            }
        }
    }

    fn read(&mut self, mut decoder: impl Read) {
        let mut piece = [0; PIECE];
        loop {
            match decoder.read(&mut piece) {
                Ok(0) => return,
                Ok(count) if self.bytes.len() + count > self.limit => {
                    return self.fail(Fault::TooLarge);
                }
                Ok(count) => self.push(&piece[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.fail(Fault::Corrupt),
            }
        }
    }

    /// Grows by doubling, but not beyond the limit.
    fn push(&mut self, piece: &[u8]) {
        let (length, capacity) = (self.bytes.len(), self.bytes.capacity());
        if length + piece.len() > capacity {
            let wanted = (capacity * 2).min(self.limit).max(length + piece.len());
            self.bytes.reserve_exact(wanted - length);
        }
        self.bytes.extend_from_slice(piece);
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
        decode(coding, body.to_vec(), LIMIT)
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

    #[test]
    fn deflate_without_its_wrapper_is_read() {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&document()).unwrap();
        let body = encoder.finish().unwrap();
        assert_eq!(decoded("deflate", &body), (document(), None));
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

    #[test]
    fn what_came_before_the_damage_is_kept() {
        let noise: Vec<u8> = (0..20_000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        for coding in ["gzip", "br"] {
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
