//! A backup is whole whatever is written meanwhile, and takes the place of a database that is lost.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;

use crate::day::{Day, Edition, Ids};
use crate::instance::{Instance, Said};

/// Bytes that make a database several times as large as what is copied in one go by default.
const BALLAST: usize = 4 << 20;

fn database(griot: &Instance) -> std::path::PathBuf {
    griot.path().join("state/griot.db")
}

#[test]
fn a_backup_takes_the_place_of_a_lost_database() {
    let day = Day::open();
    let griot = day.instance();
    let mut ids = Ids::new();
    day.publish(Edition::Morning);
    griot.refresh(&[]);
    day.holds(&griot, Edition::Morning, &mut ids);
    let copy = griot.path().join("copy.db");
    griot.says(&["backup", copy.to_str().unwrap()]);

    // What is lost is what came since: the files of the public folder tell of it, the copy does not.
    day.publish(Edition::Evening);
    griot.refresh(&["--all"]);
    day.publish(Edition::Morning);
    for entry in fs::read_dir(griot.path().join("state")).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    fs::copy(&copy, database(&griot)).unwrap();
    griot.refresh(&[]);
    day.is_undisturbed(&griot, Edition::Morning, &mut ids);
    day.publish(Edition::Evening);
    griot.refresh(&["--all"]);
    day.is_undisturbed(&griot, Edition::Evening, &mut ids);
    // Pages of stories that are lost stay, for readers who hold their addresses.
    let mut others = day.not_of_the_store(&griot);
    others.retain(|path| !path.starts_with("story/"));
    assert_eq!(others, [""; 0]);
}

#[test]
fn a_backup_ends_while_another_program_writes_without_pause() {
    let day = Day::open();
    let griot = day.instance();
    griot.refresh(&[]);
    let writer = Connection::open(database(&griot)).unwrap();
    let note = |value: &[u8]| {
        writer.execute(
            "INSERT OR REPLACE INTO note VALUES ('ballast', hex(?1))",
            [value],
        )
    };
    note(&vec![7; BALLAST]).unwrap();
    let (done, begun) = (AtomicBool::new(false), AtomicBool::new(false));
    let copy = griot.path().join("copy.db");
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut backup = griot
                .command(&["backup", copy.to_str().unwrap()])
                .spawn()
                .unwrap();
            begun.store(true, Ordering::SeqCst);
            assert!(backup.wait().unwrap().success());
            done.store(true, Ordering::SeqCst);
        });
        for number in 0_u64.. {
            if done.load(Ordering::SeqCst) {
                assert!(begun.load(Ordering::SeqCst) && number > 0);
                break;
            }
            let key = format!("beside {}", number % 50);
            writer
                .execute(
                    "INSERT OR REPLACE INTO note VALUES (?1, ?2)",
                    (&key, number.to_string()),
                )
                .unwrap();
        }
    });
    let copied = Connection::open(&copy).unwrap();
    let sound: String = copied
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    let entries = |db: &Connection| -> i64 {
        db.query_row("SELECT count(*) FROM entry", [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!(entries(&copied), entries(&writer));
}

#[test]
fn a_backup_that_has_no_room_leaves_nothing_and_says_so() {
    let day = Day::open();
    let griot = day.instance();
    griot.refresh(&[]);
    let copy = griot.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    let said = limited(&griot, 64, &["backup", copy]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(
        said.err.contains("copy.db") && said.err.contains("limits on the size of files"),
        "{}",
        said.err
    );
    let beside = fs::read_dir(griot.path()).unwrap();
    let names: Vec<_> = beside.map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !names
            .iter()
            .any(|name| name.to_string_lossy().contains("copy")),
        "{names:?}"
    );
    griot.says(&["backup", copy]);
    let mode = fs::metadata(copy).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds what the database does");
    let again = griot.run(&["backup", copy]);
    assert!(again.err.contains("never overwrites"), "{}", again.err);
}

#[test]
fn a_database_of_an_older_griot_is_copied_as_it_is_and_left_to_it() {
    let griot = Instance::of(&[]);
    let state = griot.path().join("state");
    fs::create_dir(&state).unwrap();
    let old = Connection::open(database(&griot)).unwrap();
    old.execute_batch(include_str!("../../src/store/schema_1.sql"))
        .unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    let version = |path: &Path| -> i64 {
        let db = Connection::open(path).unwrap();
        db.query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap()
    };

    // It is at work.
    let lock = fs::File::create(state.join("griot.lock")).unwrap();
    lock.lock().unwrap();
    let copy = griot.path().join("copy.db");
    griot.says(&["backup", copy.to_str().unwrap()]);
    assert_eq!(version(&copy), 1);
    let said = griot.run(&["sources", "list"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("older griot is at work"), "{}", said.err);
    assert_eq!(version(&database(&griot)), 1);

    drop(lock);
    griot.says(&["sources", "list"]);
    assert!(version(&database(&griot)) > 1);
    assert_eq!(version(&copy), 1);
}

/// A command that may write no file longer than so many blocks of 512 bytes.
pub fn limited(griot: &Instance, blocks: u64, arguments: &[&str]) -> Said {
    let command = griot.command(arguments);
    let mut shell = Command::new("sh");
    // What a process ignores, the one that takes its place ignores too: it is told, not killed.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    shell.arg("-c").arg(script).arg(command.get_program());
    shell.args(command.get_args());
    shell.output().unwrap().into()
}
