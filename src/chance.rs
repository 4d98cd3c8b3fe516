//! The one place that knows chance.
//!
//! Everything else is handed a [`Chance`], so that what hangs on it can be shown without any.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where what cannot be guessed comes from: the machine, or a test.
#[derive(Clone, Debug)]
pub struct Chance(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Counts, shared by every clone.
    Counting(Arc<AtomicU64>),
}

impl Chance {
    /// The machine's.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// None: it counts.
    #[must_use]
    pub fn counting() -> Self {
        Self(Source::Counting(Arc::default()))
    }

    /// 192 bits in hexadecimal that nobody can guess; none where the machine has no chance to give.
    #[must_use]
    pub fn secret(&self) -> Option<String> {
        let mut bytes = [0; 24];
        match &self.0 {
            Source::System => getrandom::fill(&mut bytes).ok()?,
            Source::Counting(count) => {
                let number = count.fetch_add(1, Ordering::SeqCst);
                bytes[..8].copy_from_slice(&number.to_be_bytes());
            }
        }
        Some(bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_comes_twice() {
        for chance in [Chance::system(), Chance::counting()] {
            let (one, other) = (chance.secret().unwrap(), chance.clone().secret().unwrap());
            assert_eq!((one.len(), other.len()), (48, 48));
            assert_ne!(one, other);
        }
    }
}
