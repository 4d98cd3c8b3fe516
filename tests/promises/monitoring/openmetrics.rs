//! A reader of the OpenMetrics text format 1.0 that bears nothing that its specification forbids.

use std::collections::{BTreeMap, BTreeSet};

/// A metric with its samples.
#[derive(Debug, Default)]
pub struct Family {
    pub kind: String,
    unit: String,
    help: String,
    pub samples: Vec<Sample>,
}

/// A sample: the whole name, labels and value.
#[derive(Debug)]
pub struct Sample {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

/// Reads an exposition.
///
/// # Panics
/// At the first thing that is not as the specification has it.
pub fn read(text: &str) -> BTreeMap<String, Family> {
    let body = text.strip_suffix("# EOF\n").expect("ends with # EOF");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let mut current = String::new();
    for line in body.split_terminator('\n') {
        assert!(!line.is_empty() && !line.contains('\r'), "{line:?}");
        if let Some(described) = line.strip_prefix("# ") {
            let (what, rest) = described.split_once(' ').expect(line);
            let (name, value) = rest.split_once(' ').expect(line);
            if name != current {
                assert!(is_name(name), "{line}");
                assert!(!families.contains_key(name), "{name} is interleaved");
                name.clone_into(&mut current);
            }
            let family = families.entry(current.clone()).or_default();
            assert!(
                family.samples.is_empty(),
                "described after its samples: {line}"
            );
            let slot = match what {
                "TYPE" => &mut family.kind,
                "UNIT" => &mut family.unit,
                "HELP" => &mut family.help,
                _ => panic!("{line}"),
            };
            assert!(slot.is_empty(), "said twice: {line}");
            value.clone_into(slot);
            continue;
        }
        let sample = sample(line);
        let family = families.get_mut(&current).expect("described before");
        let endings: &[&str] = match family.kind.as_str() {
            "counter" => &["_total", "_created"],
            "gauge" => &[""],
            "info" => &["_info"],
            "histogram" => &["_bucket", "_count", "_sum", "_created"],
            kind => panic!("{kind} is no type that griot has: {line}"),
        };
        let ending = sample.name.strip_prefix(current.as_str());
        assert!(
            ending.is_some_and(|ending| endings.contains(&ending)),
            "{line}"
        );
        family.samples.push(sample);
    }
    for (name, family) in &families {
        whole(name, family);
    }
    families
}

/// What a family has to be as a whole.
fn whole(name: &str, family: &Family) {
    assert!(
        !family.kind.is_empty() && !family.help.is_empty(),
        "{name} is not described"
    );
    if !family.unit.is_empty() {
        assert!(
            name.ends_with(&format!("_{}", family.unit)),
            "{name} lacks its unit"
        );
    }
    for reserved in ["_total", "_created", "_bucket", "_count", "_sum", "_info"] {
        assert!(!name.ends_with(reserved), "{name} ends as samples do");
    }
    let mut seen = BTreeSet::new();
    for sample in &family.samples {
        assert!(
            seen.insert((&sample.name, &sample.labels)),
            "twice: {sample:?}"
        );
        let is_count = matches!(family.kind.as_str(), "counter" | "histogram" | "info");
        assert!(!is_count || sample.value >= 0.0, "{sample:?}");
        assert!(family.kind != "info" || sample.value == 1.0, "{sample:?}");
    }
    if family.kind == "histogram" {
        histogram(name, family);
    }
}

/// Buckets that grow, up to all that was counted.
fn histogram(name: &str, family: &Family) {
    let of = |ending: &str| {
        let name = format!("{name}{ending}");
        family
            .samples
            .iter()
            .filter(move |sample| sample.name == name)
    };
    let buckets: Vec<(f64, f64)> = of("_bucket")
        .map(|bucket| {
            let bound = &bucket.labels["le"];
            let bound = if bound == "+Inf" {
                f64::INFINITY
            } else {
                bound.parse().unwrap()
            };
            (bound, bucket.value)
        })
        .collect();
    let grow = |pair: &[(f64, f64)]| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1;
    assert!(buckets.windows(2).all(grow), "{name}: {buckets:?}");
    let last = buckets.last().expect("buckets");
    assert_eq!(last.0, f64::INFINITY, "{name}");
    assert_eq!(of("_count").next().unwrap().value, last.1, "{name}");
    assert_eq!(of("_sum").count(), 1, "{name}");
}

fn sample(line: &str) -> Sample {
    let end = line.find(['{', ' ']).expect(line);
    let name = line[..end].to_owned();
    assert!(is_name(&name), "{line}");
    let mut labels = BTreeMap::new();
    let mut rest = &line[end..];
    if let Some(inner) = rest.strip_prefix('{') {
        rest = inner;
        while !rest.starts_with('}') {
            let (label, value) = rest.split_once("=\"").expect(line);
            assert!(is_name(label) && !label.contains(':'), "{line}");
            let close = value.find('"').expect(line);
            assert!(
                !value[..close].contains(['\\', '\n']),
                "no label needs escapes: {line}"
            );
            let before = labels.insert(label.to_owned(), value[..close].to_owned());
            assert!(before.is_none(), "a label twice: {line}");
            rest = value[close + 1..]
                .strip_prefix(',')
                .unwrap_or(&value[close + 1..]);
        }
        rest = &rest[1..];
    }
    let value = rest.strip_prefix(' ').expect(line);
    let value = value
        .parse()
        .unwrap_or_else(|_| panic!("no number: {line}"));
    Sample {
        name,
        labels,
        value,
    }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    let first = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':');
    chars.next().is_some_and(first) && chars.all(|c| first(c) || c.is_ascii_digit())
}
