//! Pages of headlines: the selectors that are proposed for them, and what is read by these.

mod layouts;

use article::{Proposal, Selectors};
use griot::article;
use griot::parse::Item;
use layouts::{ALL, FRENCH, LAYOUTS, News};
use url::Url;

fn site() -> Url {
    Url::parse("https://site.example/actu/").unwrap()
}

fn propose(page: &str) -> Vec<Proposal> {
    article::propose(page.as_bytes(), &site(), Some("text/html; charset=utf-8"))
}

fn items(page: &str, selectors: &Selectors) -> Vec<Item> {
    let document = article::listing(page.as_bytes(), &site(), None, selectors);
    document.unwrap().entries
}

/// What is wrong with the first proposal for a page of `news`, if something is.
fn mistake(layout: &str, news: &News, page: &str) -> Option<String> {
    let language = news.language;
    let Some(best) = propose(page).into_iter().next() else {
        return Some(format!("{layout}, {language}: nothing is proposed"));
    };
    let items = items(page, &best.select);
    let titles = items
        .iter()
        .map(|item| &*item.head.title.as_ref().unwrap().value);
    let titles: Vec<&str> = titles.collect();
    (titles != news.titles).then(|| {
        let item = &best.select.item;
        format!("{layout}, {language}: {item} gives {titles:#?}")
    })
}

#[test]
fn the_main_list_is_found_on_every_layout_in_every_language() {
    let wrong: Vec<String> = LAYOUTS
        .iter()
        .flat_map(|(layout, page)| ALL.map(|news| mistake(layout, news, &page(news))))
        .flatten()
        .collect();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn dates_and_summaries_come_along_where_the_list_has_them() {
    for (layout, page) in LAYOUTS {
        let page = page(&FRENCH);
        let items = items(&page, &propose(&page)[0].select);
        let dated = items
            .iter()
            .filter(|item| item.head.published.is_some())
            .count();
        let has_dates = ["2025-03-1", "/03/2025", ".03.2025", "-03-2025"];
        if has_dates.iter().any(|date| page.contains(date)) {
            assert_eq!(dated, 6, "{layout}");
        }
        if page.contains(FRENCH.lead) {
            let said = |item: &Item| {
                item.summary
                    .as_ref()
                    .is_some_and(|s| s.value.starts_with(FRENCH.lead))
            };
            assert!(items.iter().all(said), "{layout}");
        }
        let links: Vec<&str> = items.iter().filter_map(|item| item.head.link()).collect();
        assert_eq!(links.len(), 6, "{layout}");
        assert!(
            links
                .iter()
                .all(|link| link.starts_with("https://site.example/")),
            "{layout}: {links:?}"
        );
    }
}

#[test]
fn proposals_come_with_a_sample_and_no_list_twice() {
    let page = LAYOUTS[0].1(&FRENCH);
    let found = propose(&page);
    let best = &found[0];
    assert_eq!((best.items, best.dated), (6, 6));
    let sample: Vec<&str> = best.sample.iter().map(|item| &*item.title).collect();
    assert_eq!(sample, FRENCH.titles[..5]);
    for other in &found[1..] {
        let repeated = other
            .sample
            .iter()
            .filter(|item| FRENCH.titles.contains(&&*item.title));
        assert_eq!(repeated.count(), 0, "{}", other.select.item);
    }
}

#[test]
fn the_order_of_classes_and_attributes_decides_nothing() {
    let page = layouts::ALL.map(|news| LAYOUTS[8].1(news));
    for page in page {
        let turned = page
            .replace("class=post", "data-x=1 class=\"z9 post\"")
            .replace("div class=", "div id=\"\" class=");
        assert_eq!(propose(&page)[0].items, propose(&turned)[0].items);
    }
}
