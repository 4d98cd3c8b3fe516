//! Pages of headlines as programs and themes build them, around news that nobody reported.

/// News of an outlet: titles, and a sentence for each.
pub struct News {
    pub language: &'static str,
    pub titles: [&'static str; 6],
    pub read_most: [&'static str; 4],
    pub menu: [&'static str; 5],
    pub lead: &'static str,
}

pub const FRENCH: News = News {
    language: "fr",
    titles: [
        "Le barrage de Kessa livre ses premiers mégawatts",
        "Grève des dockers : le port de Belvaar à l’arrêt",
        "Niamessi inaugure un marché couvert de mille étals",
        "La campagne de vaccination s’étend à trois provinces",
        "Un pont suspendu relie les deux rives du Tombali",
        "Les députés adoptent le budget sans amendement",
    ],
    read_most: [
        "Sécheresse : des puits forés dans le nord du Doura",
        "Le festival de contes attire dix mille visiteurs",
        "Réforme foncière : les paysans demandent un délai",
        "Le prix du riz baisse pour la première fois",
    ],
    menu: [
        "Accueil",
        "Politique",
        "Économie",
        "Sport",
        "Les dernières vidéos de la rédaction",
    ],
    lead: "Les autorités ont confirmé la nouvelle mardi, au terme d’une réunion qui a duré toute la nuit.",
};

pub const ENGLISH: News = News {
    language: "en",
    titles: [
        "Dam on the Upper Kessa reaches full capacity",
        "Dockers walk out as port talks break down",
        "Highland farmers report a record maize harvest",
        "Court orders a recount in three districts",
        "New ferry halves the crossing to Belvaar",
        "Teachers accept pay offer after nine weeks",
    ],
    read_most: [
        "Airline to resume direct flights in May",
        "Central bank leaves its main rate unchanged",
        "Museum opens wing for lost manuscripts",
        "Marathon route changed after flood warning",
    ],
    menu: [
        "Home",
        "Politics",
        "Business",
        "Sport",
        "All our podcasts and videos",
    ],
    lead: "Officials confirmed the decision late on Tuesday after a meeting that lasted for nine hours.",
};

pub const PORTUGUESE: News = News {
    language: "pt",
    titles: [
        "Governo de Lissongo reduz imposto sobre medicamentos",
        "Pescadores da baía pedem novo mercado de peixe",
        "Hospital central recebe doze ambulâncias novas",
        "Estrada nacional reabre depois das cheias",
        "Universidade cria curso de energias renováveis",
        "Selecção vence torneio regional de andebol",
    ],
    read_most: [
        "Preço do pão sobe pela segunda vez este ano",
        "Aeroporto muda de nome a partir de Março",
        "Festival de música regressa à praia grande",
        "Chuva intensa prevista para o fim de semana",
    ],
    menu: [
        "Início",
        "Política",
        "Economia",
        "Desporto",
        "Todos os nossos programas de rádio",
    ],
    lead: "As autoridades confirmaram a notícia na terça-feira, depois de uma reunião de várias horas.",
};

pub const ARABIC: News = News {
    language: "ar",
    titles: [
        "وزير النقل يعلن إطلاق خط قطار جديد بين العاصمة والميناء",
        "افتتاح معرض الكتاب بمشاركة مئتي دار نشر",
        "تساقطات مطرية مهمة مرتقبة في المناطق الشمالية",
        "المنتخب الوطني يتأهل إلى نهائي البطولة الإقليمية",
        "البرلمان يصادق على قانون المالية بالأغلبية",
        "حملة تلقيح واسعة تشمل ثلاث ولايات جنوبية",
    ],
    read_most: [
        "ارتفاع أسعار المحروقات للأسبوع الثالث على التوالي",
        "إعادة فتح الطريق الساحلي بعد أشغال الصيانة",
        "اكتشاف موقع أثري قرب المدينة القديمة",
        "تأجيل افتتاح المطار الجديد إلى نهاية السنة",
    ],
    menu: [
        "الرئيسية",
        "سياسة",
        "اقتصاد",
        "رياضة",
        "جميع برامج وفيديوهات القناة",
    ],
    lead: "أكد مسؤولون الخبر يوم الثلاثاء عقب اجتماع استمر ساعات طويلة من الليل.",
};

pub const ALL: [&News; 4] = [&FRENCH, &ENGLISH, &PORTUGUESE, &ARABIC];

fn each<T: AsRef<str>>(titles: &[T], item: impl Fn(usize, &str) -> String) -> String {
    let titles = titles.iter().enumerate();
    titles.map(|(n, title)| item(n, title.as_ref())).collect()
}

impl News {
    /// A page: a menu, `list`, `beside`, and a foot.
    fn page(&self, list: &str, beside: &str) -> String {
        let menu = each(&self.menu, |n, name| {
            format!("<li><a href=\"/rubrique/{n}/\">{name}</a></li>")
        });
        format!(
            "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=utf-8><title>Site</title></head><body>\
             <div id=top><ul class=\"main-nav\">{menu}</ul></div>{list}{beside}\
             <div id=foot><ul>{menu}</ul><p>© 2025</p></div></body></html>",
            self.language
        )
    }

    fn most_read(&self, item: impl Fn(usize, &str) -> String) -> String {
        each(&self.read_most, |n, title| item(n + 50, title))
    }
}

/// A layout: its name, and the page that it makes of news.
pub type Layout = (&'static str, fn(&News) -> String);

pub const LAYOUTS: &[Layout] = &[
    ("a WordPress blog", wordpress),
    ("a WordPress magazine of modules", magazine),
    ("a grid of cards, each a link", cards),
    ("SPIP", spip),
    ("Drupal views", drupal),
    ("Joomla's category", joomla),
    ("a table of rows", table),
    ("headings and paragraphs without boxes", bare),
    ("a definition list", definitions),
    ("a list in which boxes have the same classes", same_classes),
    ("rows of two columns", columns),
    ("a page built of nameless boxes", nameless),
    ("utility classes", utilities),
    ("a list of titles with times", titles_only),
];

fn wordpress(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<article id=\"post-9{n}1\" class=\"post-9{n}1 post type-post status-publish hentry category-eco\">\
             <header><h2 class=\"entry-title\"><a href=\"https://site.example/2025/03/a{n}/\" rel=bookmark>{title}</a></h2>\
             <div class=entry-meta><a href=\"https://site.example/2025/03/a{n}/\"><time class=\"entry-date published\" datetime=\"2025-03-1{n}T10:00:00+00:00\">le 1{n} mars</time></a>\
             <a class=\"url fn\" href=\"/author/redaction/\">Rédaction du site en ligne</a></div></header>\
             <div class=entry-summary><p>{} <a class=more-link href=\"https://site.example/2025/03/a{n}/\">Lire</a></p></div></article>",
            news.lead
        )
    });
    let widget =
        news.most_read(|n, title| format!("<li><a href=\"/2025/03/a{n}/\">{title}</a></li>"));
    news.page(
        &format!("<div id=content><main id=main class=site-main>{list}<nav class=\"navigation pagination\"><a href=\"/page/2/\">2</a></nav></main></div>"),
        &format!("<aside id=secondary class=widget-area><section class=\"widget widget_recent_entries\"><h2>Top</h2><ul>{widget}</ul></section></aside>"),
    )
}

fn magazine(news: &News) -> String {
    let module = |n: usize, title: &str, lead: &str| {
        format!(
            "<div class=\"td_module_10 td_module_wrap td-animation-stack\"><div class=td-module-thumb><a href=\"/niger/a{n}\" rel=bookmark title=\"{title}\"><img class=entry-thumb src=\"/t{n}.jpg\"></a></div>\
             <div class=item-details><h3 class=\"entry-title td-module-title\"><a href=\"/niger/a{n}\">{title}</a></h3>\
             <div class=td-module-meta-info><span class=td-post-date><time class=\"entry-date\" datetime=\"2025-03-1{}T10:00:00+00:00\">x</time></span></div><div class=td-excerpt>{lead}</div></div></div>",
            n % 10
        )
    };
    let list = each(&news.titles, |n, title| module(n, title, news.lead));
    let widget = news.most_read(|n, title| {
        format!("<div class=\"td_module_6 td_module_wrap\"><h3 class=\"entry-title\"><a href=\"/niger/a{n}\">{title}</a></h3></div>")
    });
    news.page(
        &format!("<div class=\"td-main-content\"><div class=\"td_block_inner\">{list}</div></div>"),
        &format!("<div class=\"td-main-sidebar\"><div class=\"td_block_inner widget\">{widget}</div></div>"),
    )
}

fn cards(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<a class=\"card card--{n}12345\" href=\"/20250310/a{n}.html\"><span class=card__img><img data-src=\"/c{n}.webp\" src=\"data:image/gif;base64,x\"></span>\
             <span class=card__title>{title}</span><span class=card__date>1{n}.03.2025</span></a>"
        )
    });
    let ticker =
        news.most_read(|n, title| format!("<li><a href=\"/20250310/a{n}.html\">{title}</a></li>"));
    news.page(
        &format!("<div class=grid>{list}</div>"),
        &format!("<div class=\"breaking ticker\"><ul>{ticker}</ul></div>"),
    )
}

