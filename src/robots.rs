//! What a site lets programs ask for: `robots.txt` as RFC 9309 has it. Pure: what an answer means
//! is decided here, asking is done elsewhere.
//!
//! Feeds are published for programs and are asked without it. Pages are published for people: those
//! that griot asks of its own accord are asked only where these rules allow it.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use url::Url;

/// The name by which groups of rules speak of us (RFC 9309, section 2.2.1).
pub const TOKEN: &str = "griot";

/// As much of a file is read (RFC 9309, section 2.5, asks for no less).
pub const MAX_BYTES: usize = 500 * 1024;

/// How long an answer holds at most (RFC 9309, section 2.4).
pub const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Addresses longer than this are not asked for; no page has one.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// A delay beyond this is taken for it: a day is as good as never.
const LONGEST_DELAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What came of asking for `/robots.txt`.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// The file.
    File(&'a [u8]),
    /// A status that brings no file.
    Status(u16),
    /// More redirects than are followed, or a loop of them.
    Redirects,
    /// No answer, or not the whole of one: the host could not be found, reached or trusted, was too slow,
    /// or broke off.
    Unreachable,
}

/// How long trouble holds: a site that has none any more need not wait for a day.
pub const TROUBLE_LIFETIME: Duration = Duration::from_secs(60 * 60);

impl Answer<'_> {
    /// How long what it means holds: until then it need not be asked for again.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        if self.is_trouble() {
            TROUBLE_LIFETIME
        } else {
            LIFETIME
        }
    }

    /// Whether the site is in trouble, and undefined what it lets programs ask for. `429` asks us to
    /// wait and is no word on rules.
    #[must_use]
    pub fn is_trouble(&self) -> bool {
        matches!(self, Self::Status(429 | 500..) | Self::Unreachable)
    }
}

/// The rules of one site for us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    /// Each rule once, the longest pattern first, and of equally long ones those that allow.
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allows: bool,
    /// In the form of [`normal`], `*` and a final `$` with their meanings.
    pattern: String,
}

impl Robots {
    /// What an answer means: a file its rules; a refusal that there are none (section 2.3.1.3), as
    /// do endless redirects (2.3.1.2); a server in trouble, or none at all, that nothing may be
    /// asked (2.3.1.4).
    #[must_use]
    pub fn of(answer: Answer<'_>) -> Self {
        match answer {
            Answer::File(bytes) => Self::read(bytes),
            answer if answer.is_trouble() => Self::nothing(),
            _ => Self::everything(),
        }
    }

    /// Everything may be asked.
    #[must_use]
    pub fn everything() -> Self {
        Self::default()
    }

    /// Nothing may be asked.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            rules: vec![Rule {
                allows: false,
                pattern: "/".to_owned(),
            }],
            delay: None,
        }
    }

    /// The rules of a file for [`TOKEN`]: those of all groups that name it or, where none does, of
    /// all groups for `*` (section 2.2.1).
    #[must_use]
    pub fn read(whole: &[u8]) -> Self {
        let cut = &whole[..whole.len().min(MAX_BYTES)];
        let bytes = cut.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cut);
        let text = String::from_utf8_lossy(bytes);
        let mut lines: Vec<&str> = text.split(['\n', '\r']).collect();
        if whole.len() > MAX_BYTES {
            // The last line is cut, and half a rule is another rule.
            lines.pop();
        }
        let mut reading = Reading::default();
        for line in lines {
            reading.line(line);
        }
        reading.finish()
    }

    /// Whether `url` may be asked for: the longest pattern that matches decides, `Allow` where two
    /// are equally long, and where none matches it may (section 2.2.2).
    #[must_use]
    pub fn allows(&self, url: &Url) -> bool {
        let path = match url.query() {
            Some(query) => Cow::Owned(format!("{}?{query}", url.path())),
            None => Cow::Borrowed(url.path()),
        };
        if path.len() > LONGEST_ADDRESS {
            return false;
        }
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(&path, false);
        let first = self.rules.iter().find(|rule| rule.matches(&path));
        first.is_none_or(|rule| rule.allows)
    }

    /// The time that the site wants between two requests. No part of RFC 9309, but widely written.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }
}

/// As a file that reads as the same rules.
impl fmt::Display for Robots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "User-agent: {TOKEN}")?;
        if let Some(delay) = self.delay {
            writeln!(f, "Crawl-delay: {}", delay.as_secs_f64())?;
        }
        for rule in &self.rules {
            let verb = if rule.allows { "Allow" } else { "Disallow" };
            writeln!(f, "{verb}: {}", rule.pattern)?;
        }
        Ok(())
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        let (pattern, whole) = match self.pattern.strip_suffix('$') {
            Some(pattern) => (pattern, true),
            None => (self.pattern.as_str(), false),
        };
        let Some((first, rest)) = pattern.split_once('*') else {
            return match whole {
                true => path == pattern,
                false => path.starts_with(pattern),
            };
        };
        let Some(mut path) = path.strip_prefix(first) else {
            return false;
        };
        let (middle, last) = match rest.rsplit_once('*') {
            Some((middle, last)) => (middle, last),
            None => ("", rest),
        };
        // The leftmost place of each piece leaves the most for those after it.
        for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
            match path.find(piece) {
                Some(at) => path = &path[at + piece.len()..],
                None => return false,
            }
        }
        match whole {
            true => path.ends_with(last),
            false => path.contains(last),
        }
    }
}

