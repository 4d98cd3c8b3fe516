//! The pages of months, their days and their parts.

use super::*;

/// Stories of November, `every` so many minutes, the newest first.
fn november(count: usize, every: i64) -> Vec<Headline> {
    let start: DateTime<Utc> = "2026-11-01T00:00:00Z".parse().unwrap();
    let all = (0..count).map(|number| Headline {
        published: start + TimeDelta::minutes(every * i64::try_from(number).unwrap()),
        title: format!("Un titre qui a la longueur de la plupart, ou à peu près, numéro {number}"),
        ..headline(&sample(number, ""))
    });
    let mut all: Vec<_> = all.collect();
    all.reverse();
    all
}

fn pages_of(headlines: &[Headline], language: Language) -> Vec<(String, String)> {
    let (publisher, edition) = (publisher(), edition_of("NE"));
    let volume = Volume {
        edition: &edition,
        month: "2026-11".parse().unwrap(),
        headlines,
        prev: Some("2026-10".parse().unwrap()),
        next: None,
    };
    let files = history(&publisher.site(), &volume, language).into_iter();
    files.map(|(name, page)| (name, text(page))).collect()
}

#[test]
fn a_month_is_one_page_or_its_days_and_a_full_day_goes_on_in_parts() {
    let files = |headlines: &[Headline]| -> Vec<String> {
        let pages = pages_of(headlines, Language::FRENCH).into_iter();
        pages.map(|(name, _)| name).collect()
    };
    assert_eq!(files(&november(60, 720)), ["ne/2026-11/index.html"]);
    let days = files(&november(600, 72));
    assert_eq!(days.len(), 31);
    assert_eq!(days[0], "ne/2026-11/01/index.html");
    assert_eq!(days[30], "ne/2026-11/index.html");
    let parts = files(&november(500, 2));
    assert_eq!(
        parts[..2],
        ["ne/2026-11/01/index.html", "ne/2026-11/01/2/index.html"]
    );
}

#[test]
fn every_story_of_a_month_is_on_one_of_its_pages_whatever_the_language() {
    for (count, every) in [(60, 720), (600, 72), (500, 2)] {
        let headlines = november(count, every);
        let mut files = BTreeSet::new();
        for language in LANGUAGES {
            let pages = pages_of(&headlines, language);
            for (name, page) in &pages {
                assert!(page.len() <= MAX_BYTES, "{name}: {}", page.len());
            }
            for headline in &headlines {
                let id = headline.id.to_string();
                let on = pages.iter().filter(|(_, page)| page.contains(&id)).count();
                assert_eq!(on, 1, "{id} in {language}");
            }
            let folders = pages
                .iter()
                .map(|(name, _)| name.rsplit_once('/').unwrap().0);
            files.insert(folders.map(str::to_owned).collect::<Vec<_>>());
        }
        assert_eq!(files.len(), 1, "the same pages in every language");
    }
}

#[test]
fn a_part_that_is_full_stays_as_it_is_when_the_day_goes_on() {
    let before = pages_of(&november(400, 2), Language::FRENCH);
    let after = pages_of(&november(450, 2), Language::FRENCH);
    assert_eq!(before[0], after[0]);
    assert_eq!(before[0].0, "ne/2026-11/01/index.html");
    assert!(before.len() > 2, "{}", before.len());
}
