//! What griot promises to its users, held on the real binary, with real SQLite and real HTTP on
//! loopback: one module a promise.

mod events;
mod feeds;
mod instance;
mod outlet;
mod seeds;
mod wellformed;

mod access;
mod commands;
mod corpora;
mod crash;
mod daemon;
mod demo;
mod editions;
mod explain;
mod hand;
mod headlines;
mod hostile;
mod pages;
mod path;
mod refresh;
mod replay;
mod rulings;
mod secrets;
mod site;
mod sitemaps;
mod sources;
mod stories;
mod suggestions;
mod topics;
mod trouble;
mod why;
mod words;
