//! Hashes: for ids that the same archive gives again, and for telling whether something changed.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// SHA-256 in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    in_hexadecimal(&Sha256::digest(bytes))
}

fn in_hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut text = String::with_capacity(2 * bytes.len());
    text.extend(digits.filter_map(|digit| char::from_digit(digit.into(), 16)));
    text
}

/// The first 128 bits of SHA-256.
#[must_use]
pub fn wide(bytes: &[u8]) -> u128 {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .take(16)
        .fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
}

/// [`hex`] of several texts, each ended so that no two lists run into one another.
#[must_use]
pub fn fields<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_le_bytes());
        hash.update(field.as_bytes());
    }
    in_hexadecimal(&hash.finalize())
}

/// Whether `tag` is the HMAC (RFC 2104) of `bytes` under `key` by the hash of this name: `sha1`,
/// `sha256`, `sha384` or `sha512`. How long it takes tells nothing of how much of it is right.
#[must_use]
pub fn is_hmac(hash: &str, key: &[u8], bytes: &[u8], tag: &[u8]) -> bool {
    match hash {
        "sha1" => verify::<Hmac<Sha1>>(key, bytes, tag),
        "sha256" => verify::<Hmac<Sha256>>(key, bytes, tag),
        "sha384" => verify::<Hmac<Sha384>>(key, bytes, tag),
        "sha512" => verify::<Hmac<Sha512>>(key, bytes, tag),
        _ => false,
    }
}

fn verify<M: Mac + KeyInit>(key: &[u8], bytes: &[u8], tag: &[u8]) -> bool {
    // Keys of any length are taken.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return false;
    };
    mac.update(bytes);
    mac.verify_slice(tag).is_ok()
}

/// The bytes that a hexadecimal text stands for, in either case; none where it is none.
#[must_use]
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let bytes = digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8);
    Some(bytes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answer_of_sha_256() {
        assert!(hex(b"abc").starts_with("ba7816bf8f01cfea414140de5dae2223"));
        assert_eq!(wide(b"abc"), 0xba78_16bf_8f01_cfea_4141_40de_5dae_2223);
    }

    #[test]
    fn known_answers_of_hmac_rfc2202_and_rfc4231() {
        let (key, text) = (b"Jefe", b"what do ya want for nothing?");
        let known = [
            ("sha1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (
                "sha256",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                "sha384",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
            ),
            (
                "sha512",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ),
        ];
        for (hash, tag) in known {
            let mut tag = from_hex(tag).unwrap();
            assert!(is_hmac(hash, key, text, &tag), "{hash}");
            assert!(!is_hmac(hash, b"jefe", text, &tag));
            assert!(!is_hmac(hash, key, text, &tag[..tag.len() - 1]));
            tag[0] ^= 1;
            assert!(!is_hmac(hash, key, text, &tag));
        }
        assert!(!is_hmac("md5", key, text, b""));
        for none in ["abc", "0x", "é0"] {
            assert_eq!(from_hex(none), None);
        }
    }

    #[test]
    fn lists_do_not_run_into_one_another() {
        assert_ne!(fields(["ab", "c"]), fields(["a", "bc"]));
    }
}
