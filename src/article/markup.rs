//! What a page says to its readers: headings, times, links, and the date in its address.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use dom_query::{Matcher, NodeId, NodeRef};
use regex::Regex;
use url::Url;

use super::claims::{Claims, note, note_author, note_name};
use super::furniture::beside;
use super::page::{Page, Step, all, first, key, line_of, matcher, walk};
use crate::parse::dates;

macro_rules! matchers {
    ($($name:ident = $selector:expr;)*) => {
        $(pub(super) static $name: LazyLock<Matcher> = LazyLock::new(|| matcher($selector));)*
    };
}

matchers! {
    TITLE = "title";
    HEADINGS = r#"h1, h2, [class*="title"], [class*="titre"], [class*="headline"], [class*="titulo"]"#;
    CANONICAL = r#"link[rel~="canonical"][href]"#;
    IMAGE = r#"link[rel~="image_src"][href]"#;
    LANGUAGE = "html[lang], html[xml\\:lang]";
    TAGS = r#"a[rel~="tag"]"#;
    AUTHORS = r#"a[rel~="author"], [class~="author"] a, [class~="author-name"], [class~="byline"] a"#;
    TIMES = r#"time, [property$="datePublished"], [property$="dateCreated"], [class*="date"], [class*="time"],
        [class*="publi"], [class*="posted"], [class*="meta"], [class*="info"], [class*="fecha"], [class*="data"]"#;
}

/// A headline has so many letters at least; shorter headings are of sections.
const SHORTEST_HEADLINE: usize = 12;

/// Texts longer than this hold more than a date, in bytes.
const LONGEST_DATE: usize = 160;

/// A date stands no farther from the headline than this, in elements.
const DATE_WITHIN: usize = 80;

/// What the page says outside of `head`, and in its links.
pub(super) fn read(page: &Page) -> Claims {
    let root = page.root();
    let mut claims = Claims::default();
    let beside = beside(page);
    let headline = headline(page, &beside);
    match &headline {
        Some(heading) => note(&mut claims.title, &line_of(heading)),
        None => note(&mut claims.title, &title(page)),
    }
    if let Some(link) = first(&root, &CANONICAL) {
        note(
            &mut claims.canonical,
            &link.attr("href").unwrap_or_default(),
        );
    }
    if let Some(link) = first(&root, &IMAGE) {
        claims
            .images
            .extend(link.attr("href").map(|href| href.to_string()));
    }
    if let Some(html) = first(&root, &LANGUAGE) {
        let lang = html.attr("lang").or_else(|| html.attr("xml:lang"));
        note(&mut claims.language, &lang.unwrap_or_default());
    }
    for tag in all(&root, &TAGS) {
        note_name(&mut claims.keywords, line_of(&tag).trim_start_matches('#'));
    }
    let authors = all(&root, &AUTHORS);
    if let Some(author) = authors.iter().find(|author| !beside.contains(&author.id)) {
        note_author(&mut claims.authors, &line_of(author));
    }
    claims.published = published(page, headline.as_ref(), &beside);
    claims
}

/// The title of the page, which may hold the outlet's name too.
pub(super) fn title(page: &Page) -> String {
    first(&page.root(), &TITLE)
        .map(|title| line_of(&title))
        .unwrap_or_default()
}

/// The heading of the article: the one that the page's title repeats, else the only `h1`.
fn headline<'a>(page: &'a Page, beside: &HashSet<NodeId>) -> Option<NodeRef<'a>> {
    let title = key(&title(page));
    let headings = all(&page.root(), &HEADINGS);
    let repeated = headings
        .iter()
        .filter(|heading| !beside.contains(&heading.id))
        .find(|heading| {
            let heading = key(&line_of(heading));
            heading.chars().count() >= SHORTEST_HEADLINE && title.contains(&heading)
        });
    let mut firsts = headings.iter().filter(|heading| heading.has_name("h1"));
    let only = match (firsts.next(), firsts.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    repeated.or(only).copied()
}

/// The date that stands nearest to the headline; without one, the first of the page.
fn published(
    page: &Page,
    headline: Option<&NodeRef<'_>>,
    beside: &HashSet<NodeId>,
) -> Option<DateTime<Utc>> {
    let mut order: HashMap<NodeId, usize> = HashMap::new();
    walk(page.root(), &mut |step| {
        if let Step::Begin(element) = step {
            let count = order.len();
            order.insert(element.id, count);
        }
        true
    });
    let place = |node: &NodeRef<'_>| order.get(&node.id).copied().unwrap_or_default();
    let headline = headline.map(&place);
    let distance = |node: &NodeRef<'_>| headline.map_or(place(node), |at| place(node).abs_diff(at));
    let mut times: Vec<NodeRef<'_>> = all(&page.root(), &TIMES);
    times.retain(|time| headline.is_none() || distance(time) <= DATE_WITHIN);
    // A `time` says more surely that it is one than a class does.
    times.sort_by_key(|time| (!time.has_name("time"), distance(time)));
    let said = times
        .iter()
        .filter(|time| !beside.contains(&time.id))
        .find_map(date_of);
    said.or_else(|| stamped(page, headline))
}

