//! What is attached: graphics adapters (`Win32_VideoController`), screens (`WmiMonitorID` and the EDID in the registry),
//! batteries (`Win32_Battery`, `BatteryStaticData` …), printers (`Win32_Printer`), USB devices (`Win32_PnPEntity`).

use super::rows::{Row, Rows};
use crate::collect::{batteries::MAX_BATTERIES, monitors, peripherals::MAX_ROWS};
use model::record::{Battery, Facts, Gpu, Monitor, Peripheral};

/// Name under which the EDIDs of `HKLM\SYSTEM\CurrentControlSet\Enum\DISPLAY` are kept: `Instance` and `EDID`.
pub const EDID: &str = "registry EDID";
/// More memory than fits the 32 bits of `AdapterRAM` is stated as just below 4 GiB.
const ADAPTER_RAM_FULL: u64 = 0xfff0_0000;

/// States all of it in `facts`.
pub fn state(rows: &Rows, facts: &mut Facts) {
    facts.gpus = rows.of("Win32_VideoController").iter().filter_map(gpu).take(MAX_ROWS).collect();
    facts.monitors =
        rows.of("WmiMonitorID").iter().map(|row| monitor(row, rows)).take(monitors::MAX_MONITORS).collect();
    facts.batteries = batteries(rows);
    facts.printers = rows.of("Win32_Printer").iter().filter_map(printer).take(MAX_ROWS).collect();
    facts.usb_devices = rows.of("Win32_PnPEntity").iter().filter_map(usb).take(MAX_ROWS).collect();
}

fn gpu(row: &Row) -> Option<Gpu> {
    let device = row.text("PNPDeviceID").unwrap_or_default();
    // Screens of remote sessions are drivers without a device.
    if device.starts_with("ROOT\\") || device.starts_with("SWD\\") {
        return None;
    }
    let id = |key: &str| hex4(&device, key);
    Some(Gpu {
        name: Some(row.text("Name")?),
        vendor: row.text("AdapterCompatibility"),
        vram_bytes: row.number("AdapterRAM").filter(|octets| (1..ADAPTER_RAM_FULL).contains(octets)),
        driver: row.text("DriverVersion"),
        pci_id: id("VEN_").zip(id("DEV_")).map(|(vendor, device)| format!("{vendor}:{device}")),
        ..Gpu::default()
    })
}

/// Four hexadecimal digits behind a key: `VID_046D` gives `046d`.
fn hex4(text: &str, key: &str) -> Option<String> {
    let digits = text.split_once(key)?.1.get(..4)?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| digits.to_ascii_lowercase())
}

/// Screens that are connected, each with its EDID where the registry has it: it tells more than the class does.
fn monitor(row: &Row, rows: &Rows) -> Monitor {
    let instance = row.text("InstanceName").unwrap_or_default();
    // `DISPLAY\DELA0B1\5&1a2b&0&UID4352_0`: the last number counts the screens behind one instance.
    let name = instance.rsplit_once('_').map_or(instance.as_str(), |(name, _)| name);
    let of_it =
        rows.of(EDID).iter().find(|edid| edid.text("Instance").is_some_and(|own| own.eq_ignore_ascii_case(name)));
    let own = of_it.and_then(|edid| monitors::parse(&edid.octets("EDID")));
    own.unwrap_or_else(|| Monitor {
        vendor: row.units("ManufacturerName").map(|code| monitors::maker(&code)),
        model: row.units("UserFriendlyName").or_else(|| row.units("ProductCodeID")),
        serial: row.units("SerialNumberID").filter(|serial| !model::identity::is_junk(serial)),
        manufactured_year: row.small("YearOfManufacture").filter(|year| (1993..2100).contains(year)),
        manufactured_week: row.small("WeekOfManufacture").filter(|week| (1..=53).contains(week)),
        ..Monitor::default()
    })
}

