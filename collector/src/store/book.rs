//! Devices and agencies as rows.

use super::{
    StoreError,
    write::{execute, reserve},
};
use model::{
    Device, DeviceId, Opd, OpdCode, Timestamp,
    device::{Condition, Coordination, Manager, SnmpAccess, Target},
    opd::Uplink,
};
use rusqlite::{Connection, Row, Transaction, params};

pub(super) fn write_device(transaction: &Transaction<'_>, device: &Device) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO device (id, name, address, snmp_port, snmp_version, snmp_community, any_source, opd, manager,
                 location, asset_code, condition, coordination_reference, coordination_dated, coordination_origin,
                 contracted_bps, uplink_port, class, note, added_at, snmp_user, no_snmp,
                 interval_seconds)
               VALUES (?1, ?2, ?3, ?4, ?5, seal(?6), ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, seal(?21), ?22, ?23)
               ON CONFLICT (id) DO UPDATE SET
                 name = excluded.name, address = excluded.address, snmp_port = excluded.snmp_port,
                 snmp_version = excluded.snmp_version, snmp_community = excluded.snmp_community,
                 any_source = excluded.any_source, opd = excluded.opd, manager = excluded.manager,
                 location = excluded.location, asset_code = excluded.asset_code, condition = excluded.condition,
                 coordination_reference = excluded.coordination_reference,
                 coordination_dated = excluded.coordination_dated, coordination_origin = excluded.coordination_origin,
                 contracted_bps = excluded.contracted_bps, uplink_port = excluded.uplink_port,
                 class = excluded.class, note = excluded.note, added_at = excluded.added_at,
                 snmp_user = excluded.snmp_user, no_snmp = excluded.no_snmp,
                 interval_seconds = excluded.interval_seconds";
    let target = device.target.as_ref();
    let snmp = target.and_then(|target| target.snmp.as_ref());
    let coordination = device.coordination.as_ref();
    execute(
        transaction,
        sql,
        params![
            device.id.0,
            device.name,
            target.map(|t| t.address.as_str()),
            target.map(|t| t.port),
            snmp.map(SnmpAccess::version),
            snmp.and_then(community_of),
            target.is_some_and(|t| t.any_source),
            device.opd.as_ref().map(|code| code.0.as_str()),
            device.manager.map(manager_word),
            device.location,
            device.asset_code,
            device.condition.map(condition_word),
            coordination.map(|c| c.reference.as_str()),
            coordination.and_then(|c| c.dated.as_deref()),
            coordination.and_then(|c| c.origin.as_deref()),
            device.contracted_bps.map(u64::cast_signed),
            device.uplink_port,
            device.class,
            device.note,
            device.added_at.map(|at| at.0),
            snmp.map(user_of).transpose()?.flatten(),
            target.is_some_and(|t| t.no_snmp),
            device.interval_seconds,
        ],
    )?;
    execute(transaction, "DELETE FROM device_parent WHERE device = ?1", [device.id.0])?;
    for parent in &device.parents {
        let sql = "INSERT OR IGNORE INTO device_parent (device, parent) VALUES (?1, ?2)";
        execute(transaction, sql, [device.id.0, parent.0])?;
    }
    reserve(transaction, "device", i64::from(device.id.0))
}

pub(super) fn retire_device(transaction: &Transaction<'_>, id: DeviceId, at: Timestamp) -> Result<(), StoreError> {
    execute(transaction, "DELETE FROM device_parent WHERE device = ?1 OR parent = ?1", [id.0])?;
    execute(transaction, "DELETE FROM state WHERE device = ?1", [id.0])?;
    execute(transaction, "UPDATE device SET retired_at = ?2 WHERE id = ?1", params![id.0, at.0])
}

pub(super) fn write_opd(transaction: &Transaction<'_>, opd: &Opd) -> Result<(), StoreError> {
    let sql = "INSERT INTO opd (code, name, contracted_bps, uplink_device, uplink_port) VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (code) DO UPDATE SET
                 name = excluded.name, contracted_bps = excluded.contracted_bps,
                 uplink_device = excluded.uplink_device, uplink_port = excluded.uplink_port";
    let uplink = opd.uplink.as_ref();
    execute(
        transaction,
        sql,
        params![
            opd.code.0,
            opd.name,
            opd.contracted_bps.map(u64::cast_signed),
            uplink.map(|u| u.device.0),
            uplink.map(|u| u.port.as_str())
        ],
    )?;
    execute(transaction, "DELETE FROM opd_subnet WHERE opd = ?1", [&opd.code.0])?;
    for cidr in &opd.address_plan {
        execute(transaction, "INSERT OR IGNORE INTO opd_subnet (opd, cidr) VALUES (?1, ?2)", [&opd.code.0, cidr])?;
    }
    Ok(())
}

pub(super) fn retire_opd(transaction: &Transaction<'_>, code: &OpdCode, at: Timestamp) -> Result<(), StoreError> {
    execute(transaction, "UPDATE opd SET retired_at = ?2 WHERE code = ?1", params![code.0, at.0])
}

