//! What outlets put around their texts: tails, calls to follow them, links to other items,
//! datelines. Patterns are of what such lines say in general; what is peculiar to one outlet is
//! learnt from its feed, or configured.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::{Country, Language};

/// Compiles a pattern. Word boundaries are ASCII's: Unicode's cost a hundredfold on text with
/// accents, so no pattern may need one beside an accented letter.
fn pattern(source: &str) -> Regex {
    let source = source.replace(r"\b", r"(?-u:\b)");
    Regex::new(&format!("(?i){source}")).expect("constant")
}

macro_rules! patterns {
    ($($name:ident = $source:expr;)*) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| pattern($source));)*
    };
}

patterns! {
    // "L'article … est apparu en premier sur …", which WordPress puts at the end in many languages.
    FIRST_ON = r"\b(?:est apparu en premier sur|a été publié en premier sur|appeared first on|was first published on|first appeared (?:on|in)|aparece(?:u)? primeiro (?:em|no|na)|apareci[oó] primero en|se public[oó] primero en|erschien zuerst auf|proviene da)\b|è apparso per primo su\s|(?:أولا|اولا)[ًَ]? (?:على|في)\s";
    FIRST_ON_OPENS = r"(?:l['’]article|cet article|the (?:post|article)|this (?:post|article|story)|o (?:conteúdo|artigo|post)|la entrada|el artículo|der beitrag|l['’]articolo|(?:(?:ظهرت?|نشرت?) )?(?:المقالة?|هذا المقال|المنشور|التدوينة))\s";
    // "Lire aussi : …"; the sign after it tells it from ordinary prose.
    READ_ALSO = r"(?:^|[\s(\[|«>–—-])(?:à lire(?: aussi| également)?|lire(?: aussi| également| encore)|lire la suite|lisez aussi|voir (?:aussi|également)|en savoir plus|sur le même sujet|dans la même rubrique|read (?:also|more|next|full (?:story|article))|also read|see also|continue reading|related(?: articles?| stor(?:y|ies)| news)?|you may also like|recommended|leia (?:também|mais|ainda|a notícia completa)|ler mais|continue (?:a ler|lendo)|saiba mais|veja (?:também|mais)|relacionad[oa]s?|lea también|leer más|(?:إ|ا)قرأ (?:أيضا|ايضا)[ًَ]?|(?:إ|ا)قرأ المزيد|طالع (?:أيضا|ايضا)[ًَ]?|شاهد (?:أيضا|ايضا)[ًَ]?)[ً\s\])]*(?::|>|»|›|→|…|\.\.\.|[–—-]\s|https?://|$)";
    // Sentences that call for something, by how they begin and by what they name.
    CALL = r"^\W*(?:rejoignez|rejoindre|rejoins|abonnez|abonne-toi|s['’]abonner|suivez|retrouvez|inscrivez|recevez|restez|téléchargez|cliquez|partagez|n['’]oubliez pas|pour (?:plus|davantage|ne rien|rester|recevoir|suivre)|join|subscribe|follow|sign up|get |receive|stay |click|download|share |don['’]t miss|for (?:more|the latest|all the|breaking)|to (?:get|receive|read more)|junte-se|siga|acompanhe|subscreva|assine|inscreva|receba|entre no|participe|clique|baixe|partilhe|compartilhe|fique|para (?:mais|saber mais|receber|acompanhar)|únete|síguenos|suscríbe|انضم|تابعونا|تابعوا|تابع |اشترك|للمزيد|لمزيد|حمل )";
    CALLED = r"whatsapp|telegram|facebook|twitter|instagram|youtube|tiktok|google (?:news|actualités|notícias)|newsletter|notre (?:chaîne|canal|page|groupe|application|appli|compte)|nos (?:alertes|réseaux)|suivez[- ]nous|suivez\s|abonnez|our (?:channel|page|group|app|newsletter|social|website)|us on\b|follow\b|subscribe|visit\b|nosso (?:canal|grupo|site|app)|nossa (?:página|newsletter)|siga\b|acompanhe|subscreva|واتسا?ب|تليجرام|تيليجرام|تلغرام|فيسبوك|قناتنا|صفحتنا|نشرتنا|تطبيق|تابعوا|زوروا";
    // Lines that are nothing but furniture, whole.
    LINE = r"^\W*(?:(?:publicité|annonces?|advertisements?|advertorial|sponsored(?: content)?|publicidade|anúncio|publicidad|إعلان|اعلان)(?:\P{L}.{0,40})?|(?:🚀\s*)?nos partenaires\b.{0,160}|(?:découvrez l['’]offre|commandez maintenant|pin it on pinterest)\W*|(?:©|copyright\b|\(c\)\s).{0,160}|(?:tous droits réservés|all rights reserved|todos os direitos reservados|جميع الحقوق محفوظة).{0,120}|(?:laisser un commentaire|leave a (?:reply|comment)(?: cancel reply)?|deixe um comentário|please enter your (?:comment|name).{0,60}|your email address will not be published.{0,60}|votre adresse e-mail ne sera pas publiée.{0,80}|o seu endereço de e-mail não será publicado.{0,80}|voici la section des commentaires|articles (?:similaires|récents|liés)|related (?:articles|posts)|artigos relacionados|مقالات ذات صلة|\d+ (?:commentaires?|comments?|comentários?))\W*|mots[- ]clés\b.{0,200}|(?:tags?|keywords|palavras-chave|étiquettes?)\s*:.{0,200}|\d[\d\s]* (?:lectures|vues|views|leituras)\W*|https?://\S+)$";
    // A box of other headlines, with bullets or dates.
    BOX = r"^\W*(?:breaking news|dernières nouvelles|à la une|latest news|últimas notícias|trending|populaires?|most read|les plus lus)\W*$|^•.{5,300}\|\s*\d{1,2} \S+ \d{4}\W*$";
    // "... 19.01.2024, Agence": a lead cut off, with the stamp of who cut it.
    STAMP = r"\s*(?:\.\.\.|…)\s*\d{1,2}[./]\d{1,2}[./]\d{4}\s*,\s*[^.,]{2,40}$";
    // "Read the full article at …", without a sign before the address.
    FULL_TEXT_AT = r"\s*(?:read (?:the )?(?:full|rest|whole|original)(?: (?:article|story|post|text))? (?:at|on|here|of)\b.{0,60}|lire (?:la suite|l['’]article)(?: complet| entier)? (?:sur|dans|ici)\b.{0,60}|leia (?:mais|o artigo(?: completo)?) (?:em|no|na|aqui)\b.{0,60})$";
    CUT_OFF = r"\s*[\[(](?:…|\.\.\.|&hellip;)[\])]\s*(?:[→»>]+\s*)?$";
    DATELINE = r"^(?-i:\p{Lu})[\p{L}'’.-]*(?:[ /,-]+[\p{L}\p{N}'’.]+){0,7}\s*\((?-i:[\p{L}\p{N} ./-]{0,20}\p{Lu}[\p{L}\p{N} ./-]{0,20})\)\s*[-–—]+\s+";
    CAPITALS_LINE = r"^(?-i:\p{Lu}[\p{Lu}'’. -]{2,30})(?:,\s*[^–—.:]{2,30}?)?\s+[-–—]{1,2}\s+";
}

