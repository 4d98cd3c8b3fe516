//! How dense the stream is around a moment: the busier it is, the more two entries must share to
//! say that they report one event.

use std::collections::{BTreeMap, HashMap};

use super::weights::Weights;
use crate::domain::Language;

/// Entries by language and hour of their date.
#[derive(Default)]
pub struct Tempo(BTreeMap<Option<Language>, Stream>);

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
    /// Counts an entry in; `hour` is that of its date, none when the date is unusable.
    pub fn add(&mut self, language: Option<Language>, hour: Option<i64>) {
        let stream = self.0.entry(language).or_default();
        stream.said.clear();
        stream.total += 1;
        match hour {
            Some(hour) => *stream.by_hour.entry(hour).or_default() += 1,
            None => stream.undated += 1,
        }
    }

    /// Counts an entry out that was counted in.
    pub fn remove(&mut self, language: Option<Language>, hour: Option<i64>) {
        let Some(stream) = self.0.get_mut(&language) else {
            return;
        };
        stream.said.clear();
        stream.total = stream.total.saturating_sub(1);
        match hour {
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
    }

    /// Logarithm of the number of neighbours in time, each faded by its distance.
    pub fn neighbours(
        &mut self,
        language: Option<Language>,
        hour: Option<i64>,
        weights: &Weights,
    ) -> f32 {
        let Some(stream) = self.0.get_mut(&language) else {
            return weights.density_floor;
        };
        if let Some(said) = stream.said.get(&hour) {
            return *said;
        }
        let said = stream.neighbours(hour, weights);
        stream.said.insert(hour, said);
        said
    }
}

impl Stream {
    fn neighbours(&self, hour: Option<i64>, weights: &Weights) -> f32 {
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
        count.max(1.0).ln().max(weights.density_floor)
    }
}
