//! The units and the packages speak of what exists, say why, and agree with each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

const SERVICES: [&str; 2] = ["griot.service", "griot-refresh.service"];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn unit(name: &str) -> String {
    read(&format!("systemd/{name}"))
}

/// The lines of a section, comments too.
fn section<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    unit.lines()
        .skip_while(|line| *line != format!("[{name}]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .collect()
}

/// From the user on, the sandbox: every line of it, comments too.
fn sandbox(unit: &str) -> Vec<&str> {
    let lines = section(unit, "Service");
    let user = lines.iter().position(|line| line.starts_with("User="));
    let lines = &lines[user.expect("a user of its own")..];
    lines
        .iter()
        .copied()
        .filter(|line| !line.is_empty())
        .collect()
}

fn settings<'a>(lines: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    lines
        .iter()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .collect()
}

#[test]
fn each_line_of_the_sandbox_says_why() {
    for name in SERVICES {
        let unit = unit(name);
        for pair in sandbox(&unit).windows(2) {
            let &[before, line] = pair else { continue };
            // One reason for the two: the group is the user's.
            if !line.starts_with('#') && !line.starts_with("Group=") {
                assert!(before.starts_with("# "), "{name}: no word on why {line}");
            }
        }
    }
}

#[test]
fn the_daemon_and_single_rounds_run_in_the_same_sandbox() {
    let [daemon, rounds] = SERVICES.map(unit);
    assert_eq!(sandbox(&daemon), sandbox(&rounds));
    let names: BTreeSet<&str> = settings(&sandbox(&daemon))
        .iter()
        .map(|(name, _)| *name)
        .collect();
    for must in [
        "NoNewPrivileges",
        "CapabilityBoundingSet",
        "ProtectSystem",
        "RootDirectory",
        "SystemCallFilter",
        "RestrictAddressFamilies",
        "MemoryDenyWriteExecute",
        "MemoryMax",
    ] {
        assert!(names.contains(must), "{must}");
    }
}

#[test]
fn the_units_start_commands_that_there_are() {
    for name in SERVICES {
        let unit = unit(name);
        let settings = settings(&section(&unit, "Service"));
        let starts: Vec<_> = settings
            .iter()
            .filter(|(name, _)| name.starts_with("ExecStart"))
            .collect();
        let [(_, start)] = starts.as_slice() else {
            panic!("{name} starts one command: {starts:?}")
        };
        let arguments = start
            .strip_prefix("/usr/bin/griot ")
            .expect("the path that packages install");
        let said = Command::new(env!("CARGO_BIN_EXE_griot"))
            .args(arguments.split(' '))
            .arg("--help")
            .output()
            .unwrap();
        assert!(said.status.success(), "{name}: {start}");
    }
}

#[test]
fn the_socket_holds_the_one_address_that_is_served_by_default() {
    let socket = unit("griot.socket");
    let lines = section(&socket, "Socket");
    let listens: Vec<_> = settings(&lines)
        .into_iter()
        .filter(|(name, _)| name.starts_with("Listen"))
        .collect();
    assert_eq!(listens, [("ListenStream", "127.0.0.1:8080")]);
    let example = read("config/griot.toml");
    assert!(example.contains("#listen = \"127.0.0.1:8080\""));

    let service = unit("griot.service");
    assert!(service.contains("\nSockets=griot.socket\n"));
    assert!(section(&service, "Install").contains(&"Also=griot.socket"));
    // One of the two polls: a socket left open would start the daemon for the next reader.
    let timer = unit("griot-refresh.timer");
    assert!(timer.contains("\nConflicts=griot.service griot.socket\n"));
}

#[test]
fn the_user_that_the_units_name_is_made() {
    let users = unit("griot.sysusers");
    assert!(users.lines().any(|line| line.starts_with("u     griot ")));
    let folders = unit("griot.tmpfiles");
    assert!(folders.contains(" /etc/griot  0750 root griot "));
}

/// What the Debian package takes from where, and puts where.
fn assets() -> Vec<(String, String)> {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"]
        .as_array()
        .unwrap();
    let text = |value: &toml::Value| value.as_str().unwrap().to_owned();
    assets
        .iter()
        .map(|asset| (text(&asset[0]), text(&asset[1])))
        .collect()
}

#[test]
fn packages_hold_files_that_there_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recipe = read("justfile");
    for (from, to) in assets() {
        assert!(!to.starts_with('/'), "{to}");
        let path = Path::new(&from);
        let folder = path.parent().unwrap();
        let exists = match (folder.to_str().unwrap(), from.contains('*')) {
            ("target/release", _) => from.ends_with("/griot"),
            // The recipe makes these.
            ("target/package", _) => {
                let shell = path.extension().unwrap().to_str().unwrap();
                recipe.contains(&from) || recipe.contains(&format!(" {shell}"))
            }
            (folder, true) => root.join(folder).is_dir(),
            (_, false) => root.join(path).is_file(),
        };
        assert!(exists, "{from} does not exist");
    }
}

#[test]
fn packages_hold_every_unit() {
    let packed: BTreeSet<String> = assets().into_iter().map(|(from, _)| from).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("systemd");
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(packed.contains(&format!("systemd/{name}")), "{name}");
    }
}

#[test]
fn the_manual_page_holds_every_command_and_leads_to_no_other_page() {
    let said = Command::new(env!("CARGO_BIN_EXE_griot"))
        .arg("man")
        .output();
    let text = String::from_utf8(said.unwrap().stdout).unwrap();
    let story = text.split(".SS \"griot story join\"\n").nth(1).unwrap();
    let story = story.split(".SS ").next().unwrap();
    assert!(story.contains("\\-\\-reason"), "{story}");
    assert!(story.contains("The eldest id lives"), "{story}");
    assert!(!text.contains("(1)"), "there is one page");
    let example = ".nf\nExamples:\n  griot refresh  ";
    assert!(text.contains(example), "examples keep their lines");
}

#[test]
fn the_manual_page_and_completions_come_from_the_binary() {
    for (arguments, beginning) in [
        (&["man"][..], ".TH griot 1"),
        (&["completions", "bash"], "complete -F"),
        (&["completions", "fish"], "complete -c griot"),
        (&["completions", "zsh"], "#compdef griot"),
    ] {
        let said = Command::new(env!("CARGO_BIN_EXE_griot"))
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        assert!(
            said.status.success() && text.contains(beginning),
            "{arguments:?}"
        );
    }
}
