//! The pages of a month: every story of an edition that was published in it.
//!
//! Addresses last. A month's page is there from its first story on, until the last one is forgotten.
//! It lists the month's stories, or, where they are too many for one page, its days, each with a page
//! of its own; a day that is too full for one goes on in further parts, which are counted from its
//! morning, so that a part that is full stays as it is.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use super::layout::Page;
use super::text::{HEADLINE, cut, dir, lang};
use super::{FRAME, MAX_BYTES, Site, dates, edition_folder, edition_name, page_file};
use crate::domain::{Edition, Headline, Language};
use crate::publish::archive::Month;

/// Bytes of a headline beside its title, at most, whatever the language.
const AROUND_A_TITLE: usize = 300;

/// Bytes of the names of days on the page of a month.
const DAYS: usize = 6 * 1024;

/// An edition's stories of one month.
#[derive(Clone, Copy, Debug)]
pub struct Volume<'a> {
    /// Which edition.
    pub edition: &'a Edition,
    /// Which month.
    pub month: Month,
    /// Its stories, the newest first.
    pub headlines: &'a [Headline],
    /// The month before that the edition has stories of.
    pub prev: Option<Month>,
    /// The month after that the edition has stories of.
    pub next: Option<Month>,
}

/// Stories of one page of a day, with its folder.
struct Part<'a> {
    day: NaiveDate,
    folder: String,
    headlines: &'a [Headline],
}

/// The folder of the page of a month of `edition`: `ne/2026-11/`.
pub fn month_folder(edition: &Edition, month: Month) -> String {
    format!("{}{month}/", edition_folder(edition))
}

/// The pages of a month in one language, as files; that of the month itself comes last. There is none
/// of a month without stories.
#[must_use]
pub fn history(site: &Site<'_>, volume: &Volume<'_>, language: Language) -> Vec<(String, Vec<u8>)> {
    if volume.headlines.is_empty() {
        return Vec::new();
    }
    let month = month_folder(volume.edition, volume.month);
    let page = Page::at(&month, site, language)
        .with_feed(volume.edition)
        .between(volume.folder(volume.prev), volume.folder(volume.next));
    let file = |folder: &str| page_file(folder, page.language, site.instance);
    let days: Vec<&[Headline]> = volume
        .headlines
        .chunk_by(|one, other| day(one) == day(other))
        .collect();
    let title = dates::month_title(volume.month, page.language);
    if weight(volume.headlines) <= MAX_BYTES - FRAME - DAYS {
        let stories = html! {
            @for headlines in &days {
                h2.day { (dates::weekday(day(&headlines[0]), page.language)) }
                (list(&page, headlines))
            }
        };
        return vec![(file(&month), volume.render(&page, &title, &stories))];
    }
    let parts = parts(&month, &days);
    let mut files: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let neighbour = |at: Option<usize>| Some(parts.get(at?)?.folder.clone());
            let page = Page::at(&part.folder, site, language)
                .with_feed(volume.edition)
                .between(neighbour(at.checked_sub(1)), neighbour(at.checked_add(1)));
            (file(&part.folder), volume.part(&page, part))
        })
        .collect();
    let index = html! {
        ul.days {
            @for headlines in &days {
                li {
                    a href=(page.to(&day_folder(&month, day(&headlines[0])))) {
                        (dates::weekday(day(&headlines[0]), page.language))
                    }
                    " " span.count { (page.words.stories.phrase(headlines.len(), page.language)) }
                }
            }
        }
    };
    files.push((file(&month), volume.render(&page, &title, &index)));
    files
}