fn spip(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<li class=\"item hentry\"><a href=\"spip.php?article1{n}\"><img src=\"local/cache/{n}.jpg\" class=spip_logos></a>\
             <h3 class=\"h2-like entry-title\"><a href=\"spip.php?article1{n}\" rel=bookmark>{title}</a></h3>\
             <p class=info-publi><abbr class=published title=\"2025-03-1{n}T10:00:00Z\">1{n} mars 2025</abbr>, par <a href=\"spip.php?auteur3\">La Rédaction</a></p>\
             <div class=\"introduction entry-content\"><p>{}</p></div></li>",
            news.lead
        )
    });
    let menu =
        news.most_read(|n, title| format!("<li><a href=\"spip.php?article1{n}\">{title}</a></li>"));
    news.page(
        &format!("<div class=liste-articles id=contenu><ul class=liste-items>{list}</ul></div>"),
        &format!("<div id=navigation><div class=menu><h2>Articles</h2><ul>{menu}</ul></div></div>"),
    )
}

fn drupal(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<div class=\"views-row views-row-{n}\"><div class=\"views-field views-field-title\"><span class=field-content><a href=\"/fr/node/1{n}\">{title}</a></span></div>\
             <div class=\"views-field views-field-created\"><span class=field-content>1{n}/03/2025 - 10:00</span></div>\
             <div class=\"views-field views-field-body\"><div class=field-content>{}</div></div></div>",
            news.lead
        )
    });
    let block = news.most_read(|n, title| {
        format!("<div class=\"views-row\"><div class=\"views-field views-field-title\"><span class=field-content><a href=\"/fr/node/1{n}\">{title}</a></span></div></div>")
    });
    news.page(
        &format!("<div class=\"region region-content\"><div class=\"view-content\">{list}</div></div>"),
        &format!("<div class=\"region region-sidebar-second\"><div class=\"view-content\">{block}</div></div>"),
    )
}

