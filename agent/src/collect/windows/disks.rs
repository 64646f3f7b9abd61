//! Physical disks: what the storage service knows (`MSFT_PhysicalDisk`, `MSFT_StorageReliabilityCounter` in
//! `root\Microsoft\Windows\Storage`), else what the disk class does (`Win32_DiskDrive`); and whether the driver expects a failure
//! (`MSStorageDriver_FailurePredictStatus`).

use super::rows::{Row, Rows};
use crate::collect::disks::MAX_DISKS;
use model::record::{Disk, Facts};

/// States the disks in `facts`, by their number.
pub fn state(rows: &Rows, facts: &mut Facts) {
    let drives = rows.of("Win32_DiskDrive");
    let physical = rows.of("MSFT_PhysicalDisk");
    let wear = rows.of("MSFT_StorageReliabilityCounter");
    let by_id = |rows: &'_ [Row], id: u64| rows.iter().find(|row| row.number("DeviceId") == Some(id)).cloned();
    let mut all: Vec<(u64, Disk)> = Vec::new();
    for row in physical {
        let Some(id) = row.number("DeviceId") else { continue };
        let drive = drives.iter().find(|drive| drive.number("Index") == Some(id));
        let mut disk = of_service(row, drive);
        if let Some(counter) = by_id(wear, id) {
            worn(&counter, &mut disk);
        }
        all.push((id, disk));
    }
    for row in drives {
        let Some(id) = row.number("Index").filter(|id| all.iter().all(|(known, _)| known != id)) else { continue };
        all.push((id, of_class(row)));
    }
    for (id, disk) in &mut all {
        let drive = drives.iter().find(|drive| drive.number("Index") == Some(*id));
        // The driver's own look at SMART; the storage service may call a disk healthy that has announced its end.
        if drive.is_some_and(|drive| will_fail(rows, drive)) {
            disk.smart = Some("failed".into());
        }
    }
    all.sort_by_key(|(id, _)| *id);
    facts.disks = all.into_iter().take(MAX_DISKS).map(|(_, disk)| disk).collect();
}

/// `MSStorageDriver_FailurePredictStatus`: its instance is the drive's device with `_0` behind it.
fn will_fail(rows: &Rows, drive: &Row) -> bool {
    let Some(device) = drive.text("PNPDeviceID") else { return false };
    rows.of("MSStorageDriver_FailurePredictStatus").iter().any(|row| {
        let instance = row.text("InstanceName").unwrap_or_default();
        let is_of = instance.get(..device.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(&device));
        is_of && row.flag("PredictFailure") == Some(true)
    })
}

fn of_service(row: &Row, drive: Option<&Row>) -> Disk {
    let of_drive = |name: &str| drive.and_then(|drive| drive.fact(name));
    let bus = row.number("BusType").and_then(bus);
    Disk {
        name: drive
            .and_then(|drive| drive.text("DeviceID"))
            .as_deref()
            .and_then(short_name)
            .or_else(|| number_name(row)),
        vendor: maker(row.fact("Manufacturer")),
        model: row.fact("Model").or_else(|| row.fact("FriendlyName")).or_else(|| of_drive("Model")),
        serial: row.fact("SerialNumber").or_else(|| of_drive("SerialNumber")).map(serial),
        firmware: row.fact("FirmwareVersion").or_else(|| of_drive("FirmwareRevision")),
        size_bytes: row.number("Size").filter(|size| *size > 0),
        media: media(row.number("MediaType"), bus, drive).map(str::to_owned),
        interface: bus.filter(|bus| *bus != "virtual").map(str::to_owned),
        smart: health(row).or_else(|| drive.and_then(status)).map(str::to_owned),
        ..Disk::default()
    }
}

