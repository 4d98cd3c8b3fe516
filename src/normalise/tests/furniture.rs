//! What programs of sites put around texts goes, and news in which the same words stand stays.

use super::*;

const TEXT: &str = "Le pont est rouvert.";

#[test]
fn what_counts_readers_and_minutes_goes() {
    for line in [
        "Vues : 37",
        "37 vues",
        "Post Views: 1,204",
        "Nombre de vues : 12",
        "(Visited 12 times, 3 visits today)",
        "Vu 12 fois",
        "Visualizações: 12",
        "Leituras: 12",
        "عدد المشاهدات: 12",
        "١٢ مشاهدة",
        "Temps de lecture : 2 min",
        "Reading Time: 1 minute",
        "2 min read",
        "Tempo de leitura: 3 minutos",
        "Publié le 1/12/2026 à 10:05 par Rédaction",
        "Dernière mise à jour le 1er décembre 2026 à 10h05",
        "Published on December 1, 2026 by Staff",
        "Publicado em 01/12/2026 às 10h05",
    ] {
        assert_eq!(
            summary(&format!("<p>{line}</p><p>{TEXT}</p>")),
            TEXT,
            "{line}"
        );
        assert_eq!(summary(&format!("{TEXT} {line}")), TEXT, "{line}");
    }
    let glued = format!("Temps de lecture : 1 minutes{TEXT}");
    assert_eq!(summary(&glued), TEXT);
}

#[test]
fn numbers_that_are_news_stay() {
    for news in [
        "Le bilan : 15 morts.",
        "37 vues aériennes du fleuve sont exposées à Ségou.",
        "12 visites présidentielles en un an, c’est trop, dit l’opposition.",
        "Publié le 1er décembre 2026, le décret interdit les coupes de bois.",
        "Deux minutes de lecture par jour suffisent, selon le ministère.",
    ] {
        assert_eq!(summary(news), news);
    }
}

/// A feed of six items, each with a line of this shape and its own numbers.
fn counted(line: &str, first: u32) -> String {
    (0..6)
        .map(|n| {
            let line = line.replace('#', &(first + 7 * n).to_string());
            format!(
                "<item><title>Titre{n}</title><guid>{n}</guid><description>&lt;p&gt;Nouvelle{n} \
                 du jour.&lt;/p&gt;&lt;p&gt;{line}&lt;/p&gt;</description></item>"
            )
        })
        .collect()
}

#[test]
fn a_line_that_differs_in_its_numbers_alone_from_item_to_item_is_learnt() {
    let (entries, _) = read(&counted("Parcouru par # curieux", 5));
    assert_eq!(entries[2].summary, "Nouvelle2 du jour.");
    // A text that gives numbers and nothing else tells of them; and so do those of a few items.
    let rates: String = (0..6)
        .map(|n| {
            format!(
                "<item><title>Titre{n}</title><guid>{n}</guid><description>Le dollar vaut {n}12 \
                 francs. L’euro vaut 65{n} francs.</description></item>"
            )
        })
        .collect();
    let (entries, _) = read(&rates);
    assert_eq!(
        entries[2].summary,
        "Le dollar vaut 212 francs. L’euro vaut 652 francs."
    );
    let prices: String = (0..12)
        .map(|n| {
            let price = if n < 4 {
                format!("Le sac vaut {n}00 francs.")
            } else {
                String::new()
            };
            format!(
                "<item><title>Titre{n}</title><guid>{n}</guid>\
                 <description>Nouvelle{n} du jour. {price}</description></item>"
            )
        })
        .collect();
    let (entries, _) = read(&prices);
    assert_eq!(
        entries[2].summary,
        "Nouvelle2 du jour. Le sac vaut 200 francs."
    );
}

#[test]
fn a_counter_that_moves_is_no_edit_and_a_toll_is_one() {
    let words = |items: &str| read(items).0.remove(0).listed.unwrap().words;
    for line in ["Vues : #", "Parcouru par # curieux"] {
        assert_eq!(
            words(&counted(line, 5)),
            words(&counted(line, 1_400)),
            "{line}"
        );
    }
    let toll = |dead| {
        words(&format!(
            "<item><title>Crue</title><guid>1</guid><description>Bilan : {dead} morts.</description></item>"
        ))
    };
    assert_ne!(toll(12), toll(15));
}

#[test]
fn drupals_fields_around_a_text_go() {
    let entry = one(
        "<title>Crue à Maradi</title><guid>1</guid><description>&lt;span class=\"field \
         field--name-title\"&gt;Crue à Maradi&lt;/span&gt;\n&lt;span class=\"field \
         field--name-uid\"&gt;&lt;span&gt;redaction&lt;/span&gt;&lt;/span&gt;\n&lt;span class=\"field \
         field--name-created\"&gt;&lt;time&gt;mar 01/12/2026 - 10:05&lt;/time&gt;&lt;/span&gt;\n&lt;div \
         class=\"field field--name-body\"&gt;&lt;p&gt;Douze &lt;b&gt;personnes&lt;/b&gt; sont \
         mortes.&lt;/p&gt;&lt;/div&gt;</description>",
    );
    assert_eq!(entry.summary, "Douze personnes sont mortes.");
    // Without its end it takes nothing with it.
    let open = summary("<span class='field--name-uid'>redaction <p>Le pont est rouvert.</p>");
    assert!(open.contains(TEXT), "{open}");
}

