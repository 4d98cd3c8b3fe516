//! A round that is killed loses nothing, doubles nothing and leaves no half file, and neither does a
//! daemon.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::day::{Day, Edition, Ids, Random, whole};
use crate::instance::Instance;

/// Kills in all, where GRIOT_KILLS names no other number: a campaign of hundreds takes minutes.
const KILLS: u64 = 6;
/// Kills between two rounds that are left alone.
const IN_A_ROW: u64 = 3;
/// All of it takes no longer, unless a number is asked for; fewer kills on a machine that is very slow.
const LIMIT: Duration = Duration::from_secs(30);

/// What is killed: a single round, and a daemon, which writes what waits before it polls.
const COMMANDS: [&[&str]; 2] = [&["refresh", "--all"], &["run", "--listen", "127.0.0.1:0"]];

#[test]
fn after_a_kill_the_next_round_ends_as_an_undisturbed_one() {
    let asked = std::env::var("GRIOT_KILLS").ok();
    let asked: Option<u64> = asked.map(|number| number.parse().expect("GRIOT_KILLS is a number"));
    let day = Day::open();
    let took = round(&day);
    let started = Instant::now();
    let mut random = Random(20_261_121);
    let (mut tries, mut kills, mut runs) = (0, 0, 0);
    while tries < asked.unwrap_or(KILLS) && (asked.is_some() || started.elapsed() < LIMIT) {
        let griot = day.instance();
        let mut ids = Ids::new();
        for edition in [Edition::Morning, Edition::Evening] {
            day.publish(edition);
            for _ in 0..IN_A_ROW {
                let command = COMMANDS[usize::from(random.next() < 0.3)];
                kills += u64::from(kill(&griot, command, took.mul_f64(random.next())));
                tries += 1;
                whole(&griot, &mut ids);
            }
            griot.refresh(&["--all"]);
            day.holds(&griot, edition, &mut ids);
        }
        runs += 1;
        let staging = std::fs::read_dir(griot.public(".staging")).unwrap();
        assert!(staging.count() <= 1, "run {runs}: what was staged is swept");
    }
    println!(
        "{kills} of {tries} kills met a living process, in {runs} instances, in {:?}",
        started.elapsed()
    );
    assert!(
        kills >= runs,
        "too few rounds lived long enough to be killed"
    );
}

/// How long a round takes from nothing, start and end of the process included.
fn round(day: &Day) -> Duration {
    let griot = day.instance();
    let began = Instant::now();
    griot.refresh(&[]);
    began.elapsed()
}

/// Starts a process and kills it after `delay`; whether it still ran.
fn kill(griot: &Instance, command: &[&str], delay: Duration) -> bool {
    let mut child = griot
        .command(command)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(delay);
    let lived = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    lived
}
