//! The page of a story: the outlets side by side.

use maud::{Markup, html};

use super::layout::{Page, around, fitting};
use super::text::{LONG_SUMMARY, TITLE, cut, dir, lang, web};
use super::{FRAME, MAX_BYTES, Site, dates, item, story_folder};
use crate::domain::{Language, Outlet, Report, Story, StoryRef, Tie};

/// Bytes of the links to related stories.
const RELATED: usize = 4 * 1024;

/// Changes of a title that are shown, the last ones.
const CHANGES: usize = 3;

/// The page of `story`.
#[must_use]
pub fn story(site: &Site<'_>, story: &Story, language: Language) -> Vec<u8> {
    let page = Page::at(&story_folder(story.id), site, language);
    let page = match has_every_language(story) {
        true => page,
        false => page.alone(),
    };
    let title = cut(&story.title, TITLE);
    let (opening, facts) = (opening(&page, story, &title), facts(&page, story));
    let taken = FRAME + opening.0.len() + facts.0.len();
    let mut reports: Vec<&Report> = story.reports.iter().collect();
    reports.sort_by_key(|report| (report.published, report.first_seen));
    let cards = reports.iter().map(|report| {
        let why =
            html! { @if reports.len() > 1 { (why(&page, report, came_first(report, story))) } };
        card(&page, report, &why)
    });
    let (cards, left_out) = fitting(cards, MAX_BYTES.saturating_sub(taken));
    let main = html! {
        article.story {
            (opening)
            div.beside {
                section aria-labelledby="reports" {
                    h2 #reports { (page.words.reported_by) }
                    p.counts { (item::voices(story)) strong { (item::counts(&page, story)) } }
                    ol.timeline { (cards) }
                    @if left_out > 0 {
                        p { "+ " (page.words.others.phrase(left_out, page.language)) }
                    }
                }
                (facts)
            }
        }
    };
    page.render(&[&title, &site.instance.name], &main)
}

/// Whether the page of a story is there in every language of the interface. There is little around
/// the text of a single outlet, and most stories are of one: four pages of each would be most of the
/// site, for a few words.
#[must_use]
pub fn has_every_language(story: &Story) -> bool {
    story.outlet_count() > 1
}

fn opening(page: &Page<'_>, story: &Story, title: &str) -> Markup {
    let language = lang(story.language, page.language);
    let direction = dir(story.language, page.language);
    html! {
        header.lead {
            (item::image(page, story))
            div {
                p.kicker { (item::countries(page, &story.countries.primary)) }
                h1 lang=[language.as_deref()] dir=[direction] { (title) }
                (times(page, story))
                @if !story.summary.is_empty() {
                    p.summary lang=[language] dir=[direction] { (cut(&story.summary, LONG_SUMMARY)) }
                }
                @if let (Some(address), Some(report)) = (web(&story.link), story.reports.first()) {
                    p { a.read href=(address) { (around(page.words.read_at, &name(report.outlet()))) } }
                }
            }
        }
    }
}

fn times(page: &Page<'_>, story: &Story) -> Markup {
    html! {
        p.when {
            (around(page.words.first_published, &dates::moment(story.published, page.language)))
            @if story.updated > story.published {
                " · " (around(page.words.updated, &dates::moment(story.updated, page.language)))
            }
        }
    }
}

fn name(outlet: &Outlet) -> Markup {
    html! { bdi { (cut(&outlet.name, TITLE)) } }
}

/// One outlet's report, and why it is here.
fn card(page: &Page<'_>, report: &Report, why: &Markup) -> Markup {
    let language = lang(report.language, page.language);
    let direction = dir(report.language, page.language);
    let title = cut(&report.title, TITLE);
    html! {
        li.own[report.independent] {
            p.moment { (dates::clock_and_day(report.published, page.language)) }
            div {
                p.outlet { (name(report.outlet())) (ownership(page, report.outlet())) }
                h3 lang=[language.as_deref()] dir=[direction] {
                    @if let Some(address) = web(&report.url) {
                        a href=(address) hreflang=[language.as_deref()] { (title) }
                    } @else { (title) }
                }
                (earlier(page, report))
                p.when { (nature(page, report)) }
                (why)
                @if let Some(rights) = &report.rights {
                    p.rights dir="auto" { (cut(rights, TITLE)) }
                }
            }
        }
    }
}

