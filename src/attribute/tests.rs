use super::*;

fn alias(surface: &str, code: &str) -> Alias {
    Alias {
        countries: vec![code.parse().unwrap()],
        surface: surface.to_owned(),
        kind: Kind::Alias,
        language: None,
    }
}

fn primary(attributor: &Attributor, title: &str) -> String {
    let text = Text {
        language: "fr".parse().ok(),
        title,
        ..Text::default()
    };
    let found = attributor.attribute(&text).primary;
    found
        .iter()
        .map(Country::code)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn an_operator_adds_blocks_and_removes_names() {
    let title = "Zorglub inaugure la foire de Niamey-sur-Loire";
    assert_eq!(primary(Attributor::bundled(), title), "NE");
    let blocks = [Block {
        surface: "Niamey-sur-Loire".to_owned(),
    }];
    let (own, conflicts) = Attributor::new(&[alias("Zorglub", "TG")], &blocks, &[]);
    assert_eq!(primary(&own, title), "TG");
    assert!(conflicts.is_empty());
    let (without, _) = Attributor::new(&[], &[], &[alias("Niamey", "NE")]);
    assert_eq!(primary(&without, title), "");
}

#[test]
fn an_alias_that_contradicts_the_table_is_said_with_its_surface() {
    let (_, conflicts) = Attributor::new(
        &[alias("Bamako", "SN"), alias("fleuve Niger", "NE")],
        &[],
        &[],
    );
    assert_eq!(conflicts.len(), 2);
    assert!(
        conflicts[0].starts_with("\"Bamako\" stands for ML"),
        "{conflicts:?}"
    );
    assert!(
        conflicts[1].starts_with("\"fleuve Niger\" is blocked"),
        "{conflicts:?}"
    );
}

#[test]
fn the_countries_that_a_text_names_are_told_by_code() {
    let named = Attributor::bundled().names_in("Le Togo reçoit des Béninois", "fr".parse().ok());
    assert_eq!(
        named.iter().map(Country::code).collect::<Vec<_>>(),
        ["BJ", "TG"]
    );
}

proptest::proptest! {
    #[test]
    fn any_entry_is_attributed_without_a_panic(title in "\\PC{0,80}", summary in "(\\PC|\n){0,200}") {
        let found = Attributor::bundled().attribute(&Text { title: &title, summary: &summary, ..Text::default() });
        proptest::prop_assert!(found.primary.len() <= 5);
        proptest::prop_assert!(found.primary.iter().all(|country| !found.mentioned.contains(country)));
    }
}
