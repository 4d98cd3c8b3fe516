//! What serving costs: requests a second and their 99th percentile for an edition of some 100 kB,
//! compressed (200) and unchanged (304), and the time that each takes of a core, by the real daemon,
//! by a bare hyper and, where it is installed, by nginx; and the memory of ten thousand idle readers.
//!
//! Servers have the first core and the load the second, where `taskset` can give them out. They are
//! measured in turns, in short windows, and compared within each round, so that what else the
//! machine does hits all alike. On a busy machine only the time of a core tells anything.

mod load;
mod servers;

use std::process::Command;

use load::{Figures, Load};
use servers::{Place, Server};

/// Rounds of which the medians are shown.
const ROUNDS: usize = 9;
/// Readers that hold a connection and ask for nothing.
const IDLE: usize = 10_000;
/// Files that the daemon and the load may open for them.
const FILES: usize = 4 * IDLE;
/// Names the part that a process of the bench plays.
const ROLE: &str = "GRIOT_BENCH_ROLE";

fn main() {
    match std::env::var(ROLE).as_deref() {
        Ok("hyper") => servers::bare_hyper(),
        Ok(_) => measure(),
        Err(_) => {
            let bench = std::env::current_exe().unwrap();
            let mut command = pinned(&bench, 1);
            assert!(command.env(ROLE, "load").status().unwrap().success());
        }
    }
}

/// A command on one core, with many files to open, as far as the machine lets us.
fn pinned(program: &std::path::Path, core: usize) -> Command {
    let mut command = Command::new("sh");
    let script = format!(
        "ulimit -n {FILES} 2>/dev/null || ulimit -n \"$(ulimit -Hn)\"\n\
         taskset -c {core} true 2>/dev/null && exec taskset -c {core} \"$0\" \"$@\"\n\
         exec \"$0\" \"$@\""
    );
    command.args(["-c", &script]).arg(program);
    command
}

fn measure() {
    let place = Place::new();
    let servers: Vec<Server> = [
        Some(Server::griot(&place)),
        Some(Server::hyper(&place)),
        Server::nginx(&place, false),
        Server::nginx(&place, true),
    ]
    .into_iter()
    .flatten()
    .collect();
    if servers.len() == 2 {
        println!("nginx is not installed, and not measured");
    }
    println!(
        "an edition of {} bytes, {} in gzip; {ROUNDS} rounds\n",
        place.plain, place.gzip
    );
    for (case, is_conditional) in [("gzip 200", false), ("304", true)] {
        let loads: Vec<_> = servers
            .iter()
            .map(|server| Load::new(server.port, is_conditional))
            .collect();
        let mut rounds = vec![Vec::new(); servers.len()];
        for _ in 0..ROUNDS {
            for ((load, figures), server) in loads.iter().zip(&mut rounds).zip(&servers) {
                figures.push(load.run(server));
            }
        }
        show(case, &servers, &rounds);
    }
    let griot = &servers[0];
    let before = griot.resident();
    let idle = load::idle(griot.port, IDLE);
    println!(
        "\n{} idle readers: {} MB resident, {before} MB before",
        idle.len(),
        griot.resident()
    );
}

fn show(case: &str, servers: &[Server], rounds: &[Vec<Figures>]) {
    println!("{case:<24} requests/s   of griot's   µs of a core   of griot's   p99 µs");
    for (server, figures) in servers.iter().zip(rounds) {
        let ratio = |of: fn(&Figures) -> f64| {
            let both = figures.iter().zip(&rounds[0]);
            median(both.map(|(its, ours)| of(its) / of(ours)))
        };
        println!(
            "  {:<22} {:>10.0} {:>12.2} {:>14.2} {:>12.2} {:>8.0}",
            server.name,
            median(figures.iter().map(|figures| figures.per_second)),
            ratio(|figures| figures.per_second),
            median(figures.iter().map(|figures| figures.busy)),
            ratio(|figures| figures.busy),
            median(figures.iter().map(|figures| figures.p99)),
        );
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
