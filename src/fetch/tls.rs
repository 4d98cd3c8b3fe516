//! TLS: ring's primitives, the system's roots, and a session for every host that we poll.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::Error;
use super::trust::{Fingerprint, Trust};

/// TLS sessions kept for resumption, which costs less than half of a full handshake. The library
/// keeps 256; an instance may have thousands of hosts.
const SESSIONS: usize = 8192;

/// The client side of TLS 1.2 and 1.3 with HTTP/2 offered, trusting what `trust` says.
pub(super) fn config(trust: &Trust) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let check = Check {
        against: Against::of(trust, &provider)?,
        provider: Arc::clone(&provider),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Setup(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(check))
        .with_no_client_auth();
    config.resumption = Resumption::in_memory_sessions(SESSIONS);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Checks what a server shows, and names a certificate that it refuses, so that an operator who
/// knows better can pin it.
#[derive(Debug)]
struct Check {
    against: Against,
    provider: Arc<CryptoProvider>,
}

/// What a certificate is checked against.
#[derive(Debug)]
enum Against {
    /// Roots: the system's, and those that an operator adds.
    Roots(Arc<dyn ServerCertVerifier>),
    /// The one certificate that is accepted.
    Pin(Fingerprint),
    /// The machine has no roots, for this reason. Every https source fails, and says so, but plain
    /// http goes on: a demo needs no certificates.
    Nothing(String),
}

impl Against {
    fn of(trust: &Trust, provider: &Arc<CryptoProvider>) -> Result<Self, Error> {
        let roots: Vec<_> = match trust {
            Trust::Pinned(fingerprint) => return Ok(Self::Pin(fingerprint.clone())),
            Trust::Roots(roots) => roots.certificates().collect(),
            Trust::System => Vec::new(),
        };
        let added = roots.iter().cloned();
        match Verifier::new_with_extra_roots(added, Arc::clone(provider)) {
            Ok(verifier) => Ok(Self::Roots(Arc::new(verifier))),
            Err(error) if roots.is_empty() => Ok(Self::Nothing(error.to_string())),
            // What the operator adds counts without the system's, too.
            Err(_) => {
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(roots);
                let provider = Arc::clone(provider);
                WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
                    .build()
                    .map(|verifier| Self::Roots(verifier))
                    .map_err(|error| Error::Setup(error.to_string()))
            }
        }
    }
}

impl ServerCertVerifier for Check {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let shown = Fingerprint::of(end_entity);
        let why = match &self.against {
            Against::Pin(pinned) if *pinned == shown => return Ok(ServerCertVerified::assertion()),
            Against::Pin(_) => "it is not the pinned certificate".to_owned(),
            Against::Nothing(why) => format!("this machine trusts nobody: {why}"),
            Against::Roots(roots) => {
                let verified = roots.verify_server_cert(
                    end_entity,
                    intermediates,
                    server_name,
                    ocsp_response,
                    now,
                );
                match verified {
                    Ok(verified) => return Ok(verified),
                    Err(error) => error.to_string(),
                }
            }
        };
        Err(rustls::Error::General(format!(
            "{why} (the certificate is {shown})"
        )))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        (self.provider.signature_verification_algorithms).supported_schemes()
    }
}
