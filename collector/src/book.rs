//! The rules of the book: what a person may declare about devices and agencies. Pure; refusals are one clear sentence in
//! both languages.

mod address;
mod maintenance;
mod message;
mod proposed;
#[cfg(test)]
mod tests;

pub use maintenance::{add_maintenance, end_maintenance};
pub use proposed::proposed;

use crate::fleet::Fleet;
use message as say;
use model::{
    Device, DeviceId, Lang, Opd, OpdCode, Timestamp,
    access::{AccessFault, SnmpAccess},
    api::{Code, ErrorAnswer, MOST_DEVICES, SetDevice},
    device::INTERVAL_SECONDS,
};
use std::collections::BTreeSet;

/// Longest declared text, characters; a note may be longer.
const TEXT: usize = 255;
const NOTE: usize = 4000;
/// Fastest contract that makes sense, bit/s: 100 Tbit/s.
const FASTEST_BPS: u64 = 100_000_000_000_000;
/// Most subnets of one agency.
const SUBNETS: usize = 1000;
/// Most parents of one device.
const PARENTS: usize = 16;

/// A refusal in both languages.
pub fn refuse(code: Code, sentence: impl Fn(Lang) -> String) -> ErrorAnswer {
    ErrorAnswer::new(code, sentence(Lang::Id), sentence(Lang::En))
}

fn invalid(sentence: impl Fn(Lang) -> String) -> ErrorAnswer {
    refuse(Code::Invalid, sentence)
}

/// A refusal for a device that is not in the book.
pub fn no_device(id: DeviceId) -> ErrorAnswer {
    refuse(Code::NotFound, |lang| say::no_device(lang, id))
}

/// A refusal for an agency that is not in the book.
pub fn no_opd(code: &OpdCode) -> ErrorAnswer {
    refuse(Code::NotFound, |lang| say::no_opd(lang, code))
}

/// A list of devices that is not too long.
pub fn many(asked: Vec<Device>) -> Result<Vec<Device>, ErrorAnswer> {
    if asked.len() > MOST_DEVICES {
        return Err(invalid(|lang| say::too_many(lang, "devices", MOST_DEVICES)));
    }
    Ok(asked)
}

/// The device as it will enter the book, with the id it gets.
pub fn add_device(fleet: &Fleet, asked: Device, now: Timestamp) -> Result<Device, ErrorAnswer> {
    let mut device = Device { id: DeviceId(fleet.next_device), added_at: Some(now), ..asked };
    if device.target.is_none() && device.name.is_none() && device.asset_code.is_none() {
        return Err(invalid(|lang| say::nothing_declared(lang).to_owned()));
    }
    check_device(fleet, &mut device)?;
    Ok(device)
}

/// The device as it will be after a change.
pub fn set_device(fleet: &Fleet, asked: SetDevice) -> Result<Device, ErrorAnswer> {
    let before = &fleet.device(asked.id).ok_or_else(|| no_device(asked.id))?.device;
    let mut device = before.clone();
    for field in &asked.clear {
        clear(&mut device, field)?;
    }
    let new = asked.device;
    macro_rules! replace {
        ($($field:ident)*) => { $( if new.$field.is_some() { device.$field = new.$field; } )* };
    }
    replace!(name opd manager location asset_code condition coordination contracted_bps interval_seconds uplink_port class note);
    if let Some(mut target) = new.target {
        let kept = before.target.as_ref().and_then(|target| target.snmp.clone());
        match target.snmp.take() {
            // A client that read the device and writes it back has only the stars of the secret.
            Some(access) => {
                let access = access.with_secrets_of(kept.as_ref());
                target.snmp = Some(access.ok_or_else(|| bad_access(AccessFault::Hidden))?);
            }
            None if asked.clear.iter().any(|field| field == "snmp") => {}
            None => target.snmp = kept,
        }
        device.target = Some(target);
    }
    if !new.parents.is_empty() {
        device.parents = new.parents;
    }
    check_device(fleet, &mut device)?;
    Ok(device)
}

fn bad_access(fault: AccessFault) -> ErrorAnswer {
    invalid(|lang| say::access(lang, fault).to_owned())
}

