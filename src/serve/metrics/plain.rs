//! The older text format of Prometheus (0.0.4), for whoever does not ask for OpenMetrics: a counter is
//! described under its whole name, and there are neither units nor an end.

/// `text` of OpenMetrics in the older format.
pub(super) fn from_open_metrics(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = match parts(line) {
            // The help of a metric stands before its type.
            Some(("HELP", name, help)) => {
                let of = lines.peek().and_then(|next| parts(next));
                let kind = of.map_or("", |(_, _, kind)| kind);
                format!("# HELP {}{} {help}", name, ending(kind))
            }
            Some(("TYPE", name, kind)) => {
                let ending = ending(kind);
                let kind = if kind == "info" { "gauge" } else { kind };
                format!("# TYPE {name}{ending} {kind}")
            }
            _ if line.starts_with('#') => continue,
            _ => line.to_owned(),
        };
        plain.push_str(&line);
        plain.push('\n');
    }
    plain
}

/// What describes a metric: `HELP` or `TYPE`, its name, and the rest.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (what, rest) = line.strip_prefix("# ")?.split_once(' ')?;
    let (name, rest) = rest.split_once(' ')?;
    matches!(what, "HELP" | "TYPE").then_some((what, name, rest))
}

/// What the samples of a metric of this type have behind its name.
fn ending(kind: &str) -> &'static str {
    match kind {
        "counter" => "_total",
        "info" => "_info",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_and_infos_are_described_under_their_whole_names() {
        let open = "# HELP a_build This one.\n# TYPE a_build info\na_build_info{v=\"1\"} 1\n\
             # HELP a_got_bytes Bytes.\n# TYPE a_got_bytes counter\n# UNIT a_got_bytes bytes\n\
             a_got_bytes_total 5\n# HELP a_now Now.\n# TYPE a_now gauge\na_now 1\n# EOF\n";
        let plain = "# HELP a_build_info This one.\n# TYPE a_build_info gauge\na_build_info{v=\"1\"} 1\n\
             # HELP a_got_bytes_total Bytes.\n# TYPE a_got_bytes_total counter\na_got_bytes_total 5\n\
             # HELP a_now Now.\n# TYPE a_now gauge\na_now 1\n";
        assert_eq!(from_open_metrics(open), plain);
    }
}
