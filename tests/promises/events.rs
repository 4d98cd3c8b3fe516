//! Events as several outlets report them, each in words of its own, and their feeds.

use crate::feeds::Item;

/// Eleven miners die in Niger; the outlet chooses the words.
pub fn mine(outlet: &str) -> Item {
    let (title, text) = match outlet {
        "A" => (
            "Niger : onze orpailleurs tués dans l'effondrement d'une mine à Djado",
            "Onze orpailleurs ont péri jeudi dans l'effondrement d'une galerie de la mine d'or de \
             Djado, dans la région d'Agadez, a annoncé le gouverneur.",
        ),
        "B" => (
            "Effondrement d'une mine d'or à Djado au Niger : onze orpailleurs morts",
            "Une galerie de la mine d'or de Djado s'est effondrée jeudi dans la région d'Agadez : \
             onze orpailleurs sont morts, selon le gouverneur.",
        ),
        _ => (
            "Mine d'or de Djado : onze orpailleurs meurent dans un effondrement au Niger",
            "L'effondrement d'une galerie a coûté la vie à onze orpailleurs jeudi à Djado, région \
             d'Agadez, d'après le gouverneur.",
        ),
    };
    Item::new(5, title, text)
}

/// Teachers end a strike in Senegal.
pub fn strike(outlet: &str) -> Item {
    let title = match outlet {
        "A" => "Sénégal : les enseignants de Ziguinchor suspendent leur grève de trois semaines",
        _ => "Les enseignants de Ziguinchor suspendent au Sénégal leur grève après trois semaines",
    };
    let text = "Les enseignants de Ziguinchor ont suspendu mercredi leur grève de trois semaines \
                après un accord avec le ministère de l'Éducation du Sénégal.";
    Item::new(9, title, text)
}

/// A harvest in Japan, which is no African country.
pub fn harvest() -> Item {
    Item::new(
        7,
        "Japon : la récolte de riz de Niigata au plus bas depuis vingt ans",
        "La récolte de riz de la préfecture de Niigata est la plus faible depuis vingt ans, a \
         indiqué le ministère japonais de l'Agriculture.",
    )
}
