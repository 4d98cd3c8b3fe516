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
    for (set, least, precise) in [
        ("labelled", 0.97, 0.96),
        ("first-blind", 0.96, 0.96),
        ("second-blind", 0.95, 0.96),
        ("third-blind", 0.93, 0.96),
        ("fourth-blind", 0.97, 0.96),
        ("fifth-blind", 0.96, 0.96),
        ("sixth-blind", 0.95, 0.96),
        ("seventh-blind", 0.96, 0.96),
        ("eighth-blind", 0.94, 0.94),
        ("ambiguous", 0.98, 0.96),
    ] {
        let path = format!("tests/fixtures/countries/{set}.jsonl");
        let (f1, precision) = figures(&std::fs::read(path).unwrap());
        assert!(f1 >= least, "{set}: macro F1 {f1:.3}");
        assert!(
            precision >= precise,
            "{set}: micro-precision {precision:.3}"
        );
    }
}
