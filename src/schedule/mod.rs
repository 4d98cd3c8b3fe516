//! When a source may be asked: cron, adaptive interval, what publishers ask for, jitter.
