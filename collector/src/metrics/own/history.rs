//! Figures about history: what compaction and retention did, how much lies where, how large it will become.

use crate::{
    history::forecast::Forecast,
    history::key::Level,
    store::{HistorySize, Step},
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use std::time::Duration;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Of {
    level: &'static str,
}

/// Counters and gauges of history.
pub(crate) struct Figures {
    compacted: Counter,
    damaged: Counter,
    too_late: Counter,
    forgotten: Counter,
    step_seconds: Histogram,
    bytes: Family<Of, Gauge>,
    blocks: Family<Of, Gauge>,
    samples: Family<Of, Gauge>,
    tail: Gauge,
    oldest_raw: Gauge,
    file: Gauge,
    forecast: Gauge,
    full_at: Gauge,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            compacted: Counter::default(),
            damaged: Counter::default(),
            too_late: Counter::default(),
            forgotten: Counter::default(),
            step_seconds: Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]),
            bytes: Family::default(),
            blocks: Family::default(),
            samples: Family::default(),
            tail: Gauge::default(),
            oldest_raw: Gauge::default(),
            file: Gauge::default(),
            forecast: Gauge::default(),
            full_at: Gauge::default(),
        }
    }
}

impl Figures {
    pub(super) fn register(&self, registry: &mut Registry) {
        macro_rules! register {
            ($($field:ident $name:literal $help:literal;)*) => { $( registry.register($name, $help, self.$field.clone()); )* };
        }
        register! {
            compacted "history_compacted_samples" "Values that went into blocks";
            damaged "history_damaged_blocks" "Blocks and readings that could not be read and are gaps";
            too_late "history_late_samples_dropped" "Values that came after the raw values of their day were given up";
            forgotten "history_forgotten_blocks" "Blocks removed because their time was over or room was needed";
            step_seconds "history_step_duration_seconds" "Wall time of a step of compaction or retention in the writer";
            bytes "history_bytes" "Size of the blocks";
            blocks "history_blocks" "Blocks";
            samples "history_samples" "Values in blocks; of roll-ups windows";
            tail "history_tail_readings" "Readings that are not compacted yet";
            oldest_raw "history_oldest_raw_timestamp_seconds" "Beginning of the oldest day of raw values";
            file "history_database_bytes" "Size of the database without its free pages";
            forecast "history_forecast_bytes" "Size that the database will have once nothing is kept longer than it may";
            full_at "history_full_timestamp_seconds" "When the disk or the allowed size will be used up; 0: not with what is kept now";
        }
    }

    /// A step was done.
    pub(crate) fn stepped(&self, step: &Step, forgotten: usize, took: Duration) {
        self.compacted.inc_by(step.compacted);
        self.damaged.inc_by(step.damaged);
        self.too_late.inc_by(step.too_late);
        self.forgotten.inc_by(forgotten as u64);
        self.step_seconds.observe(took.as_secs_f64());
    }

    /// Damage that somebody met who asked.
    pub(crate) fn met_damaged(&self, blocks: u64) {
        self.damaged.inc_by(blocks);
    }

    /// What lies where now.
    pub(crate) fn holds(&self, level: Level, size: HistorySize) {
        let of = Of { level: level.name() };
        self.bytes.get_or_create(&of).set(size.octets);
        self.blocks.get_or_create(&of).set(size.blocks);
        self.samples.get_or_create(&of).set(size.samples);
    }

    /// Readings that are not compacted.
    pub(crate) fn tail(&self, readings: i64) {
        self.tail.set(readings);
    }

    /// What is foreseen.
    pub(crate) fn foresees(&self, forecast: &Forecast, used_octets: u64, oldest_raw_s: i64) {
        let whole = |octets: u64| i64::try_from(octets).unwrap_or(i64::MAX);
        self.oldest_raw.set(oldest_raw_s);
        self.file.set(whole(used_octets));
        self.forecast.set(whole(forecast.settled_octets));
        self.full_at.set(forecast.full_at.map_or(0, |at| at.seconds()));
    }
}
