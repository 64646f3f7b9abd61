//! The collector's own counters, kept with `prometheus-client`; the poller adds its own by closures.

mod history;

use super::text::Page;
use crate::ingest::{LeftOut, Refused};
use history::Figures;
use model::{Source, api::Figure, batch::Heard};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::Registry,
};
use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

/// Takes one series of a figure: its label (name and value, if there is one) and its value.
pub type Say<'a> = dyn FnMut(Option<(&str, &str)>, f64) + 'a;
/// Reads a figure: tells each series to the function it is given.
pub type ReadExtra = dyn Fn(&mut Say<'_>) + Send + Sync;

/// A figure that another part of the collector keeps itself.
pub struct Extra {
    /// Name, with unit; a counter's ends in `_total`.
    pub name: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// True for a counter, false for a gauge.
    pub counter: bool,
    /// Reads it: for each series the label (name and value, if there is one) and the value.
    pub read: Box<ReadExtra>,
}

impl Extra {
    /// A figure of something that may end before the page does; then nothing is told of it.
    pub fn of<T: Send + Sync + 'static>(
        owner: &Arc<T>,
        name: &'static str,
        help: &'static str,
        counter: bool,
        read: impl Fn(&T, &mut Say<'_>) + Send + Sync + 'static,
    ) -> Self {
        let owner = Arc::downgrade(owner);
        let read = move |say: &mut Say<'_>| {
            if let Some(owner) = owner.upgrade() {
                read(&owner, say);
            }
        };
        Self { name, help, counter, read: Box::new(read) }
    }
}

/// A histogram that another part of the collector keeps itself.
pub struct Spread {
    /// Name, with unit.
    pub name: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// Upper bounds of its buckets; what is more lies in one bucket behind them.
    pub bounds: &'static [f64],
    /// Reads it: what each bucket alone counted, and the sum of all values; none once it has ended.
    pub read: Box<dyn Fn() -> Option<(Vec<u64>, f64)> + Send + Sync>,
}

