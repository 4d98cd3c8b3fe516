//! What attribution costs: one entry, and making the table ready.
//!
//! Bounds on one core: 50 µs for an average entry, 20 ms for the table.

use divan::{Bencher, black_box};
use griot::attribute::{Attributor, Text};

fn main() {
    divan::main();
}

/// Language, title and summary of an entry as feeds carry them, the summary of usual length.
const ENTRIES: [(&str, &str, &str); 4] = [
    (
        "fr",
        "Mali : une école rouvre à Ménaka après deux ans de fermeture",
        "BAMAKO (FdF) - Les premiers élèves ont repris lundi le chemin de l'école fondamentale de \
         Ménaka, dans le nord-est du Mali. Des enseignants venus de Gao et du Niger voisin les \
         accompagnent, selon un militant malien de l'éducation. Le gouvernement de transition \
         promet d'ouvrir douze autres écoles avant la fin de l'année. Lire aussi : Le Tchad \
         recrute mille enseignants",
    ),
    (
        "en",
        "Nigerian and Beninese customs open joint border post near Sèmè",
        "Officials from Abuja and Cotonou cut the ribbon on Tuesday. Lorries bound for Lagos will \
         be checked only once, a change that traders from Togo and Ghana had asked for. The post \
         The Harmattan first reported the plan last year. The post appeared first on Harmattan.",
    ),
    (
        "pt",
        "Governo moçambicano anuncia novo hospital em Nampula",
        "Maputo, 03 mar (CL) - O hospital terá trezentas camas e será construído com apoio de \
         Portugal e do Brasil. As obras começam em maio, disse a ministra da Saúde durante uma \
         visita ao norte do país.",
    ),
    (
        "ar",
        "الخرطوم والقاهرة توقعان اتفاقا لتأهيل السكك الحديدية",
        "وقع السودان ومصر يوم الأحد اتفاقا لإعادة تأهيل خط السكة الحديدية بين أسوان ووادي حلفا. \
         وقال وزير النقل السوداني إن الأشغال تبدأ بعد موسم الأمطار.",
    ),
];

#[divan::bench(args = ENTRIES.map(|(language, ..)| language))]
fn entry(bencher: Bencher<'_, '_>, language: &str) {
    let attributor = Attributor::bundled();
    let entry = ENTRIES.iter().find(|entry| entry.0 == language);
    let (_, title, summary) = entry.expect("the argument comes from the entries");
    let text = Text {
        language: language.parse().ok(),
        title,
        summary,
        ..Text::default()
    };
    bencher.bench(|| attributor.attribute(black_box(&text)));
}

#[divan::bench]
fn load() -> Attributor {
    Attributor::new(&[], &[], &[])
}
