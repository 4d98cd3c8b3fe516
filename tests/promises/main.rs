//! What griot promises to its users, held on the real binary, with real SQLite and real HTTP on
//! loopback: one module a promise.

mod day;
mod events;
mod feeds;
mod hub;
mod instance;
mod outlet;
mod seeds;
mod wellformed;

#[path = "../named/mod.rs"]
mod named;
#[path = "../streams/mod.rs"]
mod streams;
#[path = "../validator/mod.rs"]
mod validator;

mod access;
mod alerts;
mod archives;
mod backup;
mod clock;
mod commands;
mod corpora;
mod crash;
mod daemon;
mod demo;
mod disk;
mod editions;
mod evaluate;
mod explain;
mod export;
mod filters;
mod hand;
mod headlines;
mod hostile;
mod images;
mod life;
mod lists;
mod monitoring;
mod naming;
mod others;
mod pages;
mod path;
mod readers;
mod refresh;
mod replay;
mod retention;
mod robots;
mod rulings;
mod same;
mod saying;
mod secrets;
mod silence;
mod site;
mod sitemaps;
mod sources;
mod standing;
mod stories;
mod suggestions;
mod systemd;
mod threats;
mod topics;
mod trouble;
mod websub;
mod why;
mod words;
