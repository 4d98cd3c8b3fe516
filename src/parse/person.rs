//! Authors and contributors, as structures (Atom) or as one line (RSS).

use super::document::Person;
use super::scope::Scope;
use super::tree::Element;

/// Reads an author, contributor or owner.
pub(super) fn read(element: &Element<'_>, scope: &Scope) -> Option<Person> {
    if element.elements().next().is_none() {
        return line(&element.text());
    }
    let mut person = Person::default();
    for child in element.elements() {
        let said = Some(child.text()).filter(|text| !text.is_empty());
        match &*child.name.local {
            "name" => person.name = said,
            "email" => person.email = said,
            "uri" | "url" | "homepage" => person.uri = said.map(|uri| scope.absolute(&uri)),
            _ => {}
        }
    }
    if person == Person::default() {
        return line(&element.text());
    }
    Some(person)
}

/// Reads `a@b.example (Name)`, `Name (a@b.example)`, `Name <a@b.example>`, or either alone.
pub(super) fn line(text: &str) -> Option<Person> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let email = text
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | ',' | ';'))
        .map(|word| word.trim_start_matches("mailto:"))
        .find(|word| is_email(word));
    let name = match email {
        Some(email) => text.replace(email, "").replace("mailto:", ""),
        None => text.to_owned(),
    };
    let name = name.replace("()", "").replace("<>", "");
    let name = name.trim();
    let inner = name
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let name = inner.unwrap_or(name).trim();
    Some(Person {
        name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        email: email.map(str::to_owned),
        uri: None,
    })
}

fn is_email(word: &str) -> bool {
    word.split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_into_name_and_address() {
        let both = Person {
            name: Some("Awa Diop".to_owned()),
            email: Some("awa@example.org".to_owned()),
            uri: None,
        };
        for text in [
            "awa@example.org (Awa Diop)",
            "Awa Diop (awa@example.org)",
            "Awa Diop <awa@example.org>",
            "Awa Diop, mailto:awa@example.org",
        ] {
            let read = line(text).map(|mut person| {
                person.name = person
                    .name
                    .map(|name| name.trim_end_matches(',').to_owned());
                person
            });
            assert_eq!(read.as_ref(), Some(&both), "{text}");
        }
        assert_eq!(line("Awa Diop").unwrap().email, None);
        assert_eq!(line("awa@example.org").unwrap().name, None);
        assert_eq!(line("  "), None);
    }
}
