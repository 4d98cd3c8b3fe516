//! Documents that are made to cost as much as they can, of any size: for the tests that bound what
//! a hostile outlet can do, and for the benchmark that shows it.

use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use griot::domain::{Entry, Outlet, Source, SourceId};
use griot::normalise::{Rules, entries};
use griot::parse::{Context, Warnings, read};

/// What a document of about so many bytes looks like.
type Make = fn(usize) -> Vec<u8>;

/// A way to be expensive.
pub struct Shape {
    /// What is much in it.
    pub name: &'static str,
    /// Writes it.
    pub make: Make,
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! shapes {
    ($($name:literal => $make:expr,)*) => {
        /// Every shape.
        pub const SHAPES: &[Shape] = &[$(Shape { name: $name, make: $make },)*];
    };
}

/// The document that repeats `part`, which is given its number, between `head` and `tail`.
fn repeated(size: usize, head: &str, tail: &str, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    let mut text = String::with_capacity(size + 1024);
    text.push_str(head);
    for number in 0.. {
        part(&mut text, number);
        if text.len() + tail.len() >= size {
            break;
        }
    }
    text.push_str(tail);
    text.into_bytes()
}

const RSS: &str = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' \
    xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' \
    xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Le Fil</title>";
const RSS_END: &str = "</channel></rss>";
const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Le Fil</title>";

/// Parts in a channel.
fn channel(size: usize, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    repeated(size, RSS, RSS_END, part)
}

/// Parts in the one item of a channel.
fn item(size: usize, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    let head = format!("{RSS}<item><title>T</title><guid>1</guid><link>http://e.example/1</link>");
    repeated(size, &head, &format!("</item>{RSS_END}"), part)
}

/// Parts in one element of the one item of a channel.
fn field(size: usize, start: &str, end: &str, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    let head = format!("{RSS}<item><title>T</title><guid>1</guid>{start}");
    repeated(size, &head, &format!("{end}</item>{RSS_END}"), part)
}

/// HTML in the description of the one item of a channel.
fn html(size: usize, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    field(size, "<description><![CDATA[", "]]></description>", part)
}

/// HTML in the full text of one item after the other, each so long.
fn articles(size: usize, each: usize, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    channel(size, |out, number| {
        let _ = write!(
            out,
            "<item><title>Titre {number}</title><guid>{number}</guid><content:encoded><![CDATA["
        );
        let end = out.len() + each;
        let mut inner = 0;
        while out.len() < end {
            part(out, number * 100_000 + inner);
            inner += 1;
        }
        out.push_str("]]></content:encoded></item>");
    })
}

/// The same part again and again.
fn same(part: &'static str) -> impl Fn(&mut String, usize) {
    move |out, _| out.push_str(part)
}

/// A part with its number in the place of `#`.
fn numbered(part: &'static str) -> impl Fn(&mut String, usize) {
    move |out, number| out.push_str(&part.replace('#', &number.to_string()))
}

/// The document in units of two bytes.
fn wide(bytes: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(unit).collect()
}

fn dense(out: &mut String, number: usize) {
    let _ = write!(
        out,
        "<item><guid>{number}</guid><title>T {number}</title><link>http://e.example/{number}</link></item>"
    );
}

fn kilobyte(out: &mut String, number: usize) {
    let _ = write!(
        out,
        "<item><guid>{number}</guid><title>Le pont numéro {number} est rouvert - Le Fil</title>\
         <link>http://e.example/{number}?utm_source=rss</link><pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate>\
         <category>Niger</category><description><![CDATA[<p>NIAMEY (FdF) - "
    );
    for sentence in 0..7 {
        let _ = write!(
            out,
            "La phrase {sentence} de la dépêche {number} dit <b>peu</b> de chose, mais elle le dit bien. "
        );
    }
    out.push_str("</p><p>Lire aussi : un autre titre</p>]]></description></item>");
}

fn json(size: usize, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    let head = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Le Fil","items":["#;
    repeated(size, head, r#"{"id":"last"}]}"#, part)
}

/// JSON in the one item of a feed.
fn json_item(size: usize, start: &str, end: &str, part: impl Fn(&mut String, usize)) -> Vec<u8> {
    let head = format!(
        r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","title":"T",{start}"#
    );
    repeated(size, &head, &format!("{end}}}]}}"), part)
}

shapes! {
    "items, empty" => |size| channel(size, same("<item/>")),
    "items, a title each" => |size| channel(size, same("<item><title>a</title></item>")),
    "items, titles differ" => |size| channel(size, numbered("<item><title>a#</title></item>")),
    "items, dense" => |size| channel(size, dense),
    "items, 1 kB each" => |size| channel(size, kilobyte),
    "items, one guid" => |size| channel(size, numbered("<item><guid>1</guid><title>T#</title></item>")),
    "items, one link" => |size| channel(size, numbered("<item><link>http://e.example/</link><title>T#</title></item>")),
    "items, no dates" => |size| channel(size, numbered("<item><title>#</title><pubDate>le # mai</pubDate></item>")),
    "items, unclosed" => |size| channel(size, numbered("<item><title>T#<guid>#")),
    "items, atom" => |size| repeated(size, ATOM, "</feed>", numbered("<entry><id>#</id><title>T#</title><updated>2026-03-03T10:00:00Z</updated></entry>")),
    "items, rdf" => |size| repeated(size, "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>", "</rdf:RDF>", numbered("<item rdf:about='#'><title>T#</title></item>")),
    "items, links each" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title>{}</item>", "<link>a</link>".repeat(60)); }),
    "items, files each" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title>{}</item>", "<enclosure url='a'/>".repeat(40)); }),
    "items, categories each" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title>"); for c in 0..60 { let _ = write!(out, "<category>&lt;b>{c}</category>"); } out.push_str("</item>"); }),
    "items, authors each" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title>"); for c in 0..30 { let _ = write!(out, "<author>&lt;b>{c}</author>"); } out.push_str("</item>"); }),
    "items, huge rights" => |size| repeated(size, &format!("{RSS}<copyright>{}</copyright>", "a &lt;b> ".repeat(size / 20)), RSS_END, dense),
    "items, huge feed title" => |size| repeated(size, &format!("<rss><channel><title>{}</title>", "a b ".repeat(size / 20)), RSS_END, numbered("<item><title>a # - b - c</title></item>")),
    "items, huge language" => |size| repeated(size, &format!("<rss xml:lang='{}'><channel>", "a-".repeat(50_000)), RSS_END, dense),
    "items, huge base" => |size| repeated(size, &format!("<rss xml:base='http://e.example/{}/'><channel>", "a".repeat(50_000)), RSS_END, numbered("<item><title>#</title><link>#</link></item>")),
    "items, long base" => |size| repeated(size, &format!("<rss xml:base='http://e.example/{}/'><channel>", "a".repeat(480)), RSS_END, numbered("<item><title>#</title><link>#</link></item>")),
    "channels" => |size| repeated(size, "", "", same("<rss><channel>")),
    "channel fields" => |size| channel(size, same("<a/>")),
    "channel fields, full" => |size| channel(size, |out, _| { let _ = write!(out, "<a>{}</a>", "<b/>".repeat(20_000)); }),
    "channel fields, with text" => |size| channel(size, |out, _| { let _ = write!(out, "<a>{}</a>", "<b/>a".repeat(20_000)); }),
    "channel links" => |size| channel(size, numbered("<link href='#'/>")),
    "skip hours" => |size| repeated(size, "<rss><channel><skipHours>", "</skipHours></channel></rss>", same("<hour>1</hour>")),
    "categories" => |size| item(size, numbered("<category>a#</category>")),
    "categories in one" => |size| field(size, "<category>", "</category>", numbered("a#, ")),
    "keywords" => |size| field(size, "<itunes:keywords>", "</itunes:keywords>", numbered("a# ")),
    "links" => |size| item(size, numbered("<link rel='alternate' href='/#'/>")),
    "links, empty" => |size| item(size, same("<link/>")),
    "enclosures" => |size| item(size, numbered("<enclosure url='/#.mp3'/>")),
    "media" => |size| item(size, numbered("<media:content url='/#.jpg'/>")),
    "media groups" => |size| item(size, same("<media:group>")),
    "contents" => |size| item(size, same("<content:encoded>a</content:encoded>")),
    "titles" => |size| item(size, same("<title></title>")),
    "authors" => |size| item(size, numbered("<author>a#@e.example (A #)</author>")),
    "author, one long" => |size| field(size, "<author>", "</author>", same("a@b.")),
    "sources" => |size| item(size, same("<source url='u'>s</source>")),
    "dates" => |size| item(size, same("<pubDate>x</pubDate>")),
    "title, huge" => |size| field(size, "<title>", "</title>", same("mot ")),
    "title, one word" => |size| field(size, "<title>", "</title>", same("a")),
    "title, the site's name" => |size| articles_of_titles(size, " - Le Fil"),
    "titles, long" => |size| articles_of_titles(size, " a - b | "),
    "guid, huge" => |size| field(size, "<guid>http://e.example/?", "</guid>", same("a=b&amp;")),
    "link, huge" => |size| field(size, "<link>http://e.example/?", "</link>", same("utm_a=b&amp;")),
    "links, huge" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title><link>http://e.example/?{}</link></item>", "a&amp;".repeat(1_000)); }),
    "cdata, huge" => |size| html(size, same("mot ")),
    "cdata, many" => |size| field(size, "<description>", "</description>", same("<![CDATA[a]]>")),
    "cdata, unclosed" => |size| field(size, "<description>", "</description>", same("<![CDATA[a")),
    "cdata, unclosed in items" => |size| channel(size, same("<item><title><![CDATA[a</title></item>")),
    "attribute, huge" => |size| field(size, "<category domain='", "'>c</category>", same("mot ")),
    "attributes, one element" => |size| field(size, "<category", "/>", numbered(" a#='#'")),
    "attributes, one name" => |size| field(size, "<link", "/>", same(" href=''")),
    "attributes, bare" => |size| field(size, "<category", "/>", same(" a")),
    "attributes, signs" => |size| field(size, "<category ", "/>", same("=\"")),
    "nested, unclosed" => |size| field(size, "<description>", "", same("<a>")),
    "nested" => |size| nested(size, "<a>", "</a>"),
    "nested, names differ" => |size| field(size, "<description>", "", numbered("<a#>")),
    "nested in escaped html" => |size| field(size, "<description>", "</description>", same("&lt;div&gt;")),
    "nested in html" => |size| html(size, same("<div>")),
    "nested in html, names differ" => |size| html(size, numbered("<a#>")),
    "nested in xhtml" => |size| repeated(size, &format!("{ATOM}<entry><id>1</id><content type='xhtml'>"), "", same("<div xmlns='http://www.w3.org/1999/xhtml'>")),
    "xhtml" => |size| repeated(size, &format!("{ATOM}<entry><id>1</id><content type='xhtml'><div>"), "</div></content></entry></feed>", same("<p>a</p>")),
    "end tags" => |size| channel(size, same("</a>")),
    "end tags in an item" => |size| item(size, same("</a>")),
    "end tags, unclosed" => |size| item(size, same("</a ")),
    "end tags without start" => |size| html(size, same("</p>")),
    "only <" => |size| repeated(size, "", "", same("<")),
    "only < in a channel" => |size| channel(size, same("<")),
    "only < in a title" => |size| field(size, "<title>", "</title>", same("<")),
    "only < in html" => |size| html(size, same("<")),
    "<a" => |size| item(size, same("<a ")),
    "only &" => |size| field(size, "<description>", "</description>", same("&")),
    "references" => |size| field(size, "<description>", "</description>", same("&amp;")),
    "references, twice escaped" => |size| field(size, "<description>", "</description>", same("&amp;amp;lt;")),
    "references, numbers" => |size| field(size, "<description>", "</description>", same("&#233;")),
    "references, unknown" => |size| field(size, "<description>", "</description>", same("&abcdefghijklmnopqrstuvwxyzabcdefghijklmn;")),
    "quotes, unclosed" => |size| item(size, same("<a b=\"")),
    "quotes, crossed" => |size| item(size, same("<a b='\" c=\"'")),
    "comments, unclosed" => |size| channel(size, same("<!--")),
    "comments" => |size| channel(size, same("<!---->")),
    "declarations" => |size| channel(size, same("<!DOCTYPE a [")),
    "comments of a field, unclosed" => |size| repeated(size, "<rss><channel><item><title>", "</title></item></channel></rss>-->", same("<!--")),
    "comments of fields, unclosed" => |size| repeated(size, "<rss><channel><item>", "</item></channel></rss>-->", same("<title>a<!-- b</title>")),
    "comments between items, unclosed" => |size| repeated(size, "<rss><channel>", "</channel></rss>-->", same("<!-- <item><title>a</title>")),
    "comments between items" => |size| channel(size, numbered("<!-- <item><title>#</title></item> -->")),
    "cdata between items" => |size| channel(size, same("<![CDATA[<item>a</item>")),
    "instructions before fields" => |size| repeated(size, "<rss><channel>", "", same("<?<item<?<title")),
    "declarations before fields" => |size| repeated(size, "<rss><channel>", "", same("<!D<item")),
    "items without a feed" => |size| repeated(size, "", "", numbered("<item><title>#</title></item>")),
    "items in other elements" => |size| repeated(size, "<a>", "</a>", numbered("<b><item><title>#</title></item></b>")),
    "namespaces, each field" => |size| item(size, numbered("<a#:b xmlns:a#='http://purl.org/dc/elements/1.1/'>x</a#:b>")),
    "bases of links in xhtml" => |size| repeated(size, &format!("{ATOM}<entry><id>1</id><content type='xhtml'><div>"), "</div></content></entry></feed>", numbered("<a xml:base='b#/' href='x'>y</a>")),
    "bases, each field" => |size| item(size, numbered("<link xml:base='b#/' href='x'/>")),
    "titles, escaped again and again" => |size| field(size, "<title>", "</title>", same("&amp;amp;amp;amp;lt;")),
    "titles, each escaped" => |size| channel(size, numbered("<item><title>&amp;amp;lt;b&amp;amp;gt;#&amp;lt;/b&amp;gt;</title></item>")),
    "numbers without end" => |size| field(size, "<pubDate>", "</pubDate>", same("1234567890")),
    "numbers as references" => |size| field(size, "<title>&#", ";</title>", same("1234567890")),
    "enclosures, long numbers" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title><enclosure url='/{n}.mp3' length='{}'/></item>", "9".repeat(4_000)); }),
    "declarations, unclosed" => |size| channel(size, same("<!a")),
    "instructions" => |size| channel(size, same("<?a")),
    "entity definitions" => |size| repeated(size, "<!DOCTYPE rss [<!ENTITY a0 'ha'>", "]><rss><channel><item><title>&a9;</title></item></channel></rss>", numbered("<!ENTITY a# '&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;'>")),
    "html, unclosed formatting" => |size| html(size, same("<b><i>x")),
    "html, unclosed fonts" => |size| html(size, |out, n| { let _ = write!(out, "<font size={}>x<p>", n % 90); }),
    "html, a few fonts" => |size| repeated_after(size, 90, "<font size=#>", "<p>x"),
    "html, unclosed links" => |size| html(size, numbered("<a href='#'>x")),
    "html, links" => |size| html(size, numbered("<a href='/#'>x</a> ")),
    "html, images" => |size| html(size, numbered("<img src='/#.jpg'>")),
    "html, paragraphs" => |size| html(size, same("<p>")),
    "html, breaks" => |size| html(size, same("a<br>")),
    "html, tables" => |size| html(size, same("<table><tr><td>")),
    "html, misplaced in tables" => |size| html(size, same("<table><p>x</table>")),
    "html, one attribute" => |size| html(size, numbered("<p a#=1>x")),
    "html, attributes" => |size| field(size, "<description><![CDATA[<p", ">]]></description>", numbered(" a#=1")),
    "html, attributes of each tag" => |size| html(size, |out, n| { out.push_str("<p"); for a in 0..50 { let _ = write!(out, " a{}={a}", n * 50 + a); } out.push_str(">x"); }),
    "html, long attributes of each tag" => |size| html(size, |out, _| { out.push_str("<p"); for a in 0..50 { let _ = write!(out, " a{a}='{}'", "v".repeat(500)); } out.push_str(">x"); }),
    "html, attributes that stay" => |size| html(size, |out, n| { let _ = write!(out, "<q cite='/{n}' longdesc='/{n}' accept=a align=b alt=c border=d coords=e datetime=f dir=ltr hspace=1 media=g rev=h shape=i title=j>x</q>"); }),
    "html, styles" => |size| html(size, numbered("<img src='/#.jpg' style='a:b;c:d;width:1;height:2%;display:block'>")),
    "html, styles without end" => |size| html(size, |out, n| { let _ = write!(out, "<img src='/{n}.jpg' style='{}'>", "width:2px;".repeat(400)); }),
    "html, meters" => |size| html(size, numbered("<meter min=0 max=9 value=#>x")),
    "html, declarations" => |size| html(size, same("<!'x<!a")),
    "html, comments" => |size| html(size, same("<!--x-->")),
    "html, unclosed script" => |size| html(size, same("<script>")),
    "html, unclosed select" => |size| html(size, same("<select><option>x")),
    "html, svg" => |size| html(size, same("<svg><a><p>")),
    "articles, 300 kB each" => |size| articles(size, 300_000, numbered("<p>La phrase # dit <b>peu</b> de chose, mais <a href='/#'>elle</a> le dit bien.</p>")),
    "articles, 30 kB each" => |size| articles(size, 30_000, numbered("<p>La phrase # dit <b>peu</b> de chose, mais <a href='/#'>elle</a> le dit bien.</p>")),
    "articles, 3 kB each" => |size| articles(size, 3_000, numbered("<p>La phrase # dit <b>peu</b> de chose, mais <a href='/#'>elle</a> le dit bien.</p>")),
    "articles, dense markup" => |size| articles(size, 100_000, same("<p><b>a</b><i>b</i>")),
    "articles, tiny paragraphs" => |size| articles(size, 100_000, same("<p>a")),
    "articles, breaks" => |size| articles(size, 100_000, same("<br>")),
    "articles, images" => |size| articles(size, 100_000, numbered("<img src='/#.jpg' width=2>")),
    "articles, twice escaped" => |size| articles(size, 100_000, same("&lt;p&gt;Un &amp;eacute;&lt;/p&gt;")),
    "articles, references" => |size| articles(size, 100_000, same("&amp;amp;lt;")),
    "articles, misplaced in tables" => |size| articles(size, 30_000, same("<table><p>x</table>")),
    "articles, misplaced in one table" => |size| articles_of(size, 30_000, "<table>", "<p>x"),
    "articles, text in tables" => |size| articles_of(size, 30_000, "<table>", "x<tr>"),
    "articles, attributes" => |size| articles_of(size, 500_000, "<p", " a#=1"),
    "articles, attributes in parts" => |size| articles(size, 100_000, |out, _| { out.push_str("<p"); for n in 0..60 { let _ = write!(out, "/a{n}"); } out.push('>'); }),
    "articles, html again" => |size| articles(size, 100_000, numbered("<html a#=1>")),
    "articles, body again" => |size| articles(size, 100_000, numbered("<body a#=1>")),
    "articles, end tags" => |size| articles(size, 100_000, same("</p>")),
    "articles, unclosed formatting" => |size| articles_of(size, 30_000, &(0..90).map(|n| format!("<font size={n}>")).collect::<String>(), "<p>x"),
    "articles, links in links" => |size| articles(size, 100_000, numbered("<a href=#>")),
    "articles, nested" => |size| articles(size, 100_000, |out, _| { let _ = write!(out, "{}x{}", "<div>".repeat(90), "</div>".repeat(90)); }),
    "articles, formatting closed late" => |size| articles(size, 100_000, |out, _| { let _ = write!(out, "<b>{}x</b>{}", "<div>".repeat(60), "</div>".repeat(60)); }),
    "articles, lists" => |size| articles_of(size, 100_000, &"<ul>".repeat(90), "<li>x"),
    "articles, definition lists" => |size| articles_of(size, 100_000, &"<dl><div>".repeat(45), "<dd>x"),
    "articles, headings" => |size| articles_of(size, 100_000, &"<div>".repeat(90), "<h1>x<h2>"),
    "articles, svg" => |size| articles_of(size, 100_000, "<svg>", "<g/>x"),
    "articles, math" => |size| articles_of(size, 100_000, "<math>", "<mi/>x"),
    "articles, templates" => |size| articles(size, 100_000, same("<template>x</template>")),
    "articles, selects" => |size| articles(size, 100_000, same("<select><option>x</select>")),
    "articles, ruby" => |size| articles(size, 100_000, same("<ruby>x<rt>y<rp>z</ruby>")),
    "articles, null" => |size| articles(size, 100_000, same("\u{0}")),
    "articles, forms" => |size| articles(size, 100_000, same("<form><input></form>")),
    "articles, comments" => |size| articles(size, 100_000, same("<!---->")),
    "articles, doctypes" => |size| articles(size, 100_000, same("<!doctype a>")),
    "articles, half references" => |size| articles(size, 100_000, same("&notit;")),
    "articles, relative links" => |size| channel(size, |out, n| { let _ = write!(out, "<item><title>{n}</title><link>http://e.example/{}/</link><content:encoded><![CDATA[{}]]></content:encoded></item>", "a".repeat(2_000), "<a href=x>".repeat(30_000)); }),
    "articles, relative images" => |size| repeated(size, &format!("<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' xml:base='http://e.example/{}/'><channel>", "a".repeat(400)), RSS_END, |out, n| { let _ = write!(out, "<item><title>{n}</title><content:encoded><![CDATA[{}]]></content:encoded></item>", "<img src=x>".repeat(30_000)); }),
    "articles, plain" => |size| articles(size, 100_000, numbered("Une phrase # sans rien. ")),
    "articles, arabic" => |size| articles(size, 100_000, numbered("وقعت شركتا الطاقة في البلدين # ملحقا. ")),
    "articles, letters with accents" => |size| articles(size, 100_000, same("e\u{301}a\u{300}")),
    "articles, marks without end" => |size| articles(size, 100_000, same("\u{301}\u{316}")),
    "articles, emoji" => |size| articles(size, 100_000, same("😱")),
    "articles, tiny sentences" => |size| articles(size, 100_000, numbered("A#. ")),
    "articles, sentences repeated" => |size| articles(size, 30_000, same("Une phrase de la maison qui revient. ")),
    "articles, capitals" => |size| articles(size, 100_000, same("AB ")),
    "articles, calls" => |size| articles(size, 30_000, same("Rejoignez a b c. ")),
    "articles, read also" => |size| articles(size, 100_000, same("Lire aussi : a. ")),
    "articles, first on" => |size| articles(size, 100_000, same("L'article a est apparu en premier sur ")),
    "articles, almost first on" => |size| articles(size, 100_000, same("l'article ")),
    "articles, pointers" => |size| articles(size, 100_000, same("- (")),
    "articles, stops" => |size| articles(size, 100_000, same("... ")),
    "articles, lines" => |size| articles(size, 100_000, same("<p>mots-clés a</p>")),
    "summaries, 500 B" => |size| channel(size, numbered("<item><title>T #</title><description>Un. Deux # trois. Quatre # cinq # six. Sept # huit neuf dix # onze douze treize.</description></item>")),
    "bases" => |size| channel(size, numbered("<item xml:base='a#/'><title>#</title><link>x</link></item>")),
    "bases, nested" => |size| field(size, "<description>", "", same("<a xml:base='b/'>")),
    "base, huge" => |size| channel(size, |out, n| { let _ = write!(out, "<item xml:base='http://e.example/{}/'><title>{n}</title><link>x</link></item>", "a/".repeat(1_000)); }),
    "languages" => |size| channel(size, numbered("<item xml:lang='fr-#'><title>#</title></item>")),
    "namespaces, one element" => |size| repeated(size, "<rss", "><channel><item><a1:title>T</a1:title></item></channel></rss>", numbered(" xmlns:a#='u'")),
    "namespaces, nested" => |size| field(size, "<description>", "", numbered("<a xmlns:a#='u'>")),
    "namespaces, each item" => |size| channel(size, numbered("<item xmlns:a#='u'><a#:b/></item>")),
    "prefixes, undeclared" => |size| item(size, numbered("<a#:b/>")),
    "names, huge" => |size| repeated(size, "<rss><channel><item><", "></item></channel></rss>", same("abc")),
    "json, items" => |size| json(size, same("{},")),
    "json, items with ids" => |size| json(size, numbered("{\"id\":#,\"title\":\"T#\"},")),
    "json, nested arrays" => |size| json(size, same("[")),
    "json, nested objects" => |size| json(size, same("{\"a\":")),
    "json, nested in the root" => |size| repeated(size, "{\"version\":\"jsonfeed\",\"a\":", "", same("[")),
    "json, brackets" => |size| repeated(size, "{", "", same("[")),
    "json, keys" => |size| repeated(size, "{\"version\":\"jsonfeed\"", "}", numbered(",\"a#\":1")),
    "json, keys of an item" => |size| json_item(size, "\"b\":1", "", numbered(",\"a#\":1")),
    "json, tags" => |size| json_item(size, "\"tags\":[", "\"z\"]", numbered("\"a#\",")),
    "json, numbers" => |size| json_item(size, "\"tags\":[", "1]", same("1,")),
    "json, attachments" => |size| json_item(size, "\"attachments\":[", "1]", numbered("{\"url\":\"/#\"},")),
    "json, authors" => |size| json_item(size, "\"authors\":[", "1]", numbered("{\"name\":\"a#\"},")),
    "json, one text" => |size| json_item(size, "\"content_text\":\"", "\"", same("mot ")),
    "json, escapes" => |size| json_item(size, "\"content_html\":\"", "\"", same("\\u00e9")),
    "json, one number" => |size| json_item(size, "\"date_published\":1", "", same("234567890")),
    "json, halves of characters" => |size| json_item(size, "\"content_html\":\"", "\"", same("\\ud83d")),
    "json, tags in html" => |size| json_item(size, "\"content_html\":\"", "\"", same("<p a='\\\"'>x")),
    "json, items in items" => |size| json(size, same("{\"items\":[")),
    "json, line breaks" => |size| json_item(size, "\"content_text\":\"", "\"", same("a\n\t")),
    "json, commas" => |size| json(size, same(",")),
    "json, cut in an item" => |size| repeated(size, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "", numbered("{\"id\":\"#\",\"title\":\"T\"},{\"id\":")),
    "json, backslashes" => |size| repeated(size, "{\"items\":[\"", "", same("\\\\")),
    "json, names of items" => |size| repeated(size, "{", "", same("\"items\" ")),
    "utf-16, little" => |size| wide(&channel(size / 2, dense), u16::to_le_bytes),
    "utf-16, big" => |size| wide(&channel(size / 2, kilobyte), u16::to_be_bytes),
    "utf-16, arabic" => |size| wide(&articles(size, 30_000, same("وقعت شركتا الطاقة في البلدين. ")), u16::to_le_bytes),
    "utf-32" => |size| channel(size / 4, dense).iter().flat_map(|byte| u32::from(*byte).to_be_bytes()).collect(),
    "gzip" => |size| gzipped(100 * size, RSS, "<item><title>a</title></item>"),
    "utf-8 twice" => |size| channel(size, numbered("<item><title>Ã©tÃ© Ã  # â€™</title></item>")),
    "utf-8 twice, one run" => |size| html(size, same("Ã©â€™")),
    "utf-8 three times" => |size| channel(size, numbered("<item><title>ÃƒÂ©tÃƒÂ© # ÃƒÂ©tÃƒÂ© ÃƒÂ©tÃƒÂ©</title></item>")),
    "utf-8 twice, escaped" => |size| channel(size, numbered("<item><title>&acirc;&#128;&#153; # &acirc;&#128;&#166;</title></item>")),
    "utf-16, after blanks" => |size| wide(&[&vec![b' '; size / 4], &*channel(size / 4, dense)].concat(), u16::to_le_bytes)[2..].to_vec(),
    "windows-1252" => |size| one_byte(size, 0xe9),
    "broken utf-8" => |size| [RSS.as_bytes(), "<item><title>é".as_bytes(), &vec![0xff; size], b"</title></item></channel></rss>"].concat(),
    "shift_jis" => |size| [b"<?xml version='1.0' encoding='shift_jis'?><rss><channel><item><title>".as_slice(), &[0x83, 0x65].repeat(size / 2), b"</title></item></channel></rss>"].concat(),
    "controls" => |size| html(size, same("\u{1}a")),
    "controls, windows" => |size| html(size, same("\u{92}")),
    "nothing but blanks" => |size| vec![b' '; size],
    "nothing but zeros" => |size| vec![0; size],
    "text" => |size| repeated(size, "", "", same("mot ")),
    "junk before" => |size| repeated(size, "", "<rss><channel><item><guid>1</guid></item></channel></rss>", same("mot <br> ")),
    "junk after" => |size| repeated(size, "<rss><channel><item><guid>1</guid></item></channel></rss>", "", same("mot <br> ")),
    "page" => |size| repeated(size, "<!doctype html><title>a</title>", "", same("<p>a</p>")),
}

/// As [`articles`], each beginning with `first`.
fn articles_of(size: usize, each: usize, first: &str, part: &'static str) -> Vec<u8> {
    channel(size, |out, number| {
        let _ = write!(
            out,
            "<item><guid>{number}</guid><content:encoded><![CDATA[{first}"
        );
        let end = out.len() + each;
        let mut inner = 0;
        while out.len() < end {
            numbered(part)(out, inner);
            inner += 1;
        }
        out.push_str("]]></content:encoded></item>");
    })
}

/// Parts of so many bytes, compressed.
fn gzipped(size: usize, head: &str, part: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let parts = part.repeat(1_000);
    let mut write =
        |text: &str| std::io::Write::write_all(&mut encoder, text.as_bytes()).expect("memory");
    write(head);
    for _ in 0..size / parts.len() {
        write(&parts);
    }
    encoder.finish().expect("memory")
}

/// Titles of some kilobytes each.
fn articles_of_titles(size: usize, part: &str) -> Vec<u8> {
    let title = part.repeat(4_000 / part.len());
    channel(size, |out, number| {
        let _ = write!(out, "<item><title>T{number}{title}</title></item>");
    })
}

/// As many start tags as end tags.
fn nested(size: usize, start: &str, end: &str) -> Vec<u8> {
    let count = size / (start.len() + end.len());
    let text = [start.repeat(count), end.repeat(count)].concat();
    field(1, "<description>", "</description>", move |out, _| {
        out.push_str(&text)
    })
}

/// A few parts, then many others.
fn repeated_after(size: usize, few: usize, part: &str, many: &'static str) -> Vec<u8> {
    let first: String = (0..few)
        .map(|number| part.replace('#', &number.to_string()))
        .collect();
    field(
        size,
        &format!("<description><![CDATA[{first}"),
        "]]></description>",
        same(many),
    )
}

fn one_byte(size: usize, byte: u8) -> Vec<u8> {
    [
        RSS.as_bytes(),
        b"<item><title>",
        &vec![byte; size],
        b"</title></item></channel></rss>",
    ]
    .concat()
}

fn source() -> Source {
    Source {
        id: SourceId::new("fil"),
        outlet: Arc::new(Outlet {
            name: "Le Fil".to_owned(),
            site: None,
            language: None,
            owner: None,
            ownership: None,
            full_content: true,
        }),
        url: "https://fil.example/feed/".parse().expect("constant"),
        country: None,
    }
}

/// What a poll that brought these bytes makes of them.
pub fn poll(bytes: &[u8]) -> (Vec<Entry>, Warnings) {
    let Ok(document) = read(bytes, &Context::default()) else {
        return (Vec::new(), Warnings::default());
    };
    let now: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().expect("constant");
    entries(&document, &source(), &Rules::default(), now)
}
