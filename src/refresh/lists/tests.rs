use super::*;
use crate::config;

fn start() -> DateTime<Utc> {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

/// A list that was asked for at the start, with what came of it.
fn job(came: &Came) -> Job {
    let list = RemoteList {
        url: "https://l.example/list.opml".parse().unwrap(),
        place: "griot.toml:1".to_owned(),
        copy: Some(config::ListCopy {
            at: start(),
            named: 1,
            feeds: 1,
        }),
    };
    let mut job = Job::new(&list, None);
    job.schedule.record(start(), true, came);
    job
}

fn read(lifetime: Option<u64>) -> Came {
    Came::Feed {
        new_entries: 0,
        lifetime: lifetime.map(Duration::from_secs),
        retry_after: None,
        hints: schedule::Hints::default(),
        moved_to: None,
    }
}

const FAILED: Came = Came::Failed {
    trouble: Trouble::Network,
    retry_after: None,
};

/// An instance in a folder of its own, and where it keeps its copies.
fn instance() -> (tempfile::TempDir, Config, Copies) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config::defaults();
    config.instance.state_dir = folder.path().to_owned();
    let copies = Copies::of(&config);
    (folder, config, copies)
}

#[test]
fn a_list_is_asked_for_when_its_server_s_word_is_over_within_an_hour_and_a_day() {
    let (_folder, config, copies) = instance();
    for (lifetime, hours) in [
        (None, 24),
        (Some(0), 1),
        (Some(60), 1),
        (Some(3 * 3_600), 3),
        (Some(9 * 86_400), 24),
    ] {
        let job = job(&read(lifetime));
        copies.keep(&job.state.name, "<opml/>", start()).unwrap();
        let wait = job.next(&config, &copies, start()).at - start();
        // Up to an hour more: each has its own minute, as sources have.
        let (least, most) = (TimeDelta::hours(hours), TimeDelta::hours(hours + 1));
        assert!(least <= wait && wait < most, "{lifetime:?}: {wait}");
    }
}

#[test]
fn a_list_that_fails_is_asked_for_less_often_and_every_day() {
    let (_folder, config, copies) = instance();
    let mut job = job(&FAILED);
    let (mut at, mut waits) = (start(), Vec::new());
    for _ in 0..12 {
        let next = job.next(&config, &copies, at).at;
        waits.push(next - at);
        at = next;
        job.schedule.record(at, true, &FAILED);
    }
    assert!(waits[0] < TimeDelta::hours(2), "{waits:?}");
    assert!(waits[11] > TimeDelta::hours(20), "{waits:?}");
    assert!(waits.iter().all(|wait| *wait >= TimeDelta::hours(1)));
    assert!(waits.iter().all(|wait| *wait <= TimeDelta::days(1)));
}

#[test]
fn a_list_whose_copy_went_lost_is_due_at_once_and_one_that_fails_is_not() {
    let (_folder, config, copies) = instance();
    let lost = job(&read(None)).next(&config, &copies, start());
    assert!(lost.is_due(start(), Round::Due));
    let failing = job(&FAILED).next(&config, &copies, start());
    assert!(!failing.is_due(start(), Round::Due));
}

#[test]
fn a_copy_is_compared_by_its_feeds_and_what_others_left_is_swept() {
    let (_folder, _config, copies) = instance();
    let list = |date: &str, feed: &str| {
        format!("<opml><!-- {date} --><body><outline xmlUrl='{feed}'/></body></opml>")
    };
    let keep = |text: String| copies.keep("a", &text, start()).unwrap().1;
    assert!(keep(list("Monday", "https://a.example/f")));
    assert!(!keep(list("Tuesday", "https://a.example/f")));
    assert!(keep(list("Tuesday", "https://b.example/f")));
    copies.keep("b", "<opml/>", start()).unwrap();
    copies.sweep(&["a".to_owned()]).unwrap();
    assert!(copies.is_there("a") && !copies.is_there("b"));
}

#[test]
fn conditions_are_sent_for_the_copy_that_is_there_and_not_for_ever() {
    let (_folder, _config, copies) = instance();
    let mut job = job(&read(None));
    let name = job.state.name.clone();
    let (hash, _) = copies.keep(&name, "<opml/>", start()).unwrap();
    let etag = r#"{"url":"https://l.example/list.opml","etag":"\"1\"","last_modified":null}"#;
    job.state.validators = Some(etag.to_owned());
    job.state.copy = Some(hash);
    assert!(job.validators(&copies, start()).is_some());
    let next_week = start() + WHOLE_EVERY;
    assert_eq!(job.validators(&copies, next_week), None);
    copies.keep(&name, "<opml></opml>", start()).unwrap();
    assert_eq!(job.validators(&copies, start()), None);
}
