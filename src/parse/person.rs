//! Authors and contributors, as structures (Atom) or as one line (RSS).

use super::document::Person;
use super::scope::Scope;
use super::tree::Element;

/// Reads an author, contributor or owner, or several of them in one line.
pub(super) fn read(element: &Element<'_>, scope: &Scope) -> Vec<Person> {
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
    match person == Person::default() {
        true => lines(&element.text()),
        false => vec![person],
    }
}

/// Reads a line of people, each with an address: what stands between commas is one of them, or the
/// address of the one before. A name may have a comma, so that without several addresses it is one.
fn lines(text: &str) -> Vec<Person> {
    if emails(text).nth(1).is_none() {
        return line(text).into_iter().collect();
    }
    let mut people: Vec<Person> = Vec::new();
    let mut depth = 0_usize;
    let parts = text.split(|c| {
        match c {
            '(' | '<' => depth += 1,
            ')' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';')
    });
    for person in parts.filter_map(line) {
        let last = people.last_mut().filter(|last| last.email.is_none());
        match last {
            Some(last) if person.name.is_none() => last.email = person.email,
            _ => people.push(person),
        }
    }
    people
}

/// Reads `a@b.example (Name)`, `Name (a@b.example)`, `Name <a@b.example>`, or either alone.
fn line(text: &str) -> Option<Person> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let email = emails(text).next();
    let name = match email {
        Some(email) => text.replace(email, "").replace("mailto:", ""),
        None => text.to_owned(),
    };
    let name = name.replace("()", "").replace("<>", "");
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
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

fn emails(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | ',' | ';'))
        .map(|word| word.trim_start_matches("mailto:"))
        .filter(|word| is_email(word))
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
            assert_eq!(lines(text), std::slice::from_ref(&both), "{text}");
        }
        assert_eq!(line("Awa Diop").unwrap().email, None);
        assert_eq!(line("awa@example.org").unwrap().name, None);
        assert_eq!(lines("  "), []);
        assert_eq!(lines("Diop, Awa").len(), 1);
    }

    #[test]
    fn several_people_in_one_line_are_several() {
        let person = |name: Option<&str>, email: &str| Person {
            name: name.map(str::to_owned),
            email: Some(email.to_owned()),
            uri: None,
        };
        let awa = person(Some("Awa Diop"), "awa@a.example");
        let jean = person(Some("Jean, le jeune"), "jean@b.example");
        for text in [
            "awa@a.example (Awa Diop), jean@b.example (Jean, le jeune)",
            "Awa Diop <awa@a.example>; (Jean, le jeune) jean@b.example",
            "Awa Diop, awa@a.example, jean@b.example (Jean, le jeune)",
        ] {
            assert_eq!(lines(text), [awa.clone(), jean.clone()], "{text}");
        }
        let nameless = [
            person(None, "awa@a.example"),
            person(None, "jean@b.example"),
        ];
        assert_eq!(lines("awa@a.example, jean@b.example"), nameless);
    }
}