/// Sentences that a feed repeats in item after item, by the [`mark`] of their letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Learnt(HashSet<u64>);

/// Shorter sentences are not boilerplate by repetition: "Vidéo.", "Explications."
const LEARN_FROM: usize = 12;

impl Learnt {
    /// Learns from the texts of a document's items: a sentence that stands in three of them, and in
    /// a tenth, is boilerplate.
    pub(super) fn from<'t>(items: impl Iterator<Item = &'t [String]>) -> Self {
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut seen: HashSet<u64> = HashSet::new();
        for paragraphs in items {
            let all = paragraphs.iter().flat_map(|paragraph| sentences(paragraph));
            let marks: BTreeSet<u64> = all.filter_map(mark).collect();
            // An item that is listed twice proves nothing.
            if !seen.insert(hash(&marks)) {
                continue;
            }
            for mark in marks {
                *counts.entry(mark).or_default() += 1;
            }
        }
        let enough = (seen.len() / 10).max(3);
        let often = counts.into_iter().filter(|(_, count)| *count >= enough);
        Self(often.map(|(mark, _)| mark).collect())
    }

    fn knows(&self, sentence: &str) -> bool {
        !self.0.is_empty() && mark(sentence).is_some_and(|mark| self.0.contains(&mark))
    }
}

