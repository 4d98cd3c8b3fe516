//! Alerts that run a program.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;

use super::{hurry, instance, serve};
use crate::daemon::PATIENCE;
use crate::events;
use crate::instance::{Instance, Running, until};
use crate::outlet::Outlet;

/// A script that keeps what it was given.
fn script(griot: &Instance, name: &str, lines: &str) -> PathBuf {
    let path = griot.path().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn a_program_gets_the_story_on_its_input_and_in_its_environment_and_no_shell_reads_it() {
    let mut item = events::mine("A");
    item.title = "Niger : $(touch pwned) `touch pwned` ; touch pwned — mine de Djado".to_owned();
    let outlet = Outlet::serving(serve(std::slice::from_ref(&item)));
    let alert = "[[alert]]\nname = \"mine\"\nwords = [\"mine\"]\n\
                 command = [\"tell.sh\", \"$(touch pwned)\", \"two words\"]\n";
    let griot = instance(alert, &[("Un", &outlet)]);
    let folder = griot.path().display().to_string();
    script(
        &griot,
        "tell.sh",
        &format!(
            "cd '{folder}'; cat > story.json; printf '%s|%s' \"$1\" \"$2\" > arguments\n\
             printf '%s|%s|%s' \"$GRIOT_TITLE\" \"$GRIOT_COUNTRIES\" \"$GRIOT_OUTLETS\" > said\n\
             echo run >> runs"
        ),
    );
    griot.refresh(&[]);
    let read = |name: &str| std::fs::read_to_string(griot.path().join(name)).unwrap();
    let story: Value = serde_json::from_str(&read("story.json")).unwrap();
    assert_eq!(story["title"], item.title);
    assert_eq!(read("arguments"), "$(touch pwned)|two words");
    assert_eq!(read("said"), format!("{}|NE|1", item.title));
    griot.refresh(&["--all"]);
    assert_eq!(read("runs").lines().count(), 1);
    assert!(!griot.path().join("pwned").exists());
}

#[test]
fn a_program_that_fails_is_run_again_and_fails_no_round() {
    let outlet = Outlet::serving(serve(&[events::mine("A")]));
    let alert = "[[alert]]\nname = \"mine\"\noutlets = 1\ncommand = [\"./tell.sh\"]\n";
    let griot = instance(alert, &[("Un", &outlet)]);
    script(&griot, "tell.sh", "echo 'no such room' >&2; exit 7");
    let said = griot.run(&["refresh"]);
    assert_eq!(said.code, Some(0));
    assert!(
        said.err.contains("no such room") && said.err.contains("tell.sh"),
        "{}",
        said.err
    );
    let tried = griot.run(&["alert", "test", "mine"]);
    assert_eq!(tried.code, Some(1));
    assert!(tried.err.contains("does not arrive"), "{}", tried.err);
    script(
        &griot,
        "tell.sh",
        &format!("touch '{}/told'", griot.path().display()),
    );
    hurry(&griot);
    griot.refresh(&[]);
    assert!(griot.path().join("told").exists());
}

#[test]
fn a_round_that_is_stopped_while_alerts_are_given_ends_as_stopped_and_gives_them_later() {
    let outlet = Outlet::serving(serve(&[events::mine("A")]));
    let alert = "[[alert]]\nname = \"mine\"\noutlets = 1\ncommand = [\"./tell.sh\"]\n";
    let griot = instance(alert, &[("Un", &outlet)]);
    let at = |name: &str| griot.path().join(name);
    let begun = at("begun").display().to_string();
    script(&griot, "tell.sh", &format!("touch '{begun}'; sleep 60"));
    let mut round = Running(griot.command(&["refresh"]).spawn().unwrap());
    until(PATIENCE, "the program runs", || {
        at("begun").exists().then_some(())
    });
    assert_eq!(round.terminate(PATIENCE), Some(130));

    let told = at("told").display().to_string();
    script(&griot, "tell.sh", &format!("touch '{told}'"));
    hurry(&griot);
    griot.refresh(&[]);
    assert!(at("told").exists());
}
