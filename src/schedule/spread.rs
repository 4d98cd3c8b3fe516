//! Spreading: numbers that differ from source to source and never change for one.

use chrono::TimeDelta;

use crate::domain::SourceId;

/// A point within `span` that belongs to `source` for good; `salt` gives it several.
pub(super) fn within(span: TimeDelta, source: &SourceId, salt: &str) -> TimeDelta {
    let seconds = span.num_seconds().max(1).unsigned_abs();
    let point = hash(source.as_str(), salt) % seconds;
    TimeDelta::seconds(i64::try_from(point).unwrap_or_default())
}

/// FNV-1a with a final mix. Not for secrets; what counts is that it stays the same from release
/// to release, so that an upgrade moves nobody's minute.
fn hash(text: &str, salt: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes().chain([0]).chain(salt.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_stable_and_spread_evenly() {
        let hour = TimeDelta::hours(1);
        let mut minutes = [0_u32; 60];
        for n in 0..6000 {
            let source = SourceId::new(format!("outlet-{n}"));
            let point = within(hour, &source, "minute");
            assert_eq!(point, within(hour, &source, "minute"));
            minutes[usize::try_from(point.num_minutes()).unwrap()] += 1;
        }
        assert!(
            minutes.iter().all(|count| (50..=160).contains(count)),
            "{minutes:?}"
        );
        let known = within(hour, &SourceId::new("exemple-niger"), "minute");
        assert_eq!(known.num_seconds(), 3511, "a release must not move it");
    }
}