/// What tells a sentence from others: a hash of its letters and digits, those of ASCII and whatever
/// is beyond. None for one that is too short to be learnt.
fn mark(sentence: &str) -> Option<u64> {
    let letters = sentence
        .bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    let letters: Vec<u8> = letters.collect();
    // Bytes that begin a character.
    let count = letters.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    (count >= LEARN_FROM).then(|| hash(&letters))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A sentence by its letters and digits alone.
pub(super) fn key(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What an outlet's texts are cleaned of.
pub(super) struct Cleaner<'a> {
    /// The outlet's own patterns, as configured.
    pub strip: &'a [Regex],
    /// The outlet's name, which it may put before its texts.
    pub outlet: Option<Regex>,
    pub learnt: &'a Learnt,
}

/// A pattern for the outlet's name before a text: `Outlet – `, `Outlet – Country. `.
pub(super) fn before_text(outlet: &str) -> Option<Regex> {
    let words: Vec<String> = outlet
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().map(any_accent).collect())
        .collect();
    if words.is_empty() {
        return None;
    }
    let name = words.join(r"[\s-]+");
    let place = r"(?:(?:[\p{Lu}][\p{L}'’-]*)(?:[ -](?:[\p{L}'’-]+)){0,3}\s*[.:]\s+)?";
    Regex::new(&format!(
        r"^\W{{0,3}}(?i:{name})(?:\s*[–—|/:]\s*|\s+-\s+){place}"
    ))
    .ok()
}

/// A pattern for a letter with or without its accent: `África` and `Africa` are one name.
fn any_accent(c: char) -> String {
    let letters = match c.to_lowercase().next().unwrap_or(c) {
        'a' | 'à' | 'á' | 'â' | 'ã' | 'ä' => "[aàáâãä]",
        'c' | 'ç' => "[cç]",
        'e' | 'è' | 'é' | 'ê' | 'ë' => "[eèéêë]",
        'i' | 'ì' | 'í' | 'î' | 'ï' => "[iìíîï]",
        'o' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' => "[oòóôõö]",
        'u' | 'ù' | 'ú' | 'û' | 'ü' => "[uùúûü]",
        _ => return regex::escape(c.encode_utf8(&mut [0; 4])),
    };
    letters.to_owned()
}

impl Cleaner<'_> {
    /// The paragraphs without boilerplate; none is left empty.
    ///
    /// The outlet's own patterns see the whole text first, a line for each paragraph, for a menu or
    /// a box of headlines runs over many; then each paragraph by itself.
    pub(super) fn clean(&self, paragraphs: Vec<String>) -> Vec<String> {
        let whole = self.stripped(paragraphs.join("\n"));
        let mut clean: Vec<String> = whole
            .split('\n')
            .map(|paragraph| self.paragraph(paragraph))
            .filter(|paragraph| !paragraph.is_empty())
            .collect();
        if let Some(first) = clean.first_mut() {
            *first = without_dateline(first).to_owned();
        }
        clean
    }

    /// One paragraph without boilerplate; empty when it is nothing else.
    pub(super) fn paragraph(&self, text: &str) -> String {
        let mut text = self.stripped(text.to_owned());
        if let Some(outlet) = &self.outlet {
            text = outlet.replace(&text, "").into_owned();
        }
        if LINE.is_match(&text) || BOX.is_match(&text) {
            return String::new();
        }
        let text = STAMP.replace(&text, "…");
        let text = FULL_TEXT_AT.replace(&text, "");
        let text = without_first_on(&text);
        let text = without_read_also(text);
        let text = without_cut_off(&text);
        let kept: String = sentences(&text)
            .filter(|sentence| !self.is_boilerplate(sentence))
            .collect();
        let kept = kept.trim();
        match kept.chars().any(char::is_alphanumeric) {
            true => kept.to_owned(),
            false => String::new(),
        }
    }

    /// A text without what the outlet's own patterns match.
    fn stripped(&self, mut text: String) -> String {
        for pattern in self.strip {
            text = pattern.replace_all(&text, "").trim().to_owned();
        }
        text
    }

    fn is_boilerplate(&self, sentence: &str) -> bool {
        CALL.is_match(sentence) && CALLED.is_match(sentence) || self.learnt.knows(sentence)
    }
}

