//! Parameters of addresses that say where a reader came from.

/// Query parameters that say where a reader came from, and nothing about the page.
const TRACKING: &[&str] = &[
    "xtor",
    "xts",
    "xtmc",
    "xtcr",
    "xtref",
    "xtnp",
    "xtloc",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "gad_source",
    "gad_campaignid",
    "srsltid",
    "msclkid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "s_cid",
    "s_kwcid",
    "sc_cmp",
    "ncid",
    "icid",
    "intcid",
    "ocid",
    "cmpid",
    "cmp_id",
    "campaign_id",
    "mbid",
    "ftag",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "sr_share",
    "spm",
    "ref_src",
    "ref_url",
    "__twitter_impression",
    "traffic_source",
    "echobox",
    "trk",
    "maca",
    "dicbo",
    "tblci",
    "oborigurl",
    "elqtrackid",
    "_branch_match_id",
    "_openstat",
    "replytocom",
];

/// Parameters that name a session, which is another at each request.
const SESSIONS: &[&str] = &[
    "phpsessid",
    "jsessionid",
    "sessionid",
    "sessid",
    "oscsid",
    "zenid",
    "cfid",
    "cftoken",
];

/// Families of such parameters, by how they begin.
const TRACKING_FAMILIES: &[&str] = &[
    "utm_",
    "at_",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "ito_",
    "ns_",
    "wt_",
    "wt.",
    "fb_",
    "guce_",
    "sfmc_",
    "aspsessionid",
];

/// Values of parameters that may also name the page.
const FEEDS: &[&str] = &[
    "rss",
    "rss2",
    "rss_feed",
    "rss-feed",
    "rssfeed",
    "flux-rss",
    "flux_rss",
    "fluxrss",
    "feed",
    "feeds",
    "feedburner",
    "atom",
];
const NETWORKS: &[&str] = &[
    "facebook",
    "fb",
    "twitter",
    "whatsapp",
    "telegram",
    "linkedin",
    "instagram",
    "social",
    "newsletter",
    "googlenews",
    "google_news",
    "google-news",
    "share",
    "sharing",
];

/// Parameters that may also name the page, and track only where they name a feed or a network.
const OF_ORIGIN: &[&str] = &[
    "partner", "campaign", "origin", "origine", "cmp", "cid", "ref", "referrer", "source", "src",
    "from", "via", "share", "medium", "feature", "fr", "mode",
];

/// More of them, with the values with which they only track.
const TRACKING_VALUES: &[(&str, &[&str])] = &[
    ("rss", &["", "1", "true", "yes", "on"]),
    ("feature", &["youtu.be"]),
    ("fromrss", &["", "1", "true"]),
];

/// Whether a parameter says where a reader came from, and nothing about the page.
pub(super) fn tracks(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let value = value.to_ascii_lowercase();
    if name.is_empty() {
        return true;
    }
    let names_origin =
        OF_ORIGIN.contains(&&*name) && (FEEDS.contains(&&*value) || NETWORKS.contains(&&*value));
    names_origin
        || TRACKING_VALUES
            .iter()
            .any(|(known, values)| *known == name && values.contains(&&*value))
        || TRACKING.contains(&&*name)
        || is_session(pair)
        || name == "_" && is_moment(&value)
        || TRACKING_FAMILIES
            .iter()
            .any(|family| name.starts_with(family))
}

/// Whether a parameter, of a query or of a path, names a session. A `sid` may be an article's too.
pub(super) fn is_session(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    SESSIONS.contains(&&*name) || name == "sid" && is_drawn(value)
}

/// Characters that a session's number has at least.
const SHORTEST_SESSION: usize = 16;

/// Whether a value looks drawn by lot: long, in one piece, of digits and letters.
fn is_drawn(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    value.len() >= SHORTEST_SESSION
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

/// Whether a value is a time in seconds or milliseconds since 1970, with which scripts make an
/// address that no cache knows.
fn is_moment(value: &str) -> bool {
    matches!(value.len(), 10 | 13) && value.bytes().all(|byte| byte.is_ascii_digit())
}
