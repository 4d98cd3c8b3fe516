//! Which certificates an outlet may show.

use std::fmt;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Which certificates an outlet may show (RFC 9110, section 4.3.4). All but [`Trust::System`] are
/// exceptions that an operator makes for one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Trust {
    /// Those that the system trusts.
    #[default]
    System,
    /// Those, and whatever these roots have signed.
    Roots(Roots),
    /// This very certificate, whoever signed it, whatever its name and date; no other.
    Pinned(Fingerprint),
}

/// Certificates of authorities, as DER.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Roots(Arc<[Vec<u8>]>);

/// SHA-256 of a certificate in DER, in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(String);

/// What was given names no certificate; says why, and what to give.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {remedy}")]
pub struct BadTrust {
    /// What is wrong.
    pub what: String,
    /// What to give instead.
    pub remedy: &'static str,
}

/// How a fingerprint is written.
const PREFIX: &str = "sha256:";

/// Digits of a fingerprint.
const DIGITS: usize = 64;

impl Trust {
    /// Trusts what the certificates of a PEM file have signed, beside the system's.
    ///
    /// # Errors
    /// When the file holds no certificate, or one that cannot be a root.
    pub fn roots(pem: &[u8]) -> Result<Self, BadTrust> {
        let bad = |what: String| BadTrust {
            what,
            remedy: "give a PEM file with CERTIFICATE blocks",
        };
        let mut roots = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate =
                certificate.map_err(|error| bad(format!("it is no PEM file ({error})")))?;
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|error| bad(format!("a certificate in it is unusable ({error})")))?;
            roots.push(certificate.to_vec());
        }
        if roots.is_empty() {
            return Err(bad("it holds no certificate".to_owned()));
        }
        Ok(Self::Roots(Roots(roots.into())))
    }

    /// Accepts the one certificate of this fingerprint: `sha256:` and 64 hexadecimal digits, with
    /// or without colons between the bytes.
    ///
    /// # Errors
    /// When the text is no such fingerprint.
    pub fn pinned(text: &str) -> Result<Self, BadTrust> {
        let digits: Option<String> = text.trim().strip_prefix(PREFIX).map(|digits| {
            let digits = digits.chars().filter(|digit| *digit != ':');
            digits.map(|digit| digit.to_ascii_lowercase()).collect()
        });
        let is_whole = |digits: &String| {
            digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        };
        match digits.filter(is_whole) {
            Some(digits) => Ok(Self::Pinned(Fingerprint(digits))),
            None => Err(BadTrust {
                what: format!("\"{text}\" is no fingerprint of a certificate"),
                remedy: "write \"sha256:\" and the 64 hexadecimal digits; a failed poll names them",
            }),
        }
    }
}

impl Roots {
    pub(super) fn certificates(&self) -> impl Iterator<Item = CertificateDer<'static>> {
        self.0.iter().cloned().map(CertificateDer::from)
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roots({})", self.0.len())
    }
}

impl Fingerprint {
    /// The fingerprint of a certificate.
    pub(super) fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(crate::digest::hex(certificate))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_tools_write_it() {
        let plain = "ab".repeat(32);
        let spaced = vec!["AB"; 32].join(":");
        let pinned = Trust::pinned(&format!("sha256:{plain}"));
        assert!(pinned.is_ok());
        assert_eq!(pinned, Trust::pinned(&format!("sha256:{spaced}")));
        for wrong in [
            "",
            &plain,
            "sha256:abc",
            &format!("sha256:{plain}00"),
            "sha256:é",
        ] {
            assert!(Trust::pinned(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_holds_no_certificate_is_refused() {
        for wrong in [
            "",
            "no certificate",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
        ] {
            let bad = Trust::roots(wrong.as_bytes()).unwrap_err();
            assert!(bad.to_string().contains("CERTIFICATE blocks"), "{bad}");
        }
    }
}
