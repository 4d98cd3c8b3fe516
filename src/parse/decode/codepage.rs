//! The code pages of DOS, EBCDIC and the old Macintosh, which the WHATWG's encodings leave out.

use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../data/codepages.tsv");

/// `<?xm` in every EBCDIC code page.
pub(super) const EBCDIC_DECLARATION: &[u8] = b"\x4c\x6f\xa7\x94";

/// A table of 256 characters.
pub(super) struct CodePage {
    labels: Vec<&'static str>,
    characters: Vec<char>,
}

static PAGES: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(read).collect()
});

fn read(line: &'static str) -> Option<CodePage> {
    let (labels, codes) = line.split_once('\t')?;
    let codes = codes
        .split(' ')
        .map(|code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
    let given: Vec<char> = codes.collect::<Option<_>>()?;
    let ascii = (0..=127u8).map(char::from).filter(|_| given.len() == 128);
    Some(CodePage {
        labels: labels.split(' ').collect(),
        characters: ascii.chain(given.iter().copied()).collect(),
    })
}

impl CodePage {
    pub(super) fn for_label(label: &str) -> Option<&'static Self> {
        let key = key(label);
        PAGES.iter().find(|page| page.labels.contains(&&*key))
    }

    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let known = |byte: &u8| self.characters.get(usize::from(*byte)).copied();
        bytes
            .iter()
            .map(|byte| known(byte).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }
}

/// The label without case, signs and the letters that registries put before the number.
pub(super) fn key(label: &str) -> String {
    let key: String = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let rest = key.strip_prefix("cs").unwrap_or(&key);
    let rest = ["cp", "ibm", "dos"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))
        .unwrap_or(rest);
    rest.to_owned()
}

/// The characters that every EBCDIC code page shares, enough for an XML declaration.
pub(super) fn ebcdic(bytes: &[u8]) -> String {
    CodePage::for_label("cp037").map_or_else(String::new, |page| page.decode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_whole_and_has_a_label() {
        assert!(PAGES.len() > 30);
        for page in PAGES.iter() {
            assert_eq!(page.characters.len(), 256, "{:?}", page.labels);
            assert!(
                page.labels.iter().all(|label| key(label) == **label),
                "{:?}",
                page.labels
            );
        }
    }

    #[test]
    fn labels_are_known_by_any_of_their_spellings() {
        for label in ["cp850", "IBM850", "850", "csIBM850", "cp_850"] {
            let page = CodePage::for_label(label).unwrap();
            assert_eq!(page.decode(b"caf\x82"), "café", "{label}");
        }
        assert_eq!(ebcdic(EBCDIC_DECLARATION), "<?xm");
    }
}
