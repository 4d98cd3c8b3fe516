//! What of a title is the outlet's name.

use super::*;

/// The title that an item of an outlet has, in a channel of that title.
fn title_in(outlet: &str, channel: &str, title: &str) -> String {
    let mut source = source();
    source.outlet = Arc::new(Outlet {
        name: outlet.to_owned(),
        ..(*source.outlet).clone()
    });
    let xml = format!(
        "<rss><channel><title>{channel}</title>\
         <item><title>{title}</title><guid>1</guid></item></channel></rss>"
    );
    let document = parse::read(xml.as_bytes(), &parse::Context::default()).unwrap();
    let (mut entries, _) = entries(&document, &source, &Rules::default(), now());
    entries.remove(0).title
}

#[test]
fn a_place_stays_in_a_title_though_the_outlet_or_its_channel_is_called_after_it() {
    for (outlet, channel, title) in [
        (
            "Tchadinfos",
            "Actualités",
            "Tchad - Soudan : la frontière fermée",
        ),
        (
            "Mali Actu",
            "Mali Actu",
            "Mali – Le président reçoit les syndicats",
        ),
        ("Le Sahel", "Le Sahel", "Terrorisme | Sahel"),
        ("Dakaractu", "Dakaractu", "Accident (Dakar)"),
        ("Abidjan.net", "Abidjan.net", "Grève des taxis - Abidjan"),
        ("Le Fil", "Tchad", "Attaque contre un convoi (Tchad)"),
        ("Le Fil", "Dakar", "Accident (Dakar)"),
        ("Le Fil", "Côte d’Ivoire", "Côte d’Ivoire – Le port rouvre"),
        ("Togo", "Togo", "Togo - Bénin : match nul"),
    ] {
        assert_eq!(title_in(outlet, channel, title), title);
    }
}

#[test]
fn the_names_of_outlet_and_channel_go_from_a_title() {
    for (outlet, channel, title) in [
        (
            "Tchadinfos",
            "Actualités",
            "La frontière fermée - Tchadinfos.com",
        ),
        ("Mali Actu", "Accueil", "La frontière fermée | MaliActu"),
        ("Le Sahel", "Niamey", "Le Sahel – La frontière fermée"),
        (
            "Le Fil",
            "La Voix du Nord",
            "La frontière fermée - Voix du Nord",
        ),
        ("Le Courrier", "Fil", "La frontière fermée - Fil"),
    ] {
        assert_eq!(title_in(outlet, channel, title), "La frontière fermée");
    }
}
