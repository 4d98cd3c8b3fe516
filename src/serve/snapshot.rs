//! The whole site as it stood at one moment: in memory, but for what is much and seldom asked for.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};

use super::coding::Coding;
use super::content::{Content, OnDisk, Pages, Room, Stamp};
use super::fields::Fields;
use super::language;
use super::resource::{COPIES, Policy, Resource, translation};
use crate::domain::{Language, Tombstone};

/// Folders within folders that are followed: `feeds/ne/archive` has three, a mistake has no end.
const MAX_DEPTH: usize = 8;

/// Folders of what there is very much of: folders with a story's pages, and images. These have no
/// compressed forms, and are looked at when somebody asks for them; only their names are known before.
const READ_WHEN_ASKED_FOR: [&str; 2] = ["story/", COPIES];

/// The public folder could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {path}, which is to be served: {error}")]
pub struct LoadError {
    path: PathBuf,
    #[source]
    error: io::Error,
}

/// Everything that is served, as it stood at one moment. Never changes: a new one takes its place.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// By path, with its leading slash; the page of a folder stands under the folder's path.
    resources: HashMap<String, Loaded>,
    /// Paths of folders and files that are looked at when they are asked for.
    on_disk: HashSet<String>,
    /// What the latter takes; none where nothing is published.
    origin: Option<Origin>,
    /// Folders of stories that are no more.
    gone: HashMap<String, Gone>,
    /// The languages that a folder's page is in beside its own.
    translations: HashMap<String, Vec<Language>>,
    /// The site's own language.
    language: Option<Language>,
    /// The languages that any page is in that is held, the site's own among them.
    languages: HashSet<Language>,
    /// Where what is large is held; handed on from one snapshot to the next.
    pages: Option<Arc<Pages>>,
}

/// A resource, and the files that it was read from.
#[derive(Clone, Debug)]
struct Loaded {
    resource: Arc<Resource>,
    stamps: Stamps,
}

/// Where files are read that are asked for, and what is said of them.
#[derive(Clone, Debug)]
struct Origin {
    root: PathBuf,
    policy: Policy,
    /// When the site was taken up.
    at: DateTime<Utc>,
    /// For what was read; handed on from one snapshot to the next.
    room: Room,
}

/// A resource that is held, or was read just now.
#[derive(Debug)]
pub(super) enum Shown<'a> {
    Held(&'a Resource),
    Read(Box<Resource>),
}

impl Deref for Shown<'_> {
    type Target = Resource;

    fn deref(&self) -> &Resource {
        match self {
            Self::Held(resource) => resource,
            Self::Read(resource) => resource,
        }
    }
}

/// The file's own stamp and those of its precompressed neighbours.
type Stamps = (Stamp, [Option<Stamp>; 3]);

/// Why a story is no longer where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// It was merged: the new place, relative to the old page.
    Moved(String),
    /// It was withdrawn.
    Withdrawn,
}

/// What stands at a path.
#[derive(Debug)]
pub(super) enum Found<'a> {
    Resource(Shown<'a>),
    /// The path is a folder's without its slash.
    Folder,
    /// No longer; with the page that says so to people, if there is one.
    Gone(&'a Gone, Option<Shown<'a>>),
    Nothing,
}

impl Snapshot {
    /// Reads the public folder. A file `x.gz`, `x.br` or `x.zst` beside `x` is a coding of `x` and
    /// nothing of its own; hidden files, links and names that are not UTF-8 are left out.
    ///
    /// What has not changed since `previous` is not read again, and keeps its `Last-Modified` even
    /// if it was written again. Otherwise that is the file's time, or `now` if it lies in the
    /// future (RFC 9110, section 8.8.2.1).
    ///
    /// # Errors
    ///
    /// When a folder or file cannot be read; the caller goes on serving `previous`.
    pub fn load(
        public_dir: &Path,
        policy: &Policy,
        tombstones: &[Tombstone],
        previous: Option<&Self>,
        now: DateTime<Utc>,
    ) -> Result<Self, LoadError> {
        let (files, on_disk) = list(public_dir)?;
        let pages = match previous {
            Some(previous) if !previous.is_empty() => previous.pages.clone(),
            _ => Pages::new(),
        };
        let reading = Reading {
            files: &files,
            policy,
            pages: pages.as_ref(),
            now,
        };
        let mut resources = HashMap::new();
        for (name, file) in files.iter().filter(|(name, _)| !is_coding(name, &files)) {
            let path = served_path(name);
            let before = previous.and_then(|snapshot| snapshot.resources.get(&path));
            let loaded = match before {
                Some(before) if before.stamps == stamps(name, &files) => before.clone(),
                _ => reading.read(name, file, before)?,
            };
            resources.insert(path, loaded);
        }
        let gone = tombstones.iter().map(gone).collect();
        let mut translations: HashMap<String, Vec<Language>> = HashMap::new();
        for (folder, language) in resources.keys().filter_map(|path| translation(path)) {
            let languages = translations.entry(folder.to_owned()).or_default();
            languages.push(language);
        }
        let before = previous.and_then(|snapshot| snapshot.origin.as_ref());
        let languages = translations.values().flatten().copied();
        let languages = languages.chain([policy.language]).collect();
        Ok(Self {
            resources,
            on_disk,
            origin: Some(Origin {
                root: public_dir.to_owned(),
                policy: policy.clone(),
                at: now.trunc_subsecs(0),
                room: before.map(|origin| origin.room.clone()).unwrap_or_default(),
            }),
            gone,
            translations,
            language: Some(policy.language),
            languages,
            pages,
        })
    }

