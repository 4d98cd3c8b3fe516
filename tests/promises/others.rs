//! What other users of the machine may do: nothing with what griot remembers, and the operator is told
//! where they may do more than is good.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use crate::events;
use crate::feeds::rss;
use crate::instance::{Instance, source};
use crate::outlet::{Outlet, Page};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn instance() -> (Outlet, Instance) {
    let outlet = Outlet::serving(Page::rss(rss("A", &[events::mine("A")])));
    let griot = Instance::of(&[("a", &outlet)]);
    (outlet, griot)
}

#[test]
fn what_griot_remembers_is_its_own_whatever_the_umask() {
    let (_outlet, griot) = instance();
    let refresh = griot.command(&["refresh"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "umask 000; exec \"$0\" \"$@\""]);
    shell.arg(refresh.get_program()).args(refresh.get_args());
    assert!(shell.output().unwrap().status.success());
    for file in ["state/griot.db", "state/griot.lock", "public/.staging/lock"] {
        assert_eq!(mode(&griot.path().join(file)), 0o600, "{file}");
    }
    assert_ne!(
        mode(&griot.public("feeds/ne.atom")) & 0o004,
        0,
        "readers may"
    );
}

#[test]
fn a_database_that_others_may_read_is_taken_from_them() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let database = griot.path().join("state/griot.db");
    allow(&database, 0o664);
    griot.refresh(&[]);
    assert_eq!(mode(&database), 0o660, "the group is the operator's choice");
}

#[test]
fn links_in_the_public_folder_are_named_and_not_followed() {
    let (_outlet, griot) = instance();
    griot.refresh(&[]);
    let outside = griot.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("0"), "somebody's").unwrap();
    for place in [".staging", "feeds", "index.html", ".staging/lock"] {
        let place = griot.public(place);
        let aside = griot.path().join("aside");
        fs::rename(&place, &aside).unwrap();
        symlink(&outside, &place).unwrap();
        let said = griot.run(&["refresh", "--all"]);
        assert_eq!(said.code, Some(1), "{}: {said:?}", place.display());
        let link = format!("{} is a symbolic link", place.display());
        assert!(said.err.contains(&link), "{}", said.err);
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
        fs::remove_file(&place).unwrap();
        fs::rename(&aside, &place).unwrap();
    }
    griot.refresh(&["--all"]);
}

#[test]
fn check_says_what_other_users_may_change_or_read() {
    let (outlet, griot) = instance();
    griot.refresh(&[]);
    let program = griot.path().join("tell");
    fs::write(&program, "#!/bin/sh\n").unwrap();
    allow(&program, 0o755);
    let tables = format!(
        "{}headers = {{ Authorization = \"Bearer geheim\" }}\n\
         [[alert]]\nname = \"all\"\noutlets = 2\ncommand = [\"tell\"]\n",
        source("a", &outlet.url("/feed"))
    );
    griot.configure("countries = [\"NE\"]", &tables);
    let config = griot.config();
    allow(&config, 0o640);
    let told = |words: &str| {
        let said = griot.run(&["check"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        let all = said.out + &said.err;
        assert!(!all.contains("geheim"));
        all.contains(words)
    };
    for (path, good, bad, words) in [
        (
            config.as_path(),
            0o640,
            0o642,
            "griot.toml, which says what",
        ),
        (&config, 0o640, 0o644, "may read this file, and the key"),
        (&program, 0o755, 0o757, "tell, which griot runs"),
        (
            &griot.path().join("state"),
            0o750,
            0o777,
            "state, which holds",
        ),
        (
            &griot.public(""),
            0o755,
            0o777,
            "which readers are served from",
        ),
    ] {
        allow(path, good);
        assert!(!told(words), "{words}: said of {good:o}");
        allow(path, bad);
        assert!(told(words), "{words}: not said of {bad:o}");
        allow(path, good);
    }
}
