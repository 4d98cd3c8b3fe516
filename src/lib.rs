//! griot polls the feeds of news outlets, finds the entries that report the same event, and
//! republishes merged feeds per country in which each event appears once and names every outlet
//! that reported it.
//!
//! The modules in reading order, which is the order in which data flows. A stage imports
//! [`domain`] and nothing else of ours; only [`evaluate`], `poll`, `refresh`, `daemon`, `demo` and
//! `cli` know several stages.

pub mod clock;
pub mod digest;
pub mod domain;

pub mod config;
pub mod schedule;

pub mod attribute;
pub mod fetch;
pub mod group;
pub mod life;
pub mod normalise;
pub mod parse;
pub mod publish;
pub mod serve;
pub mod store;

pub mod evaluate;

pub mod cli;
