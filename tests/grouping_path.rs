//! The path through rounds costs nothing: however often the labelled week is grouped, its stories are
//! as good as those of one pass over everything.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use griot::attribute::Attributor;
use griot::evaluate::grouping::{Grouped, Rounds};

/// B-cubed F1 of the week over all languages, in percent, grouped in these rounds.
fn week(rounds: &str) -> f64 {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams/week.jsonl");
    let settings =
        griot::refresh::group_settings(&griot::config::defaults(), Attributor::bundled());
    let rounds: Rounds = rounds.parse().unwrap();
    let labelled = BufReader::new(File::open(path).unwrap());
    let grouped = Grouped::read_in(rounds, labelled, settings).unwrap();
    grouped.report().unwrap().all.b_cubed.f1 * 100.0
}

#[test]
fn no_path_through_the_week_falls_a_point_behind_one_pass_or_another_path() {
    let at_once = week("all");
    let paths = ["5", "30", "120", "1440"].map(|minutes| (minutes, week(minutes)));
    for (minutes, f1) in paths {
        assert!(
            f1 >= at_once - 1.0,
            "rounds of {minutes} minutes come to {f1:.1}, everything at once to {at_once:.1}"
        );
        for (other, others) in paths {
            assert!(
                (f1 - others).abs() <= 1.0,
                "rounds of {minutes} minutes come to {f1:.1}, those of {other} to {others:.1}"
            );
        }
    }
}