    /// How many resources there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.resources.len() + self.on_disk.len()
    }

    /// Whether there is nothing to serve.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The resource at exactly this path; what is not held is read, as it stands now. None, too, where
    /// that has been removed since.
    pub(super) fn get(&self, path: &str) -> Option<Shown<'_>> {
        if let Some(loaded) = self.resources.get(path) {
            return Some(Shown::Held(&loaded.resource));
        }
        // No path reaches the file system but what was found there and the pages of such a folder.
        let folder = translation(path).map_or(path, |(folder, _)| folder);
        self.on_disk.get(folder)?;
        let read = self.origin.as_ref()?.read(path);
        read.ok().map(|resource| Shown::Read(Box::new(resource)))
    }

    /// Whether there is a resource at exactly this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.resources.contains_key(path) || self.on_disk.contains(path)
    }

    /// The page of the folder `path` in the language that the request would rather have; none where
    /// the folder has one in its own only.
    pub(super) fn negotiated(
        &self,
        path: &str,
        request: &(impl Fields + ?Sized),
    ) -> Option<Shown<'_>> {
        let own = self.language?;
        let language = match self.translations.get(path) {
            Some(others) => language::choose(request, own, others),
            None if self.on_disk.contains(path) => {
                let others = self.origin.as_ref()?.translations(path);
                language::choose(request, own, Some(&others).filter(|all| !all.is_empty())?)
            }
            None => return None,
        };
        if language == own {
            return self.get(path);
        }
        self.get(&format!("{path}index.{language}.html"))
    }

    /// The folder whose page `path` names, in a language that the site is in: `/ne/` by itself, by
    /// `/ne/index.html` and by `/ne/index.en.html`.
    pub(super) fn page_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        let folder = path.strip_suffix("index.html").unwrap_or(path);
        if folder.ends_with('/') {
            return Some(folder);
        }
        let (folder, language) = translation(path)?;
        self.languages.contains(&language).then_some(folder)
    }

    /// What stands at `path`. The file of a folder's page is the page in the site's own language;
    /// where the folder is gone, so are its pages in all languages, and where a page is not there in a
    /// language any more, its own stands for it.
    pub(super) fn find(&self, path: &str) -> Found<'_> {
        let page = self.page_of(path);
        let shown = self.get(path).or_else(|| self.get(page?));
        if let Some(gone) = page.and_then(|page| self.gone.get(page)) {
            return Found::Gone(gone, shown);
        }
        if let Some(resource) = shown {
            return Found::Resource(resource);
        }
        let folder = format!("{path}/");
        if self.has(&folder) || self.gone.contains_key(&folder) {
            return Found::Folder;
        }
        Found::Nothing
    }
}

impl Origin {
    /// The languages that the page of the folder at `path` is in beside its own.
    fn translations(&self, path: &str) -> Vec<Language> {
        let folder = path.strip_prefix('/').unwrap_or(path);
        let files = fs::read_dir(self.root.join(folder)).into_iter().flatten();
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        let languages = names.filter_map(|name| Some(translation(&format!("{path}{name}"))?.1));
        languages.collect()
    }

