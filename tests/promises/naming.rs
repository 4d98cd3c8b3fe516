//! A story is named in the same way wherever the operator names one.

use crate::events;
use crate::hand::{stories, three};

#[test]
fn a_story_is_named_by_the_beginning_of_its_id_or_its_page_in_every_command() {
    let (_outlets, griot) = three();
    let ids = || -> Vec<String> { stories(&griot).into_keys().collect() };
    let both = ids();
    let short = |id: &str| {
        let lengths = 1..=id.len();
        let mut beginnings = lengths.map(|length| id[..length].to_lowercase());
        let alone = |start: &String| {
            let fits = |other: &&String| other.to_lowercase().starts_with(start);
            both.iter().filter(fits).count() == 1
        };
        beginnings.find(alone).unwrap()
    };
    for id in &both {
        let shown = griot.says(&["story", "show", id]);
        assert_eq!(griot.says(&["story", "show", &short(id)]), shown);
        let page = format!("https://news.example/story/{id}/");
        assert_eq!(griot.says(&["story", "show", &page]), shown);
    }
    griot.says(&["story", "join", &short(&both[0]), &short(&both[1])]);
    let elder = both.iter().min().unwrap().clone();
    griot.says(&["story", "split", &short(&elder), &events::strike("A").guid]);
    let rest = ids();
    assert_eq!(rest.len(), 2, "{rest:?}");
    griot.says(&["story", "drop", &short(&elder)]);
    assert_eq!(ids().len(), 1);
    // Of one round, they begin alike.
    let start = &elder[..4];
    for arguments in [
        vec!["drop", start],
        vec!["join", start, &elder],
        vec!["split", start, "1"],
    ] {
        let said = griot.run(&[&["story"], arguments.as_slice()].concat());
        assert_eq!(said.code, Some(2), "{arguments:?}");
        assert!(
            said.err
                .contains(&format!("\"{start}\" may be one of these")),
            "{}",
            said.err
        );
    }
    assert_eq!(ids().len(), 1, "nothing is done to what is not named alone");
    let explained = griot.run(&["explain", start]);
    let shown = griot.run(&["story", "show", start]);
    assert_eq!(shown.err, explained.err, "one way to name stories");
    for id in &rest {
        assert!(shown.err.contains(&format!("  {id}  ")), "{}", shown.err);
    }
    let help = griot.says(&["story", "--help"]);
    assert!(help.contains("the beginning of an id is enough"), "{help}");
}
