//! Evidence as tables and lines.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::words;
use crate::cli::terminal::Paint;
use crate::group::{Comparison, Feature, Reason, Shared};

/// Words in common that are shown.
const WORDS: usize = 8;
/// Columns that a line of evidence may take.
const WIDTH: usize = 100;

/// What was added up and what that was multiplied by, down to the score. `hours` stands beside the
/// time between.
pub(super) fn evidence(
    features: &[Feature],
    factors: &[Feature],
    hours: Option<f32>,
    indent: &str,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = "points  value  weight  evidence";
    writeln!(out, "{indent}  {}", paint.faint(head))?;
    for Feature {
        name,
        value,
        weight,
    } in features
    {
        let points = value * weight;
        writeln!(
            out,
            "{indent}  {points:6.3}  {value:5.2}  {weight:6.2}  {name}"
        )?;
    }
    if features.len() > 1 {
        writeln!(out, "{indent}  {:6.3}  {:13}  in all", sum(features), "")?;
    }
    for Feature { name, value, .. } in factors {
        let factor = format!("×{value:.2}");
        let between = hours.filter(|_| name == "time between");
        let between =
            between.map_or_else(String::new, |hours| format!(": {}", words::hours(hours)));
        writeln!(out, "{indent}  {factor:>6}  {:13}  {name}{between}", "")?;
    }
    Ok(())
}

fn sum(features: &[Feature]) -> f32 {
    features
        .iter()
        .map(|feature| feature.value * feature.weight)
        .sum()
}

/// The score that the table comes to.
pub(super) fn score(
    comparison: &Comparison,
    indent: &str,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    if comparison.copied > 0.0 {
        let copied = comparison.copied * 100.0;
        let factors = comparison.factors.iter().map(|factor| factor.value);
        let alone = sum(&comparison.features) * factors.product::<f32>();
        let counts = match comparison.near_copy {
            true if comparison.score > alone * 1.001 => {
                ": a near-copy, which counts for more than the sum"
            }
            true => ": a near-copy",
            false => "",
        };
        writeln!(
            out,
            "{indent}  {copied:5.0}%  {:13}  of the shorter text stands in the other{counts}",
            ""
        )?;
    }
    let score = format!("{:6.3}", comparison.score);
    let score = paint.bold(&score);
    writeln!(out, "{indent}  {score}  {:13}  likeness of the two", "")
}

/// Words in common with what each brings, a line each.
pub(super) fn shared(
    shared: &[Shared],
    indent: &str,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    if shared.is_empty() {
        return writeln!(out, "{indent}  {}", paint.faint("no word in common"));
    }
    writeln!(out, "{indent}  {}", paint.faint("points  in common"))?;
    for one in shared.iter().take(WORDS) {
        writeln!(
            out,
            "{indent}  {:6.3}  {}",
            one.points,
            one.words.join(" = ")
        )?;
    }
    let rest = shared.len().saturating_sub(WORDS);
    if rest > 0 {
        let more = format!("and {rest} more that bring less");
        writeln!(out, "{indent}  {}", paint.faint(&more))?;
    }
    Ok(())
}

/// The evidence of a stored reason in few lines: value times weight of each, then the factors.
pub(super) fn brief(reason: &Reason, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let features = reason.features.iter().map(|feature| {
        let Feature {
            name,
            value,
            weight,
        } = feature;
        let points = value * weight;
        format!("{name} {value:.2} × {weight:.2} = {points:.2}")
    });
    let factors = reason.factors.iter();
    let factors = factors.map(|factor| format!("× {:.2} {}", factor.value, factor.name));
    wrapped(&features.collect::<Vec<_>>(), indent, out)?;
    wrapped(&factors.collect::<Vec<_>>(), indent, out)?;
    if !reason.shared.is_empty() {
        wrapped(
            &[format!("in common: {}", reason.shared.join(", "))],
            indent,
            out,
        )?;
    }
    Ok(())
}

/// Pieces of a line, and another where one is full.
fn wrapped(pieces: &[String], indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for piece in pieces {
        let width = indent.len() + line.chars().count() + piece.chars().count() + 2;
        if !line.is_empty() && width > WIDTH {
            writeln!(out, "{indent}{line}")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(piece);
    }
    match line.is_empty() {
        true => Ok(()),
        false => writeln!(out, "{indent}{line}"),
    }
}

/// A comparison, numbers to the fourth digit behind the point: what follows is noise.
pub(super) fn json(comparison: &Comparison) -> Value {
    rounded(json!(comparison))
}

/// All numbers of a value to the fourth digit behind the point.
pub(super) fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            let number = number.as_f64().unwrap_or_default();
            json!((number * 10_000.0).round() / 10_000.0)
        }
        Value::Array(values) => values.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, rounded(value)))
            .collect(),
        other => other,
    }
}
