//! What boilerplate says, whichever outlet it is of.

use std::sync::LazyLock;

use regex::Regex;

/// Compiles a pattern. Word boundaries are ASCII's: Unicode's cost a hundredfold on text with
/// accents, so no pattern may need one beside an accented letter.
fn pattern(source: &str) -> Regex {
    let source = source.replace(r"\b", r"(?-u:\b)");
    Regex::new(&format!("(?i){source}")).expect("constant")
}

macro_rules! patterns {
    ($($name:ident = $source:expr;)*) => {
        $(pub(super) static $name: LazyLock<Regex> = LazyLock::new(|| pattern($source));)*
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
    // "NIAMEY (Agency) - ": the agency has a capital, or a letter of a script without.
    DATELINE = r"^(?-i:[\p{Lu}\p{Lo}])[\p{L}'’.-]*(?:[ /,،-]+[\p{L}\p{N}'’.]+){0,7}\s*[(\[](?-i:[\p{L}\p{N} ./-]{0,20}[\p{Lu}\p{Lo}][\p{L}\p{N} ./-]{0,20})[)\]]\s*\.?\s*(?:[-–—]+\s*|:\s+)";
    // "Dakar, le 12 mars 2026 - ", "NIAMEY, March 3 (Reuters) - ".
    DATED_LINE = r"^(?-i:[\p{Lu}\p{Lo}])[\p{L}'’.-]*(?:[ /-][\p{L}'’.-]+){0,4}\s*[,،(]\s*(?:(?:le|el|em|on)\s+)?(?:\p{L}{3,10},?\s+)?(?:\d{1,2}(?:er|º|°|st|nd|rd|th)?\.?[ /.-](?:de )?\p{L}{3,10}\.?|\p{L}{3,10}\.?\s\d{1,2}|\d{1,2}[/.]\d{1,2})(?:,?[ /.](?:de )?\d{4})?\s*\)?\s*(?:[(\[][^()\[\]]{2,40}[)\]])?\s*\.?\s*(?:[-–—]+\s+|:\s+)";
    // "(Agence) - ", "AFP - ".
    AGENCY_LINE = r"^(?:[(\[](?-i:[\p{Lu}\p{Lo}])[^()\[\]]{1,38}[)\]]|(?-i:AFP|AP|APA|APS|AIP|ANP|AIB|ABP|ACP|APO|MAP|TAP|EFE|DPA|SPA|PANA|ANGOP|LUSA|XINHUA)|Reuters|Xinhua|Lusa|Inforpress|Angop)\s*\.?\s*[-–—]+\s+";
    // In a script without capitals a word or two before a dash.
    ARABIC_LINE = r"^\p{Arabic}+(?: \p{Arabic}+){0,2}\s+[-–—]+\s+";
    CAPITALS_LINE = r"^(?-i:\p{Lu}[\p{Lu}'’. -]{2,30})(?:,\s*[^–—.:]{2,30}?)?\s+[-–—]{1,2}\s+";
}
