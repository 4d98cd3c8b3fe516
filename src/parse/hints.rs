//! What a feed says about when to ask for it.

use std::time::Duration;

use chrono::Weekday;

use super::document::Hints;
use super::namespace::Namespace;
use super::tree::Element;

/// Reads `ttl`, `skipHours`, `skipDays` and the `sy:` module from a channel's elements.
pub(super) fn hints(element: &Element<'_>) -> Hints {
    let number = |child: &Element<'_>| child.text().parse::<f64>().ok();
    let ttl = element.child("ttl").and_then(number);
    Hints {
        ttl_minutes: ttl.filter(|ttl| *ttl >= 1.0).map(|ttl| ttl as u32),
        skip_hours: list(element, "skiphours", |hour| {
            // 24 is midnight to some writers: RSS 0.91 counts from 1, RSS 2.0 from 0.
            let hour: u8 = hour.parse().ok()?;
            (hour <= 24).then_some(hour % 24)
        }),
        skip_days: list(element, "skipdays", |day| day.parse::<Weekday>().ok()),
        update_period: update_period(element),
    }
}

fn list<T: PartialEq>(
    element: &Element<'_>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for child in element.child(name).into_iter().flat_map(Element::elements) {
        if let Some(value) = read(&child.text()).filter(|value| !found.contains(value)) {
            found.push(value);
        }
    }
    found
}

/// `sy:updatePeriod` divided by `sy:updateFrequency`, which is 1 when it is not given.
fn update_period(element: &Element<'_>) -> Option<Duration> {
    let said = |name: &str| {
        let mut all = element.elements();
        all.find(|child| child.name.namespace == Namespace::Syndication && child.name.local == name)
            .map(Element::text)
    };
    let seconds = match &*said("updateperiod")?.to_ascii_lowercase() {
        // Not in the module, but in the wild.
        "minutely" => 60,
        "hourly" => 3_600,
        "daily" => 86_400,
        "weekly" => 7 * 86_400,
        "monthly" => 30 * 86_400,
        "yearly" => 365 * 86_400,
        _ => return None,
    };
    let frequency = said("updatefrequency").and_then(|times| times.parse::<u32>().ok());
    Some(Duration::from_secs(seconds) / frequency.filter(|times| *times > 0).unwrap_or(1))
}
