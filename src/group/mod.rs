//! Which entries report the same event.
//!
//! [`Engine`] works online, in rounds over a sliding window. An entry is read into numbers ([`text`]) and
//! remembered for as long as the window is long ([`window`]), which finds what it may be like. The
//! evidence on a pair is weighed; what is new is linked with the strands of its language that it is
//! like, strands of different languages are bound together, and what follows an event up is listed
//! beside it ([`link`]). Stories keep their ids through all of it ([`stories`]). What the operator rules
//! ([`rulings`]) comes before all evidence. [`voices`] says who stands for a story and which of its
//! texts are independent, and [`explain`] why any of it is so.

mod engine;
mod explain;
mod item;
mod link;
mod rulings;
mod stories;
mod text;
mod voices;
mod weights;
mod window;

pub use engine::Engine;
pub use explain::{Change, Comparison, Link, Otherwise, Shared};
pub use item::{
    Assignment, Caution, Changes, Credits, Feature, Item, Merge, Reason, Settings, is_late,
    usable_date,
};
pub use rulings::hand::{Hand, Ruled};
pub use rulings::{Rulings, lay};
pub use stories::elders;
pub use text::prior::Prior;
pub use text::words::fold;
pub use voices::{Echo, Member, echoes, independent, representative};
pub use weights::Weights;
