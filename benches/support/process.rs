//! What the system says of a process: the time that it had, and its memory.

use std::error::Error;
use std::fs;

/// Seconds of all cores together, of the process whose figures stand in a file (`/proc/self/stat`, proc(5)):
/// the field that says how long in its own code, and the next one, in the system's.
pub fn busy(path: &str, field: usize) -> Result<f64, Box<dyn Error>> {
    let told = fs::read_to_string(path)?;
    // The name before may have spaces in it.
    let (_, fields) = told.rsplit_once(") ").ok_or("no figures")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = |field: usize| fields[field].parse::<f64>();
    Ok((ticks(field)? + ticks(field + 1)?) / 100.0)
}

/// Bytes of memory of a process, by its number or `self`: `VmRSS` that it holds, `VmHWM` that it held at
/// most. None where it is gone.
pub fn memory(process: &str, what: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(what))?;
    let kilobytes = line.strip_prefix(':')?.split_whitespace().next()?;
    Some(kilobytes.parse::<u64>().ok()? << 10)
}
