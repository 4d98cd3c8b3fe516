//! What the evidence weighs: every number that was tuned, and what it means.

/// The numbers that decide. Tuned on development data for the mean over families of sets, never
/// for one set; see the documentation for what was tuned on what.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Cosine of the stemmed words of title (counted twice) and lead.
    pub words: f32,
    /// Cosine of the character 4-grams of title and lead.
    pub grams: f32,
    /// Cosine of capitalised words and numbers.
    pub names: f32,
    /// Cosine of what a reader of another language would recognise: names by their sounds, numbers,
    /// and what the words of news stand for, whichever word says it.
    pub marks: f32,
    /// How much of the rarer words of the one stand in the other, the smaller of both directions.
    pub containment: f32,
    /// Cosine of the words of the titles alone.
    pub title: f32,
    /// Hours after which the likeness of two entries counts for 1/e.
    pub hours: f32,
    /// Share of the hours that counts where one of the two tells a new toll.
    pub toll_hours: f32,
    /// Hours that count as the gap to an entry whose date is unusable.
    pub undated_hours: f32,
    /// How steeply a dense stream lowers the likeness of two of its entries.
    pub density: f32,
    /// Natural logarithm of the number of neighbours in time at which density leaves it alone.
    pub density_pivot: f32,
    /// Least logarithm of neighbours that is believed: a stream that has just begun knows few.
    pub density_floor: f32,
    /// Hours after which a neighbour in time counts for 1/e.
    pub density_hours: f32,
    /// Share of the neighbours about the same country in the logarithm; the rest is all of the
    /// language.
    pub density_local: f32,
    /// How much lower the logarithm of those is taken to be than that of all where an entry is
    /// about no country.
    pub density_unplaced: f32,
    /// Factor when both are about countries, and share none.
    pub country_conflict: f32,
    /// Factor when both titles open with the same words, as many titles of the stream do.
    pub common_head: f32,
    /// Factor on everything that a recurring title of a source is compared with.
    pub recurring: f32,
    /// Factor on everything that a roundup is compared with.
    pub roundup: f32,
    /// Factor on two entries of one outlet.
    pub same_outlet: f32,
    /// Share of the mean over all pairs in the likeness of two stories; the rest is the mean over
    /// what each entry is to the entry of the other story that it is most like.
    pub mean: f32,
    /// How steeply the likeness of two stories falls where the reports of each are more alike than
    /// the two stories are: the exponent of the one over the other.
    pub closed: f32,
    /// What the likeness of two stories has to reach.
    pub cut: f32,
    /// Factor on two entries that are in one story already, so that it changes only for cause.
    pub sticky: f32,
    /// Share of the shingles of the shorter text that makes it a near-copy.
    pub copy: f32,
    /// Likeness of a near-copy, before the time between.
    pub copy_score: f32,
    /// How many documents every language is taken to have had before its first.
    pub background: f32,
    /// What the likeness of two stories of different languages has to reach.
    pub cross_cut: f32,
    /// Factor across languages when both are about countries, and share none.
    pub cross_conflict: f32,
    /// Factor across languages when one of the two is about no country.
    pub cross_unplaced: f32,
    /// Hours after which likeness across languages counts for 1/e.
    pub cross_hours: f32,
    /// How alike what two stories name has to be for the one to be listed beside the other.
    pub kin_cut: f32,
    /// Hours after which that likeness counts for 1/e.
    pub kin_hours: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            words: 0.41,
            grams: 0.36,
            names: 0.17,
            marks: 0.08,
            containment: 0.175,
            title: 0.085,
            hours: 28.0,
            toll_hours: 0.4,
            undated_hours: 2.7,
            density: 0.26,
            density_pivot: 5.5,
            density_floor: 3.8,
            density_hours: 60.0,
            density_local: 0.3,
            density_unplaced: 1.4,
            country_conflict: 0.1,
            common_head: 0.53,
            recurring: 0.5,
            roundup: 0.5,
            same_outlet: 0.4,
            mean: 0.55,
            closed: 1.75,
            cut: 0.19,
            sticky: 1.2,
            copy: 0.5,
            copy_score: 0.9,
            background: 80.0,
            cross_cut: 0.147,
            cross_conflict: 0.05,
            cross_unplaced: 0.46,
            cross_hours: 45.0,
            kin_cut: 0.10,
            kin_hours: 336.0,
        }
    }
}
