//! A quick hash for the words of the table.
//!
//! Its keys come from the table and the configuration, never from a feed: a text is only looked
//! up, so nobody can fill a bucket from outside.

use std::hash::{BuildHasherDefault, Hasher};

/// Multiplies and rotates eight bytes at a time.
#[derive(Default)]
pub(super) struct Mixer(u64);

/// Makes [`Mixer`]s.
pub(super) type Quick = BuildHasherDefault<Mixer>;

/// Any odd number with well-spread bits: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Mixer {
    fn mix(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(SPREAD);
    }
}

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut part = [0; 8];
            part[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(part));
        }
    }

    fn write_u8(&mut self, part: u8) {
        self.mix(part.into());
    }

    fn write_u32(&mut self, part: u32) {
        self.mix(part.into());
    }

    fn finish(&self) -> u64 {
        // The map takes its bucket from the low bits, which multiplication leaves poorest.
        self.0 ^ self.0 >> 32
    }
}
