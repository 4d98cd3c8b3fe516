//! Why something is about its countries.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::attribute::{Attribution, Evidence, Field, Rule};
use crate::cli::terminal::Paint;
use crate::domain::{Countries, Country, Language};

/// What the circumstances are that change a weight, by their names.
const CIRCUMSTANCES: [(&str, &str); 14] = [
    (
        "ambiguous",
        "also an ordinary word, and nothing else speaks for the country",
    ),
    (
        "capitals",
        "in a headline in capitals, where spelling proves nothing",
    ),
    ("commentator", "someone quoted as an outsider"),
    ("comparison", "named to compare with"),
    (
        "either",
        "one of several countries of that name; the rest of the text decided",
    ),
    ("host", "where a meeting of many is held"),
    (
        "home",
        "each country has one: it stands for the source's own",
    ),
    ("neighbour", "named to say what is near"),
    ("office", "who governs, in the first sentence"),
    ("player", "where a player or coach comes from"),
    ("repeated", "named in this field before"),
    ("theirs", "where another's coach or player comes from"),
    (
        "topic",
        "the headline begins with it: half a point more, once",
    ),
    (
        "venue",
        "where it was held or written, not what it is about",
    ),
];

/// The verdict, the points of each country, and every piece of evidence.
pub(super) fn json(attribution: &Attribution) -> Value {
    let points = attribution
        .points
        .iter()
        .map(|(country, points)| json!({ "country": country, "points": rounded(*points) }));
    let evidence = attribution.evidence.iter().map(|evidence| {
        let mut value = json!(evidence);
        value["weight"] = rounded(evidence.weight).into();
        value["effect"] = rounded(evidence.effect).into();
        value
    });
    json!({
        "primary": attribution.primary,
        "mentioned": attribution.mentioned,
        "points": points.collect::<Vec<_>>(),
        "evidence": evidence.collect::<Vec<_>>(),
    })
}

/// To the fourth digit behind the point, as it was meant: what follows is noise.
fn rounded(number: f32) -> f64 {
    (f64::from(number) * 10_000.0).round() / 10_000.0
}

/// The verdict, then every piece of evidence. What an outlet wrote stands last in its line: it may
/// be of any width and direction.
pub(super) fn print(
    attribution: &Attribution,
    indent: &str,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let with_points = |countries: &[Country]| {
        let one = |country: &Country| {
            let found = attribution
                .points
                .iter()
                .find(|(known, _)| known == country);
            let points = found.map_or(0.0, |(_, points)| *points);
            format!("{} ({points:.2})", name(*country))
        };
        countries.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let primary = match attribution.primary.is_empty() {
        true => "no country".to_owned(),
        false => paint.bold(&with_points(&attribution.primary)),
    };
    writeln!(out, "{indent}  about     {primary}")?;
    if !attribution.mentioned.is_empty() {
        let mentioned = with_points(&attribution.mentioned);
        writeln!(out, "{indent}  mentions  {mentioned}")?;
    }
    if is_by_source(attribution) {
        let why = "the text itself names no country loud enough: what its source says counts";
        writeln!(out, "{indent}  {}", paint.faint(why))?;
    }
    if attribution.evidence.is_empty() {
        let why = "nothing in it names a country";
        return writeln!(out, "{indent}  {}", paint.faint(why));
    }
    let rows: Vec<Row> = attribution.evidence.iter().map(Row::of).collect();
    let why = rows.iter().map(|row| row.why.chars().count()).max();
    let why = why.unwrap_or_default().max("why".len());
    let head = format!("points  country  field     weight  {:why$}  words", "why");
    writeln!(out, "{indent}  {}", paint.faint(&head))?;
    for Row {
        evidence,
        why: because,
    } in &rows
    {
        let Evidence {
            country,
            field,
            weight,
            effect,
            surface,
            ..
        } = evidence;
        let points = format!("+{effect:.2}");
        let field = word(field);
        let line = format!(
            "{indent}  {points:>6}  {country:7}  {field:8}  {weight:6.2}  {because:why$}  {surface}"
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    for (circumstance, meaning) in CIRCUMSTANCES {
        let holds = |row: &Row| {
            row.evidence
                .rules
                .iter()
                .any(|rule| word(rule) == circumstance)
        };
        if rows.iter().any(holds) {
            let line = format!("{circumstance}: {meaning}");
            writeln!(out, "{indent}  {}", paint.faint(&line))?;
        }
    }
    Ok(())
}

/// That another verdict is stored.
pub(super) fn otherwise(stored: &Countries, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut said = names(&stored.primary);
    if !stored.mentioned.is_empty() {
        said += &format!(", mentioning {}", names(&stored.mentioned));
    }
    writeln!(
        out,
        "{indent}  stored    about {said}; today's words and rules say otherwise"
    )
}

/// `NE Niger, ML Mali`.
pub(super) fn names(countries: &[Country]) -> String {
    if countries.is_empty() {
        return "no country".to_owned();
    }
    countries
        .iter()
        .copied()
        .map(name)
        .collect::<Vec<_>>()
        .join(", ")
}

fn name(country: Country) -> String {
    format!("{country} {}", country.name(Language::ENGLISH))
}

/// Whether nothing that the text says speaks for what it is taken to be about.
fn is_by_source(attribution: &Attribution) -> bool {
    let own = |evidence: &Evidence| {
        let elsewhere = [Field::Feed, Field::Url, Field::Dateline];
        attribution.primary.contains(&evidence.country) && !elsewhere.contains(&evidence.field)
    };
    !attribution.primary.is_empty() && !attribution.evidence.iter().any(own)
}

struct Row<'e> {
    evidence: &'e Evidence,
    /// What the words name, and the circumstances with what they leave of the weight.
    why: String,
}

impl<'e> Row<'e> {
    fn of(evidence: &'e Evidence) -> Self {
        let kind = match evidence.kind {
            None if evidence.field == Field::Feed => Some("country of the source".to_owned()),
            kind => kind.map(|kind| word(&kind)),
        };
        let rules = evidence
            .rules
            .iter()
            .map(|rule: &Rule| match rule.factor() {
                1.0 => word(rule),
                factor => format!("{} ×{factor}", word(rule)),
            });
        Self {
            evidence,
            why: kind.into_iter().chain(rules).collect::<Vec<_>>().join(", "),
        }
    }
}

/// A kind, field or circumstance by the name that `--json` has for it.
fn word(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
