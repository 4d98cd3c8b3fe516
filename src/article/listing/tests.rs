use proptest::prelude::*;

use super::*;

/// Headlines and texts side by side, in no boxes.
const FLAT: &str = r#"<div id="a"><h2><a href="/1">Une foire aux bestiaux ouvre à Tanguiri</a></h2>
    <div class="d">3 mars 2025</div><p>Les éleveurs sont venus de trois pays avec mille têtes de bétail.</p>
    <h2><a href="/2">Le lac de Saan se retire encore un peu</a></h2><img src="/2.jpg">
    <h2><a href="/3">Deux classes neuves à l’école du bac</a></h2></div><p>Le pied de la page ne fait partie de rien.</p>"#;

const PAGE: &str = r#"<html lang="fr"><head><title>Actualités | Le Phare</title><base href="/fr/"></head><body>
    <ul class="menu"><li><a href="/">Accueil</a></li></ul>
    <div class="list">
    <div class="row"><a href="a1.html" class="thumb"><img src="data:image/gif;base64,AA" data-src="/i/1.jpg"></a>
      <h3><a href="a1.html#top">Le port rouvre après dix jours de fermeture</a></h3>
      <span class="when">Publié le 12/03/2025 à 08:15</span>
      <p>Par A. Bo</p><p>Les navires attendaient au large depuis le début du mois, faute de remorqueurs.</p></div>
    <div class="row ad"><p>Publicité</p></div>
    <div class="row"><h3><a href="/x/2025/03/11/a2" title="La récolte de coton dépasse les prévisions dans l’est">La récolte de coton dépasse les...</a></h3>
      <div class="pic" style="background-image: url('/i/2.jpg')"></div></div>
    <a class="row" href="https://other.example/a3"><h4>Un titre dans un lien</h4><time datetime="2025-03-10T10:00:00Z">hier</time></a>
    </div></body></html>"#;

fn selectors(item: &str) -> Selectors {
    Selectors::items(item.parse().unwrap())
}

fn list(page: &str, selectors: &Selectors) -> Result<Vec<Listed>, Unlisted> {
    let url = Url::parse("https://phare.example/actu").unwrap();
    read(&Page::read(page.as_bytes(), &url, None), selectors)
}

fn dates(listed: &[Listed]) -> Vec<String> {
    let dates = listed.iter().map(|item| item.date);
    dates
        .map(|date| date.map_or_else(String::new, |date| date.to_rfc3339()))
        .collect()
}

#[test]
fn the_items_alone_are_enough_where_their_parts_are_in_their_usual_places() {
    let listed = list(PAGE, &selectors(".row")).unwrap();
    let titles: Vec<&str> = listed.iter().map(|item| &*item.title).collect();
    assert_eq!(
        titles,
        [
            "Le port rouvre après dix jours de fermeture",
            "La récolte de coton dépasse les prévisions dans l’est",
            "Un titre dans un lien",
        ]
    );
    let links: Vec<&str> = listed.iter().map(|item| item.link.as_str()).collect();
    assert_eq!(
        links,
        [
            "https://phare.example/fr/a1.html",
            "https://phare.example/x/2025/03/11/a2",
            "https://other.example/a3"
        ]
    );
    let summary = "Les navires attendaient au large depuis le début du mois, faute de remorqueurs.";
    assert_eq!(listed[0].summary.as_deref(), Some(summary));
    assert_eq!(listed[0].image.as_ref().unwrap().path(), "/i/1.jpg");
    assert_eq!(
        dates(&listed),
        [
            "2025-03-12T08:15:00+00:00",
            "2025-03-11T00:00:00+00:00",
            "2025-03-10T10:00:00+00:00"
        ]
    );
}

#[test]
fn what_follows_a_heading_up_to_the_next_belongs_to_it() {
    let listed = list(FLAT, &selectors("h2")).unwrap();
    assert_eq!(dates(&listed), ["2025-03-03T00:00:00+00:00", "", ""]);
    let summary = "Les éleveurs sont venus de trois pays avec mille têtes de bétail.";
    let summaries: Vec<_> = listed.iter().map(|item| item.summary.as_deref()).collect();
    assert_eq!(summaries, [Some(summary), None, None]);
    let images: Vec<_> = listed.iter().map(|item| item.image.is_some()).collect();
    assert_eq!(images, [false, true, false]);
}