    /// Reads the file that is served at `path`.
    fn read(&self, path: &str) -> io::Result<Resource> {
        let name = path.strip_prefix('/').unwrap_or(path);
        let name = match name.ends_with('/') {
            true => format!("{name}index.html"),
            false => name.to_owned(),
        };
        let (file, bytes) = OnDisk::read_whole(self.root.join(&name))?;
        let modified = file.written().min(self.at);
        let file = Arc::new(file);
        let codings = vec![(Coding::Identity, bytes)];
        let hold = |bytes| Content::lend(bytes, &file, &self.room);
        Ok(Resource::new(&name, codings, modified, &self.policy, hold))
    }
}

/// The folder of a story that is gone, and where it went.
fn gone(tombstone: &Tombstone) -> (String, Gone) {
    let gone = match &tombstone.merged_into {
        Some(story) => Gone::Moved(format!("../{}/", story.id)),
        None => Gone::Withdrawn,
    };
    (format!("/story/{}/", tombstone.id), gone)
}

/// A file of the public folder, by its name relative to it.
struct File {
    path: PathBuf,
    stamp: Stamp,
}

type Files = HashMap<String, File>;

/// The files below the public folder, and the paths of what is looked at when it is asked for.
fn list(root: &Path) -> Result<(Files, HashSet<String>), LoadError> {
    let (mut files, mut on_disk) = (Files::new(), HashSet::new());
    let mut folders = vec![(root.to_path_buf(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        let by_name = READ_WHEN_ASKED_FOR.contains(&&*prefix);
        for entry in fs::read_dir(&folder).map_err(|error| at(&folder, error))? {
            let entry = entry.map_err(|error| at(&folder, error))?;
            // Of the entry itself: links are not followed out of the folder.
            let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type()) else {
                continue; // Removed since it was listed, or not to be named in an address.
            };
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{name}");
            if kind.is_dir() && by_name {
                on_disk.insert(format!("/{name}/"));
            } else if kind.is_file() && by_name {
                on_disk.insert(format!("/{name}"));
            } else if kind.is_dir() && depth < MAX_DEPTH {
                folders.push((entry.path(), format!("{name}/"), depth + 1));
            } else if kind.is_file()
                && let Ok(metadata) = entry.metadata()
            {
                let stamp = Stamp::of(&metadata);
                let path = entry.path();
                files.insert(name, File { path, stamp });
            }
        }
    }
    Ok((files, on_disk))
}

/// Whether the file called `name` is another file's coding.
fn is_coding(name: &str, files: &Files) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, end)| {
        Coding::COMPRESSED.iter().any(|(_, known)| end == *known) && files.contains_key(stem)
    })
}

/// Where the file called `name` is served: the page of a folder under the folder itself.
fn served_path(name: &str) -> String {
    let page = name.strip_suffix("index.html");
    match page.filter(|folder| folder.is_empty() || folder.ends_with('/')) {
        Some(folder) => format!("/{folder}"),
        None => format!("/{name}"),
    }
}

fn stamps(name: &str, files: &Files) -> Stamps {
    let stamp = |name: &str| files.get(name).map(|file| file.stamp);
    let neighbours = Coding::COMPRESSED.map(|(_, end)| stamp(&format!("{name}.{end}")));
    (stamp(name).unwrap_or_default(), neighbours)
}

/// What files are read with.
struct Reading<'a> {
    files: &'a Files,
    policy: &'a Policy,
    pages: Option<&'a Arc<Pages>>,
    now: DateTime<Utc>,
}

impl Reading<'_> {
    /// Reads the file called `name` with its codings. What has the same bytes as `before` keeps its
    /// time.
    fn read(&self, name: &str, file: &File, before: Option<&Loaded>) -> Result<Loaded, LoadError> {
        let bytes = fs::read(&file.path).map_err(|error| at(&file.path, error))?;
        let mut codings = vec![(Coding::Identity, bytes)];
        for (coding, end) in Coding::COMPRESSED {
            if let Some(neighbour) = self.files.get(&format!("{name}.{end}")) {
                let bytes =
                    fs::read(&neighbour.path).map_err(|error| at(&neighbour.path, error))?;
                codings.push((coding, bytes));
            }
        }
        let modified = file.stamp.written().min(self.now.trunc_subsecs(0));
        let hold = |bytes| Content::hold(bytes, self.pages);
        let mut resource = Resource::new(name, codings, modified, self.policy, hold);
        if let Some(before) = before.filter(|before| before.resource.same_content(&resource)) {
            resource = resource.published_at(before.resource.modified, self.policy);
        }
        Ok(Loaded {
            resource: Arc::new(resource),
            stamps: stamps(name, self.files),
        })
    }
}

fn at(path: &Path, error: io::Error) -> LoadError {
    LoadError {
        path: path.to_path_buf(),
        error,
    }
}
