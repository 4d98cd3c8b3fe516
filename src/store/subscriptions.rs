//! What hubs were asked for (WebSub).

use rusqlite::{Row, named_params};

use super::columns::Columns;
use super::{Error, Store, millis};
use crate::domain::{Announced, Phase, Secret, SourceId, Subscription};

impl Store {
    /// Every subscription, in the order of their sources.
    ///
    /// # Errors
    /// When the database refuses, or holds what is no subscription.
    pub fn subscriptions(&self) -> Result<Vec<Subscription>, Error> {
        let mut query = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM subscription ORDER BY source, phase, token"
        ))?;
        let mut rows = query.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }

    /// Keeps a subscription as it stands now.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn save_subscription(&self, subscription: &Subscription) -> Result<(), Error> {
        let mut statement = self.db.prepare_cached(
            "INSERT OR REPLACE INTO subscription
                 (token, source, hub, topic, secret, phase, asked, until, trusted, attempts, due,
                  trouble)
             VALUES (:token, :source, :hub, :topic, :secret, :phase, :asked, :until, :trusted,
                     :attempts, :due, :trouble)",
        )?;
        statement.execute(named_params! {
            ":token": subscription.token.reveal(),
            ":source": subscription.source.as_str(),
            ":hub": subscription.of.hub.as_str(),
            ":topic": subscription.of.topic,
            ":secret": subscription.secret.as_ref().map(Secret::reveal),
            ":phase": subscription.phase.as_str(),
            ":asked": subscription.asked.map(millis),
            ":until": subscription.until.map(millis),
            ":trusted": subscription.trusted.map(millis),
            ":attempts": subscription.attempts,
            ":due": subscription.due.map(millis),
            ":trouble": subscription.trouble,
        })?;
        Ok(())
    }

    /// Forgets a subscription.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn forget_subscription(&self, token: &Secret) -> Result<(), Error> {
        self.db
            .prepare_cached("DELETE FROM subscription WHERE token = ?1")?
            .execute([token.reveal()])?;
        Ok(())
    }

    /// Trusts no hub any more to deliver everything: of this source or, without one, of any.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn doubt_hubs(&self, source: Option<&SourceId>) -> Result<(), Error> {
        self.db
            .prepare_cached(
                "UPDATE subscription SET trusted = NULL WHERE ?1 IS NULL OR source = ?1",
            )?
            .execute([source.map(SourceId::as_str)])?;
        Ok(())
    }
}

/// The columns that [`read`] takes, in its order.
const COLUMNS: &str = "token, source, hub, topic, secret, phase, asked, until, trusted, attempts, \
     due, trouble";

fn read(row: &Row<'_>) -> Result<Subscription, Error> {
    let mut columns = Columns::of(row);
    let foreign = |text: String| Error::Value(format!("\"{text}\" of a subscription"));
    Ok(Subscription {
        token: Secret::new(columns.value::<String>()?),
        source: SourceId::new(columns.value::<String>()?),
        of: Announced {
            hub: {
                let hub: String = columns.value()?;
                hub.parse().map_err(|_| foreign(hub))?
            },
            topic: columns.value()?,
        },
        secret: columns.value::<Option<String>>()?.map(Secret::new),
        phase: {
            let phases = [Phase::Asked, Phase::Active, Phase::Denied, Phase::Leaving];
            let phase: String = columns.value()?;
            let known = phases.into_iter().find(|known| known.as_str() == phase);
            known.ok_or_else(|| foreign(phase))?
        },
        asked: columns.maybe_time()?,
        until: columns.maybe_time()?,
        trusted: columns.maybe_time()?,
        attempts: columns.value()?,
        due: columns.maybe_time()?,
        trouble: columns.value()?,
    })
}
