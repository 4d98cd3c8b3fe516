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
    for (set, least) in [
        ("labelled", 0.97),
        ("first-blind", 0.96),
        ("second-blind", 0.95),
        ("third-blind", 0.93),
        ("fourth-blind", 0.97),
        ("fifth-blind", 0.96),
        ("sixth-blind", 0.95),
        ("seventh-blind", 0.96),
        ("ambiguous", 0.98),
    ] {
        let path = format!("tests/fixtures/countries/{set}.jsonl");
        let (f1, precision) = figures(&std::fs::read(path).unwrap());
        assert!(f1 >= least, "{set}: macro F1 {f1:.3}");
        assert!(precision >= 0.96, "{set}: micro-precision {precision:.3}");
    }
}
