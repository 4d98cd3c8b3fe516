//! The politest client there is: every rule that a publisher's log could check, over simulated
//! days and weeks, with a real store, real HTTP on loopback, the real schedule and a clock that
//! the tests move. One module a subject; `docs/etiquette.md` lists the rules with their sources.

#[path = "../named/mod.rs"]
mod named;
mod outlet;
mod page;
mod servers;
mod silence;
mod world;

mod backoff;
mod cadence;
mod clocks;
mod contact;
mod distrust;
mod failures;
mod freshness;
mod hints;
mod hostile;
mod hosts;
mod hygiene;
mod moves;
mod redirects;
mod rules;
mod validators;
mod waiting;
mod websub;
