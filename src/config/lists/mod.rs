//! Reading lists as a part of the configuration: files of the operator's, and the copies that are kept
//! of lists elsewhere.

mod foreign;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use toml::de::DeValue;
use url::Url;

use super::identity::default_id;
use super::opml::{self, Subscription, Warning};
use super::options::Content;
use super::problem::{Place, Report, Wrong};
use super::tables::Taken;
use super::{Access, Config, Kind, SourceConfig, access, others, values};
use crate::digest;
use crate::domain::{Outlet, Source, SourceId, address};

/// The folder of the copies, in the state folder.
const FOLDER: &str = "lists";

/// Letters of the hash that names a copy.
const NAME: usize = 32;

/// A reading list that is asked for at its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteList {
    /// Where it is.
    pub url: Url,
    /// Where that is configured, such as `griot.toml:7`.
    pub place: String,
    /// The copy of it that the sources were read from; none where there is none to be read.
    pub copy: Option<ListCopy>,
}

/// What a copy of a reading list gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListCopy {
    /// When the list last said so.
    pub at: DateTime<Utc>,
    /// How many feeds it names.
    pub named: usize,
    /// How many of these are sources that would not be there without it.
    pub feeds: usize,
}

impl RemoteList {
    /// What its copy is called, and what is remembered of it: a hash, for its address may hold a key.
    #[must_use]
    pub fn name(&self) -> String {
        name(&self.url)
    }

    /// Its address, as messages show it.
    #[must_use]
    pub fn shown(&self) -> String {
        address::shown(&self.url)
    }
}

/// The folder of the copies in this state folder.
#[must_use]
pub fn folder(state_dir: &Path) -> PathBuf {
    state_dir.join(FOLDER)
}

/// The name of the file that the copy of the list of this name is.
#[must_use]
pub fn file_name(name: &str) -> String {
    format!("{name}.opml")
}

fn name(url: &Url) -> String {
    digest::hex(url.as_str().as_bytes())[..NAME].to_owned()
}

/// What `opml` names.
pub(super) enum Named {
    /// A list of the operator's own.
    File(PathBuf),
    /// A list elsewhere.
    At(Url),
}

/// A reading list's path, or its URL.
pub(super) fn named(value: &DeValue<'_>) -> Result<Named, Wrong> {
    let text = values::text(value)?;
    match text.contains("://") {
        true => values::parse_url(&text).map(Named::At),
        false => Ok(Named::File(PathBuf::from(text))),
    }
}

/// Adds the feeds of the reading list `text` to `config`. A feed that is configured already stays
/// as it is: reading lists overlap with everything.
pub(super) fn adopt_file(
    path: &Path,
    text: &str,
    config: &mut Config,
    taken: &mut Taken,
    report: &RefCell<Report>,
) {
    let place = Place::file(path);
    let (subscriptions, warnings) = opml::import(text);
    let mut report = report.borrow_mut();
    for Warning(message) in warnings {
        report.warn(&place, Wrong::new(message, "correct the list"));
    }
    if subscriptions.is_empty() {
        let wrong = Wrong::new(
            "the list names no feed",
            "is it OPML? outlines carry xmlUrl",
        );
        report.error(&place, wrong);
    }
    let mut adopting = Adopting::into(config, taken, place.clone(), place.to_string());
    for subscription in subscriptions {
        if let Err(message) = adopting.add(subscription) {
            let remedy = "nothing: this outline is left out";
            report.warn(&place, Wrong::new(message, remedy));
        }
    }
}

