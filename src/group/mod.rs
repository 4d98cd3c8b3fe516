//! Which entries report the same event.
//!
//! [`Engine`] works online, in rounds over a sliding window. An entry is compared with what it may
//! be like ([`memory`] finds that, [`evidence`] weighs it); what is new is linked with the strands
//! it is like ([`strands`], [`linkage`]); strands of different languages are bound together
//! ([`bundles`]); and stories keep their ids through all of it ([`stories`]). What the operator rules
//! ([`rulings`], [`hand`]) comes before all evidence. [`voices`] says who stands for a story and
//! which of its texts are independent, and [`explain`] why any of it is so.

mod agencies;
mod bundles;
mod bylines;
mod concepts;
mod copies;
mod credits;
mod crossing;
mod engine;
mod evidence;
mod explain;
mod features;
mod hand;
mod item;
mod kin;
mod known;
mod lexicon;
mod linkage;
mod memory;
mod postings;
mod prior;
mod reading;
mod rulings;
mod sign;
mod stories;
mod strands;
mod tempo;
mod voices;
mod weights;
mod words;

pub use engine::Engine;
pub use explain::{Change, Comparison, Link, Otherwise, Shared};
pub use hand::{Hand, Ruled};
pub use item::{
    Assignment, Caution, Changes, Credits, Feature, Item, Merge, Reason, Settings, is_late,
    usable_date,
};
pub use prior::Prior;
pub use rulings::{Rulings, lay};
pub use stories::elders;
pub use voices::{Echo, Member, echoes, independent, representative};
pub use weights::Weights;
