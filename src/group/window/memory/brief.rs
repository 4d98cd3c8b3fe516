//! What is asked of many entries at once: little enough to lie side by side.

use crate::domain::Language;
use crate::group::link::evidence;
use crate::group::text::features::{self, Kind};
use crate::group::weights::Weights;
use crate::group::window::known::{Known, When};
use crate::group::window::places::Places;

/// What says whether an entry is worth a closer look.
#[derive(Clone, Copy, Default)]
pub(super) struct Brief {
    pub when: When,
    pub extent: f32,
    pub language: Option<Language>,
    pub places: Places,
    new_toll: bool,
    roundup: bool,
    /// The key of its outlet, 0 where that is not known.
    outlet: u32,
}

impl Brief {
    pub(super) fn of(known: &Known) -> Self {
        Self {
            when: known.when,
            extent: known.extent,
            language: known.language,
            places: Places::of(known.countries.iter().copied()),
            new_toll: known.new_toll,
            roundup: known.roundup,
            outlet: match known.member.outlet.as_str() {
                "" => 0,
                outlet => features::key(Kind::Head, None, outlet),
            },
        }
    }

    /// What the circumstances of two entries leave of their likeness, as far as they tell without a
    /// closer look.
    pub(super) fn leaves(&self, other: &Self, weights: &Weights) -> f32 {
        let unless = |holds: bool, factor: f32| if holds { factor } else { 1.0 };
        let gap = evidence::gap(self.when, other.when, weights);
        let new_toll = self.new_toll || other.new_toll;
        let one_outlet = self.outlet != 0 && self.outlet == other.outlet;
        evidence::fade(gap, new_toll, weights)
            * unless(self.places.conflict(other.places), weights.country_conflict)
            * unless(self.roundup || other.roundup, weights.roundup)
            * unless(one_outlet && !new_toll, weights.same_outlet)
    }
}