fn clear(device: &mut Device, field: &str) -> Result<(), ErrorAnswer> {
    match field {
        "name" => device.name = None,
        "target" => device.target = None,
        "snmp" => {
            if let Some(target) = &mut device.target {
                target.snmp = None;
            }
        }
        "opd" => device.opd = None,
        "manager" => device.manager = None,
        "location" => device.location = None,
        "asset_code" => device.asset_code = None,
        "condition" => device.condition = None,
        "coordination" => device.coordination = None,
        "contracted_bps" => device.contracted_bps = None,
        "interval_seconds" => device.interval_seconds = None,
        "uplink_port" => device.uplink_port = None,
        "parents" => device.parents.clear(),
        "class" => device.class = None,
        "note" => device.note = None,
        other => return Err(invalid(|lang| say::no_field(lang, other.escape_debug()))),
    }
    Ok(())
}

fn check_device(fleet: &Fleet, device: &mut Device) -> Result<(), ErrorAnswer> {
    for (field, value, most) in [
        ("name", &mut device.name, TEXT),
        ("location", &mut device.location, TEXT),
        ("asset_code", &mut device.asset_code, TEXT),
        ("uplink_port", &mut device.uplink_port, TEXT),
        ("class", &mut device.class, TEXT),
        ("note", &mut device.note, NOTE),
    ] {
        check_text(field, value, most)?;
    }
    if let Some(coordination) = &mut device.coordination {
        let mut reference = Some(std::mem::take(&mut coordination.reference));
        check_text("coordination.reference", &mut reference, TEXT)?;
        coordination.reference = reference.unwrap_or_default();
        check_text("coordination.dated", &mut coordination.dated, TEXT)?;
        check_text("coordination.origin", &mut coordination.origin, TEXT)?;
    }
    check_rate(device.contracted_bps)?;
    if device.interval_seconds.is_some_and(|seconds| !INTERVAL_SECONDS.contains(&seconds)) {
        return Err(invalid(|lang| say::bad_interval(lang, INTERVAL_SECONDS.start(), INTERVAL_SECONDS.end())));
    }
    if let Some(code) = &mut device.opd {
        *code = OpdCode::parse(&code.0).map_err(|_| bad_code(&code.0))?;
        if !fleet.opds.contains_key(code) {
            return Err(invalid(|lang| say::no_opd(lang, &code)));
        }
    }
    check_target(fleet, device)?;
    check_parents(fleet, device)
}

fn check_text(field: &str, value: &mut Option<String>, most: usize) -> Result<(), ErrorAnswer> {
    let Some(text) = value else { return Ok(()) };
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(invalid(|lang| say::empty(lang, field)));
    }
    if trimmed.chars().count() > most {
        return Err(invalid(|lang| say::too_long(lang, field, most)));
    }
    let is_line = most != NOTE;
    if trimmed.chars().any(|c| c.is_control() && (is_line || !matches!(c, '\n' | '\t'))) {
        return Err(invalid(|lang| say::control(lang, field)));
    }
    *text = trimmed.to_owned();
    Ok(())
}

fn check_rate(bps: Option<u64>) -> Result<(), ErrorAnswer> {
    match bps {
        Some(0) | Some(FASTEST_BPS..) => Err(invalid(|lang| say::bad_rate(lang).to_owned())),
        _ => Ok(()),
    }
}

fn check_target(fleet: &Fleet, device: &mut Device) -> Result<(), ErrorAnswer> {
    let (id, Some(target)) = (device.id, &mut device.target) else { return Ok(()) };
    target.address = address::normal(&target.address)
        .ok_or_else(|| invalid(|lang| say::bad_address(lang, target.address.escape_debug())))?;
    if target.port == 0 {
        return Err(invalid(|lang| say::bad_port(lang).to_owned()));
    }
    if let Some(fault) = target.snmp.as_ref().and_then(SnmpAccess::fault) {
        return Err(bad_access(fault));
    }
    let twin = fleet.devices().find(|(other, known)| {
        let theirs = known.device.target.as_ref();
        *other != id && theirs.is_some_and(|theirs| theirs.address == target.address && theirs.port == target.port)
    });
    match twin {
        Some((other, known)) => {
            let name = known.name(&fleet.texts);
            let name = name.escape_debug();
            Err(refuse(Code::Conflict, |lang| say::twin(lang, &target.address, target.port, other, &name)))
        }
        None => Ok(()),
    }
}

