//! Walls that sites put before themselves: a page that wants proof that whoever asks is a person with
//! a browser, in the place of whatever was asked for.

/// What such pages hold. Each is a name of a mechanism, not of a language's words, except the last
/// few, which are what readers see on nearly all of them.
const SIGNS: &[&str] = &[
    "sgcaptcha",
    "cf-chl",
    "cf_chl",
    "challenge-platform",
    "cf-browser-verification",
    "g-recaptcha",
    "h-captcha",
    "hcaptcha.com",
    "captcha-delivery",
    "_incapsula_resource",
    "incapsula incident",
    "ddos-guard",
    "sucuri_cloudproxy",
    "aws-waf-token",
    "awswafcookiedomainlist",
    "px-captcha",
    "perimeterx",
    "slowaes.decrypt",
    "anubis_challenge",
    "just a moment...",
    "attention required! | cloudflare",
    "checking your browser",
    "verify you are human",
    "are you a robot",
];

/// Fields that a wall's answer bears, with what their values hold, in lower case.
const FIELDS: &[(&str, &str)] = &[
    ("cf-mitigated", "challenge"),
    ("sg-captcha", ""),
    ("x-amzn-waf-action", ""),
    ("x-datadome", ""),
    ("x-sucuri-block", ""),
    ("x-vercel-mitigated", "challenge"),
];

/// Only the beginning of a page is looked at.
const LOOKED_AT: usize = 16 * 1024;

/// Whether `page` is a wall's, by how it begins. What is a feed is none, whatever stands in it.
#[must_use]
pub fn is_wall(page: &str) -> bool {
    let start = &page[..page.floor_char_boundary(LOOKED_AT.min(page.len()))];
    let lower = start.to_ascii_lowercase();
    SIGNS.iter().any(|sign| lower.contains(sign))
}

/// Whether an answer that is a refusal and has these fields is a wall's. `value` gives what a field
/// says.
pub fn is_walled_off<'v>(value: impl Fn(&str) -> Option<&'v str>) -> bool {
    FIELDS.iter().any(|(name, holds)| {
        value(name).is_some_and(|value| value.to_ascii_lowercase().contains(holds))
    })
}