#[test]
fn each_part_is_where_its_selector_says() {
    let said = Selectors {
        title: "h3 a".parse().ok(),
        link: "a.thumb".parse().ok(),
        date: ".when".parse().ok(),
        summary: "p".parse().ok(),
        image: "img@data-src".parse().ok(),
        ..selectors(".row")
    };
    let listed = list(PAGE, &said).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(dates(&listed), ["2025-03-12T08:15:00+00:00"]);
    assert_eq!(listed[0].summary.as_deref(), Some("Par A. Bo"));
    let said = Selectors {
        title: "h3 a@title".parse().ok(),
        image: ".pic".parse().ok(),
        ..selectors(".row")
    };
    let listed = list(PAGE, &said).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].image.as_ref().unwrap().path(), "/i/2.jpg");
}

#[test]
fn what_matches_nothing_is_named() {
    let wrong = |said: &Selectors| list(PAGE, said).unwrap_err().to_string();
    assert!(wrong(&selectors(".gone")).contains("item = \".gone\" matches nothing"));
    let said = Selectors {
        title: "h6".parse().ok(),
        ..selectors(".row")
    };
    let message = wrong(&said);
    assert!(
        message.contains("item = \".row\" matches 4 times"),
        "{message}"
    );
    assert!(message.contains("no title by title = \"h6\""), "{message}");
    let said = Selectors {
        link: "h3 span".parse().ok(),
        ..selectors(".row")
    };
    assert!(wrong(&said).contains("no link by link = \"h3 span\""));
    assert!(wrong(&selectors(".ad")).contains("no title in any"));
}

#[test]
fn a_page_becomes_a_document_like_a_feeds() {
    let url = Url::parse("https://phare.example/actu").unwrap();
    let document = listing(PAGE.as_bytes(), &url, Some("text/html"), &selectors(".row")).unwrap();
    assert_eq!(document.format, Format::Page);
    assert_eq!(document.base.unwrap().as_str(), "https://phare.example/fr/");
    assert_eq!(document.feed.head.language.as_deref(), Some("fr"));
    assert_eq!(
        document.feed.head.title.unwrap().value,
        "Actualités | Le Phare"
    );
    assert_eq!(document.entries.len(), 3);
    let first = &document.entries[0];
    assert_eq!(first.head.link(), Some("https://phare.example/fr/a1.html"));
    assert_eq!(first.head.id, None);
}

proptest! {
    #[test]
    fn no_page_makes_reading_panic(
        soup in "(</?(a|b|i|p|div|li|ul|table|tr|td|h2|img|time)( (class|href|src|srcset|style)=(x|'/a b'|url\\(|#|2025-03-01))?>|[a-z .<&]{1,8}|12/03/2025){0,60}",
        item in "(div|li|a|p|\\*|\\.x|ul > li)",
    ) {
        let page = Page::read(soup.as_bytes(), &Url::parse("https://phare.example/").unwrap(), None);
        let _ = read(&page, &selectors(&item));
        let _ = crate::article::read(soup.as_bytes(), &page.url, None);
        for proposal in crate::article::propose(soup.as_bytes(), &page.url, None) {
            let listed = read(&page, &proposal.select).unwrap();
            prop_assert!(listed.len() >= proposal.items);
        }
    }
}

#[test]
fn the_link_of_the_title_s_words_wins_over_those_beside_it() {
    let page = r#"<article><h2><a href="https://share.example/s?u=x"></a><a href="a3.html">Deux ponts au Gabon</a></h2></article>
        <article><h2><a href="/topic">Mines</a> <a href="/a4">Une mine d’or rouvre à Ségou</a></h2></article>
        <article><h2><a href="/a5"><img src="/i.jpg"></a> Un titre sans lien</h2></article>"#;
    let listed = list(page, &selectors("article")).unwrap();
    let links: Vec<&str> = listed.iter().map(|item| item.link.path()).collect();
    assert_eq!(links, ["/a3.html", "/a4", "/a5"]);
}

#[test]
fn short_news_on_one_page_keep_the_parts_that_tell_them_apart() {
    let page = r#"<article><h2><a href="breves.html#n1">Deux ponts au Gabon</a></h2></article>
        <article><h2><a href="breves.html#n2">Une mine d’or rouvre à Ségou</a></h2></article>
        <article><h2><a href="a5.html#comments">Le port de Lomé bat son record</a></h2></article>"#;
    let listed = list(page, &selectors("article")).unwrap();
    let parts: Vec<Option<&str>> = listed.iter().map(|item| item.link.fragment()).collect();
    assert_eq!(parts, [Some("n1"), Some("n2"), None]);
}
