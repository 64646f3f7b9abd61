//! The judgement carried out: states told, alerts opened and ended, statuses set, everything noted for the store.

use super::{Fleet, Known, State, Text};
use crate::{
    alert::{self, Condition, Full, Standing, Step, Verdict},
    store::Row,
};
use model::{
    AlertKind, DeviceId, Status, Timestamp,
    api::{Event, Happening},
    batch::EchoBy,
};

impl Fleet {
    /// Judges the whole fleet as it stands at `now`; what changed is added to `rows`.
    pub fn judge(&mut self, now: Timestamp, rows: &mut Vec<Row>) {
        let echo = self.facts.echo != EchoBy::NotPermitted;
        let silent = self.settings.alert.agent_silent_seconds as i64;
        let gateway = self.own_gateway();
        let standings: Vec<Standing<'_>> =
            self.devices.values().map(|known| self.standing(known, gateway, echo, silent, now)).collect();
        let mut judged = alert::evaluate(&standings, &self.settings, self.started, self.isolation, now);
        drop(standings);
        self.isolation = judged.isolation;
        self.keep_maintenance(now, rows);
        self.without_maintained(&mut judged.conditions);
        self.tell_states(&judged.states, now, rows);
        self.step_alerts(&judged.conditions, now, rows);
        self.set_statuses();
        self.follow(now, rows);
    }

    /// Address of the gateway of this machine, as its agent tells it.
    fn own_gateway(&self) -> Option<&str> {
        let routes = self.local.as_ref()?.facts.routes.iter();
        let mut default = routes.filter(|route| route.prefix == Some(0));
        default.find_map(|route| route.next_hop.as_deref())
    }

