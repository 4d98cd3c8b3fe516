//! Who stands for a story, and whose texts are copies.

use super::*;
use crate::domain::{SourceId, StoryId};
use crate::group::Credits;

const LEAD: &str = "Le pont routier de Kandi s'est effondré lundi matin au passage d'un convoi \
    de trois camions chargés de coton, a annoncé la préfecture, qui déplore deux disparus.";

fn member(number: i64, outlet: &str, owner: Option<&str>, summary: &str) -> Member {
    let at = DateTime::from_timestamp(1_772_000_000 + 60 * number, 0).unwrap();
    Member::of(&Item {
        entry: EntryId(number),
        founds: "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse::<StoryId>().unwrap(),
        source: SourceId::new(outlet),
        outlet: outlet.to_owned(),
        owner: owner.map(str::to_owned),
        language: "fr".parse().ok(),
        title: "Le pont de Kandi s'effondre".to_owned(),
        summary: summary.to_owned(),
        text: String::new(),
        categories: Vec::new(),
        credits: Credits::default(),
        published: Some(at),
        seen: at,
        countries: Vec::new(),
    })
}

#[test]
fn a_copy_of_a_text_is_not_independent_even_when_lightly_edited() {
    let edited = LEAD.replace("lundi matin", "ce lundi");
    let members = [
        member(1, "A", None, LEAD),
        member(2, "B", None, &edited),
        member(
            3,
            "C",
            None,
            "Deux chauffeurs de camion restent introuvables au nord du Bénin.",
        ),
    ];
    assert_eq!(independent(&members), [true, false, true]);
}

#[test]
fn the_agency_itself_is_the_original_of_its_copies() {
    let members = [member(1, "A", None, LEAD), member(2, "AFP", None, LEAD)];
    assert_eq!(independent(&members), [false, true]);
}

#[test]
fn outlets_of_one_owner_are_one_voice() {
    let other = "Au nord du Bénin, la chute d'un ouvrage coupe la route du coton.";
    let members = [
        member(1, "A", Some("Groupe"), LEAD),
        member(2, "B", Some("Groupe"), other),
    ];
    assert_eq!(independent(&members), [true, false]);
}

#[test]
fn an_owner_is_one_however_it_is_spelt_and_so_is_whoever_owns_it() {
    let owned = |number, outlet, owner| member(number, outlet, owner, "");
    let members = [
        owned(1, "A", Some("Groupe Étoile")),
        owned(2, "B", Some("GROUPE ETOILE")),
        owned(3, "Groupe Etoile", Some("Fonds Nord")),
        owned(4, "C", Some("fonds-nord")),
        owned(5, "D", None),
    ];
    let members = members.map(|member| Member {
        headline: None,
        ..member
    });
    assert_eq!(independent(&members), [true, false, false, false, true]);
}

/// Sentences that no other text has.
fn prose(sentences: std::ops::Range<usize>) -> String {
    let sentences = sentences.map(|n| {
        let words = [
            "le", "pont", "du", "canal", "la", "route", "vers", "un", "port",
        ];
        let words = words
            .iter()
            .enumerate()
            .map(|(i, word)| format!("{word}{}", n * 31 + i * n));
        words.collect::<Vec<_>>().join(" ") + ". "
    });
    sentences.collect()
}

#[test]
fn a_text_cut_or_opened_anew_is_a_copy_and_a_translation_is_not() {
    let whole = prose(0..70);
    let lead = member(2, "B", None, &prose(0..4));
    let opened = format!(
        "Une phrase que nul autre n'a pour commencer ce matin. {}",
        prose(0..6)
    );
    let members = [
        member(1, "A", None, &whole),
        lead,
        member(3, "C", None, &opened),
    ];
    assert_eq!(independent(&members), [true, false, false]);
    let translated = "The road bridge at Kandi fell on Monday morning under a convoy of three \
        trucks loaded with cotton, said the prefecture, which deplores two missing.";
    let members = [member(1, "A", None, LEAD), member(2, "B", None, translated)];
    assert_eq!(independent(&members), [true, true]);
}

#[test]
fn a_title_alone_is_a_copy_where_it_is_another_s_word_for_word() {
    let titled = |number, outlet, title: &str, summary| {
        let item = member(number, outlet, None, summary);
        Member {
            headline: headline(title),
            ..item
        }
    };
    let title = "Le pont de Kandi s'effondre";
    let bare = titled(2, "B", "LE PONT de Kandi s’effondre !", "");
    let members = [
        titled(1, "A", title, LEAD),
        bare,
        titled(3, "C", "Kandi : le pont s'effondre", ""),
    ];
    assert_eq!(independent(&members), [true, false, true]);
    // Two texts are compared by themselves, and few words prove nothing.
    let other = "Au nord du Bénin, la chute d'un ouvrage coupe la route du coton depuis lundi.";
    let members = [titled(1, "A", title, LEAD), titled(2, "B", title, other)];
    assert_eq!(independent(&members), [true, true]);
    let members = [titled(1, "A", "Le pont", ""), titled(2, "B", "Le pont", "")];
    assert_eq!(independent(&members), [true, true]);
}

#[test]
fn credits_and_datelines_tell_the_agency_and_words_do_not() {
    let agency = |summary: &str| member(1, "A", None, summary).agency;
    assert_eq!(
        agency("NIAMEY (AFP) - Le pont s'est effondré."),
        Some("AFP")
    );
    assert_eq!(
        agency("Le pont s'est effondré. Avec Reuters"),
        Some("Reuters")
    );
    assert_eq!(
        agency("COTONOU, APA – Le pont s'est effondré."),
        Some("APA")
    );
    assert_eq!(agency("Source : PANA"), Some("PANA"));
    assert_eq!(agency("Le MAPUTO Express a déraillé dans le nord."), None);
    assert_eq!(
        agency("L'accord entre Reuters et le ministère est signé."),
        None
    );
}

#[test]
fn who_stands_for_a_story_stays_unless_much_less_complete() {
    let bare = member(1, "A", None, "");
    let full = member(2, "B", None, LEAD);
    assert_eq!(representative(&[bare.clone(), full.clone()], None), Some(1));
    let members = [bare, full];
    assert_eq!(representative(&members, Some(EntryId(1))), Some(0));
    assert_eq!(representative::<Member>(&[], None), None);
}