impl Spread {
    fn write(&self, page: &mut Page) {
        let Some((counts, sum)) = (self.read)() else { return };
        let Self { name, help, bounds, .. } = self;
        page.head(name, help, "histogram");
        let bounds = bounds.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
        let mut all = 0;
        for (bound, count) in bounds.zip(counts) {
            all += count;
            page.series(&format!("{name}_bucket"), &[("le", &bound)], all as f64);
        }
        page.series(&format!("{name}_sum"), &[], sum);
        page.series(&format!("{name}_count"), &[], all as f64);
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Reason {
    reason: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct From {
    source: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Task {
    task: &'static str,
}

/// Counters of the collector itself.
pub struct Own {
    registry: Registry,
    extras: RwLock<Vec<Extra>>,
    spreads: RwLock<Vec<Spread>>,
    batches: Family<From, Counter>,
    refused: Family<Reason, Counter>,
    values_left_out: Family<Reason, Counter>,
    panics: Family<Task, Counter>,
    commits: Counter,
    rows: Counter,
    commit_seconds: Histogram,
    poll_seconds: Histogram,
    echo_seconds: Histogram,
    series_dropped: Counter,
    /// Batches that wait for the writer.
    pub queued: Gauge,
    /// Transactions that failed.
    pub commit_failures: Counter,
    /// Rows that were given up.
    pub rows_dropped: Counter,
    /// 1 while the store is damaged and nothing is written.
    pub readonly: Gauge,
    /// Compaction and retention of history.
    pub(crate) history: Figures,
    /// Open event streams.
    pub streams: Gauge,
    /// Requests refused because a limit was reached.
    pub refused_requests: Counter,
}

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Own")
    }
}

impl Own {
    /// Counters of a collector of this version, all zero.
    pub fn new(version: &str) -> Self {
        let mut registry = Registry::with_prefix("pantau");
        let info = Info::new([("version", version.to_owned())]);
        registry.register("build", "Version of this collector", info);
        let own = Self {
            extras: RwLock::default(),
            spreads: RwLock::default(),
            batches: Family::default(),
            refused: Family::default(),
            values_left_out: Family::default(),
            panics: Family::default(),
            commits: Counter::default(),
            rows: Counter::default(),
            commit_seconds: Histogram::new([0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]),
            poll_seconds: Histogram::new([0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]),
            echo_seconds: Histogram::new([0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0]),
            series_dropped: Counter::default(),
            queued: Gauge::default(),
            commit_failures: Counter::default(),
            rows_dropped: Counter::default(),
            readonly: Gauge::default(),
            history: Figures::default(),
            streams: Gauge::default(),
            refused_requests: Counter::default(),
            registry: Registry::default(),
        };
        // Every reason stands there from the start: a counter that appears with its first fault cannot be alerted on.
        for refused in Refused::ALL {
            drop(own.refused.get_or_create(&Reason { reason: refused.name() }));
        }
        for reason in ["not_a_number", "limit"] {
            drop(own.values_left_out.get_or_create(&Reason { reason }));
        }
        macro_rules! register {
            ($($field:ident $name:literal $help:literal;)*) => { $( registry.register($name, $help, own.$field.clone()); )* };
        }
        register! {
            batches "batches" "Batches taken in";
            refused "batches_refused" "Batches refused";
            values_left_out "values_left_out" "Values left out of batches";
            panics "panics" "Panics that were caught";
            commits "store_commits" "Transactions committed";
            rows "store_rows" "Rows committed";
            commit_seconds "store_commit_duration_seconds" "Wall time of a transaction, synced";
            poll_seconds "poll_duration_seconds" "Wall time of an SNMP poll or pulse that was answered";
            echo_seconds "echo_round_trip_seconds" "Round trip of the best echo of a check that was answered";
            series_dropped "series_dropped" "Series left out of this page because it is full";
            queued "batches_queued" "Batches that wait for the store";
            commit_failures "store_commit_failures" "Transactions that failed";
            rows_dropped "store_rows_dropped" "Rows that were given up while the store failed";
            readonly "store_readonly" "1 while the database is damaged and nothing is written";
            streams "streams" "Open event streams";
            refused_requests "requests_refused" "Requests refused because a limit was reached";
        }
        own.history.register(&mut registry);
        Self { registry, ..own }
    }

    /// Adds figures that another part keeps.
    pub fn add(&self, extra: Extra) {
        self.extras.write().unwrap_or_else(PoisonError::into_inner).push(extra);
    }

    /// Adds a histogram that another part keeps.
    pub fn add_spread(&self, spread: Spread) {
        self.spreads.write().unwrap_or_else(PoisonError::into_inner).push(spread);
    }

    /// Notes how long what a batch heard took.
    pub(crate) fn heard(&self, heard: &[Heard]) {
        for heard in heard {
            match *heard {
                Heard::Snmp { answered: true, duration_ms, .. } => {
                    self.poll_seconds.observe(f64::from(duration_ms) / 1000.0);
                }
                Heard::Echo { rtt_ms: Some(rtt), .. } => self.echo_seconds.observe(rtt / 1000.0),
                Heard::Snmp { .. } | Heard::Echo { .. } | Heard::Tcp { .. } => {}
            }
        }
    }

    pub(crate) fn taken(&self, source: Source) {
        let source = match source {
            Source::Snmp => "snmp",
            Source::Agent => "agent",
            Source::Glpi => "glpi",
            Source::Manual => "manual",
            Source::Import => "import",
        };
        self.batches.get_or_create(&From { source }).inc();
    }

    pub(crate) fn refused(&self, refused: Refused) {
        self.refused.get_or_create(&Reason { reason: refused.name() }).inc();
    }

    pub(crate) fn left_out(&self, left_out: LeftOut) {
        for (reason, count) in [("not_a_number", left_out.not_a_number), ("limit", left_out.beyond_limit)] {
            if count > 0 {
                self.values_left_out.get_or_create(&Reason { reason }).inc_by(u64::from(count));
            }
        }
    }

    /// Counts and logs a panic that was caught in a task.
    pub fn panicked(&self, task: &'static str) {
        self.panics.get_or_create(&Task { task }).inc();
        tracing::error!(task, "a panic was caught; the task goes on");
    }

    pub(crate) fn committed(&self, rows: usize, took: Duration) {
        self.commits.inc();
        self.rows.inc_by(rows as u64);
        self.commit_seconds.observe(took.as_secs_f64());
    }

    pub(super) fn dropped_series(&self, count: u64) {
        self.series_dropped.inc_by(count);
    }

    pub(super) fn write(&self, page: &mut Page) {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_ok() {
            page.raw(&classic(&text));
        }
        for extra in self.extras.read().unwrap_or_else(PoisonError::into_inner).iter() {
            page.head(extra.name, extra.help, if extra.counter { "counter" } else { "gauge" });
            (extra.read)(&mut |label, value| match label {
                Some(label) => page.series(extra.name, &[label], value),
                None => page.series(extra.name, &[], value),
            });
        }
        for spread in self.spreads.read().unwrap_or_else(PoisonError::into_inner).iter() {
            spread.write(page);
        }
        process(page);
    }
}

impl Own {
    /// Every figure, for whoever reads them otherwise than as a page.
    pub(crate) fn series(&self) -> Vec<Figure> {
        let mut page = Page::new(0);
        page.unbounded();
        self.write(&mut page);
        page.take().lines().filter_map(figure).collect()
    }
}

/// One line of our own making: a name, one label at most, whose values are words of ours, and a value.
fn figure(line: &str) -> Option<Figure> {
    let (series, value) = line.rsplit_once(' ').filter(|_| !line.starts_with('#'))?;
    let (name, labels) = series.split_once('{').unwrap_or((series, ""));
    let label = labels.split('"').nth(1).unwrap_or_default();
    Some(Figure { name: name.to_owned(), label: label.to_owned(), value: value.parse().ok()? })
}

/// OpenMetrics to the classic text format: counters are headed by the name their samples have, info is a gauge, and
/// there is no end mark.
fn classic(open: &str) -> String {
    let mut out = String::with_capacity(open.len() + 256);
    let mut help: Option<(&str, &str)> = None;
    for line in open.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            help = rest.split_once(' ');
        } else if let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) {
            let (suffix, kind) = match kind {
                "counter" => ("_total", "counter"),
                "info" => ("_info", "gauge"),
                kind => ("", kind),
            };
            if let Some((_, help)) = help.take() {
                out.push_str(&format!("# HELP {name}{suffix} {help}\n"));
            }
            out.push_str(&format!("# TYPE {name}{suffix} {kind}\n"));
        } else if !line.starts_with('#') {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Memory and processor time of this process, where the system tells.
fn process(page: &mut Page) {
    /// Octets of a page and ticks of a second on every Linux that Rust's standard library runs on for x86-64 and arm64.
    const PAGE: f64 = 4096.0;
    const TICKS: f64 = 100.0;
    let resident = std::fs::read_to_string("/proc/self/statm").ok();
    if let Some(pages) = resident.and_then(|text| text.split_whitespace().nth(1)?.parse::<f64>().ok()) {
        page.head("process_resident_memory_bytes", "Resident memory of this process.", "gauge");
        page.series("process_resident_memory_bytes", &[], pages * PAGE);
    }
    let stat = std::fs::read_to_string("/proc/self/stat").ok();
    // The name in parentheses may hold blanks; user and system time are the 12th and 13th field behind it.
    let ticks = stat.and_then(|text| {
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        Some(fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?)
    });
    if let Some(ticks) = ticks {
        page.head("process_cpu_seconds_total", "Processor time of this process.", "counter");
        page.series("process_cpu_seconds_total", &[], ticks / TICKS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_told_as_a_histogram_whose_buckets_add_up() {
        let own = Own::new("1");
        let read = Box::new(|| Some((vec![2, 0, 5, 1], 9.5)));
        own.add_spread(Spread { name: "pantau_x_seconds", help: "X.", bounds: &[0.01, 0.1, 1.0], read });
        let mut page = Page::new(0);
        page.unbounded();
        own.write(&mut page);
        let page = page.take();
        let lines: Vec<&str> = page.lines().filter(|line| line.contains("pantau_x_")).collect();
        let expected = [
            "# HELP pantau_x_seconds X.",
            "# TYPE pantau_x_seconds histogram",
            "pantau_x_seconds_bucket{le=\"0.01\"} 2",
            "pantau_x_seconds_bucket{le=\"0.1\"} 2",
            "pantau_x_seconds_bucket{le=\"1\"} 7",
            "pantau_x_seconds_bucket{le=\"+Inf\"} 8",
            "pantau_x_seconds_sum 9.5",
            "pantau_x_seconds_count 8",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn openmetrics_becomes_the_classic_format() {
        let open = "# HELP a_b Things.\n# TYPE a_b counter\na_b_total{x=\"# TYPE\"} 1\n# HELP c Level.\n# TYPE c gauge\n# UNIT c seconds\nc 2\n# EOF\n";
        let expected = "# HELP a_b_total Things.\n# TYPE a_b_total counter\na_b_total{x=\"# TYPE\"} 1\n# HELP c Level.\n# TYPE c gauge\nc 2\n";
        assert_eq!(classic(open), expected);
    }
}
