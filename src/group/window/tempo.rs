//! How dense the stream is around a moment: the busier it is, the more two entries must share to
//! say that they report one event.

use std::collections::{BTreeMap, HashMap};

use crate::domain::{Country, Language};
use crate::group::weights::Weights;

/// Where an entry stands in the stream.
pub struct Moment {
    /// Its language.
    pub language: Option<Language>,
    /// What it is about.
    pub countries: Vec<Country>,
    /// The hour of its date; none when that is unusable.
    pub hour: Option<i64>,
}

impl Moment {
    /// The stream of its language, then those of its countries within that.
    fn streams(&self) -> impl Iterator<Item = (Option<Language>, Option<Country>)> {
        let countries = self.countries.iter().copied().map(Some);
        let language = self.language;
        std::iter::once(None)
            .chain(countries)
            .map(move |country| (language, country))
    }
}

/// Entries by hour of their date: of each language, and those of it about each country.
#[derive(Default)]
pub struct Tempo(BTreeMap<(Option<Language>, Option<Country>), Stream>);

#[derive(Default)]
struct Stream {
    by_hour: BTreeMap<i64, u32>,
    undated: u32,
    total: u32,
    /// What was said of an hour since the last change.
    said: HashMap<Option<i64>, f32>,
}

/// Hours around a moment beyond which nothing is counted: the kernel has faded by then.
const REACH: i64 = 336;

impl Tempo {
    /// Counts an entry in.
    pub fn add(&mut self, moment: &Moment) {
        for key in moment.streams() {
            let stream = self.0.entry(key).or_default();
            stream.said.clear();
            stream.total += 1;
            match moment.hour {
                Some(hour) => *stream.by_hour.entry(hour).or_default() += 1,
                None => stream.undated += 1,
            }
        }
    }

    /// Counts an entry out that was counted in.
    pub fn remove(&mut self, moment: &Moment) {
        for key in moment.streams() {
            let Some(stream) = self.0.get_mut(&key) else {
                continue;
            };
            stream.said.clear();
            stream.total = stream.total.saturating_sub(1);
            match moment.hour {
                None => stream.undated = stream.undated.saturating_sub(1),
                Some(hour) => {
                    if let Some(count) = stream.by_hour.get_mut(&hour) {
                        *count -= 1;
                        if *count == 0 {
                            stream.by_hour.remove(&hour);
                        }
                    }
                }
            }
            if stream.total == 0 {
                self.0.remove(&key);
            }
        }
    }

    /// Logarithm of the number of neighbours in time, each faded by its distance: all of its
    /// language, mixed with those about the busiest of its countries. What happens in a country of
    /// which little is reported is told apart by few words, in however busy a stream.
    pub fn neighbours(&mut self, moment: &Moment, weights: &Weights) -> f32 {
        let mut logarithms = moment.streams().map(|key| {
            let stream = self.0.get_mut(&key);
            let count = stream.map_or(0.0, |stream| stream.around(moment.hour, weights));
            count.max(1.0).ln()
        });
        let all = logarithms.next().unwrap_or_default();
        let local = match moment.countries.is_empty() {
            true => all - weights.density_unplaced,
            false => logarithms.fold(0.0, f32::max),
        };
        let share = weights.density_local;
        ((1.0 - share) * all + share * local).max(weights.density_floor)
    }
}

impl Stream {
    /// How many entries stand around an hour, each faded by its distance.
    fn around(&mut self, hour: Option<i64>, weights: &Weights) -> f32 {
        if let Some(said) = self.said.get(&hour) {
            return *said;
        }
        let undated = (-weights.undated_hours / weights.density_hours).exp();
        let count = match hour {
            None => undated * self.total as f32,
            Some(hour) => {
                let dated: f32 = self
                    .by_hour
                    .range(hour.saturating_sub(REACH)..=hour.saturating_add(REACH))
                    .map(|(at, count)| {
                        let gap = (at - hour).abs() as f32;
                        *count as f32 * (-gap / weights.density_hours).exp()
                    })
                    .sum();
                dated + undated * self.undated as f32
            }
        };
        self.said.insert(hour, count);
        count
    }
}