    fn standing<'a>(
        &'a self,
        known: &'a Known,
        gateway: Option<&str>,
        echo: bool,
        silent_seconds: i64,
        now: Timestamp,
    ) -> Standing<'a> {
        // A collector that just started has heard nobody: what it remembers counts for a while.
        let alive_since = now.plus_seconds(-silent_seconds);
        let grace = now.seconds_since(self.started) < silent_seconds as f64;
        let base = known.base(echo, if grace { Timestamp(i64::MIN) } else { alive_since });
        let asked = known.is_asked();
        let saturation = &known.saturation;
        let for_seconds = self.settings.alert.uplink_for_seconds as f64;
        let saturated = saturation.since.filter(|since| now.seconds_since(*since) >= for_seconds).map(|since| Full {
            port: self.texts.get(saturation.port),
            use_percent: saturation.use_percent,
            outgoing: saturation.outgoing,
            since,
        });
        Standing {
            id: known.device.id,
            parents: known.parents(),
            base,
            told: known.state,
            echoes_failed: if base.without_echo { 0 } else { known.checks.echoes_failed },
            snmp_silent: known.checks.snmp_silent().filter(|_| asked),
            agent: known.checks.agent,
            authority_ends: self.authority_ending(now).filter(|_| self.facts.this_machine == Some(known.device.id)),
            saturated,
            watched: known.device.target.is_some(),
            here: self.facts.this_machine == Some(known.device.id),
            gateway: gateway.is_some() && known.device.target.as_ref().map(|target| target.address.as_str()) == gateway,
            off: known.is_off(),
        }
    }

    /// When the CA ends, if that is soon.
    pub(crate) fn authority_ending(&self, now: Timestamp) -> Option<Timestamp> {
        self.authority_ends.filter(|ends| *ends <= now.plus_seconds(alert::AUTHORITY_SECONDS))
    }

    fn tell_states(&mut self, verdicts: &[Verdict], now: Timestamp, rows: &mut Vec<Row>) {
        let mut told = Vec::new();
        for (known, verdict) in self.devices.values_mut().zip(verdicts) {
            if known.state == verdict.state {
                continue;
            }
            let before = known.state;
            known.state = verdict.state;
            known.since = verdict.since.or(Some(now));
            // The first answer of a new device is no news, nor is what nobody can see: one alert tells that for all.
            let unseen = verdict.state == State::Unknown && self.isolation.holds;
            let news = !unseen && (before != State::Unknown || verdict.state != State::Up);
            told.push((known.device.id, news.then_some((before, verdict.state))));
        }
        for (id, news) in told {
            self.changed(id);
            if let Some((before, after)) = news {
                let what = Happening::State { before: before.status(), after: after.status() };
                rows.push(Row::Event(id, Event { at: now, what }));
            }
            self.keep_state(id, now, rows);
        }
    }

    fn step_alerts(&mut self, conditions: &[Condition], now: Timestamp, rows: &mut Vec<Row>) {
        let opd_of = |id: DeviceId| self.devices.get(&id).and_then(|known| known.device.opd.clone());
        let steps = alert::steps(&self.alerts, conditions, opd_of, self.next_alert, now);
        if steps.is_empty() {
            return;
        }
        for step in steps {
            match step {
                Step::Opened(alert) => {
                    self.next_alert = self.next_alert.max(alert.id.0 + 1);
                    rows.push(Row::Alert(alert.clone()));
                    self.changed(alert.device);
                    self.alerts.insert(alert.id, alert);
                }
                Step::Changed(alert) => {
                    rows.push(Row::Alert(alert.clone()));
                    self.changed(alert.device);
                    self.alerts.insert(alert.id, alert);
                }
                Step::Ended(alert) => {
                    self.alerts.remove(&alert.id);
                    self.changed(alert.device);
                    rows.push(Row::Alert(alert));
                }
            }
        }
        self.revision += 1;
        self.alerts_changed = self.revision;
    }

    /// Status of every device: its state, or the worst alert about it where that is worse.
    pub(super) fn set_statuses(&mut self) {
        let mut worst: std::collections::HashMap<DeviceId, Status> = std::collections::HashMap::new();
        for alert in self.alerts.values() {
            let severity = worst.entry(alert.device).or_insert(Status::Ok);
            *severity = (*severity).min(alert.kind.severity());
        }
        let mut changed = Vec::new();
        for (id, known) in &mut self.devices {
            let status = match self.maintained.contains(id) {
                true => Status::Maintenance,
                false => known.state.status().min(worst.get(id).copied().unwrap_or(Status::Ok)),
            };
            if known.status != status {
                known.status = status;
                changed.push(*id);
            }
        }
        for id in changed {
            self.changed(id);
        }
    }

    /// Follows how full the uplink of a device is, after a batch about it.
    pub(super) fn measure_uplink(&mut self, id: DeviceId, at: Timestamp) {
        let Some(known) = self.devices.get(&id) else { return };
        let interval_s = self.interval_s(known);
        let Some((port, against_bps)) = self.watched_uplink(known) else {
            if let Some(known) = self.devices.get_mut(&id) {
                known.saturation.since = None;
            }
            return;
        };
        let (key, measured) = (port.key, port.newest.at);
        let traffic = port.traffic(at.0, interval_s);
        // A rate that may hide a wrap raises no alert (C6, C8).
        let found = if traffic.uncertain { None } else { traffic.fuller(against_bps) };
        if measured != at.0 && found.is_some() {
            // A batch without counters says nothing new about the port.
            return;
        }
        let raised = self.alerts.values().any(|alert| {
            alert.device == id
                && matches!(&alert.kind, AlertKind::UplinkSaturated { port, .. } if *port == self.texts.get(key))
        });
        let settings = &self.settings.alert;
        let Some(known) = self.devices.get_mut(&id) else { return };
        let mut before = known.saturation;
        if before.port != key {
            before = super::Saturation { port: key, ..super::Saturation::default() };
        }
        known.saturation = alert::saturate(before, found, raised, settings, 3.0 * interval_s, at);
    }

    /// The port whose saturation is told, and the rate it is held against: only what a person declared, or the default
    /// route. The busiest port of a switch is nobody's uplink.
    fn watched_uplink<'a>(&'a self, known: &'a Known) -> Option<(&'a super::Port, u64)> {
        let opd = known.device.opd.as_ref().and_then(|code| self.opds.get(code));
        let of_opd = opd.and_then(|opd| opd.uplink.as_ref()).filter(|uplink| uplink.device == known.device.id);
        let by_opd = of_opd.and_then(|uplink| {
            let key: Text = self.texts.find(&uplink.port)?;
            known.ports.iter().find(|port| port.key == key)
        });
        let port = known.declared_uplink(&self.texts).or(by_opd).or_else(|| known.routed_uplink())?;
        let bought = known.device.contracted_bps.or_else(|| by_opd.and(opd).and_then(|opd| opd.contracted_bps));
        Some((port, bought.unwrap_or(port.speed_bps)))
    }
}
