//! The settings of a configuration, by concern, with their defaults.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use regex::Regex;
use url::Url;

use crate::domain::{Country, Language, Topic};
use crate::fetch::RetryScope;
use crate::group::Caution;
use crate::normalise::{Decoration, Pages, Rules};
use crate::schedule::Pattern;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `[instance]`: who publishes, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceOptions {
    /// Where readers find the editions; ends in a slash.
    pub base_url: Url,
    /// The authority of story ids (RFC 4151, section 2.1).
    pub authority: String,
    /// A page or mail address that publishers see in the User-Agent.
    pub contact: Option<String>,
    /// What readers see as the publisher's name.
    pub name: String,
    /// The language of the instance's own words in feeds and pages.
    pub language: Language,
    /// The folder of the database and the archive.
    pub state_dir: PathBuf,
    /// The folder of what is published.
    pub public_dir: PathBuf,
}

/// `[fetch]`: how sources are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchOptions {
    /// Ranges that are exempt from the refusal of private addresses.
    pub allow_networks: Vec<IpNet>,
    /// Requests at a time, over all hosts.
    pub concurrency: usize,
    /// Requests at a time to one host (scheme, name and port).
    pub per_host_connections: usize,
    /// Between the starts of two requests to one host.
    pub per_host_interval: Duration,
    /// For one whole request.
    pub timeout: Duration,
    /// Bytes of a body, as sent and as decompressed.
    pub max_body: u64,
    /// Whom a `Retry-After` silences.
    pub retry_scope: RetryScope,
    /// Whether the daemon subscribes to the hubs that feeds name. None: where hubs can reach
    /// `base_url`.
    pub websub: Option<bool>,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            allow_networks: Vec::new(),
            concurrency: 64,
            per_host_connections: 1,
            per_host_interval: Duration::from_secs(1),
            timeout: Duration::from_secs(30),
            max_body: 10 << 20,
            retry_scope: RetryScope::default(),
            websub: None,
        }
    }
}

/// `[schedule]`: when sources are asked.
#[derive(Clone, Debug)]
pub struct ScheduleOptions {
    /// For sources without a schedule of their own.
    pub default: Pattern,
    /// Between two polls of a source that has no schedule of its own.
    pub min_interval: Duration,
    /// Whether such a source is asked more or less often as it brings news.
    pub adaptive: bool,
    /// After a second failure in a row; it doubles from there.
    pub backoff: Duration,
}

impl Default for ScheduleOptions {
    fn default() -> Self {
        Self {
            default: Pattern::hourly(),
            min_interval: Duration::from_secs(HOUR),
            adaptive: true,
            backoff: Duration::from_secs(10 * MINUTE),
        }
    }
}

/// `[text]`: how titles and texts are cleaned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextOptions {
    /// What becomes of "URGENT :", "VIDÉO" and their like before titles.
    pub urgency: Decoration,
    /// What becomes of emoji.
    pub emoji: Decoration,
}

impl TextOptions {
    /// The rules for a source of this language and with this boilerplate.
    #[must_use]
    pub fn rules(&self, language: Option<Language>, strip: Vec<Regex>) -> Rules {
        Rules {
            pages: Pages::default(),
            language,
            strip,
            urgency: self.urgency,
            emoji: self.emoji,
        }
    }
}

/// `[group]`: how entries become stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupOptions {
    /// How far apart the dates of two entries of one event may lie.
    pub window: Duration,
    /// How long a new story waits before it is published, from first seen. None: five minutes in
    /// the daemon, none in a single round.
    pub settle: Option<Duration>,
    /// How readily entries are joined.
    pub caution: Caution,
}

impl Default for GroupOptions {
    fn default() -> Self {
        Self {
            window: Duration::from_secs(7 * DAY),
            settle: None,
            caution: Caution::Balanced,
        }
    }
}

/// Which countries have editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// The 54 African countries from the start, any other from its first story on.
    All,
    /// These alone.
    Listed(Vec<Country>),
}

/// How much of a representative's text is republished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A summary.
    Summary,
    /// The full text, where the feed carries one.
    Full,
}

/// What items show of the outlets' images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// A link to the outlet's own file.
    Link,
    /// A copy of it that the instance publishes itself.
    Cache,
    /// Nothing.
    None,
}

/// `[publish]`: what the editions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishOptions {
    /// Which countries have editions.
    pub countries: Coverage,
    /// Languages that narrowed editions are made for, beside the full ones.
    pub languages: Vec<Language>,
    /// Topics that have an edition.
    pub topics: Vec<Topic>,
    /// Topics on which each country has an edition, beside its full one.
    pub country_topics: Vec<Topic>,
    /// Items of a subscription document.
    pub items: usize,
    /// For outlets that do not say otherwise.
    pub content: Content,
    /// What items show of images.
    pub images: Images,
    /// Bytes of the copies of images in all.
    pub image_cache: u64,
    /// The WebSub hub that is told of changes and that feeds name.
    pub hub: Option<Url>,
}

impl Default for PublishOptions {
    fn default() -> Self {
        Self {
            countries: Coverage::All,
            languages: Vec::new(),
            topics: Vec::new(),
            country_topics: Vec::new(),
            items: 50,
            content: Content::Summary,
            images: Images::Link,
            image_cache: 100 << 20,
            hub: None,
        }
    }
}

/// `[archive]`: which polled bodies are kept for replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveOptions {
    /// For how long.
    pub keep: Duration,
    /// Bytes in all.
    pub max_size: u64,
}

impl Default for ArchiveOptions {
    fn default() -> Self {
        Self {
            keep: Duration::from_secs(30 * DAY),
            max_size: 1 << 30,
        }
    }
}

/// `[retention]`: how long entries and stories are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetentionOptions {
    /// Counted from first seen. Stories stay until the archive documents of their month are written,
    /// whatever this says.
    pub keep: Duration,
}

impl Default for RetentionOptions {
    fn default() -> Self {
        Self {
            keep: Duration::from_secs(365 * DAY),
        }
    }
}

/// `[serve]`: where the daemon listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeOptions {
    /// The address.
    pub listen: SocketAddr,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
        }
    }
}
