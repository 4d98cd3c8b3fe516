//! The compressed forms of a file. The same bytes give the same bytes: no date, no name.

use std::io::{self, Write};

use brotlic::{CompressionMode, Quality, WindowSize};
use flate2::{Compression, GzBuilder};

/// Each form's level spends a few milliseconds on a large edition, which is compressed at each change:
/// a level above, Brotli takes twice as long for a tenth less, and gzip a fifth longer for one part in a
/// hundred. Zstandard is sent to the few readers that take no Brotli, so it is quick.
const GZIP_LEVEL: u32 = 5;
const BROTLI_QUALITY: u8 = 4;
const ZSTD_LEVEL: i32 = 3;

/// Brotli's window as a power of two: 1 MiB, a large edition.
const BROTLI_WINDOW: u8 = 20;

/// The form of `bytes` whose files have this ending.
pub(super) fn form(ending: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
    match ending {
        "br" => brotli(bytes),
        "zst" => zstd(bytes),
        _ => gzip(bytes),
    }
}

/// By the library of those who made Brotli, which takes about half of the time of the one in Rust at one
/// quality. That one reads what outlets send.
fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let quality = Quality::new(BROTLI_QUALITY).map_err(io::Error::other)?;
    let window = WindowSize::new(BROTLI_WINDOW).map_err(io::Error::other)?;
    let most = brotlic::compress_bound(bytes.len(), quality)
        .ok_or_else(|| io::Error::other("no bound is known for this quality"))?;
    let mut out = vec![0; most];
    let length = brotlic::compress(bytes, &mut out, quality, window, CompressionMode::Text)
        .map_err(io::Error::other)?;
    out.truncate(length);
    out.shrink_to_fit();
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
