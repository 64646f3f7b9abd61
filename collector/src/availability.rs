//! The availability of a period, for whoever asks: marks from the store, devices and agencies from the fleet, figures from
//! `model::availability`.

use crate::{
    fleet::Fleet,
    store::{Reader, StoreError},
    trust::Who,
};
use model::{
    DeviceId, OpdCode, Timestamp, Zone,
    api::{Availability, CheckAvailability, DeviceAvailability, Lately, MOST_OUTAGES, OpdAvailability},
    availability::{
        Cause, Figures, Maintenance, Outage, Period, Span, Subject, Tally, Watch, combine, figures, strip, timeline,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A timeline is read from this much before the period, so that an outage at its beginning is known to be an old one.
const BEFORE_MS: i64 = 1000;
const DAY_SECONDS: i64 = 86_400;

/// Whose availability is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Of everything that the one who asks may see.
    All,
    /// Of an agency.
    Opd(OpdCode),
    /// Of a device.
    Device(DeviceId),
}

/// What must be known of the fleet; taken under its lock, so that the store is read without.
pub(crate) struct Scene {
    now: Timestamp,
    zone: Zone,
    period: Period,
    whose: Whose,
    watch: Option<Watch>,
    devices: Vec<One>,
    opds: Vec<OpdAvailability>,
    /// Devices whose names are told to whoever asks.
    seen: BTreeSet<DeviceId>,
}

struct One {
    id: DeviceId,
    name: String,
    opd: Option<OpdCode>,
    /// It is asked for; else it is only a gateway.
    counts: bool,
}

impl Scene {
    /// Of what this one may see.
    pub(crate) fn of(fleet: &Fleet, who: &Who, whose: Whose, period: Period, now: Timestamp) -> Self {
        let asked = |id: DeviceId, opd: Option<&OpdCode>| match &whose {
            Whose::All => true,
            Whose::Opd(code) => opd == Some(code),
            Whose::Device(device) => id == *device,
        };
        let mut seen = BTreeSet::new();
        let mut devices = BTreeMap::new();
        for (id, known) in fleet.devices().filter(|(_, known)| who.sees(known.device.opd.as_ref())) {
            seen.insert(id);
            let opd = known.device.opd.clone();
            if asked(id, opd.as_ref()) {
                devices.insert(id, One { id, name: known.name(&fleet.texts), opd, counts: true });
            }
        }
        let mut opds = Vec::new();
        if !matches!(whose, Whose::Device(_)) {
            for opd in fleet.opds().filter(|opd| who.sees(Some(&opd.code))) {
                if matches!(&whose, Whose::Opd(code) if *code != opd.code) {
                    continue;
                }
                let gateways = fleet.gateways(opd);
                for id in &gateways {
                    // The way out may lead over a device of the Dinas: its times count, its name stays hidden.
                    devices.entry(*id).or_insert_with(|| One {
                        id: *id,
                        name: String::new(),
                        opd: None,
                        counts: false,
                    });
                }
                let (code, name) = (opd.code.clone(), opd.name.clone());
                opds.push(OpdAvailability { code, name, gateways, ..OpdAvailability::default() });
            }
        }
        Self {
            now,
            zone: fleet.settings().site.zone,
            period,
            whose,
            watch: fleet.watch(now),
            devices: devices.into_values().collect(),
            opds,
            seen,
        }
    }

    /// Of the last 30 days of one device.
    pub(crate) fn of_lately(fleet: &Fleet, who: &Who, id: DeviceId, now: Timestamp) -> Self {
        let month = Period { from: now.plus_seconds(-30 * DAY_SECONDS), to: now };
        Self::of(fleet, who, Whose::Device(id), month, now)
    }

    /// The last day and the last 30 days of one device; none where nobody looked at it.
    pub(crate) fn lately(self, reader: &Reader) -> Result<Option<Lately>, StoreError> {
        let month = self.period;
        let day = Period { from: month.to.plus_seconds(-DAY_SECONDS), to: month.to };
        let report = self.report(reader)?;
        let found = report.devices.first().filter(|device| device.figures.tally.observed_ms() > 0);
        Ok(found.map(|device| Lately {
            day: strip(&device.timeline, day, 24),
            day_percent: figures(&device.timeline, day).0.service_percent,
            month: strip(&device.timeline, month, 30),
            month_percent: device.figures.service_percent,
        }))
    }

    /// Reads the store and adds up.
    pub(crate) fn report(self, reader: &Reader) -> Result<Availability, StoreError> {
        let wider = Period { from: self.period.from.plus_millis(-BEFORE_MS), ..self.period };
        let mut watches = reader.watches(wider)?;
        watches.extend(self.watch);
        let windows = reader.maintenance(wider.from)?;
        let alone = matches!(self.whose, Whose::Device(_));
        let mut found = Found::default();
        for one in &self.devices {
            let windows = covering(&windows, one);
            let read = |subject| -> Result<Vec<Span>, StoreError> {
                let marks = reader.marks(one.id, subject, wider)?;
                Ok(timeline(&marks, &watches, &windows, wider))
            };
            let mut spans = read(Subject::Device)?;
            self.hide(&mut spans);
            if one.counts {
                let (of_device, outages) = figures(&spans, self.period);
                let mut device = DeviceAvailability {
                    id: one.id,
                    name: one.name.clone(),
                    opd: one.opd.as_ref().map(|code| code.0.clone()).unwrap_or_default(),
                    figures: of_device,
                    ..DeviceAvailability::default()
                };
                if alone {
                    for subject in [Subject::Echo, Subject::Snmp, Subject::Tcp] {
                        let mut spans = read(subject)?;
                        self.hide(&mut spans);
                        let (figures, _) = figures(&spans, self.period);
                        if figures.tally.observed_ms() > 0 {
                            let timeline = clipped(spans, self.period);
                            device.checks.push(CheckAvailability { subject, figures, timeline });
                        }
                    }
                    device.timeline = clipped(spans.clone(), self.period);
                }
                found.take(one, device, outages);
            }
            if self.opds.iter().any(|opd| opd.gateways.contains(&one.id)) {
                found.gateways.insert(one.id, spans);
            }
        }
        Ok(self.told(found))
    }

    fn told(self, mut found: Found) -> Availability {
        let asked_for_one = matches!(self.whose, Whose::Opd(_));
        let mut opds = self.opds;
        if let Some((_, none)) = found.by_opd.get_key_value("").filter(|_| self.whose == Whose::All) {
            opds.push(OpdAvailability { devices: none.devices, ..OpdAvailability::default() });
        }
        for opd in &mut opds {
            if let Some(sum) = found.by_opd.remove(&opd.code.0) {
                opd.devices = sum.devices;
                opd.figures = Figures::of(sum.tally, &sum.outages);
            }
            let ways: Vec<Vec<Span>> = opd.gateways.iter().filter_map(|id| found.gateways.get(id).cloned()).collect();
            if !ways.is_empty() {
                let wider = Period { from: self.period.from.plus_millis(-BEFORE_MS), ..self.period };
                let best = combine(&ways, wider);
                opd.reachable = Some(figures(&best, self.period).0);
                if asked_for_one {
                    opd.timeline = clipped(best, self.period);
                }
            }
            opd.gateways.retain(|id| self.seen.contains(id));
        }
        let whole = Figures::of(found.tally, &found.outages);
        let left_out = found.outages.len().saturating_sub(MOST_OUTAGES);
        found.outages.sort_by_key(|outage| std::cmp::Reverse(outage.millis()));
        found.outages.truncate(MOST_OUTAGES);
        found.outages.sort_by_key(|outage| (outage.from, outage.device));
        Availability {
            now: self.now,
            from: self.period.from,
            to: self.period.to,
            zone: self.zone,
            whole,
            opds,
            devices: found.devices,
            outages: found.outages,
            outages_left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        }
    }

    /// A device that is not this one's to see is not named as a cause.
    fn hide(&self, spans: &mut [Span]) {
        for span in spans {
            if let Cause::Behind { culprit } = &mut span.cause
                && !self.seen.contains(culprit)
            {
                *culprit = DeviceId(0);
            }
        }
    }
}

#[derive(Default)]
struct Found {
    tally: Tally,
    devices: Vec<DeviceAvailability>,
    outages: Vec<Outage>,
    by_opd: BTreeMap<String, Sum>,
    gateways: BTreeMap<DeviceId, Vec<Span>>,
}

#[derive(Default)]
struct Sum {
    devices: u32,
    tally: Tally,
    outages: Vec<Outage>,
}

impl Found {
    fn take(&mut self, one: &One, device: DeviceAvailability, outages: Vec<Outage>) {
        let outages = outages.into_iter().map(|outage| Outage { device: one.id, ..outage });
        let sum = self.by_opd.entry(device.opd.clone()).or_default();
        sum.devices += 1;
        sum.tally += device.figures.tally;
        self.tally += device.figures.tally;
        for outage in outages {
            sum.outages.push(outage.clone());
            self.outages.push(outage);
        }
        self.devices.push(device);
    }
}

fn covering(windows: &[Maintenance], one: &One) -> Vec<Span> {
    windows.iter().filter(|window| window.covers(one.id, one.opd.as_ref())).filter_map(Maintenance::span).collect()
}

fn clipped(spans: Vec<Span>, period: Period) -> Vec<Span> {
    let inside = spans.into_iter().filter(|span| span.to > period.from);
    inside.map(|span| Span { from: span.from.max(period.from), ..span }).collect()
}
