//! Words before and behind a title that say how it is told, and nothing of what: "URGENT :",
//! "[Vidéo]", "EN IMAGES.".

use std::sync::LazyLock;

use regex::Regex;

/// The words, in the languages of outlets. What tells them from the same words in a sentence is the
/// sign behind them.
const WORDS: &str = concat!(
    r"urgent|alertes?(?: infos?)?|flash(?: infos?)?|derni[eè]re (?:minute|heure)|info exclusive",
    r"|exclusif|exclusivit[eé]|exclu|(?:en )?direct(?: vid[eé]o)?|en (?:images|photos|vid[eé]os?)",
    r"|vid[eé]os?|audios?|photos?|images|diaporama|infographies?|podcasts?|replay",
    r"|breaking(?: news)?|just in|exclusive|live(?: updates?| blog)?|watch|listen|developing",
    r"|in (?:pictures|photos|images)|gallery|updated?(?: \d)?",
    r"|[uú]ltima hora|urgente|ao vivo|em (?:direto|directo|imagens|fotos)|[aá]udios?|exclusivo|exclusiva",
    r"|fotos?|galeria|en (?:vivo|directo|im[aá]genes|fotos)|[uú]ltimo minuto",
    r"|عاجل|فيديو|بالفيديو|بالصور|صور|شاهد|مباشر|بث مباشر|حصري|بالصوت|صوت|خبر عاجل",
);

/// Labels at the beginning: in brackets; with a sign behind them; or in capitals before a word that
/// is not.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let labels = format!(r"(?:{WORDS})(?:\s*(?:[+/&,]|et|and|e|y|و)\s*(?:{WORDS}))*");
    Regex::new(&format!(
        r"^(?:(?i:\W{{0,3}}[\[(]\s*(?:{labels})\s*[\])]\s*(?:[:|–—-]+\s*)?|\W{{0,3}}en (?:direct|images|photos|vid[eé]os?),\s+|\W{{0,3}}(?:{labels})(?:\s*[:|!>•»]+\s*|\s+[-–—]+\s+|[–—]+\s+|\s*\.{{1,3}}\s+|\s*…\s*)))+"
    ))
    .expect("constant")
});

/// A word in capitals without a sign, before the words of a sentence.
static SHOUTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\W{0,3}(?:(?:URGENT|ALERTE INFO|FLASH INFO|VID[EÉ]O|EN IMAGES|EN DIRECT|EXCLUSIF|BREAKING(?: NEWS)?|URGENTE|[UÚ]LTIMA HORA)\s+)+(\p{Lu}?['’]?\p{Lu}?\p{Ll}\S*)",
    )
    .expect("constant")
});

/// Labels at the end: in brackets, or behind a sign.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let labels = format!(r"(?:{WORDS})(?:\s*(?:[+/&,]|et|and|e|y|و)\s*(?:{WORDS}))*");
    Regex::new(&format!(
        r"(?i)(?:\s*[\[(]\s*(?:{labels})\s*[\])]|\s+[-–—|/]+\s*(?:{labels})|\s*\|\s*(?:{labels}))[\s.!]*$"
    ))
    .expect("constant")
});

/// The title without its labels; as it is, where it is nothing else.
pub(super) fn without_labels(title: &str) -> &str {
    let start = BEFORE.find(title).map_or(0, |found| found.end());
    let rest = &title[start..];
    let shouted = SHOUTED.captures(rest).and_then(|found| found.get(1));
    let rest = shouted.map_or(rest, |word| &rest[word.start()..]);
    let end = BEHIND.find(rest).map_or(rest.len(), |found| found.start());
    match rest[..end].trim() {
        "" => title,
        bare => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_from_both_ends() {
        for given in [
            "URGENT : la crue monte",
            "Urgent ! la crue monte",
            "🔴 URGENT – la crue monte",
            "[Vidéo] la crue monte",
            "(AUDIO) la crue monte",
            "VIDÉO. la crue monte",
            "EN IMAGES. la crue monte",
            "DIRECT. la crue monte",
            "EN DIRECT – la crue monte",
            "En direct, la crue monte",
            "Live : la crue monte",
            "VIDEO + PHOTOS : la crue monte",
            "URGENT | VIDÉO : la crue monte",
            "EXCLUSIF - la crue monte",
            "BREAKING: la crue monte",
            "URGENTE: la crue monte",
            "AO VIVO | la crue monte",
            "EN VIVO | la crue monte",
            "بالفيديو.. la crue monte",
            "عاجل | la crue monte",
            "[فيديو] la crue monte",
            "la crue monte (vidéo)",
            "la crue monte [VIDEO]",
            "la crue monte – EN IMAGES",
            "la crue monte | Photos",
            "la crue monte (photos et vidéo)",
        ] {
            assert_eq!(without_labels(given), "la crue monte", "{given}");
        }
        assert_eq!(without_labels("URGENT La crue monte"), "La crue monte");
        assert_eq!(without_labels("VIDÉO L’eau monte"), "L’eau monte");
    }

    #[test]
    fn the_same_words_in_a_sentence_stay() {
        for kept in [
            "Vidéosurveillance à Dakar : le marché attribué",
            "Direct Énergie rachète un fournisseur",
            "DIRECT ÉNERGIE rachète un fournisseur",
            "Live Nation signe à Lagos",
            "Exclusive economic zone: talks resume",
            "Flash-mob à Dakar",
            "Audio-visuel : la loi adoptée",
            "Urgent besoin d’aide",
            "URGENT BESOIN D’AIDE",
            "Photos volées : un procès",
            "Images d’archives et mémoire",
            "La guerre en direct",
            "Direct, franc et net : le ministre répond",
            "Une loi sur la vidéo",
            "Vidéo",
            "[VIDEO]",
            "Update on cholera",
            "Alerte rouge à Cotonou",
        ] {
            assert_eq!(without_labels(kept), kept);
        }
    }
}
