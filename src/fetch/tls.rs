//! TLS: ring's primitives, the system's roots, and a session for every host that we poll.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

use super::Error;

/// TLS sessions kept for resumption, which costs less than half of a full handshake. The library
/// keeps 256; an instance may have thousands of hosts.
const SESSIONS: usize = 8192;

/// The client side of TLS 1.2 and 1.3 with HTTP/2 offered, trusting the system's roots and
/// `extra_roots` (PEM).
pub(super) fn config(extra_roots: &[Vec<u8>]) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Setup(error.to_string()))?;
    let builder = match Verifier::new_with_extra_roots(certificates(extra_roots)?, provider) {
        Ok(verifier) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier)),
        // A machine without any roots: every https source fails, and says so, but plain http goes
        // on. A demo needs no certificates.
        Err(_) => builder.with_root_certificates(RootCertStore::empty()),
    };
    let mut config = builder.with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(files: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let mut all = Vec::new();
    for (index, pem) in files.iter().enumerate() {
        let unusable = |why: String| Error::Root(index + 1, why);
        let before = all.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|error| unusable(error.to_string()))?;
            all.push(certificate);
        }
        if all.len() == before {
            return Err(unusable("it holds no certificate".to_owned()));
        }
    }
    Ok(all)
}