/// Turns the sign that a text was cut off into an ellipsis, and drops it after a whole sentence.
fn without_cut_off(text: &str) -> Cow<'_, str> {
    let Some(sign) = CUT_OFF.find(text) else {
        return Cow::Borrowed(text);
    };
    let text = &text[..sign.start()];
    match text.ends_with(|c| is_stop(c) || matches!(c, '»' | '”' | '"')) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("{text}…")),
    }
}

/// Cuts "L'article … est apparu en premier sur …" off the end.
fn without_first_on(text: &str) -> &str {
    let Some(phrase) = FIRST_ON.find_iter(text).last() else {
        return text;
    };
    let opens = FIRST_ON_OPENS.find_iter(&text[..phrase.start()]).last();
    opens.map_or(text, |open| text[..open.start()].trim_end())
}

/// Cuts "Lire aussi : …" out, up to the end of its sentence.
fn without_read_also(text: &str) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some(found) = READ_ALSO.find(rest) {
        out.push_str(rest[..found.start()].trim_end_matches(is_pointer));
        let after = &rest[found.end()..];
        let end = sentences(after).next().map_or(after.len(), str::len);
        rest = &after[end..];
        if !rest.is_empty() && !out.is_empty() {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// The signs that point at a link.
fn is_pointer(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '👉' | '➡' | '►' | '▶' | '→' | '>' | '»' | '(' | '[' | '\u{fe0f}' | '–' | '-'
        )
}

/// Cuts `NIAMEY (Agency) – ` or `PARIS - ` off the beginning. A country's name stays: it says what
/// the text is about, and not where it was written.
fn without_dateline(text: &str) -> &str {
    let capitals = || {
        CAPITALS_LINE
            .find(text)
            .filter(|found| !is_country(found.as_str()))
    };
    match DATELINE.find(text).or_else(capitals) {
        Some(found) if found.end() < text.len() && found.len() < 90 => &text[found.end()..],
        _ => text,
    }
}

fn is_country(text: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let languages = [Language::FRENCH, Language::ENGLISH, Language::PORTUGUESE];
        Country::all()
            .flat_map(|country| languages.map(|language| key(country.name(language))))
            .collect()
    });
    let name = key(text);
    // Shorter ones are abbreviations: RDC, ONU.
    name.chars().count() < 5 || NAMES.contains(&name)
}

/// The sentences of a paragraph with the blanks that follow them: together they are the paragraph.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(sentence_end(rest));
        rest = after;
        Some(sentence)
    })
}

/// Where the first sentence ends: after a full stop that blanks and a capital, a quotation mark or
/// a letter without case follow.
fn sentence_end(text: &str) -> usize {
    let mut after_stop = false;
    let mut after_blank = false;
    for (at, c) in text.char_indices() {
        if after_blank && opens_sentence(c) {
            return at;
        }
        if is_stop(c) {
            (after_stop, after_blank) = (true, false);
        } else if c.is_whitespace() {
            after_blank = after_stop;
        } else if !matches!(c, '»' | '”' | '"' | ')' | '’') {
            (after_stop, after_blank) = (false, false);
        }
    }
    text.len()
}

fn opens_sentence(c: char) -> bool {
    match c.is_alphabetic() {
        true => !c.is_lowercase(),
        false => !is_stop(c) && !matches!(c, '-' | '–'),
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '。' | '۔')
}
