//! The life of alerts: conditions that hold open them, conditions that are gone end them.

use super::Condition;
use model::{Alert, AlertId, AlertKind, DeviceId, OpdCode, Timestamp};
use std::collections::{BTreeMap, HashMap};

/// What happens to one alert.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It is new.
    Opened(Alert),
    /// It goes on, but something of it changed.
    Changed(Alert),
    /// It ended.
    Ended(Alert),
}

/// Steps from the open alerts to the conditions that hold. New alerts take ids from `next` on.
pub fn steps(
    open: &BTreeMap<AlertId, Alert>,
    conditions: &[Condition],
    opd_of: impl Fn(DeviceId) -> Option<OpdCode>,
    next: u64,
    now: Timestamp,
) -> Vec<Step> {
    let mut by_key: HashMap<(DeviceId, &str, &str), &Alert> =
        open.values().map(|alert| ((alert.device, alert.kind.name(), alert.kind.object()), alert)).collect();
    let mut steps = Vec::new();
    let mut next = next;
    for condition in conditions {
        match by_key.remove(&(condition.device, condition.kind.name(), condition.kind.object())) {
            Some(alert) => steps.extend(go_on(alert, condition, now)),
            None => {
                steps.push(Step::Opened(Alert {
                    id: AlertId(next),
                    device: condition.device,
                    opd: opd_of(condition.device),
                    kind: condition.kind.clone(),
                    since: condition.since,
                    ended: None,
                    behind: condition.behind,
                    handled: None,
                }));
                next += 1;
            }
        }
    }
    let mut gone: Vec<&Alert> = by_key.into_values().collect();
    gone.sort_by_key(|alert| alert.id);
    steps.extend(gone.into_iter().map(|alert| Step::Ended(Alert { ended: Some(now), ..alert.clone() })));
    steps
}

fn go_on(alert: &Alert, condition: &Condition, now: Timestamp) -> Option<Step> {
    let mut new = alert.clone();
    new.behind = condition.behind;
    // How full an uplink is changes; how many echoes failed when it went down is history.
    if let AlertKind::UplinkSaturated { .. } = condition.kind {
        new.kind = condition.kind.clone();
    }
    if new.handled.as_ref().and_then(|handled| handled.until).is_some_and(|until| until <= now) {
        new.handled = None;
    }
    (new != *alert).then_some(Step::Changed(new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::alert::Acknowledgement;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn condition(device: u32, kind: AlertKind) -> Condition {
        Condition { device: DeviceId(device), kind, since: Timestamp(5), behind: 0 }
    }

    fn opened(conditions: &[Condition]) -> BTreeMap<AlertId, Alert> {
        let steps = steps(&BTreeMap::new(), conditions, |_| Some(OpdCode("DISDIK".into())), 7, NOW);
        let alerts = steps.into_iter().map(|step| match step {
            Step::Opened(alert) => (alert.id, alert),
            other => panic!("{other:?}"),
        });
        alerts.collect()
    }

    #[test]
    fn opened_once_ended_once() {
        let down = condition(1, AlertKind::Down { echoes_failed: 15 });
        let silent = condition(2, AlertKind::SnmpSilent);
        let open = opened(&[down.clone(), silent.clone()]);
        assert_eq!(open.keys().map(|id| id.0).collect::<Vec<_>>(), [7, 8]);
        assert_eq!(open[&AlertId(7)].since, Timestamp(5));
        assert_eq!(steps(&open, &[down.clone(), silent], |_| None, 9, NOW), []);
        // More echoes fail while it is down: no step.
        let more = condition(1, AlertKind::Down { echoes_failed: 20 });
        let found = steps(&open, &[more], |_| None, 9, NOW);
        let [Step::Ended(ended)] = &found[..] else { panic!("{found:?}") };
        assert_eq!((ended.id, ended.ended), (AlertId(8), Some(NOW)));
    }

    #[test]
    fn what_is_behind_and_an_acknowledgement_that_ran_out_change_it() {
        let down = condition(1, AlertKind::Down { echoes_failed: 15 });
        let mut open = opened(std::slice::from_ref(&down));
        let handled = |until| Acknowledgement { by: "op1".into(), at: Timestamp(1), until, note: String::new() };
        if let Some(alert) = open.get_mut(&AlertId(7)) {
            alert.handled = Some(handled(Some(NOW.plus_seconds(1))));
        }
        assert_eq!(steps(&open, std::slice::from_ref(&down), |_| None, 9, NOW), []);
        let found = steps(&open, std::slice::from_ref(&down), |_| None, 9, NOW.plus_seconds(1));
        assert!(matches!(&found[..], [Step::Changed(alert)] if alert.handled.is_none()), "{found:?}");
        let found = steps(&open, &[Condition { behind: 41, ..down }], |_| None, 9, NOW);
        assert!(matches!(&found[..], [Step::Changed(alert)] if alert.behind == 41), "{found:?}");
    }
}
