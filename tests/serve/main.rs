//! What readers are promised over HTTP, on real sockets. Sections are of RFC 9110 unless named.

mod conditions;
mod connections;
mod fields;
mod hubs;
mod patience;
mod places;
mod site;
mod web;

#[path = "../streams/mod.rs"]
mod streams;

const GZIP: &str = "Accept-Encoding: gzip";
