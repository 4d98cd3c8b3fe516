//! The outlet's name before its texts: `Outlet – `, `Outlet – Country. `.

use std::sync::LazyLock;

use regex::Regex;

/// What stands between the name and the text: a sign, and sometimes a place.
static SIGN: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"(?:(?:[\p{Lu}][\p{L}'’-]*)(?:[ -](?:[\p{L}'’-]+)){0,3}\s*[.:]\s+)?";
    Regex::new(&format!(r"^(?:\s*[–—|/:]\s*|\s+-\s+){place}")).expect("constant")
});

/// Characters other than letters that may stand before the name.
const MOST_BEFORE: usize = 3;

/// An outlet's name, as a reader recognises it: whatever its case, accents and hyphens.
#[derive(Clone, Debug, Default)]
pub(super) struct Name(Vec<String>);

impl Name {
    pub(super) fn new(name: &str) -> Self {
        let words = name.split(is_gap).filter(|word| !word.is_empty());
        Self(
            words
                .map(|word| word.chars().flat_map(folded).collect())
                .collect(),
        )
    }

    /// The text without the name and the sign that parts it from the rest.
    pub(super) fn off<'t>(&self, text: &'t str) -> &'t str {
        let after = self.after(text).and_then(|rest| {
            let sign = SIGN.find(rest)?;
            Some(&rest[sign.end()..])
        });
        after.unwrap_or(text)
    }

    /// What follows the name at the beginning of the text.
    fn after<'t>(&self, text: &'t str) -> Option<&'t str> {
        let signs = text.chars().take_while(|c| !c.is_alphanumeric());
        if self.0.is_empty() || signs.count() > MOST_BEFORE {
            return None;
        }
        let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        for (number, word) in self.0.iter().enumerate() {
            if number > 0 {
                rest = rest.strip_prefix(is_gap)?.trim_start_matches(is_gap);
            }
            for letter in word.chars() {
                let mut characters = rest.chars();
                if !folded(characters.next()?).eq([letter]) {
                    return None;
                }
                rest = characters.as_str();
            }
        }
        Some(rest)
    }
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || c == '-'
}

/// The letter in lower case and without its accent: `África` and `Africa` are one name.
pub(in super::super) fn folded(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_goes_with_its_sign_and_the_place_behind_it() {
        let name = Name::new("Áfrique-Presse Dakar");
        for text in [
            "Afrique Presse Dakar – Niger. Le pont.",
            "AFRIQUE-PRESSE DAKAR: Le pont.",
            "« Áfrique-Presse  Dakar | Le pont.",
            "Afrique-Presse Dakar - Burkina Faso. Le pont.",
        ] {
            assert_eq!(name.off(text), "Le pont.", "{text}");
        }
        for text in [
            "Afrique-Presse Dakar publie un livre.",
            "Afrique-Presse Dakarois – Le pont.",
            "Selon Afrique-Presse Dakar : le pont.",
            "……… Afrique-Presse Dakar – Le pont.",
            "Afrique",
            "",
        ] {
            assert_eq!(name.off(text), text, "{text}");
        }
        assert_eq!(Name::new(" - ").off("– Le pont."), "– Le pont.");
    }
}
