//! Discovery by schedule: the address plans of the agencies and the configured subnets, one after another, at a low rate.

use super::{CONFIGURED, Discoverer, Plan, run::told, scope};
use crate::fleet::Fleet;
use model::{
    OpdCode, Timestamp,
    api::{DiscoveryRun, RunState},
};
use std::{collections::HashMap, time::Duration};
use tokio::task::JoinHandle;

/// How often it is looked what is due.
const LOOK: Duration = Duration::from_secs(10);
const HOUR_SECONDS: i64 = 3600;

impl Discoverer {
    /// Begins what is due, until the collector ends. Does nothing where no interval is set.
    pub fn follow_schedule(&self) -> JoinHandle<()> {
        let this = self.clone();
        tokio::spawn(async move {
            let mut refused = HashMap::new();
            let mut ending = this.live().ending.subscribe();
            loop {
                tokio::select! {
                    () = told(&mut ending) => return,
                    () = tokio::time::sleep(LOOK) => this.begin_due(&mut refused),
                }
            }
        })
    }

    /// Begins the first run that is due. A plan that cannot be used is told once an interval.
    fn begin_due(&self, refused: &mut HashMap<String, Timestamp>) {
        if self.runs().iter().any(|run| run.state == RunState::Running) {
            return;
        }
        let now = self.now();
        let Some(run) = due(&self.live().fleet(), refused, now) else { return };
        let key = scope(&run).to_owned();
        if let Err(error) = self.begin(run, Vec::new()) {
            tracing::warn!(scope = key, error = error.message, "no scheduled discovery");
            refused.insert(key, now);
        }
    }
}

/// The run that is due: interrupted ones go on, then whatever was not looked at for an interval.
fn due(fleet: &Fleet, refused: &HashMap<String, Timestamp>, now: Timestamp) -> Option<DiscoveryRun> {
    let settings = &fleet.settings().discovery;
    let interval_s = i64::from(settings.interval_hours) * HOUR_SECONDS;
    if interval_s == 0 {
        return None;
    }
    let long_ago = |at: Timestamp| now.seconds_since(at) >= interval_s as f64;
    let declared: Vec<(Option<&OpdCode>, &[String])> = fleet
        .opds()
        .map(|opd| (Some(&opd.code), &*opd.address_plan))
        .chain([(None, &*settings.subnets)])
        .filter(|(_, subnets)| !subnets.is_empty())
        .collect();
    declared.into_iter().find_map(|(opd, subnets)| {
        let key = opd.map_or(CONFIGURED, |code| code.0.as_str());
        if refused.get(key).is_some_and(|at| !long_ago(*at)) {
            return None;
        }
        let subnets = Plan::of(subnets).map_or_else(|_| subnets.to_vec(), |plan| plan.subnets());
        let new = DiscoveryRun {
            subnets,
            opd: opd.cloned(),
            rate: settings.packets_per_second,
            scheduled: true,
            ..DiscoveryRun::default()
        };
        match fleet.run_of(key).filter(|before| before.subnets == new.subnets) {
            Some(before) if before.state == RunState::Interrupted => {
                Some(DiscoveryRun { rate: new.rate, ..before.clone() })
            }
            Some(before) if long_ago(before.started) => Some(DiscoveryRun { completed: before.completed, ..new }),
            Some(_) => None,
            None => Some(new),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Findings;
    use model::{Opd, Settings};

    const START: Timestamp = Timestamp(1_772_340_000_000);

    fn fleet(interval_hours: u32, subnets: &[&str]) -> Fleet {
        let mut settings = Settings::default();
        settings.discovery.interval_hours = interval_hours;
        settings.discovery.subnets = subnets.iter().map(|text| (*text).to_owned()).collect();
        let mut fleet = Fleet::new(settings, "0", false, START);
        let address_plan = vec!["10.21.7.0/24".into(), "10.21.3.0/24".into()];
        fleet.put_opd(Opd { code: OpdCode("DINKES".into()), address_plan, ..Opd::default() });
        fleet.put_opd(Opd { code: OpdCode("DISDIK".into()), ..Opd::default() });
        fleet
    }

    #[test]
    fn only_what_was_declared_and_only_when_it_is_due() {
        let none = HashMap::new();
        assert_eq!(due(&fleet(0, &["10.9.0.0/24"]), &none, START), None, "off unless it is asked for");
        let mut fleet = fleet(6, &["10.9.0.0/24"]);
        let told = |fleet: &mut Fleet, run: DiscoveryRun| {
            fleet.take_findings(Findings { run, sightings: Vec::new(), news: false }, START, &mut Vec::new());
        };
        let first = due(&fleet, &none, START).unwrap();
        assert_eq!((scope(&first), &*first.subnets), ("DINKES", &["10.21.3.0/24".into(), "10.21.7.0/24".into()][..]));
        assert!(first.rate <= 50 && !first.completed);
        let begun = DiscoveryRun { started: START, addresses: 508, asked: 100, ..first };
        told(&mut fleet, DiscoveryRun { state: RunState::Interrupted, ..begun.clone() });
        let resumed = due(&fleet, &none, START).unwrap();
        assert_eq!((scope(&resumed), resumed.asked), ("DINKES", 100));
        told(&mut fleet, DiscoveryRun { state: RunState::Done, asked: 508, completed: true, ..begun });
        let second = due(&fleet, &none, START).unwrap();
        assert_eq!((scope(&second), &*second.subnets), (CONFIGURED, &["10.9.0.0/24".to_owned()][..]));
        let refused = HashMap::from([(CONFIGURED.to_owned(), START)]);
        assert_eq!(due(&fleet, &refused, START), None, "what was refused waits too");
        let again = due(&fleet, &refused, START.plus_seconds(6 * HOUR_SECONDS)).unwrap();
        assert!(scope(&again) == "DINKES" && again.asked == 0 && again.completed);
    }
}