fn joomla(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<div class=\"items-row cols-1 row-{n}\"><div class=\"item column-1\" itemprop=blogPost itemscope itemtype=\"https://schema.org/BlogPosting\">\
             <div class=page-header><h2 itemprop=name><a itemprop=url href=\"/index.php/actu/{n}-titre\">{title}</a></h2></div>\
             <dl class=article-info><dd class=published><time datetime=\"2025-03-1{n}T10:00:00+01:00\" itemprop=datePublished>x</time></dd></dl><p>{}</p></div></div>",
            news.lead
        )
    });
    let latest = news.most_read(|n, title| {
        format!("<li><a href=\"/index.php/actu/{n}-titre\"><span>{title}</span></a></li>")
    });
    news.page(
        &format!("<div class=\"blog\">{list}</div>"),
        &format!("<div id=aside class=span3><div class=\"well moduletable\"><ul class=mostread>{latest}</ul></div></div>"),
    )
}

fn table(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!("<tr><td>1{n}/03/2025</td><td><a href=\"lire.php?id={n}\">{title}</a></td></tr>")
    });
    let beside = news.most_read(|n, title| format!("<a href=\"lire.php?id={n}\">{title}</a><br>"));
    format!(
        "<html><body><table><tr><td width=150>{beside}</td><td><table class=nouvelles><tr><th>Date</th><th>Titre</th></tr>{list}</table></td></tr></table></body></html>"
    )
}