/// Whose text it is, and in which language.
fn nature(page: &Page<'_>, report: &Report) -> Markup {
    html! {
        @if report.independent { (page.words.own_text) } @else { span.copy { (page.words.copy) } }
        @if let Some(origin) = &report.origin {
            " · " (page.words.after) " " bdi { (cut(&origin.name, TITLE)) }
        }
        @if let Some(other) = report.language.filter(|other| *other != page.language) {
            " · " (other.name(page.language))
        }
    }
}

/// The titles that the outlet has changed since.
fn earlier(page: &Page<'_>, report: &Report) -> Markup {
    let language = lang(report.language, page.language);
    let direction = dir(report.language, page.language);
    html! {
        @for change in report.retitled.iter().rev().take(CHANGES) {
            p.was {
                (around(page.words.retitled, &dates::moment(change.at, page.language))) " "
                del lang=[language.as_deref()] dir=[direction] { (cut(&change.before, TITLE)) }
            }
        }
    }
}

/// Whether this report is known to be the first: it is dated before every other, and none was seen
/// in an earlier round. A date alone proves nothing: some outlets give only the day, put their articles
/// back in time, or write their own hour as that of Greenwich.
fn came_first(report: &Report, story: &Story) -> bool {
    let moment = |report: &Report| (report.published, report.first_seen);
    let mut others = (story.reports.iter()).filter(|other| !std::ptr::eq(*other, report));
    others.all(|other| moment(report) < moment(other) && report.first_seen <= other.first_seen)
}

/// Why the report is in this story: one sentence, and what the two have in common.
fn why(page: &Page<'_>, report: &Report, is_first: bool) -> Markup {
    let words = page.words;
    if is_first {
        return html! { p.why { (words.came_first) } };
    }
    let Some(bond) = &report.bond else {
        return html! {};
    };
    let sentence = match bond.tie {
        Tie::Copy => words.tie_copy,
        Tie::Alike => words.tie_alike,
        Tie::AcrossLanguages => words.tie_across,
        Tie::Ruling => words.tie_ruling,
    };
    let with = bond.with.as_deref().filter(|_| sentence.contains("{}"));
    let language = lang(report.language, page.language);
    let shared = html! {
        @for (at, word) in bond.words.iter().enumerate() {
            @if at > 0 { (page.comma()) }
            bdi lang=[language.as_deref()] { (cut(word, TITLE)) }
        }
    };
    html! {
        p.why {
            @if let Some(with) = with {
                (around(sentence, &html! { bdi { (cut(with, TITLE)) } }))
            } @else if bond.tie == Tie::Ruling { (sentence) }
            @if !bond.words.is_empty() && !matches!(bond.tie, Tie::Copy | Tie::Ruling) {
                " " (around(words.in_common, &shared))
            }
        }
    }
}

/// Who stands behind an outlet.
fn ownership(page: &Page<'_>, outlet: &Outlet) -> Markup {
    html! {
        @if let Some(ownership) = outlet.ownership {
            " " span.tag { (page.words.ownership(ownership)) }
        }
        @if let Some(owner) = &outlet.owner {
            " " span.owner { (around(page.words.owner, &html! { bdi { (cut(owner, TITLE)) } })) }
        }
    }
}

/// What else there is to say about a story.
fn facts(page: &Page<'_>, story: &Story) -> Markup {
    let countries = &story.countries;
    let (related, _) = fitting(
        story.related.iter().map(|other| related(page, other)),
        RELATED,
    );
    html! {
        aside.facts aria-label=(page.words.about) {
            @if !countries.primary.is_empty() {
                h2 { (page.words.about) }
                p { (item::countries(page, &countries.primary)) }
            }
            @if !countries.mentioned.is_empty() {
                h2 { (page.words.mentioned) }
                p { (item::countries(page, &countries.mentioned)) }
            }
            @if !story.related.is_empty() {
                h2 { (page.words.related) }
                ul { (related) }
            }
            h2 { (page.words.identifier) }
            p { code dir="ltr" { (story.uri) } }
        }
    }
}

fn related(page: &Page<'_>, other: &StoryRef) -> Markup {
    let language = lang(other.language, page.language);
    html! {
        li lang=[language] dir=[dir(other.language, page.language)] {
            a href=(page.to_story(other.id, other.outlets)) { (cut(&other.title, TITLE)) }
        }
    }
}
