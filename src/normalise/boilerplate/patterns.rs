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
    READ_ALSO = r"(?:^|[\s(\[|«>–—-])(?:à lire(?: aussi| également)?|lire(?: aussi| également| encore| plus)|lire la suite|lisez aussi|voir (?:aussi|également)|en savoir plus|sur le même sujet|dans la même rubrique|read (?:also|more|next|full (?:story|article))|also read|see also|continue reading|related(?: articles?| stor(?:y|ies)| news)?|you may also like|recommended(?: for you)?|leia (?:também|mais|ainda|a notícia completa)|ler mais|continue (?:a ler|lendo)|saiba mais|veja (?:também|mais)|relacionad[oa]s?|lea también|leer más|(?:إ|ا)قرأ (?:أيضا|ايضا)[ًَ]?|(?:إ|ا)قرأ المزيد|طالع (?:أيضا|ايضا)[ًَ]?|شاهد (?:أيضا|ايضا)[ًَ]?)[ً\s\])]*(?::|>|»|›|→|…|\.\.\.|[–—-]\s|https?://|$)";
    // Of these, what prose has before such signs as well: "both may be related – police said".
    READ_PROSE = r"^\W*(?:à lire|lire plus|related|recommended|relacionad)|[–—-]\s*$";
    // "Continue reading Title", as themes of WordPress and Drupal have it, behind what was cut off or
    // by itself. How long a title may be is seen to outside: a bound on what ends a text takes a step of its
    // own for each of its letters.
    CONTINUE = r"(^|[.!?…»”\])]\s*)[^\p{L}\p{N}.!?…»”\])]*(?:continue reading|continuer la lecture|poursuivre la lecture|continuer à lire|read more about|lire la suite de|en savoir plus sur|continue (?:a ler|lendo)|continuar (?:a ler|lendo|leyendo)|seguir leyendo|leia mais sobre|متابعة (?:القراءة|قراءة)|أكمل القراءة|مواصلة القراءة)(?:[\s:«“\x22][^.!…]*)?\W*$";
    // The row of a theme's buttons: "Partager : Facebook X J’aime ça :".
    SHARE = r"(?:^|\s)(?:(?:partage[rz]|share|partilh[ae]r?|compartilh[ae]r?|compartir|شارك)(?: (?:this(?: post| article| story)?|on|cet article|l['’]article|sur|isto|isso|esto|هذا الموضوع|المقال))?\s*:|(?:j['’]aime ça|like this|gostar disto|curtir isso|me gusta esto|معجب بهذه)\s*:)(?:\W|(?:facebook|twitter|x|whatsapp|telegram|linkedin|pinterest|reddit|tumblr|pocket|skype|threads|mastodon|bluesky|messenger|e-?mail|mail|courriel|imprimer|print|imprimir|plus|more|mais|share on|click to (?:share on|print|email)|cliquez pour (?:partager sur|imprimer|envoyer)|opens in new window|ouvre dans une nouvelle fenêtre|j['’]aime(?: ça)?|like(?: this)?|gosto|gostar disto|curtir(?: isso)?|me gusta(?: esto)?|loading|chargement|carregando|cargando)\b|فيسبوك|تويتر|واتساب|تيليجرام|طباعة|معجب بهذه|إعجاب|تحميل)*$";
    // How often an item was seen, and the like: a number before or behind what it counts.
    COUNTER = r"^\W*(?:(?:(?:nombre|number|número|nº|n°|total)(?: total)? (?:de |of |d['’])|(?:post|page|article|total) |عدد |إجمالي )?(?:vues?|views?|lectures?|lecteurs|visites?|visiteurs?|visits?|visitors?|hits|reads|readers|visualiza(?:ções|ciones)|visualização|leituras|lecturas|visitas|acessos|partages|shares|partilhas|(?:ال)?(?:مشاهدات|مشاهدة|زيارات|زيارة|قراءات|قراءة|زوار))(?: totales?| total)?\s*[:=–-]?\s*\p{N}[\p{N}\s.,]*[km]?|\p{N}[\p{N}\s.,]*[km]? (?:vues?|views?|lectures?|visites?|visits?|hits|reads|visualiza(?:ções|ciones)|leituras|lecturas|visitas|acessos|partages|shares|partilhas|commentaires?|comments?|comentários?|مشاهدات|مشاهدة|زيارة|قراءة)|(?:visited|viewed|read|vue?|lue?|visto|vista|lid[oa]|leíd[oa]) \p{N}+ (?:times?|fois|vezes|vez|veces)(?:, \p{N}+ visits? today)?|\p{N}+\s?-?(?:minutes?|mins?|mn|minutos?) (?:de (?:lecture|leitura|lectura)|read))\W*$";
    // How long a text takes to read; the text may be glued to it.
    READING_TIME = r"^\W*(?:(?:temps|durée)(?: estimée?)? de lecture(?: estimée?)?|(?:estimated )?read(?:ing)? time|tempo(?: estimado)? de leitura|tiempo(?: estimado)? de lectura|(?:وقت|مدة|زمن) القراءة)[\s:~≈<=–-]*\p{N}+\s*(?:minutes?|minutos?|mins?|mn|seconde?s?|segundos?|دقائق|دقيقة|ثانية)?[\s.|–-]*";
    // When an item was published or changed, and who did it.
    DATED = r"^\W*(?:(?:publiée?|postée?|mise? (?:à jour|en ligne)|modifiée?|dernière (?:mise à jour|modification)|published|posted|(?:last )?(?:updated|modified)|publicado|(?:última )?atualiza(?:do|ção)|(?:última )?actualiza(?:do|ção|ción)|نشرت?|آخر تحديث|تاريخ النشر)\s*:?\s*(?:(?:le|on|em|el|في|بتاريخ)\s+)?(?:\p{L}{3,10}\.?,?\s+)?(?:\p{N}{1,4}[/.-]\p{N}{1,2}[/.-]\p{N}{2,4}|\p{N}{1,2}(?:er|º|st|nd|rd|th)?\.? (?:de )?\p{L}{3,10}\.?,?(?: de)? \p{N}{4}|\p{L}{3,10}\.? \p{N}{1,2},? \p{N}{4}))(?:[\s,–-]*(?:(?:à|at|às|a las|on)\s+)?\p{N}{1,2}\s?(?:[:h]\s?\p{N}{0,2}(?::\p{N}{2})?)\s?(?:[ap]\.?m\.?)?(?: (?:gmt|utc|wat|cat|eat))?)?(?:[\s,|–-]*(?:par|by|por)\s.{1,40})?\W*$";
    // Sentences that call for something, by how they begin and by what they name.
    CALL = r"^\W*(?:(?:rejoignez|abonnez|suivez|retrouvez|inscrivez|partagez|téléchargez)(?:-nous)?[\s,!]|abonnez-vous|inscrivez-vous|rejoins|abonne-toi|(?:rejoindre|s['’]abonner à) (?:la|le|notre|nos)\s|recevez|restez (?:informé|connecté|branché|à l['’]écoute|au courant|en contact)|cliquez|n['’]oubliez pas|pour (?:plus|davantage) d['’e]\s?(?:infos?|informations?|actualités?|actus?|nouvelles|détails|contenus?|analyses?)\b|pour (?:en savoir plus|ne rien (?:manquer|rater)|rester (?:informé|connecté|au courant)|recevoir (?:nos|l['’]|les|toute)|suivre (?:nos|l['’]|toute))|(?:join|follow|receive|download|share|click|subscribe|sign up)(?: (?:for|to|on|here|now|us|our|this|the latest|all|daily|breaking|news|updates|alerts|your)\b|\W*$)|get (?:our|the latest|all|daily|breaking|news|updates|alerts|notified|more|your|live|instant)\b|(?:join|follow|download) (?:the|@)|stay (?:informed|updated|tuned|connected|up[ -]to[ -]date|in touch|ahead)|don['’]t miss|for (?:more|further) (?:news|info|information|stories|updates|details|reports|content|breaking|on this|from)\b|for more[,:]|for (?:the latest|all the|breaking)|to (?:get|receive|read) (?:the latest|more|our|all|daily|news|breaking|updates|alerts)\b|junte-se|siga|acompanhe|subscreva|assine|inscreva|receba|entre no|participe|clique|baixe|partilhe|compartilhe|fique|para (?:mais (?:informações|notícias|detalhes|conteúdos?|novidades)|saber mais|receber (?:as|os|notícias|alertas|noss[ao]s)|acompanhar (?:as|os|noss[ao]s))|únete|síguenos|suscríbe|تابعونا|تابعوا|تابع (?:صفحتنا|قناتنا|حسابنا|موقعنا|أخبار|آخر|المزيد|كل|جديد)|انضموا|انضم (?:إلينا|الينا|(?:إلى|الى) (?:قنا|مجموع|صفح))|اشتركوا|اشترك (?:الآن|الان|معنا|في (?:قنا|نشر|النشر|خدم|القنا|صفح))|للمزيد|لمزيد من (?:الأخبار|الاخبار|المعلومات|التفاصيل|المتابعة)|حم[ّ]?لوا |حم[ّ]?ل (?:تطبيق|التطبيق))";
    CALLED = r"whatsapp|telegram|facebook|twitter|instagram|youtube|tiktok|google (?:news|actualités|notícias)|newsletter|notre (?:chaîne|canal|page|groupe|application|appli|compte)|nos (?:alertes|réseaux)|suivez[- ]nous|suivez\s|abonnez|our (?:channel|page|group|app|newsletter|social|website)|us on\b|follow\b|subscribe|visit\b|nosso (?:canal|grupo|site|app)|nossa (?:página|newsletter)|siga\b|acompanhe|subscreva|واتسا?ب|تليجرام|تيليجرام|تلغرام|فيسبوك|قناتنا|صفحتنا|نشرتنا|تطبيق|تابعوا|زوروا";
    // Lines that are nothing but furniture, whole.
    LINE = r"^\W*(?:(?:publicité|annonces?|advertisements?|advertorial|sponsored(?: content)?|publicidade|anúncio|publicidad|إعلان|اعلان)(?:\W*|\W*[^\p{L}\s]\W*(?:(?:the )?(?:story|article)? ?continues?\b|continue reading|scroll\b|skip\b|close\b|fermer|fechar|continuer?\b|la suite\b|lire la suite|continua\b|a notícia continua).{0,40})|(?:🚀\s*)?nos partenaires\b.{0,160}|(?:découvrez l['’]offre|commandez maintenant|pin it on pinterest)\W*|(?:©|copyright\b|\(c\)\s).{0,160}|(?:tous droits réservés|all rights reserved|todos os direitos reservados|جميع الحقوق محفوظة).{0,120}|(?:laisser un commentaire|leave a (?:reply|comment)(?: cancel reply)?|deixe um comentário|please enter your (?:comment|name).{0,60}|your email address will not be published.{0,60}|votre adresse e-mail ne sera pas publiée.{0,80}|o seu endereço de e-mail não será publicado.{0,80}|voici la section des commentaires|articles (?:similaires|récents|liés)|related (?:articles|posts)|artigos relacionados|مقالات ذات صلة)\W*|mots[- ]clés\b.{0,200}|(?:tags?|keywords|palavras-chave|étiquettes?)\s*:\s*[^,،;|#.]{0,40}(?:[,،;|#]+[^,،;|#.]{0,40})*|https?://\S+)$";
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