fn check_parents(fleet: &Fleet, device: &mut Device) -> Result<(), ErrorAnswer> {
    let parents: BTreeSet<DeviceId> = device.parents.iter().copied().collect();
    device.parents = parents.into_iter().collect();
    if device.parents.len() > PARENTS {
        return Err(invalid(|lang| say::too_many(lang, "parents", PARENTS)));
    }
    for parent in &device.parents {
        if *parent == device.id {
            return Err(invalid(|lang| say::own_parent(lang).to_owned()));
        }
        if fleet.device(*parent).is_none() {
            return Err(invalid(|lang| say::no_parent(lang, parent)));
        }
    }
    let mut seen = BTreeSet::new();
    let mut open = device.parents.clone();
    while let Some(next) = open.pop() {
        if next == device.id {
            return Err(invalid(|lang| say::ring(lang).to_owned()));
        }
        if seen.insert(next) {
            open.extend(fleet.device(next).into_iter().flat_map(|known| known.device.parents.iter()));
        }
    }
    Ok(())
}

fn bad_code(code: &str) -> ErrorAnswer {
    invalid(|lang| say::bad_code(lang, code.escape_debug(), OpdCode::MAX_LEN))
}

/// The agency as it will enter the book.
pub fn add_opd(fleet: &Fleet, mut asked: Opd) -> Result<Opd, ErrorAnswer> {
    asked.code = OpdCode::parse(&asked.code.0).map_err(|_| bad_code(&asked.code.0))?;
    if fleet.is_opd_taken(&asked.code) {
        return Err(refuse(Code::Conflict, |lang| say::taken(lang, &asked.code)));
    }
    check_opd(fleet, &mut asked)?;
    Ok(asked)
}

/// The agency as it will be after a change; fields that are absent stay.
pub fn set_opd(fleet: &Fleet, code: &OpdCode, asked: Opd) -> Result<Opd, ErrorAnswer> {
    let code = OpdCode::parse(&code.0).map_err(|_| bad_code(&code.0))?;
    let mut opd = fleet.opds.get(&code).ok_or_else(|| no_opd(&code))?.clone();
    if !asked.name.is_empty() {
        opd.name = asked.name;
    }
    if !asked.address_plan.is_empty() {
        opd.address_plan = asked.address_plan;
    }
    opd.contracted_bps = asked.contracted_bps.or(opd.contracted_bps);
    opd.uplink = asked.uplink.or(opd.uplink);
    check_opd(fleet, &mut opd)?;
    Ok(opd)
}

fn check_opd(fleet: &Fleet, opd: &mut Opd) -> Result<(), ErrorAnswer> {
    if !opd.name.is_empty() {
        let mut name = Some(std::mem::take(&mut opd.name));
        check_text("name", &mut name, TEXT)?;
        opd.name = name.unwrap_or_default();
    }
    check_rate(opd.contracted_bps)?;
    if opd.address_plan.len() > SUBNETS {
        return Err(invalid(|lang| say::too_many(lang, "address_plan", SUBNETS)));
    }
    for cidr in &mut opd.address_plan {
        *cidr = address::subnet(cidr).ok_or_else(|| invalid(|lang| say::bad_subnet(lang, cidr.escape_debug())))?;
    }
    opd.address_plan.sort_unstable();
    opd.address_plan.dedup();
    if let Some(uplink) = &opd.uplink {
        if fleet.device(uplink.device).is_none() {
            return Err(invalid(|lang| say::no_device(lang, uplink.device)));
        }
        if uplink.port.trim().is_empty() || uplink.port.chars().count() > TEXT {
            return Err(invalid(|lang| say::empty(lang, "uplink.port")));
        }
    }
    Ok(())
}