impl Volume<'_> {
    fn folder(&self, month: Option<Month>) -> Option<String> {
        month.map(|month| month_folder(self.edition, month))
    }

    fn render(&self, page: &Page<'_>, title: &str, content: &Markup) -> Vec<u8> {
        let name = edition_name(self.edition, page.language);
        let step = |month: Month| {
            let folder = month_folder(self.edition, month);
            (page.to(&folder), dates::month(month, page.language))
        };
        let main = html! {
            p.kicker { a href=(page.to(&edition_folder(self.edition))) { (name) } }
            h1 { (title) }
            (content)
            (steps(page, self.prev.map(step), self.next.map(step)))
        };
        page.render(
            &[
                &format!("{name}{}{title}", page.comma()),
                &page.site.instance.name,
            ],
            &main,
        )
    }

    /// The page of a day, or of a part of it.
    fn part(&self, page: &Page<'_>, part: &Part<'_>) -> Vec<u8> {
        let name = edition_name(self.edition, page.language);
        let title = dates::weekday(part.day, page.language);
        let month = month_folder(self.edition, self.month);
        let [before, after] = &page.neighbours;
        let step = |folder: &Option<String>, name: &str| {
            Some((page.to(folder.as_ref()?), name.to_owned()))
        };
        let main = html! {
            p.kicker {
                a href=(page.to(&edition_folder(self.edition))) { (name) } " · "
                a href=(page.to(&month)) { (dates::month(self.month, page.language)) }
            }
            h1 { (title) }
            (list(page, part.headlines))
            (steps(page, step(before, page.words.earlier), step(after, page.words.later)))
        };
        page.render(
            &[
                &format!("{name}{}{title}", page.comma()),
                &page.site.instance.name,
            ],
            &main,
        )
    }
}

fn day(headline: &Headline) -> NaiveDate {
    headline.published.date_naive()
}

fn day_folder(month: &str, day: NaiveDate) -> String {
    format!("{month}{:02}/", day.day())
}

/// Bytes that these may take in any language of the interface: what a page holds must not depend on
/// the language, for its other forms stand at the same address.
fn weight(headlines: &[Headline]) -> usize {
    headlines.iter().map(weight_of).sum()
}

fn weight_of(headline: &Headline) -> usize {
    AROUND_A_TITLE + html! { (cut(&headline.title, HEADLINE)) }.0.len()
}

/// The pages of the days, from the first morning on.
fn parts<'a>(month: &str, days: &[&'a [Headline]]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for headlines in days.iter().rev() {
        let mut rest: &[Headline] = headlines;
        let mut number = 0;
        while let Some(newest) = rest.first() {
            let mut taken = 0;
            let fits = |headline: &&Headline| {
                taken += weight_of(headline);
                taken <= MAX_BYTES - FRAME
            };
            let count = rest.iter().rev().take_while(fits).count().max(1);
            let (later, part) = rest.split_at(rest.len() - count);
            number += 1;
            let folder = day_folder(month, day(newest));
            parts.push(Part {
                day: day(newest),
                folder: match number {
                    1 => folder,
                    _ => format!("{folder}{number}/"),
                },
                headlines: part,
            });
            rest = later;
        }
    }
    parts
}

fn list(page: &Page<'_>, headlines: &[Headline]) -> Markup {
    html! {
        ol.headlines {
            @for headline in headlines {
                li {
                    (dates::clock(headline.published)) " "
                    a href=(page.to_story(headline.id, headline.outlets))
                        lang=[lang(headline.language, page.language)]
                        dir=[dir(headline.language, page.language)] {
                        (cut(&headline.title, HEADLINE))
                    }
                    @if headline.outlets > 1 {
                        " " span.count { (page.words.outlets.phrase(headline.outlets, page.language)) }
                    }
                }
            }
        }
    }
}

/// The ways to the pages before and after.
fn steps(
    page: &Page<'_>,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
) -> Markup {
    html! {
        @if before.is_some() || after.is_some() {
            nav.steps aria-label=(page.words.archive) {
                ul {
                    @if let Some((href, name)) = before {
                        li { a rel="prev" href=(href) { span.arrow aria-hidden="true" { "←" } " " (name) } }
                    }
                    @if let Some((href, name)) = after {
                        li.after { a rel="next" href=(href) { (name) " " span.arrow aria-hidden="true" { "→" } } }
                    }
                }
            }
        }
    }
}