/// Whom a run of `User-agent` lines speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Spoken {
    of_us: bool,
    of_all: bool,
}

/// What the lines so far have said, for us and for everybody.
#[derive(Default)]
struct Reading {
    spoken: Spoken,
    /// Whether rules stood after the last `User-agent`, so that the next begins another group.
    ruled: bool,
    /// Whether any group names us, even one without a rule.
    named: bool,
    ours: Robots,
    all: Robots,
}

impl Reading {
    fn line(&mut self, line: &str) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else {
            return;
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match &*key {
            "user-agent" => self.agent(value),
            "allow" => self.rule(true, value),
            "disallow" => self.rule(false, value),
            // Any other record leaves the group as it is (section 2.2.4).
            "crawl-delay" => self.delay(value),
            _ => {}
        }
    }

    fn agent(&mut self, value: &str) {
        if self.ruled {
            self.spoken = Spoken::default();
            self.ruled = false;
        }
        let end = value.find(|c: char| !c.is_ascii_alphabetic() && !matches!(c, '_' | '-'));
        let token = &value[..end.unwrap_or(value.len())];
        self.spoken.of_us |= token.eq_ignore_ascii_case(TOKEN);
        self.spoken.of_all |= value
            .strip_prefix('*')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        self.named |= self.spoken.of_us;
    }

    fn rule(&mut self, allows: bool, pattern: &str) {
        self.ruled = true;
        // An empty pattern matches nothing, nor does one that no path begins with.
        if !pattern.starts_with(['/', '*']) {
            return;
        }
        let rule = Rule {
            allows,
            pattern: normal(pattern, true).into_owned(),
        };
        for robots in self.spoken_to() {
            robots.rules.push(rule.clone());
        }
    }

    fn delay(&mut self, value: &str) {
        let seconds = value
            .parse()
            .ok()
            .filter(|s: &f64| s.is_finite() && *s >= 0.0);
        let delay = seconds.map(|seconds| {
            Duration::try_from_secs_f64(seconds)
                .unwrap_or(LONGEST_DELAY)
                .min(LONGEST_DELAY)
        });
        for robots in self.spoken_to() {
            robots.delay = robots.delay.max(delay);
        }
    }

    fn spoken_to(&mut self) -> impl Iterator<Item = &mut Robots> {
        let ours = Some(&mut self.ours).filter(|_| self.spoken.of_us);
        let all = Some(&mut self.all).filter(|_| self.spoken.of_all);
        ours.into_iter().chain(all)
    }

    fn finish(self) -> Robots {
        let mut robots = if self.named { self.ours } else { self.all };
        let octets = |rule: &Rule| rule.pattern.len();
        robots.rules.sort_by(|a, b| {
            let longer = octets(b).cmp(&octets(a));
            longer
                .then(b.allows.cmp(&a.allows))
                .then_with(|| a.pattern.cmp(&b.pattern))
        });
        robots.rules.dedup();
        robots
    }
}

/// A path with its query, or a pattern of such, in the form in which octets are compared (section
/// 2.2.2): unreserved characters plain, all others that are no delimiters as `%XX`.
///
/// `*` and `$` mean themselves in a path, and in a pattern where they have no special meaning. In a
/// query `:`, `/`, `?` and `@` delimit nothing (RFC 3986, section 3.4), so that they and their
/// encoded forms are one.
fn normal(text: &str, is_pattern: bool) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'%' | b'$' | b'*');
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut in_query) = (0, false);
    while at < bytes.len() {
        let encoded = (bytes[at] == b'%').then(|| hex(bytes, at + 1)).flatten();
        let last = at + 1 == bytes.len();
        let byte = encoded.unwrap_or(bytes[at]);
        let special = is_pattern && encoded.is_none() && (byte == b'*' || byte == b'$' && last);
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let delimits = byte.is_ascii_graphic() && !matches!(byte, b'*' | b'$' | b'%');
        let same_in_query = in_query && b":/?@".contains(&byte);
        if special || unreserved || same_in_query || delimits && encoded.is_none() {
            // Several stars in a row say no more than one.
            if !(special && byte == b'*' && out.ends_with('*')) {
                out.push(char::from(byte));
            }
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        in_query |= byte == b'?' && encoded.is_none();
        at += if encoded.is_some() { 3 } else { 1 };
    }
    Cow::Owned(out)
}

/// The byte that the two hexadecimal digits at `at` stand for.
fn hex(bytes: &[u8], at: usize) -> Option<u8> {
    let digits = bytes.get(at..at + 2)?;
    let digits = digits.iter().map(|digit| char::from(*digit).to_digit(16));
    digits
        .collect::<Option<Vec<_>>>()
        .and_then(|digits| u8::try_from(digits[0] * 16 + digits[1]).ok())
}

#[cfg(test)]
mod tests;
