//! A disk that is full, or that may not be written: said with the file and the remedy, and when it is
//! mended the next round carries on.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::backup::limited;
use crate::day::{Day, Edition, Ids, Random, whole};
use crate::instance::{Instance, Running, Said, until};

/// Sizes that are tried of each folder, where GRIOT_SIZES names no other number.
const SIZES: u64 = 1;

fn sizes() -> u64 {
    let asked = std::env::var("GRIOT_SIZES").ok();
    asked.map_or(SIZES, |number| number.parse().expect("a number"))
}

/// A folder on a small disk in memory.
struct Disk(PathBuf);

impl Disk {
    /// None, with a word, where this user may not mount.
    fn mount(folder: &Path, kilobytes: u64) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let size = format!("size={kilobytes}k,mode=755");
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder);
        let mounted = mount.stderr(Stdio::null()).status();
        if !mounted.is_ok_and(|status| status.success()) {
            eprintln!("skipped: this user may not mount a small disk");
            return None;
        }
        Some(Self(folder.to_owned()))
    }

    fn make_room(&self) {
        let mut mount = Command::new("mount");
        mount.args(["-o", "remount,size=64m"]).arg(&self.0);
        assert!(mount.status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: whatever a failed test left open goes with it.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// One sentence, on what file it was, that there is no room, and what helps.
fn says_full(said: &Said, folder: &str) {
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    let lower = said.err.to_lowercase();
    let full = ["no space left", "file too large", "limits on the size"];
    assert!(full.iter().any(|words| lower.contains(words)), "{lower}");
    assert!(lower.contains(&format!("{folder}/")), "{lower}");
    let remedies = ["make room", "with room", "limit"];
    assert!(
        remedies.iter().any(|words| lower.contains(words)),
        "{lower}"
    );
}

/// Rounds of a day in which `obstructed` makes each, and `mend` what was in its way.
fn through_the_day(
    day: &Day,
    griot: &Instance,
    folder: &str,
    obstructed: impl Fn() -> Said,
    mend: impl Fn(),
) -> bool {
    let mut ids = Ids::new();
    day.publish(Edition::Morning);
    let said = obstructed();
    if said.code != Some(0) {
        says_full(&said, folder);
    }
    whole(griot, &mut ids);
    mend();
    griot.refresh(&["--all"]);
    whole(griot, &mut ids);
    day.publish(Edition::Evening);
    griot.refresh(&["--all"]);
    day.holds(griot, Edition::Evening, &mut ids);
    said.code != Some(0)
}

/// Kilobytes that a folder's files take on a disk in memory, which gives them whole pages.
fn kilobytes(folder: &Path) -> u64 {
    const PAGE: u64 = 4;
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let sizes = entries.map(|entry| match entry.metadata().unwrap() {
        about if about.is_dir() => kilobytes(&entry.path()),
        about => about.len().div_ceil(PAGE * 1024) * PAGE,
    });
    sizes.sum()
}

#[test]
fn a_full_disk_stops_a_round_and_the_next_carries_on_when_there_is_room() {
    let day = Day::open();
    day.publish(Edition::Morning);
    let roomy = day.instance();
    roomy.refresh(&[]);
    let mut random = Random(20_261_130);
    for folder in ["state", "public"] {
        let need = kilobytes(&roomy.path().join(folder));
        for _ in 0..sizes() {
            let griot = day.instance();
            // Up to four fifths of what the round leaves behind: too small, wherever it stops.
            let size = 4 + (random.next() * 0.8 * need as f64) as u64;
            let Some(disk) = Disk::mount(&griot.path().join(folder), size) else {
                return;
            };
            let obstructed = || griot.run(&["refresh"]);
            let full = through_the_day(&day, &griot, folder, obstructed, || disk.make_room());
            assert!(full, "{size} of {need} kilobytes for {folder}");
        }
    }
}

#[test]
fn a_limit_on_the_size_of_files_is_said_and_the_next_round_carries_on() {
    let day = Day::open();
    for (blocks, folder) in [(50, "state"), (700, "state"), (2_000, "none")] {
        let griot = day.instance();
        let obstructed = || limited(&griot, blocks, &["refresh"]);
        let failed = through_the_day(&day, &griot, folder, obstructed, || {});
        assert_eq!(failed, folder != "none", "{blocks}");
    }
}

/// Nobody special: what root may not write does not exist.
const NOBODY: u32 = 65_534;

/// Runs commands as a user who has no more rights than its folders give it.
struct Unprivileged {
    program: PathBuf,
    is_root: bool,
}

impl Unprivileged {
    fn of(griot: &Instance) -> Self {
        let own = PathBuf::from(env!("CARGO_BIN_EXE_griot"));
        let is_root = chown(griot.path(), Some(NOBODY), Some(NOBODY)).is_ok();
        if !is_root {
            return Self {
                program: own,
                is_root,
            };
        }
        // Nobody may look into the folder in which it was built.
        let program = griot.path().join("griot");
        fs::hard_link(&own, &program)
            .or_else(|_| fs::copy(&own, &program).map(drop))
            .unwrap();
        Self { program, is_root }
    }

    fn run(&self, griot: &Instance, arguments: &[&str]) -> Said {
        let mut command = Command::new(&self.program);
        command.arg("--config").arg(griot.config()).args(arguments);
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().unwrap().into()
    }
}

#[test]
fn what_may_not_be_written_is_named_and_loses_nothing() {
    let day = Day::open();
    let griot = day.instance();
    let user = Unprivileged::of(&griot);
    day.publish(Edition::Morning);
    let first = user.run(&griot, &["refresh"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    let mut ids = Ids::new();
    whole(&griot, &mut ids);
    day.publish(Edition::Evening);
    for (path, mode, words) in [
        ("state", 0o500, "state"),
        ("state/griot.lock", 0o000, "state/griot.lock"),
        ("state/griot.db", 0o400, "may be read and not written"),
        ("state/griot.db", 0o000, "state/griot.db"),
        ("public", 0o500, "public"),
        ("public/feeds", 0o500, "public/feeds"),
        ("public/.staging", 0o500, "public/.staging"),
    ] {
        let path = griot.path().join(path);
        let before = fs::metadata(&path).unwrap().permissions();
        if path.ends_with("feeds") || path.ends_with("public") || path.ends_with(".staging") {
            // Else nothing of it has to be written again.
            let _ = fs::remove_file(griot.public("feeds/ne.json"));
        }
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let said = user.run(&griot, &["refresh", "--all"]);
        let checked = user.run(&griot, &["check"]);
        fs::set_permissions(&path, before).unwrap();
        for beside in ["state/griot.db-wal", "state/griot.db-shm"] {
            // SQLite made them with the rights of the database, and they go with it.
            let _ = fs::set_permissions(griot.path().join(beside), Permissions::from_mode(0o600));
        }
        assert_eq!(said.code, Some(1), "{}: {said:?}", path.display());
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
        assert!(said.err.contains(words), "{words}: {}", said.err);
        assert!(said.err.contains("user"), "who may is said: {}", said.err);
        // Below the public folder, what others put there is none of the check's business.
        if !path.starts_with(griot.path().join("public/")) || path.ends_with("public") {
            let warned = format!("this user may not write {}, ", path.display());
            assert_eq!(checked.code, Some(0), "{checked:?}");
            assert!(checked.out.contains(&warned), "{warned}: {}", checked.out);
        }
    }
    let checked = user.run(&griot, &["check"]);
    assert!(!checked.out.contains("may not write"), "{}", checked.out);
    let mended = user.run(&griot, &["refresh", "--all"]);
    assert_eq!(mended.code, Some(0), "{mended:?}");
    day.holds(&griot, Edition::Evening, &mut ids);
}

#[test]
fn a_check_says_where_no_folder_can_be_made_and_makes_none_itself() {
    let griot = Instance::of(&[]);
    let text = fs::read_to_string(griot.config()).unwrap();
    let folders = "[instance]\nstate_dir = \"file/state\"\npublic_dir = \"new/public\"\n";
    fs::write(griot.config(), text.replacen("[instance]\n", folders, 1)).unwrap();
    let file = griot.path().join("file");
    fs::write(&file, "").unwrap();
    let said = griot.says(&["check"]);
    let warned = format!(
        "this user may not write {}, where state_dir",
        file.display()
    );
    assert!(said.contains(&warned), "{said}");
    assert!(said.contains("set state_dir under [instance]"), "{said}");
    assert!(!said.contains("public_dir"), "that can be made: {said}");
    assert!(!griot.path().join("new").exists());
    assert_eq!(griot.run(&["refresh"]).code, Some(1));
}

#[test]
fn a_daemon_whose_state_was_taken_away_writes_nothing_until_it_is_back() {
    let day = Day::open();
    day.publish(Edition::Morning);
    let griot = day.instance();
    let log = griot.path().join("log");
    let daemon = griot
        .command(&["run", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut daemon = Running(daemon);
    let patience = Duration::from_secs(60);
    let hears = |words: &str, times: usize| {
        until(patience, words, || {
            let said = fs::read_to_string(&log).unwrap();
            (said.matches(words).count() >= times).then_some(())
        });
    };
    let ask_for_a_round = |daemon: &Running| {
        let id = daemon.0.id().to_string();
        let mut kill = Command::new("kill");
        assert!(kill.args(["-HUP", &id]).status().unwrap().success());
    };
    hears("round done", 1);
    let mut ids = Ids::new();
    whole(&griot, &mut ids);
    let (state, away) = (griot.path().join("state"), griot.path().join("away"));
    fs::rename(&state, &away).unwrap();
    ask_for_a_round(&daemon);
    hears("griot.lock was taken away", 1);
    assert!(!state.exists());
    fs::rename(&away, &state).unwrap();
    // Readers lose a folder for less: it is written anew from what is remembered.
    fs::remove_dir_all(griot.public("")).unwrap();
    ask_for_a_round(&daemon);
    until(patience, "the editions are back", || {
        griot.public("editions.opml").is_file().then_some(())
    });
    assert_eq!(daemon.terminate(patience), Some(0));
    day.publish(Edition::Evening);
    griot.refresh(&["--all"]);
    day.holds(&griot, Edition::Evening, &mut ids);
}