/// A line so short after the headline that holds a date is one, in bytes.
pub(super) const SHORT_DATE: usize = 40;

/// The date in a line that says of itself that it tells when the article was published, or that
/// stands by itself soon after the headline.
fn stamped(page: &Page, headline: Option<usize>) -> Option<DateTime<Utc>> {
    let (mut date, mut place) = (None, 0);
    walk(page.root(), &mut |step| {
        match step {
            Step::Begin(_) => place += 1,
            Step::Text(text) if date.is_none() => {
                let text = text.text();
                let text = text.trim();
                let after = headline.map_or(0, |at| at + 1);
                let is_near =
                    headline.is_some() && (after..after + DATE_WITHIN / 2).contains(&place);
                let is_date = is_near && text.len() <= SHORT_DATE && says_year(text);
                date = date_in(text).filter(|_| is_date || is_byline(text));
            }
            _ => {}
        }
        date.is_none()
    });
    date
}

/// Whether a line does nothing but say when the article was published.
pub(super) fn is_byline(line: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:article |post |texte )?(?:publi[ée]e?s?|post[ée]e?|mis en ligne|mise? à jour|créé|rédigé|published|posted|updated|last updated|created|publicado|publicada|atualizado|actualizado|postado|publicado em|نشر|تم النشر|تاريخ النشر|آخر تحديث)\b")
            .expect("constant")
    });
    says_year(line) && OPENS.is_match(line)
}

/// The date that an element says for programs or, failing that, for readers.
pub(super) fn date_of(element: &NodeRef<'_>) -> Option<DateTime<Utc>> {
    for key in ["datetime", "content", "data-datetime", "data-date", "title"] {
        let said = element.attr(key).and_then(|said| dates::read(&said));
        if said.is_some() {
            return said;
        }
    }
    let line = line_of(element);
    if says_year(&line) {
        date_in(&line)
    } else {
        None
    }
}

/// Whether a text is short enough for a date and holds a year, or what may be a date in numbers.
pub(super) fn says_year(text: &str) -> bool {
    text.len() <= LONGEST_DATE && YEAR.is_match(text)
}

/// A year of four digits in Latin or Arabic numbers: what has none is no date by itself.
static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:19|20)\d\d|[٠-٩]{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d\d").expect("constant")
});

/// The date in a line that may say more: who wrote it, where, how often it was read.
pub(super) fn date_in(line: &str) -> Option<DateTime<Utc>> {
    if line.len() > LONGEST_DATE {
        return None;
    }
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        let clock = r"(?:[\s,àat@|–-]|at|às|kl|على|الساعة){0,10}\d{1,2}\s?[:hH]\s?\d{0,2}(?::\d\d)?(?:\s?[ap]\.?m\.?)?";
        Regex::new(&format!(
            r"(?i)(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}|\d{{1,2}}(?:er|st|nd|rd|th|º)?[\s.-]+(?:de\s+)?[\p{{L}}\p{{M}}]{{3,}}\.?(?:\s+(?:الثاني|الأول|الاول))?[\s.,-]+(?:de\s+)?\d{{4}}|[\p{{L}}]{{3,}}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s+\d{{4}})(?:{clock})?"
        ))
        .expect("constant")
    });
    let found = DATE
        .find_iter(line)
        .find_map(|found| dates::read(found.as_str()));
    found.or_else(|| dates::read(line))
}

/// The day that an address names, as many outlets build theirs.
pub(super) fn date_in_address(url: &Url) -> Option<DateTime<Utc>> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[/_-])((?:19|20)\d\d)([/_-]?)(0?[1-9]|1[0-2])([/_-]?)(0[1-9]|[12]\d|3[01])(?:[/_-]|$)")
            .expect("constant")
    });
    let day = DAY.captures_iter(url.path()).find(|day| day[2] == day[4])?;
    let number = |at: usize| day[at].parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(day[1].parse().ok()?, number(3)?, number(5)?)?;
    Some(date.and_hms_opt(0, 0, 0)?.and_utc())
}