fn of_class(row: &Row) -> Disk {
    // What it says of the bus (`IDE`, `SCSI`) is of the driver, not of the cable; only USB can be believed.
    let bus = row.text("InterfaceType").filter(|kind| kind == "USB").map(|_| "usb");
    Disk {
        name: row.text("DeviceID").as_deref().and_then(short_name),
        vendor: maker(row.fact("Manufacturer")),
        model: row.fact("Model"),
        serial: row.fact("SerialNumber").map(serial),
        firmware: row.fact("FirmwareRevision"),
        size_bytes: row.number("Size").filter(|size| *size > 0),
        media: media(None, bus, Some(row)).map(str::to_owned),
        interface: bus.map(str::to_owned),
        smart: status(row).map(str::to_owned),
        ..Disk::default()
    }
}

/// `\\.\PHYSICALDRIVE0` without its first four characters.
fn short_name(path: &str) -> Option<String> {
    model::text::clean(path.trim_start_matches(['\\', '.']).as_bytes())
}

fn number_name(row: &Row) -> Option<String> {
    row.number("DeviceId").map(|id| format!("PHYSICALDRIVE{id}"))
}

/// `(Standard disk drives)` and the bus of NVMe are no makers.
fn maker(name: Option<String>) -> Option<String> {
    name.filter(|name| !name.starts_with('(') && !matches!(name.as_str(), "NVMe" | "ATA"))
}

/// NVMe serials are padded: `0025_3858_A1B2_C3D4.` is an EUI-64 that stands in for one and ends with a point.
fn serial(text: String) -> String {
    text.trim_end_matches('.').to_owned()
}

/// `BusType` of `MSFT_PhysicalDisk`.
fn bus(number: u64) -> Option<&'static str> {
    Some(match number {
        1 => "scsi",
        3 => "ata",
        6 => "fibre_channel",
        7 => "usb",
        8 => "raid",
        9 => "iscsi",
        10 => "sas",
        11 => "sata",
        12 | 13 => "mmc",
        14 | 15 => "virtual",
        17 => "nvme",
        _ => return None,
    })
}

/// `MediaType` of `MSFT_PhysicalDisk`, the bus, the words of `Win32_DiskDrive`.
fn media(number: Option<u64>, bus: Option<&str>, drive: Option<&Row>) -> Option<&'static str> {
    let text = |name: &str| drive.and_then(|drive| drive.text(name)).unwrap_or_default();
    let is_virtual = ["QEMU", "VBOX", "Virtual", "VMware"].iter().any(|word| text("Model").contains(word));
    match number {
        _ if bus == Some("virtual") || is_virtual => Some("virtual"),
        _ if text("MediaType").starts_with("Removable") => Some("removable"),
        Some(3) => Some("hdd"),
        Some(4 | 5) => Some("ssd"),
        _ if bus == Some("nvme") => Some("ssd"),
        _ => None,
    }
}

/// `OperationalStatus` 5 is a predicted failure; `HealthStatus` 0 is healthy and 2 is not.
fn health(row: &Row) -> Option<&'static str> {
    match row.number("HealthStatus") {
        _ if row.numbers("OperationalStatus").contains(&5) => Some("failed"),
        Some(0) => Some("passed"),
        Some(2) => Some("failed"),
        _ => None,
    }
}

/// `Status` of `Win32_DiskDrive` tells a predicted failure; its `OK` is no verdict of the disk.
fn status(row: &Row) -> Option<&'static str> {
    (row.text("Status")? == "Pred Fail").then_some("failed")
}

/// `MSFT_StorageReliabilityCounter`: 0 °C and 0 hours mean that the disk does not tell.
fn worn(row: &Row, disk: &mut Disk) {
    disk.wear_percent = row.number("Wear").filter(|percent| *percent <= 100).map(|percent| percent as f64);
    disk.power_on_hours = row.number("PowerOnHours").filter(|hours| *hours > 0);
    disk.temperature_c =
        row.number("Temperature").filter(|celsius| (1..120).contains(celsius)).map(|celsius| celsius as f64);
}
