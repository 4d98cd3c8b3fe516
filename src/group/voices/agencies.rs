//! Which news agency the text of an entry is from, by what it says of itself.
//!
//! Three things make a text an agency's: a dateline that names it, and credits (at its end, in the
//! by-line, in a category, in the line of rights) as long as they name it alone. A text that
//! credits several was put together by its outlet, and one whose by-line names a journalist beside
//! the agency ("Awa Diop avec AFP") was written there: both are texts of their own. A desk is no
//! journalist: "La Rédaction avec AFP" is the agency's text, edited.
//!
//! A journalist named alone in the by-line says nothing: that is whoever put the agency's text on
//! the site, or the agency's own correspondent. What credits a picture says nothing of the text.

use super::bylines;
use super::credits::{self, Credit};
use crate::domain::Agency;
use crate::group::item::Item;

/// Whether an outlet is an agency itself.
pub fn is_one(outlet: &str) -> bool {
    !Agency::called(outlet).is_empty()
}

/// The agency that the text of an entry is from, or that its outlet is.
pub fn credited(item: &Item) -> Option<&'static str> {
    let about = &item.countries;
    let given = &item.credits;
    let dateline = [&item.summary, &item.text]
        .into_iter()
        .find_map(|text| credits::dateline(text, about))
        .or_else(|| Agency::named(given.origin.as_deref()?, about));
    if let Some(agency) = dateline.or_else(|| Agency::named(&item.outlet, about)) {
        return Some(agency.name);
    }
    let mut all = Credit::default();
    for text in [&item.summary, &item.text, &given.ending] {
        all.add(credits::ending(text, &item.outlet, about));
    }
    all.add(bylines::byline(&given.authors, &item.outlet, about));
    if let Some(rights) = &given.rights {
        all.add(credits::rights(rights, &item.outlet, about));
    }
    let filed = item.categories.iter();
    let filed = filed.filter_map(|name| Agency::named(name, about));
    all.agencies.extend(
        filed
            .filter(|agency| !agency.is_mistakable())
            .map(|agency| agency.name),
    );
    match (all.agencies.iter().next(), all.agencies.len(), all.own) {
        (Some(agency), 1, false) => Some(agency),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
