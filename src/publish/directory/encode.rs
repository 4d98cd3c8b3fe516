//! The compressed forms of a file. The same bytes give the same bytes: no date, no name.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};
use zstd::zstd_safe::CParameter;

/// Each form's level spends a few milliseconds on a large edition, which is compressed once a
/// round and read a thousand times. Above these, Brotli's tables alone take 30 MB a thread, for
/// two parts in a hundred.
const GZIP_LEVEL: u32 = 6;
const BROTLI_QUALITY: u32 = 6;
const ZSTD_LEVEL: i32 = 6;

/// Brotli's window as a power of two: 256 KiB, about an edition.
const BROTLI_WINDOW: u32 = 18;

/// Entries of Zstandard's tables as a power of two: those of the level take 12 MB for a document of
/// a megabyte, and make it no smaller.
const ZSTD_TABLES: u32 = 17;

/// Bytes that the Brotli encoder hands on at once.
const BROTLI_BUFFER: usize = 1 << 14;

/// The form of `bytes` whose files have this ending.
pub(super) fn form(ending: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match ending {
        "br" => brotli(bytes),
        "zst" => zstd(bytes),
        _ => gzip(bytes),
    }
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder =
        brotli::CompressorWriter::new(&mut out, BROTLI_BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
    encoder.write_all(bytes)?;
    drop(encoder);
    Ok(out)
}

fn zstd(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::bulk::Compressor::new(ZSTD_LEVEL)?;
    encoder.set_parameter(CParameter::HashLog(ZSTD_TABLES))?;
    encoder.set_parameter(CParameter::ChainLog(ZSTD_TABLES))?;
    encoder.compress(bytes)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let level = Compression::new(GZIP_LEVEL);
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
