//! The process itself, under the names that Prometheus' own client libraries give. Linux says it in
//! `/proc`; elsewhere only the start is told.

use std::fmt;
use std::fs;

use chrono::{DateTime, Utc};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

/// Times in `/proc` are counted in these, on every architecture (proc(5), `USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// The process that asks.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) started: DateTime<Utc>,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let mut tell = |name: &str, help: &str, unit: Option<&Unit>, metric: &dyn Told| {
            metric.tell(encoder.encode_descriptor(name, help, unit, metric.metric_type())?)
        };
        let started = ConstGauge::new(self.started.timestamp());
        let (seconds, bytes) = (Some(&Unit::Seconds), Some(&Unit::Bytes));
        tell(
            "process_start_time",
            "When the process began",
            seconds,
            &started,
        )?;
        if let Some(resident) = resident() {
            let resident = ConstGauge::new(resident);
            tell(
                "process_resident_memory",
                "Memory that it has",
                bytes,
                &resident,
            )?;
        }
        if let Some(cpu) = cpu() {
            let cpu = ConstCounter::new(cpu);
            tell("process_cpu", "Time that it was computing", seconds, &cpu)?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            // One of them is the look itself.
            let open = ConstGauge::new(i64::try_from(open.count()).unwrap_or(i64::MAX) - 1);
            tell("process_open_fds", "Files that it has open", None, &open)?;
        }
        if let Some(most) = most_open() {
            let most = ConstGauge::new(most);
            tell(
                "process_max_fds",
                "Files that it may have open",
                None,
                &most,
            )?;
        }
        Ok(())
    }
}

/// A metric of whatever type.
trait Told {
    fn tell(&self, encoder: prometheus_client::encoding::MetricEncoder<'_>) -> fmt::Result;
    fn metric_type(&self) -> prometheus_client::metrics::MetricType;
}

impl<M: EncodeMetric> Told for M {
    fn tell(&self, encoder: prometheus_client::encoding::MetricEncoder<'_>) -> fmt::Result {
        self.encode(encoder)
    }

    fn metric_type(&self) -> prometheus_client::metrics::MetricType {
        EncodeMetric::metric_type(self)
    }
}

/// Bytes of memory that are resident.
fn resident() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

/// Seconds of computing, in the program and in the kernel for it.
fn cpu() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in brackets that may hold anything.
    let (_, rest) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}

fn most_open() -> Option<i64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
