//! How right it is on labelled items.

use griot::attribute::Attributor;

/// Macro F1 and micro-precision on labelled items.
fn figures(labelled: &[u8]) -> (f64, f64) {
    let report = griot::evaluate::countries::run(Attributor::bundled(), labelled, None);
    let figures = serde_json::to_value(report.unwrap()).unwrap();
    let figure = |of: &str, name: &str| figures[of][name].as_f64().unwrap();
    (figure("macro", "f1"), figure("micro", "precision"))
}

#[test]
fn the_projects_own_labelled_items_stay_as_right_as_they_are() {
    for (set, labelled, least) in [
        (
            "labelled",
            &include_bytes!("../fixtures/countries/labelled.jsonl")[..],
            0.97,
        ),
        (
            "first-blind",
            &include_bytes!("../fixtures/countries/first-blind.jsonl")[..],
            0.96,
        ),
        (
            "second-blind",
            &include_bytes!("../fixtures/countries/second-blind.jsonl")[..],
            0.95,
        ),
        (
            "third-blind",
            &include_bytes!("../fixtures/countries/third-blind.jsonl")[..],
            0.93,
        ),
        (
            "fourth-blind",
            &include_bytes!("../fixtures/countries/fourth-blind.jsonl")[..],
            0.97,
        ),
        (
            "fifth-blind",
            &include_bytes!("../fixtures/countries/fifth-blind.jsonl")[..],
            0.96,
        ),
        (
            "sixth-blind",
            &include_bytes!("../fixtures/countries/sixth-blind.jsonl")[..],
            0.95,
        ),
        (
            "seventh-blind",
            &include_bytes!("../fixtures/countries/seventh-blind.jsonl")[..],
            0.96,
        ),
        (
            "ambiguous",
            &include_bytes!("../fixtures/countries/ambiguous.jsonl")[..],
            0.98,
        ),
    ] {
        let (f1, precision) = figures(labelled);
        assert!(f1 >= least, "{set}: macro F1 {f1:.3}");
        assert!(precision >= 0.96, "{set}: micro-precision {precision:.3}");
    }
}
