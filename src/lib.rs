//! griot polls the feeds of news outlets, finds the entries that report the same event, and
//! republishes merged feeds per country in which each event appears once and names every outlet
//! that reported it.
//!
//! The modules in reading order, which is the order in which data flows. A stage imports
//! [`domain`] and nothing else of ours; only [`poll`], [`refresh`], [`discover`], [`daemon`],
//! [`demo`], [`evaluate`], [`curate`] and [`cli`] know several stages.

pub mod clock;

pub mod digest;

pub mod chance;

pub mod domain;

// What an operator says.
pub mod config;

pub mod schedule;

pub mod rhythm;

// The stages, from an outlet's feed to a reader's.
pub mod robots;

pub mod fetch;

pub mod parse;

pub mod websub;

pub mod article;

pub mod normalise;

pub mod attribute;

pub mod group;

pub mod life;

pub mod store;

pub mod publish;

pub mod serve;

// What an operator's own program does with a story.
pub mod program;

// What puts them together.
pub mod poll;

pub mod refresh;

pub mod discover;

pub mod daemon;

pub mod demo;

pub mod evaluate;

pub mod curate;

pub mod cli;
