//! An instance of griot in a folder of its own, driven through the real binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::outlet::Outlet;

/// The binary under test, without a configuration of whoever runs the tests.
pub fn griot() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_griot"));
    for variable in [
        "GRIOT_CONFIG",
        "STATE_DIRECTORY",
        "JOURNAL_STREAM",
        "NOTIFY_SOCKET",
    ] {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null());
    command
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A configuration with its state and public folder.
pub struct Instance {
    folder: TempDir,
}

impl Instance {
    /// Polls the `/feed` of each of these outlets, of which the names are also the sources' ids,
    /// for the editions of a few countries.
    pub fn of(outlets: &[(&str, &Outlet)]) -> Self {
        let sources: String = outlets
            .iter()
            .map(|(name, outlet)| source(name, &outlet.url("/feed")))
            .collect();
        Self::configured("countries = [\"NE\", \"SN\", \"ML\"]", &sources)
    }

    /// With these lines under `[publish]` and these tables behind.
    pub fn configured(publish: &str, tables: &str) -> Self {
        let instance = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        instance.configure(publish, tables);
        instance
    }

    /// Writes the configuration anew.
    pub fn configure(&self, publish: &str, tables: &str) {
        let text = format!(
            "[instance]\nbase_url = \"https://news.example/\"\nauthority = \"news.example\"\n\
             contact = \"https://news.example/about\"\n\
             [fetch]\nallow_networks = [\"127.0.0.0/8\"]\nper_host_interval = \"0s\"\n\
             timeout = \"5s\"\n[publish]\n{publish}\n{tables}"
        );
        fs::write(self.config(), text).unwrap();
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn config(&self) -> PathBuf {
        self.path().join("griot.toml")
    }

    /// The command with this instance's configuration.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = griot();
        command.arg("--config").arg(self.config()).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.command(arguments).output().unwrap().into()
    }

    /// What a command that has to go well says; it says nothing else.
    pub fn says(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(
            (said.code, said.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        said.out
    }

    /// The summary of a round in which nothing fails.
    pub fn refresh(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["refresh", "--json"];
        all.extend(arguments);
        serde_json::from_str(&self.says(&all)).unwrap()
    }

    pub fn public(&self, path: &str) -> PathBuf {
        self.path().join("public").join(path)
    }

    pub fn read(&self, path: &str) -> String {
        let path = self.public(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn json(&self, edition: &str) -> Value {
        serde_json::from_str(&self.read(&format!("feeds/{edition}.json"))).unwrap()
    }

    /// The items of an edition, by its JSON Feed.
    pub fn items(&self, edition: &str) -> Vec<Value> {
        self.json(edition)["items"].as_array().unwrap().clone()
    }

    /// The titles of an edition's items.
    pub fn titles(&self, edition: &str) -> Vec<String> {
        self.items(edition)
            .iter()
            .map(|item| text(&item["title"]))
            .collect()
    }

    /// Every published file with its bytes, but the page that may change when nothing else does.
    pub fn published(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.public(""))
    }
}

/// As [`Instance::published`], of any public folder.
pub fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(root, root, &mut files);
    files.retain(|path, _| !path.starts_with("sources/") && !path.starts_with(".staging"));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// A table of an outlet with one source, both of this name.
pub fn source(name: &str, url: &str) -> String {
    format!(
        "[[outlet]]\nname = \"{name}\"\nlanguage = \"fr\"\n\
         [[outlet.source]]\nid = \"{name}\"\nurl = \"{url}\"\n"
    )
}

/// The names of the files of which the bytes differ, on either side.
pub fn differing(
    one: &BTreeMap<String, Vec<u8>>,
    other: &BTreeMap<String, Vec<u8>>,
) -> Vec<String> {
    let names: std::collections::BTreeSet<_> = one.keys().chain(other.keys()).collect();
    names
        .into_iter()
        .filter(|name| one.get(*name) != other.get(*name))
        .cloned()
        .collect()
}

/// A JSON string as text; fails the test on anything else.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no string: {value}"))
        .to_owned()
}

/// A process that ends with the value, whatever becomes of the test.
pub struct Running(pub Child);

impl Running {
    /// Asks it to end, and gives its exit code; a failure when it takes longer than `limit`.
    pub fn terminate(&mut self, limit: Duration) -> Option<i32> {
        let id = self.0.id().to_string();
        Command::new("kill").arg(&id).status().unwrap();
        self.wait(limit)
    }

    /// Its exit code; a failure when it takes longer than `limit`.
    pub fn wait(&mut self, limit: Duration) -> Option<i32> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it did not end within {limit:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks again and again until `look` sees something; a failure after `limit`.
pub fn until<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what}: not within {limit:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