/// Devices of the book, without the retired ones, by id.
pub(super) fn devices(connection: &Connection) -> Result<Vec<Device>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT *, unseal(snmp_community) AS community, unseal(snmp_user) AS user
               FROM device WHERE retired_at IS NULL ORDER BY id",
    )?;
    let mut devices = statement.query_map([], read_device)?.collect::<Result<Vec<_>, _>>()?;
    let mut statement = connection.prepare("SELECT device, parent FROM device_parent ORDER BY device, parent")?;
    let pairs = statement.query_map([], |row| Ok((DeviceId(row.get(0)?), DeviceId(row.get(1)?))))?;
    for pair in pairs {
        let (device, parent) = pair?;
        if let Ok(place) = devices.binary_search_by_key(&device, |d| d.id) {
            devices[place].parents.push(parent);
        }
    }
    Ok(devices)
}

fn read_device(row: &Row<'_>) -> rusqlite::Result<Device> {
    let address: Option<String> = row.get("address")?;
    let snmp = access_of(row.get("snmp_version")?, row.get("community")?, row.get("user")?);
    let port: Option<u16> = row.get("snmp_port")?;
    let (any_source, no_snmp) = (row.get("any_source")?, row.get("no_snmp")?);
    let reference: Option<String> = row.get("coordination_reference")?;
    let (dated, origin) = (row.get("coordination_dated")?, row.get("coordination_origin")?);
    Ok(Device {
        id: DeviceId(row.get("id")?),
        name: row.get("name")?,
        target: address.map(|address| Target { address, port: port.unwrap_or(161), snmp, any_source, no_snmp }),
        opd: row.get::<_, Option<String>>("opd")?.map(OpdCode),
        manager: row.get::<_, Option<String>>("manager")?.and_then(|word| manager_of(&word)),
        location: row.get("location")?,
        asset_code: row.get("asset_code")?,
        condition: row.get::<_, Option<String>>("condition")?.and_then(|word| condition_of(&word)),
        coordination: reference.map(|reference| Coordination { reference, dated, origin }),
        contracted_bps: row.get::<_, Option<i64>>("contracted_bps")?.map(i64::cast_unsigned),
        interval_seconds: row.get("interval_seconds")?,
        uplink_port: row.get("uplink_port")?,
        parents: Vec::new(),
        class: row.get("class")?,
        note: row.get("note")?,
        added_at: row.get::<_, Option<i64>>("added_at")?.map(Timestamp),
    })
}

/// Agencies of the book by code, and the codes of retired ones.
pub(super) fn opds(connection: &Connection) -> Result<(Vec<Opd>, Vec<OpdCode>), StoreError> {
    let mut statement = connection.prepare("SELECT * FROM opd ORDER BY code")?;
    let all = statement.query_map([], |row| {
        let device: Option<u32> = row.get("uplink_device")?;
        let port: Option<String> = row.get("uplink_port")?;
        let opd = Opd {
            code: OpdCode(row.get("code")?),
            name: row.get("name")?,
            contracted_bps: row.get::<_, Option<i64>>("contracted_bps")?.map(i64::cast_unsigned),
            address_plan: Vec::new(),
            uplink: device.zip(port).map(|(device, port)| Uplink { device: DeviceId(device), port }),
        };
        Ok((opd, row.get::<_, Option<i64>>("retired_at")?.is_some()))
    })?;
    let (mut opds, mut retired) = (Vec::new(), Vec::new());
    for one in all {
        match one? {
            (opd, false) => opds.push(opd),
            (opd, true) => retired.push(opd.code),
        }
    }
    let mut statement = connection.prepare("SELECT opd, cidr FROM opd_subnet ORDER BY opd, cidr")?;
    let pairs = statement.query_map([], |row| Ok((OpdCode(row.get(0)?), row.get(1)?)))?;
    for pair in pairs {
        let (code, cidr) = pair?;
        if let Some(opd) = opds.iter_mut().find(|opd| opd.code == code) {
            opd.address_plan.push(cidr);
        }
    }
    Ok((opds, retired))
}

fn community_of(access: &SnmpAccess) -> Option<&str> {
    match access {
        SnmpAccess::V1 { community } | SnmpAccess::V2c { community } => Some(community),
        SnmpAccess::V3(_) => None,
    }
}

fn user_of(access: &SnmpAccess) -> Result<Option<String>, StoreError> {
    match access {
        SnmpAccess::V3(user) => {
            serde_json::to_string(user).map(Some).map_err(|error| StoreError::Other(error.to_string()))
        }
        _ => Ok(None),
    }
}

/// The access of these columns. Without a word on the version it is v2c, as it was when there was no other.
fn access_of(version: Option<String>, community: Option<String>, user: Option<String>) -> Option<SnmpAccess> {
    match version.as_deref() {
        Some("3") => serde_json::from_str(&user?).ok().map(|user| SnmpAccess::V3(Box::new(user))),
        Some("1") => community.map(|community| SnmpAccess::V1 { community }),
        _ => community.map(|community| SnmpAccess::V2c { community }),
    }
}

const fn manager_word(manager: Manager) -> &'static str {
    match manager {
        Manager::Dinas => "dinas",
        Manager::Opd => "opd",
    }
}

fn manager_of(word: &str) -> Option<Manager> {
    [Manager::Dinas, Manager::Opd].into_iter().find(|manager| manager_word(*manager) == word)
}

const fn condition_word(condition: Condition) -> &'static str {
    match condition {
        Condition::Good => "good",
        Condition::LightlyDamaged => "lightly_damaged",
        Condition::BadlyDamaged => "badly_damaged",
    }
}

fn condition_of(word: &str) -> Option<Condition> {
    [Condition::Good, Condition::LightlyDamaged, Condition::BadlyDamaged]
        .into_iter()
        .find(|condition| condition_word(*condition) == word)
}
