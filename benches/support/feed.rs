//! What an outlet's feed says of entries of the stream.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use crate::stream::Stream;

/// What one event in two is about, each in one of these.
const COUNTRIES: [&str; 12] = [
    "Niger", "Mali", "Togo", "Gabon", "Angola", "Ghana", "Kenya", "Burundi", "Malawi", "Lesotho",
    "Liberia", "Botswana",
];

/// An RSS document with these entries of a stream that began at `start`. The word `DATE`
/// stands for when it was made.
pub fn rss(stream: &Stream, entries: impl Iterator<Item = u64>, start: DateTime<Utc>) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Outlet</title>\
         <link>https://outlet.example/</link><description>News</description>\
         <lastBuildDate>DATE</lastBuildDate>\n"
        .to_owned();
    for number in entries {
        let item = stream.item(number);
        let event = usize::try_from(stream.event(number)).unwrap_or(0);
        let country = COUNTRIES.get(event % (2 * COUNTRIES.len()));
        let date = start + (item.seen - DateTime::UNIX_EPOCH);
        let _ = write!(
            text,
            "<item><title>{} {}</title><link>https://outlet.example/{number}</link>\
             <guid isPermaLink=\"false\">{number}</guid><pubDate>{}</pubDate>\
             <category>News</category><description><![CDATA[<p>{}</p>]]></description>",
            item.title,
            country.copied().unwrap_or_default(),
            date.to_rfc2822(),
            item.summary
        );
        if !item.text.is_empty() {
            let _ = write!(
                text,
                "<content:encoded><![CDATA[<p>{}</p>]]></content:encoded>",
                item.text
            );
        }
        text.push_str("</item>\n");
    }
    text + "</channel></rss>\n"
}
