//! Content codings and their negotiation (RFC 9110, sections 8.4.1 and 12.5.3).

use super::fields::Fields;

/// A content coding that we may hold a resource in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// The bytes as they are.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// The greatest weight, 1.000, in thousandths.
const CERTAIN: u16 = 1000;

impl Coding {
    /// Every coding but identity, with what a precompressed file's name ends in.
    pub const COMPRESSED: [(Self, &'static str); 3] = [
        (Self::Gzip, "gz"),
        (Self::Brotli, "br"),
        (Self::Zstd, "zst"),
    ];

    /// The token of `Content-Encoding`; none for identity, which is never named there.
    #[must_use]
    pub fn token(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
        }
    }

    fn from_token(token: &str) -> Option<Self> {
        const TOKENS: [(&str, Coding); 5] = [
            ("identity", Coding::Identity),
            ("gzip", Coding::Gzip),
            // Recipients treat it as gzip (RFC 9110, section 8.4.1.3).
            ("x-gzip", Coding::Gzip),
            ("br", Coding::Brotli),
            ("zstd", Coding::Zstd),
        ];
        TOKENS
            .iter()
            .find(|(name, _)| token.eq_ignore_ascii_case(name))
            .map(|(_, coding)| *coding)
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// What a request accepts: weights in thousandths, none where it says nothing.
#[derive(Default)]
struct Accepted {
    codings: [Option<u16>; 4],
    others: Option<u16>,
}

impl Accepted {
    fn read(request: &(impl Fields + ?Sized)) -> Option<Self> {
        let mut accepted = None;
        for line in request.lines("accept-encoding") {
            let accepted = accepted.get_or_insert_with(Self::default);
            line.split(',').for_each(|element| accepted.note(element));
        }
        accepted
    }

    /// Takes in one element, such as `br;q=0.8`; one that cannot be read counts as absent.
    fn note(&mut self, element: &str) {
        let mut parts = element.split(';').map(str::trim);
        let token = parts.next().unwrap_or_default();
        let weight = match parts.next() {
            None => Some(CERTAIN),
            Some(parameter) => weight(parameter),
        };
        let Some(weight) = weight else { return };
        if token == "*" {
            self.others = Some(weight);
        } else if let Some(coding) = Coding::from_token(token) {
            self.codings[coding.index()] = Some(weight);
        }
    }

    /// The weight of `coding`; none where it must not be sent.
    fn weight(&self, coding: Coding) -> Option<u16> {
        match self.codings[coding.index()].or(self.others) {
            Some(0) => None,
            // Identity is acceptable unless excluded, but whoever lists codings wants one of them.
            None => (coding == Coding::Identity).then_some(0),
            weight => weight,
        }
    }
}

/// Reads `q=0.8` as 800.
pub(super) fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    let value: f32 = value.trim().parse().ok()?;
    let known = name.trim().eq_ignore_ascii_case("q") && (0.0..=1.0).contains(&value);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000"
    )]
    known.then(|| (value * f32::from(CERTAIN)).round() as u16)
}

/// The coding to answer with, among those that we hold and their sizes in bytes: the one of the
/// greatest weight, of equals the smallest. None where the request excludes them all.
///
/// Without the header anything would do, and identity is what every client can read.
#[must_use]
pub(super) fn choose(
    request: &(impl Fields + ?Sized),
    held: impl Iterator<Item = (Coding, usize)>,
) -> Option<Coding> {
    let Some(accepted) = Accepted::read(request) else {
        return Some(Coding::Identity);
    };
    held.filter_map(|(coding, size)| Some((accepted.weight(coding)?, size, coding)))
        .min_by_key(|(weight, size, _)| (CERTAIN - weight, *size))
        .map(|(_, _, coding)| coding)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT_ENCODING;

    use super::*;

    const HELD: [(Coding, usize); 4] = [
        (Coding::Identity, 100),
        (Coding::Gzip, 30),
        (Coding::Brotli, 20),
        (Coding::Zstd, 25),
    ];

    fn chosen(lines: &[&str]) -> Option<Coding> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(ACCEPT_ENCODING, line.parse().unwrap());
        }
        choose(&headers, HELD.into_iter())
    }

    #[test]
    fn weights_decide_and_size_breaks_ties_rfc_9110_section_12_5_3() {
        for (line, coding) in [
            ("gzip", Some(Coding::Gzip)),
            ("GZIP", Some(Coding::Gzip)),
            ("x-gzip", Some(Coding::Gzip)),
            ("gzip, deflate, br, zstd", Some(Coding::Brotli)),
            ("gzip;q=1.0, br;q=0.5", Some(Coding::Gzip)),
            ("gzip ; q=0.2 , zstd ; Q=0.9", Some(Coding::Zstd)),
            ("gzip;q=0.001", Some(Coding::Gzip)),
            ("*", Some(Coding::Brotli)),
            ("br;q=0, *", Some(Coding::Zstd)),
            ("", Some(Coding::Identity)),
            ("deflate", Some(Coding::Identity)),
            ("gzip;q=0", Some(Coding::Identity)),
            ("gzip;q=0.5, identity;q=0.8", Some(Coding::Identity)),
            ("identity;q=0, gzip;q=0.1", Some(Coding::Gzip)),
            ("*;q=0, identity", Some(Coding::Identity)),
            ("identity;q=0", None),
            ("*;q=0", None),
            ("gzip;q=nonsense", Some(Coding::Identity)),
            ("gzip;q=7", Some(Coding::Identity)),
        ] {
            assert_eq!(chosen(&[line]), coding, "{line}");
        }
    }

    #[test]
    fn several_lines_are_one_list_rfc_9110_section_5_3() {
        assert_eq!(chosen(&["gzip;q=0.5", "zstd"]), Some(Coding::Zstd));
    }

    #[test]
    fn without_the_header_the_plain_bytes_are_sent() {
        assert_eq!(chosen(&[]), Some(Coding::Identity));
    }
}
