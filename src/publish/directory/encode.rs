//! The compressed forms of a file. The same bytes give the same bytes: no date, no name.

use std::io::{self, Write};

use flate2::{Compression, GzBuilder};

/// Each form's level spends a few milliseconds on a large edition, which is compressed at each change
/// and read a thousand times: a level above, Brotli and gzip take a fifth to half as long again for one
/// part in a hundred. Zstandard is sent to the few readers that take no Brotli, so it is quick.
const GZIP_LEVEL: u32 = 5;
const BROTLI_QUALITY: u32 = 5;
const ZSTD_LEVEL: i32 = 3;

/// Brotli's window as a power of two: 256 KiB, about an edition.
const BROTLI_WINDOW: u32 = 18;

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
    zstd::bulk::compress(bytes, ZSTD_LEVEL)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let level = Compression::new(GZIP_LEVEL);
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
