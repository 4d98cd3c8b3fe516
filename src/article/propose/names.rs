//! By what names a block could be selected.

use std::collections::BTreeSet;

use dom_query::NodeRef;

/// Ancestors of a teaser whose names may tell its list from others.
const ANCESTORS: usize = 6;

/// Selectors for a block: by its own classes, and by those of what it stands in.
pub(super) fn names(node: &NodeRef<'_>) -> BTreeSet<String> {
    let tag = node.node_name().unwrap_or_default().to_string();
    let own: Vec<String> = classes(node)
        .into_iter()
        .map(|class| format!("{tag}.{class}"))
        .collect();
    let mut names: BTreeSet<String> = own.iter().cloned().collect();
    if tag == "article" {
        names.insert(tag.clone());
    }
    for (level, outer) in node.ancestors_it(None).enumerate().take(ANCESTORS) {
        if outer.has_name("html") || outer.has_name("body") {
            break;
        }
        let outer_tag = outer.node_name().unwrap_or_default().to_string();
        let id = outer
            .id_attr()
            .filter(|id| is_lasting(id))
            .map(|id| format!("#{id}"));
        let outer_names = classes(&outer)
            .into_iter()
            .map(|class| format!("{outer_tag}.{class}"));
        let main = (outer_tag == "main").then_some(outer_tag.clone());
        for outer in id.into_iter().chain(outer_names).chain(main) {
            if level == 0 {
                names.insert(format!("{outer} > {tag}"));
            }
            if level == 1
                && let Some(parent) = node.parent()
            {
                let parent = parent.node_name().unwrap_or_default();
                names.insert(format!("{outer} > {parent} > {tag}"));
            }
            for own in &own {
                names.insert(format!("{outer} {own}"));
            }
            if matches!(&*tag, "article" | "li" | "tr") || level > 0 && tag != "div" {
                names.insert(format!("{outer} {tag}"));
            }
        }
    }
    names
}

/// The classes of an element that are the same for all of its kind, and stay.
fn classes(node: &NodeRef<'_>) -> Vec<String> {
    let names = node.class().unwrap_or_default();
    let names = names.split_whitespace().filter(|name| is_lasting(name));
    names.take(6).map(str::to_owned).collect()
}

/// Whether a name can be written as it stands, and is not one element's own or of a passing state.
fn is_lasting(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let numbers = name.chars().filter(char::is_ascii_digit).count();
    let passing = [
        "first", "last", "odd", "even", "active", "current", "clearfix", "hidden", "visible",
    ];
    let topics = ["category-", "tag-", "status-", "format-", "author-"];
    begins
        && name.len() <= 40
        && name.chars().all(plain)
        && numbers <= 2
        && !passing.contains(&name)
        && !topics.iter().any(|topic| name.starts_with(topic))
}