#[test]
fn the_tails_of_themes_go() {
    for (tail, left) in [
        ("… Continue reading Crue à Maradi", "Le pont est rouvert…"),
        (
            "… Continuer la lecture de « Crue à Maradi » →",
            "Le pont est rouvert…",
        ),
        ("… Continue a ler Cheia em Maradi", "Le pont est rouvert…"),
        ("… متابعة القراءة عنوان الخبر", "Le pont est rouvert…"),
        (". Continue reading Crue : douze morts ?", TEXT),
        (". Lire plus", TEXT),
        (". Partager : Facebook X J’aime ça :", TEXT),
        (
            ". Share this: Click to share on Facebook (Opens in new window) Facebook Like this: Like Loading...",
            TEXT,
        ),
        (". Like this: Like Loading...", TEXT),
        (
            ". Partilhar isto: WhatsApp Facebook Gosto Carregando...",
            TEXT,
        ),
        (
            ". <a class='more-link' href='/x'>La suite <span class='screen-reader-text'>de Crue</span></a>",
            TEXT,
        ),
    ] {
        assert_eq!(
            summary(&format!("Le pont est rouvert{tail}")),
            left,
            "{tail}"
        );
    }
}

#[test]
fn news_in_which_words_of_furniture_stand_is_kept_whole() {
    for news in [
        "Police said the two deaths may be related – both men worked at one mine.",
        "A booster dose is strongly recommended: cases are rising in the north.",
        "A polícia deteve suspeitos de crimes relacionados - entre eles um autarca.",
        "Le livre à lire : un essai sur la dette. Son auteur était à Lomé.",
        "Children read more – and better – than their parents.",
        "Pour plus de deux millions d’utilisateurs de WhatsApp, la panne a duré.",
        "For more than a decade, Facebook has been the main source of news.",
        "Get ready for WhatsApp fees: the regulator wants to tax apps.",
        "Stay of execution granted by the High Court in the Twitter case.",
        "Share of women in parliament falls, says a survey on Facebook.",
        "Retrouvez la paix, dit-il. Le musée ouvre lundi, selon sa page Facebook.",
        "Retrouvez-vous seul face à Facebook, et la solitude grandit.",
        "تابع الرئيس الجزائري مع وزرائه أزمة حجب فيسبوك خلال الامتحانات.",
        "Annonce d’un remaniement ministériel lundi",
        "إعلان نتائج الانتخابات الرئاسية في السنغال",
        "Publicité mensongère : trois opérateurs condamnés",
        "Tags : le street art s’invite à Dakar pour trois jours de fête",
        "Coupe d’Afrique des nations (CAN) : le Sénégal a battu l’Égypte.",
        "Union africaine (UA) : le sommet s’ouvre vendredi.",
        "World Health Organization (WHO) - an outbreak is over.",
        "Confédération Africaine de Football (CAF) : le tirage a eu lieu.",
        "Société nationale d’électricité (SNEL) - Kinshasa reste dans le noir.",
        "L’Organisation mondiale de la santé (OMS) – l’agence de l’ONU – alerte.",
        "Le Front populaire ivoirien (FPI) : son congrès est reporté.",
        "Zone de libre-échange (ZLECAf) : le Nigeria ratifie.",
        "الرئيس التونسي – قيس سعيد – يستقبل وزير الخارجية",
    ] {
        assert_eq!(summary(news), news);
    }
}

#[test]
fn furniture_in_the_same_words_goes() {
    for line in [
        "Related: Another story",
        "À lire : un autre titre",
        "Recommended for you: Another story",
        "Pour plus d’infos, suivez notre chaîne WhatsApp",
        "For more news, follow us on Facebook",
        "Get the latest on our WhatsApp channel",
        "Stay informed: join our Telegram channel",
        "تابع صفحتنا على فيسبوك",
        "Publicité",
        "Advertisement - Story continues below",
        "Tags : Mali, Sahel, crue",
    ] {
        assert_eq!(
            summary(&format!("<p>{TEXT}</p><p>{line}</p>")),
            TEXT,
            "{line}"
        );
    }
    for line in [
        "Le Caire (MENA) - ",
        "ADDIS ABEBA (AA) – ",
        "Saint-Louis du Sénégal (APS) - ",
        "Ouagadougou, Burkina Faso (AIB) – ",
        "BAMAKO, le 3 mars (AMAP) - ",
        "تونس العاصمة - ",
        "وكالة الأنباء المغربية – ",
    ] {
        assert_eq!(summary(&format!("{line}{TEXT}")), TEXT, "{line}");
    }
}
