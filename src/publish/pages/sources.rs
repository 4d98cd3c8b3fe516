//! The page about sources: how each is doing, for people.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::layout::{Page, around, fitting};
use super::text::{TITLE, cut, web};
use super::{FRAME, MAX_BYTES, Site, dates};
use crate::domain::{Health, Language};

/// The page about `sources`: first those in trouble, the longest first, then the silent ones, then the others by name;
/// as many as fit into a page.
#[must_use]
pub fn sources(site: &Site<'_>, sources: &[Health], language: Language) -> Vec<u8> {
    let page = Page::at("sources/", site, language);
    let words = page.words;
    let mut sorted: Vec<_> = sources.iter().collect();
    sorted.sort_by_key(|health| {
        let source = &health.source;
        let rank = (u32::MAX - health.failures, health.silence.is_none());
        (rank, &source.outlet.name, &source.id)
    });
    let count = |of: &dyn Fn(&Health) -> bool| sources.iter().filter(|health| of(health)).count();
    let (failing, silent) = (count(&is_failing), count(&is_silent));
    let rows = sorted.into_iter().map(|health| row(&page, health));
    let (rows, left_out) = fitting(rows, MAX_BYTES - FRAME);
    let main = html! {
        h1 { (words.sources) }
        p { (words.sources_intro) }
        p.counts { (words.sources_well.phrase(sources.len() - failing - silent, page.language))
            @if failing > 0 { (page.comma()) strong.bad { (words.sources_failing.phrase(failing, page.language)) } }
            @if silent > 0 { (page.comma()) strong.bad { (words.sources_silent.phrase(silent, page.language)) } }
        }
        div.scroll role="region" aria-label=(words.sources) tabindex="0" {
            table {
                thead { tr {
                    @for name in [words.source, words.state, words.newest_entry, words.entries, words.last_poll] {
                        th scope="col" { (name) }
                    }
                } }
                tbody { (rows) }
            }
        }
        @if left_out > 0 { p { "+ " (left_out) } }
    };
    page.render(&[words.sources, &site.instance.name], &main)
}

fn is_failing(health: &Health) -> bool {
    health.failures > 0
}

/// Whether nothing is wrong with it but that nothing comes of it.
fn is_silent(health: &Health) -> bool {
    !is_failing(health) && health.silence.is_some()
}

fn row(page: &Page<'_>, health: &Health) -> Markup {
    let outlet = &health.source.outlet;
    let name = cut(&outlet.name, TITLE);
    let site = outlet.site.as_ref().and_then(|site| web(site.as_str()));
    html! {
        tr {
            th scope="row" {
                bdi { @if let Some(site) = site { a href=(site) { (name) } } @else { (name) } }
                " " small { bdi { (health.source.id) } }
            }
            td { (state(page, health)) }
            td { (time(page, health.newest)) }
            td.number { (health.entries) }
            td { (time(page, health.last_poll)) }
        }
    }
}

fn state(page: &Page<'_>, health: &Health) -> Markup {
    let words = page.words;
    let failures = usize::try_from(health.failures).unwrap_or(usize::MAX);
    html! {
        @if failures > 0 {
            strong.bad { (words.failing.phrase(failures, page.language)) }
            @if let Some(kind) = health.trouble.as_ref().and_then(|trouble| trouble.kind.as_deref()) {
                " " small { (words.trouble(kind)) }
            }
        } @else if let Some(silence) = &health.silence {
            strong.bad { (around(words.silent, &dates::moment(silence.since, page.language))) }
        } @else if health.last_success.is_some() { span.good { (words.well) } }
        @else { (words.not_asked) }
    }
}

fn time(page: &Page<'_>, time: Option<DateTime<Utc>>) -> Markup {
    html! {
        @if let Some(time) = time { (dates::moment(time, page.language)) }
        @else { (page.words.never) }
    }
}
