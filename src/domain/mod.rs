//! The words of the product as types: country, language, outlet, source, entry, story.
//!
//! Imports nothing of ours; every stage imports it.

pub mod address;
pub mod agency;
pub mod country;
pub mod edition;
pub mod entry;
pub mod filter;
pub mod health;
pub mod hub;
pub mod identity;
pub mod language;
pub mod life;
pub mod outlet;
pub mod page;
pub mod picture;
pub mod ruling;
pub mod secret;
pub mod stock;
pub mod story;
pub mod topic;
pub mod wall;

pub use agency::Agency;
pub use country::Country;
pub use edition::{Edition, Instance, Scope};
pub use entry::{Countries, Enclosure, Entry, EntryId, EntryKey, Origin};
pub use filter::Filter;
pub use health::{
    Condition, Health, HubHealth, Move, NextPoll, Silence, Standing, Trouble, WALL, Wish,
};
pub use hub::{Announced, Phase, Subscription};
pub use identity::{Listed, Marks};
pub use language::Language;
pub use life::{Life, Speaker, Stage};
pub use outlet::{Outlet, Ownership, Source, SourceId};
pub use page::PageFacts;
pub use ruling::Ruling;
pub use secret::Secret;
pub use stock::Stock;
pub use story::{Bond, Headline, Report, Retitled, Story, StoryId, StoryRef, Tie, Tombstone};
pub use topic::Topic;
