//! What `griot check` says of `[[alert]]` tables.

use super::{instance, serve};
use crate::outlet::Outlet;

#[test]
fn an_alert_that_cannot_be_is_said_with_its_line_and_remedy() {
    let outlet = Outlet::serving(serve(&[]));
    let hook = "webhook = \"https://hooks.example/\"";
    for (table, what, remedy) in [
        (
            "name = \"a\"\noutlets = 2",
            "what is to be done",
            "webhook = \"https://…\"",
        ),
        (
            &*format!("name = \"a\"\n{hook}"),
            "for which stories",
            "outlets = 3",
        ),
        (&*format!("outlets = 2\n{hook}"), "has no name", "add name"),
        (
            &*format!("name = \"a\"\noutlets = [\"Un\"]\n{hook}"),
            "found a list",
            "reported_by",
        ),
        (
            &*format!("name = \"a\"\noutlets = 0\n{hook}"),
            "0 is out of range",
            "use 1 to",
        ),
        (
            &*format!("name = \"a\"\noutlets = 2\n{hook}\ncommand = [\"/bin/true\"]"),
            "beside each other",
            "keep one",
        ),
        (
            "name = \"a\"\noutlets = 2\ncommand = \"rm -rf /tmp/x\"",
            "found text",
            "no shell",
        ),
        (
            "name = \"a\"\noutlets = 2\ncommand = []",
            "names no program",
            "write it as",
        ),
        (
            "name = \"a\"\noutlets = 2\nwebhook = \"ftp://x.example/\"",
            "none that griot speaks",
            "https",
        ),
        (
            &*format!("name = \"a\"\ncountries = [\"Niger\"]\n{hook}"),
            "no country code",
            "did you mean \"NE\"?",
        ),
        (
            &*format!("name = \"a\"\ntopics = [\"sports\"]\n{hook}"),
            "there is no topic",
            "did you mean \"sport\"?",
        ),
        (
            &*format!("name = \"a\"\nreported_by = [\"Une\"]\n{hook}"),
            "there is no outlet",
            "did you mean \"Un\"?",
        ),
        (
            &*format!("name = \"a\"\nword = [\"riz\"]\n{hook}"),
            "unknown key \"word\"",
            "did you mean \"words\"?",
        ),
        (
            "name = \"a\"\noutlets = 2\ncommand = [\"/bin/true\"]\nheaders = { A = \"b\" }",
            "no effect without webhook",
            "remove it",
        ),
        (
            &*format!("name = \"a\"\noutlets = 2\n{hook}\nheaders = {{ Host = \"b\" }}"),
            "Host is griot's to set",
            "remove it",
        ),
    ] {
        let griot = instance(&format!("[[alert]]\n{table}\n"), &[("Un", &outlet)]);
        let said = griot.run(&["check"]);
        assert_eq!(said.code, Some(2), "{table}: {}", said.out);
        let line = said.out.lines().find(|line| line.contains(what));
        let line = line.unwrap_or_else(|| panic!("{table}: {}", said.out));
        assert!(
            line.contains("griot.toml:") && line.contains(remedy),
            "{table}: {line}"
        );
    }
    let twice = format!("[[alert]]\nname = \"a\"\noutlets = 2\n{hook}\n").repeat(2);
    let griot = instance(&twice, &[("Un", &outlet)]);
    let said = griot.run(&["check"]);
    assert!(
        said.out.contains("the alert \"a\" stands already at"),
        "{}",
        said.out
    );
    // A program that is not there keeps nobody from the news.
    let missing = "[[alert]]\nname = \"a\"\noutlets = 2\ncommand = [\"nowhere.sh\"]\n";
    let griot = instance(missing, &[("Un", &outlet)]);
    let said = griot.run(&["check"]);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(
        said.out.contains("nowhere.sh") && said.out.contains("whole path"),
        "{}",
        said.out
    );
    let said = griot.run(&["alert", "test", "b"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("griot alert list"), "{}", said.err);
}
