//! What an alert says, and to whom.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::super::{Error, Refresher};
use crate::config::{Action, Alert, Config};
use crate::domain::{
    Countries, Instance, Language, Life, Outlet, Report, Source, SourceId, Stage, Story, StoryId,
};
use crate::fetch;
use crate::program::Program;
use crate::publish::paths;
use crate::store::Due;
use crate::{digest, refresh};

/// Most time that giving an alert once may take.
const LIMIT: Duration = Duration::from_secs(10);

/// Reports that are named, at most.
const MOST_REPORTS: usize = 200;

/// Characters of a text in a program's environment, where the system has little room.
const MOST_CHARS: usize = 2_000;

/// An alert that is about to be given.
pub(super) struct Message {
    action: Action,
    key: String,
    body: Vec<u8>,
    variables: Vec<(&'static str, String)>,
}

/// Why an alert was not given.
#[derive(Clone, Debug)]
pub struct NotGiven {
    /// One sentence.
    pub message: String,
    /// How long the other side asks to be left alone.
    pub wait: Option<Duration>,
}

impl Refresher {
    /// What an alert says of a story, or of what that was merged into; nothing when it is gone.
    pub(super) fn message(&self, alert: &Alert, due: &Due) -> Result<Option<Message>, Error> {
        let mut life = self.store.life(due.story)?;
        // Ids only ever point to elder ones, so this ends.
        while let Some(Life {
            id,
            stage: Stage::Merged(into),
            ..
        }) = life
            && into < id
        {
            life = self.store.life(into)?;
        }
        let Some(life) = life.filter(|life| life.stage == Stage::Published) else {
            return Ok(None);
        };
        let story = self.desk.story(&self.store, life)?;
        let instance = self.config.instance();
        Ok(story.map(|story| Message::of(alert, &instance, &story, (due.story, due.at))))
    }
}

impl Message {
    /// What is said of a story: the alert was decided for `noted`, at that time.
    fn of(
        alert: &Alert,
        instance: &Instance,
        story: &Story,
        (noted, at): (StoryId, DateTime<Utc>),
    ) -> Self {
        let key = digest::fields([alert.name.as_str(), &noted.to_string()])[..32].to_owned();
        let page = format!("{}{}", instance.base_url, paths::story(story.id));
        let outlets: Vec<Value> = story
            .reports
            .iter()
            .take(MOST_REPORTS)
            .map(report)
            .collect();
        let body = json!({
            "id": key,
            "alert": alert.name,
            "at": rfc3339(at),
            "story": story.id,
            "uri": story.uri,
            "title": story.title,
            "summary": story.summary,
            "link": story.link,
            "page": page,
            "language": story.language,
            "published": rfc3339(story.published),
            "updated": rfc3339(story.updated),
            "countries": story.countries,
            "topics": story.topics,
            "outlet_count": story.outlet_count(),
            "independent_count": story.independent_count(),
            "outlets": outlets,
        });
        let codes: Vec<&str> = story.countries.primary.iter().map(|c| c.code()).collect();
        let variables = [
            ("GRIOT_ALERT", alert.name.clone()),
            ("GRIOT_ALERT_ID", key.clone()),
            ("GRIOT_STORY", story.id.to_string()),
            ("GRIOT_TITLE", story.title.clone()),
            ("GRIOT_LINK", story.link.clone()),
            ("GRIOT_PAGE", page),
            ("GRIOT_COUNTRIES", codes.join(" ")),
            ("GRIOT_OUTLETS", story.outlet_count().to_string()),
            ("GRIOT_INDEPENDENT", story.independent_count().to_string()),
        ];
        Self {
            action: alert.action.clone(),
            key,
            body: body.to_string().into_bytes(),
            variables: variables.map(|(name, text)| (name, plain(&text))).into(),
        }
    }

    /// Gives the alert, once.
    pub(super) async fn give(
        self,
        settings: &fetch::Settings,
        now: DateTime<Utc>,
    ) -> Result<(), NotGiven> {
        match self.action {
            Action::Webhook { url, access } => {
                let mut to = fetch::Request::new(url);
                to.fields = access.headers;
                to.trust = access.trust;
                let message = fetch::Message {
                    to,
                    key: self.key,
                    body: self.body,
                    limit: LIMIT,
                };
                let sent = fetch::post(settings, &message, now).await;
                sent.map_err(|failure| NotGiven {
                    message: failure.message,
                    wait: failure.retry_after,
                })
            }
            Action::Command { program, arguments } => {
                let program = Program {
                    path: program,
                    arguments,
                    variables: self.variables,
                    input: self.body,
                    limit: LIMIT,
                };
                program.run().await.map_err(|error| NotGiven {
                    message: error.to_string(),
                    wait: None,
                })
            }
        }
    }
}

fn report(report: &Report) -> Value {
    json!({
        "outlet": report.outlet().name,
        "title": report.title,
        "url": report.url,
        "language": report.language,
        "published": rfc3339(report.published),
        "independent": report.independent,
    })
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A text as an environment can hold it.
fn plain(text: &str) -> String {
    let text = text.chars().filter(|c| *c != '\0');
    text.take(MOST_CHARS).collect()
}

/// Gives an alert for a story that is made up, so that the operator sees whether it arrives.
///
/// # Errors
/// Why it does not.
pub async fn try_out(config: &Config, alert: &Alert, now: DateTime<Utc>) -> Result<(), NotGiven> {
    let id = StoryId::earliest(DateTime::UNIX_EPOCH);
    let instance = config.instance();
    let link = instance.base_url.clone();
    let outlet = Outlet {
        name: "griot".to_owned(),
        site: None,
        language: None,
        owner: None,
        ownership: None,
        full_content: false,
    };
    let source = Source {
        id: SourceId::new("griot"),
        outlet: outlet.into(),
        url: link.clone(),
        country: None,
    };
    let title = "A story that griot made up, to see whether this alert arrives";
    let report = Report {
        source: source.into(),
        feed_title: None,
        title: title.to_owned(),
        url: link.to_string(),
        language: Some(Language::ENGLISH),
        published: now,
        first_seen: now,
        independent: true,
        rights: None,
        origin: None,
        bond: None,
        retitled: Vec::new(),
    };
    let story = Story {
        uri: format!("tag:{},1970-01-01:story/{id}", instance.authority),
        id,
        published: now,
        updated: now,
        link: link.to_string(),
        title: title.to_owned(),
        summary: String::new(),
        content: None,
        language: Some(Language::ENGLISH),
        authors: Vec::new(),
        image: None,
        enclosures: Vec::new(),
        countries: Countries::default(),
        topics: Vec::new(),
        reports: vec![report],
        related: Vec::new(),
    };
    let message = Message::of(alert, &instance, &story, (id, now));
    message.give(&refresh::fetch_settings(config), now).await
}