/// Adds the feeds of the copy that is kept of the reading list at `url`, which `place` names. Whatever
/// is wrong with it is a warning.
pub(super) fn adopt_copy(
    place: &Place,
    url: &Url,
    config: &mut Config,
    taken: &mut Taken,
    report: &RefCell<Report>,
) {
    let mut report = report.borrow_mut();
    let shown = address::shown(url);
    if config.lists.iter().any(|list| list.url == *url) {
        let message = format!("the reading list {shown} stands here twice");
        report.warn(place, Wrong::new(message, "name it once"));
        return;
    }
    if let Some(wrong) = access::overheard(url) {
        report.warn(place, wrong);
    }
    if url.password().is_some() && others::read(&place.file) {
        report.warn(place, access::readable());
    }
    let path = folder(&config.instance.state_dir).join(file_name(&name(url)));
    let copy = match read_copy(&path) {
        Ok((list, at)) => {
            let named = list.feeds.len();
            let (feeds, left_out) = foreign::adopt(list, &shown, place, config, taken);
            for (message, remedy) in left_out {
                let message = format!("the reading list {shown}: {message}");
                report.warn(place, Wrong::new(message, remedy));
            }
            Some(ListCopy { at, named, feeds })
        }
        Err(error) => {
            report.warn(place, no_copy(&shown, &error));
            None
        }
    };
    config.lists.push(RemoteList {
        url: url.clone(),
        place: place.to_string(),
        copy,
    });
}

/// The list of a copy, and when it last answered so.
fn read_copy(path: &Path) -> io::Result<(opml::List, DateTime<Utc>)> {
    let mut file = File::open(path)?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let list = opml::read(&text);
    match list.fault {
        Some(fault) => Err(io::Error::new(
            ErrorKind::InvalidData,
            format!("it {fault}"),
        )),
        None => Ok((list, file.metadata()?.modified()?.into())),
    }
}

fn no_copy(shown: &str, error: &io::Error) -> Wrong {
    let fetches = "`griot refresh` or `griot run` fetches it";
    match error.kind() {
        ErrorKind::NotFound => Wrong::new(
            format!("the reading list {shown} was not fetched yet, so none of its feeds is there"),
            fetches,
        ),
        ErrorKind::InvalidData => Wrong::new(
            format!("the copy of the reading list {shown} is damaged ({error})"),
            fetches,
        ),
        _ => Wrong::new(
            format!("the copy of the reading list {shown} cannot be read ({error})"),
            "check as the user that griot runs as",
        ),
    }
}

/// Takes the feeds of one list into a configuration.
struct Adopting<'a> {
    config: &'a mut Config,
    taken: &'a mut Taken,
    place: Place,
    /// Where the sources are said to be configured.
    from: String,
    outlets: BTreeMap<String, Arc<Outlet>>,
}

impl<'a> Adopting<'a> {
    fn into(config: &'a mut Config, taken: &'a mut Taken, place: Place, from: String) -> Self {
        let known = config.sources.iter().map(|known| {
            let outlet = &known.source.outlet;
            (outlet.name.to_lowercase(), Arc::clone(outlet))
        });
        Self {
            outlets: known.collect(),
            config,
            taken,
            place,
            from,
        }
    }

    /// Adds a feed, unless it is configured already: says that then.
    fn add(&mut self, subscription: Subscription) -> Result<(), String> {
        let config = &mut *self.config;
        let name = subscription.title.to_lowercase();
        let outlet = match self.outlets.get(&name) {
            Some(outlet) => Arc::clone(outlet),
            None => Arc::new(outlet_of(&subscription, config.publish.content)),
        };
        let id = default_id(&outlet.name, &subscription.url);
        if !self.taken.claim(&id, &subscription.url, &self.place) {
            let url = address::shown(&subscription.url);
            return Err(format!("{url} or its id \"{id}\" is configured already"));
        }
        self.outlets.insert(name, Arc::clone(&outlet));
        config.sources.push(SourceConfig {
            rules: (config.text).rules(subscription.language.or(outlet.language), Vec::new()),
            source: Arc::new(Source {
                id: SourceId::new(id),
                outlet,
                url: subscription.url,
                country: None,
            }),
            place: self.from.clone(),
            schedule: None,
            kind: Kind::Feed,
            access: Access::default(),
            enrich: false,
            enabled: true,
        });
        Ok(())
    }
}

fn outlet_of(subscription: &Subscription, content: Content) -> Outlet {
    Outlet {
        name: subscription.title.clone(),
        site: subscription.site.clone(),
        language: subscription.language,
        owner: None,
        ownership: None,
        full_content: content == Content::Full,
    }
}