fn batteries(rows: &Rows) -> Vec<Battery> {
    let design = rows.of("BatteryStaticData");
    let all = rows.of("Win32_Battery").iter().take(MAX_BATTERIES).enumerate();
    all.map(|(place, row)| {
        // The classes of `root\WMI` have the batteries in the same order and under one instance name.
        let of_design = design.get(place);
        let instance = of_design.and_then(|row| row.text("InstanceName"));
        let beside = |class: &str, name: &str| {
            let same = rows.of(class).iter().find(|row| instance.is_some() && row.text("InstanceName") == instance);
            same.or_else(|| rows.of(class).get(place)).and_then(|row| row.number(name)).filter(|number| *number > 0)
        };
        Battery {
            name: row.fact("DeviceID").or_else(|| row.fact("Name")),
            vendor: of_design.and_then(|row| row.fact("ManufactureName")),
            model: of_design.and_then(|row| row.fact("DeviceName")).or_else(|| row.fact("Name")),
            serial: of_design.and_then(|row| row.fact("SerialNumber")),
            chemistry: row.number("Chemistry").and_then(chemistry).map(str::to_owned),
            design_mwh: beside("BatteryStaticData", "DesignedCapacity"),
            full_mwh: beside("BatteryFullChargedCapacity", "FullChargedCapacity"),
            charge_percent: row
                .number("EstimatedChargeRemaining")
                .filter(|charge| *charge <= 100)
                .map(|charge| charge as f64),
            cycles: beside("BatteryCycleCount", "CycleCount"),
            status: row.number("BatteryStatus").and_then(battery_status).map(str::to_owned),
            ..Battery::default()
        }
    })
    .collect()
}

/// `Chemistry` of `Win32_Battery`.
fn chemistry(number: u64) -> Option<&'static str> {
    match number {
        3 => Some("Lead acid"),
        4 => Some("NiCd"),
        5 => Some("NiMH"),
        6 => Some("Li-ion"),
        7 => Some("Zinc air"),
        8 => Some("Li-poly"),
        _ => None,
    }
}

/// `BatteryStatus` of `Win32_Battery`: 2 is on mains power, charging or not.
fn battery_status(number: u64) -> Option<&'static str> {
    match number {
        1 | 4 | 5 => Some("discharging"),
        2 | 11 => Some("idle"),
        3 => Some("full"),
        6..=9 => Some("charging"),
        _ => None,
    }
}

/// Printers of the machine; what only writes files is none.
fn printer(row: &Row) -> Option<Peripheral> {
    let (driver, port) = (row.text("DriverName"), row.text("PortName"));
    let writes_files = ["PORTPROMPT:", "SHRFAX:", "nul:", "FILE:"].iter().any(|name| port.as_deref() == Some(name));
    let is_made = ["Remote Desktop", "Microsoft XPS", "Microsoft Print", "Send to Microsoft OneNote"];
    if writes_files || driver.as_deref().is_some_and(|driver| is_made.iter().any(|made| driver.starts_with(made))) {
        return None;
    }
    Some(Peripheral { name: Some(row.text("Name")?), model: driver, port, ..Peripheral::default() })
}

/// USB devices without hubs and without the parts (`MI_`) of a device that has several.
fn usb(row: &Row) -> Option<Peripheral> {
    let id = row.text("DeviceID").filter(|id| id.starts_with("USB\\VID_") && !id.contains("&MI_"))?;
    if row.text("Service").is_some_and(|service| service.to_ascii_lowercase().starts_with("usbhub")) {
        return None;
    }
    let name = row.text("Name");
    // The last part is the serial, unless the bus made it up: then it has an ampersand.
    let serial = id.rsplit('\\').next().filter(|part| !part.contains('&'));
    Some(Peripheral {
        name: name.clone(),
        vendor: row.text("Manufacturer").filter(|maker| !maker.starts_with('(')),
        model: name,
        serial: serial
            .and_then(|serial| model::text::clean(serial.as_bytes()))
            .filter(|text| !model::identity::is_junk(text)),
        vendor_id: hex4(&id, "VID_"),
        product_id: hex4(&id, "PID_"),
        ..Peripheral::default()
    })
}
