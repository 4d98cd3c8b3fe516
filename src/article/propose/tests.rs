use super::*;

const TITLES: [&str; 9] = [
    "Le barrage de Kessa livre ses premiers mégawatts",
    "Grève des dockers : le port de Belvaar à l'arrêt",
    "Niamessi inaugure un marché couvert de mille étals",
    "La campagne de vaccination s'étend à trois provinces",
    "Un pont suspendu relie les deux rives du Tombali",
    "Les députés adoptent le budget sans amendement",
    "Sécheresse : des puits forés dans le nord du Doura",
    "Le festival de contes attire dix mille visiteurs",
    "Réforme foncière : les paysans demandent un délai",
];

/// A page with a menu, the list, a box of what is read most, and a foot.
fn page(list: &str) -> String {
    let links = |from: usize| -> String {
        let titles = TITLES.iter().enumerate().skip(from);
        titles
            .map(|(n, title)| format!("<li><a href=/p/{n}>{title}</a></li>"))
            .collect()
    };
    format!(
        "<header><nav><ul><li><a href=/eco>Économie</a><li><a href=/pol>La politique du jour</a></ul></nav></header>
         {list}
         <aside class=sidebar><h3>Les plus lus</h3><ul class=popular>{}</ul></aside>
         <footer><ul><li><a href=/legal>Mentions légales et conditions d'utilisation</a></ul></footer>",
        links(4)
    )
}

fn proposed(page: &str) -> Vec<Proposal> {
    propose(
        page.as_bytes(),
        &Url::parse("https://site.example/").unwrap(),
        None,
    )
}

#[test]
fn the_list_of_the_page_stands_before_the_boxes_beside_it() {
    let teasers: String = TITLES[..5].iter().enumerate().map(|(n, title)| {
        format!("<li class=item><a href=/p/{n}><img src=/i{n}.jpg></a><h2><a href=/p/{n}>{title}</a></h2><p>Un résumé de quelques mots, assez long pour en être un.</p></li>")
    }).collect();
    let found = proposed(&page(&format!(
        "<div id=content><ul class=items>{teasers}</ul></div>"
    )));
    assert_eq!(found[0].select.item.to_string(), "li.item");
    assert_eq!(found[0].items, 5);
    let titles: Vec<&str> = found[0].sample.iter().map(|item| &*item.title).collect();
    assert_eq!(titles, TITLES[..5]);
}

#[test]
fn a_page_without_a_list_gives_nothing() {
    for page in [
        "",
        "<p>Bonjour",
        "<a href=/a>Un seul lien vers un seul article</a>",
    ] {
        assert_eq!(proposed(page), []);
    }
    let menu =
        "<ul><li><a href=/a>Accueil</a><li><a href=/b>Contact</a><li><a href=/c>Sport</a></ul>";
    assert_eq!(proposed(menu), []);
}
