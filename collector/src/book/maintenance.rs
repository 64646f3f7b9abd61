//! What a maintenance window may be.

use super::{invalid, no_device, no_opd, refuse};
use crate::fleet::Fleet;
use model::{
    Timestamp,
    api::{AddMaintenance, Code, ErrorAnswer},
    availability::{Maintenance, MaintenanceId, Period, PeriodError},
};

/// Longest window, and how far ahead one may be declared, seconds.
const LONGEST_SECONDS: f64 = 31.0 * 86_400.0;
const AHEAD_SECONDS: f64 = 366.0 * 86_400.0;
/// What was meant as "now" arrives a little later.
const LATE_SECONDS: f64 = 300.0;
/// Most windows that did not end yet.
const WINDOWS: usize = 1000;
/// Longest reason, characters.
const REASON: usize = 500;

model::messages! {
    no_maintenance(id) { id: "Jendela pemeliharaan {id} tidak ada atau sudah berakhir", en: "There is no maintenance window {id}: it has ended, or never was" }
    device_or_opd { id: "Sebutkan satu perangkat atau satu OPD", en: "Name one device or one agency" }
    needs_reason { id: "Pemeliharaan memerlukan alasan, paling panjang 500 huruf", en: "Maintenance needs a reason, of at most 500 characters" }
    begins_late { id: "Pemeliharaan tidak dapat mulai di masa lalu: yang sudah mati tetap tercatat mati", en: "Maintenance cannot begin in the past: what was down stays down" }
    bad_end { id: "Pemeliharaan harus berakhir setelah mulai dan setelah sekarang, paling lama 31 hari", en: "Maintenance has to end after it begins and after now, and lasts 31 days at most" }
    too_far { id: "Pemeliharaan paling jauh setahun ke depan", en: "Maintenance begins within a year" }
    too_many { id: "Terlalu banyak jendela pemeliharaan yang belum berakhir", en: "Too many maintenance windows that have not ended yet" }
}

fn unreadable(error: PeriodError) -> ErrorAnswer {
    invalid(|lang| error.text(lang))
}

/// The window as it will be declared.
pub fn add_maintenance(
    fleet: &Fleet,
    asked: &AddMaintenance,
    by: &str,
    now: Timestamp,
) -> Result<Maintenance, ErrorAnswer> {
    match (asked.device, &asked.opd) {
        (Some(id), None) if fleet.device(id).is_none() => return Err(no_device(id)),
        (None, Some(code)) if !fleet.opds().any(|opd| opd.code == *code) => return Err(no_opd(code)),
        (Some(_), None) | (None, Some(_)) => {}
        _ => return Err(invalid(|lang| device_or_opd(lang).to_owned())),
    }
    let reason = asked.reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON {
        return Err(invalid(|lang| needs_reason(lang).to_owned()));
    }
    let zone = fleet.settings().site.zone;
    let from = asked.from.as_deref().map(|text| Period::beginning(text, zone)).transpose().map_err(unreadable)?;
    let from = from.unwrap_or(now);
    let to = Period::end(&asked.to, zone).map_err(unreadable)?;
    if now.seconds_since(from) > LATE_SECONDS {
        return Err(invalid(|lang| begins_late(lang).to_owned()));
    }
    let from = from.max(now);
    if from.seconds_since(now) > AHEAD_SECONDS {
        return Err(invalid(|lang| too_far(lang).to_owned()));
    }
    if to <= from || to.seconds_since(from) > LONGEST_SECONDS {
        return Err(invalid(|lang| bad_end(lang).to_owned()));
    }
    if fleet.maintenance().count() >= WINDOWS {
        return Err(refuse(Code::TooMany, |lang| too_many(lang).to_owned()));
    }
    Ok(Maintenance {
        id: fleet.next_maintenance(),
        device: asked.device,
        opd: asked.opd.clone(),
        from,
        to,
        reason: reason.to_owned(),
        by: by.to_owned(),
        begun: from <= now,
        ended: None,
    })
}

/// An open window, or one to come, as it will be once a person ended it; with what it was.
pub fn end_maintenance(
    fleet: &Fleet,
    id: MaintenanceId,
    now: Timestamp,
) -> Result<(Maintenance, Maintenance), ErrorAnswer> {
    let before = fleet.maintenance().find(|window| window.id == id).cloned();
    let before = before.ok_or_else(|| refuse(Code::NotFound, |lang| no_maintenance(lang, id.0)))?;
    let after = Maintenance { ended: Some(now.min(before.to)), ..before.clone() };
    Ok((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::tests::{at, polled};
    use model::{DeviceId, Lang, OpdCode, Settings};

    #[test]
    fn what_a_window_may_be() {
        // 12:00 at the place.
        let now = at(0);
        let mut fleet = Fleet::new(Settings::default(), "test", false, now);
        fleet.put_device(polled(1, &[]));
        let ask = |device, opd: Option<&str>, from: Option<&str>, to: &str, reason: &str| {
            let opd = opd.map(|code| OpdCode(code.into()));
            let asked = AddMaintenance {
                device: Some(device).filter(|id| *id > 0).map(DeviceId),
                opd,
                from: from.map(str::to_owned),
                to: to.into(),
                reason: reason.into(),
            };
            add_maintenance(&fleet, &asked, "op1", now)
                .map(|window| (window.from, window.to, window.begun))
                .map_err(|error| error.text(Lang::En).chars().take(24).collect::<String>())
        };
        let day = |text: &str| Timestamp::parse(text).unwrap();
        assert_eq!(ask(1, None, None, "2026-03-01T14:00", "UPS"), Ok((now, at(7200), true)));
        let night = ask(1, None, Some("2026-03-02T22:00"), "2026-03-03", "UPS");
        assert_eq!(night, Ok((day("2026-03-02T14:00:00Z"), day("2026-03-03T16:00:00Z"), false)));
        let refused = |text: &str| Err(text.chars().take(24).collect::<String>());
        assert_eq!(ask(2, None, None, "2026-03-02", "UPS"), refused("There is no device 2"));
        assert!(ask(0, Some("DISDIK"), None, "2026-03-02", "UPS").is_err());
        assert_eq!(ask(0, None, None, "2026-03-02", "UPS"), refused("Name one device or one agency"));
        assert_eq!(ask(1, Some("DISDIK"), None, "2026-03-02", "UPS"), refused("Name one device or one agency"));
        assert_eq!(ask(1, None, None, "2026-03-02", " "), refused("Maintenance needs a reason, "));
        assert_eq!(ask(1, None, None, "besok", "UPS"), refused("\"besok\" is no time: write 2026-10"));
        assert_eq!(ask(1, None, None, "2026-02-28", "UPS"), refused("Maintenance has to end after it begins"));
        assert_eq!(
            ask(1, None, Some("2026-03-01T11:00"), "2026-03-02", "UPS"),
            refused("Maintenance cannot begin in the past")
        );
        assert_eq!(ask(1, None, None, "2026-05-02", "UPS"), refused("Maintenance has to end after it begins"));
        assert_eq!(ask(1, None, Some("2028-03-02"), "2028-03-03", "UPS"), refused("Maintenance begins within a year"));
    }
}