fn bare(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!("<h2><a href=\"/a{n}\">{title}</a></h2><p>{}</p>", news.lead)
    });
    let beside = news.most_read(|n, title| format!("<p><a href=\"/a{n}\">{title}</a></p>"));
    news.page(
        &format!("<div id=articles>{list}</div>"),
        &format!("<aside>{beside}</aside>"),
    )
}

fn definitions(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<dt><a href=\"/a{n}\">{title}</a></dt><dd>{}</dd>",
            news.lead
        )
    });
    news.page(&format!("<dl class=depeches>{list}</dl>"), "")
}

fn same_classes(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<div class=post><div class=img><a href=\"/a{n}\"><img src=\"/{n}.jpg\"></a></div><div class=txt><h3><a href=\"/a{n}\">{title}</a></h3><span class=date>1{n}-03-2025</span><p>{}</p></div></div>",
            news.lead
        )
    });
    let beside = news.most_read(|n, title| {
        format!("<div class=post><h3><a href=\"/a{n}\">{title}</a></h3></div>")
    });
    news.page(
        &format!("<section id=main>{list}</section>"),
        &format!("<section id=sidebar>{beside}</section>"),
    )
}

fn columns(news: &News) -> String {
    let item = |n: usize, title: &str| {
        format!(
            "<div class=\"col-md-6\"><div class=box><h4><a href=\"/a/{n}\">{title}</a></h4><small>2025-03-1{n} 10:00</small><p>{}</p></div></div>",
            news.lead
        )
    };
    let list: String = (0..6)
        .step_by(2)
        .map(|n| {
            format!(
                "<div class=row>{}{}</div>",
                item(n, news.titles[n]),
                item(n + 1, news.titles[n + 1])
            )
        })
        .collect();
    let beside = news.most_read(|n, title| format!("<li><a href=\"/a/{n}\">{title}</a></li>"));
    news.page(
        &format!("<div class=container>{list}</div>"),
        &format!("<div class=related><ul>{beside}</ul></div>"),
    )
}

fn nameless(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<div><div><a href=\"/a{n}\"><img src=\"/{n}.jpg\"></a></div><div><a href=\"/a{n}\"><b>{title}</b></a><br>{}</div></div>",
            news.lead
        )
    });
    let beside = news.most_read(|n, title| format!("<div><a href=\"/a{n}\">{title}</a></div>"));
    news.page(
        &format!("<div id=a1><div id=a2>{list}</div></div>"),
        &format!("<div id=a3>{beside}</div>"),
    )
}

fn utilities(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!(
            "<div class=\"flex flex-col gap-4 p-4\"><img class=\"w-full h-48\" src=\"/{n}.jpg\"><div class=\"p-2\"><a class=\"text-lg font-bold\" href=\"/story/a{n}\">{title}</a><time class=\"text-sm\" datetime=\"2025-03-1{n}\">x</time><p class=\"text-sm\">{}</p></div></div>",
            news.lead
        )
    });
    let beside = news.most_read(|n, title| format!("<div class=\"flex p-4\"><span>{n}</span><a class=\"text-sm\" href=\"/story/a{n}\">{title}</a></div>"));
    news.page(
        &format!("<main class=\"grid grid-cols-3\">{list}</main>"),
        &format!("<aside class=\"p-4\">{beside}</aside>"),
    )
}

fn titles_only(news: &News) -> String {
    let list = each(&news.titles, |n, title| {
        format!("<li><span class=heure>1{n}:20</span> <a href=\"/depeche/a{n}\">{title}</a></li>")
    });
    news.page(&format!("<div class=fil><ul>{list}</ul></div>"), "")
}
