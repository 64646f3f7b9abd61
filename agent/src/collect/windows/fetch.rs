//! Asks Windows: rows of WMI, values of the registry. What does not answer is left out; nothing is understood here.

use super::{
    firmware, network, peripherals, protection,
    rows::{Row, Rows},
    software, system, upkeep,
};
use serde_json::{Map, Value};
use std::sync::mpsc::Sender;
use windows::Networking::Connectivity::NetworkInformation;
use windows_registry::{Key, LOCAL_MACHINE, Type, USERS};
use wmi::{AuthLevel, WMIConnection};

/// Namespaces, and the classes that are asked in each.
const ASKED: [(&str, &[&str]); 9] = [
    (
        "ROOT\\CIMV2",
        &[
            "Win32_OperatingSystem",
            "Win32_ComputerSystem",
            "Win32_Processor",
            "Win32_DiskDrive",
            "Win32_NetworkAdapter",
            "Win32_NetworkAdapterConfiguration",
            "Win32_VideoController",
            "Win32_Battery",
            "Win32_Service",
        ],
    ),
    (
        "ROOT\\WMI",
        &[
            "MSSmBios_RawSMBiosTables",
            "WmiMonitorID",
            "BatteryStaticData",
            "BatteryFullChargedCapacity",
            "BatteryCycleCount",
            "MSStorageDriver_FailurePredictStatus",
        ],
    ),
    ("ROOT\\Microsoft\\Windows\\Storage", &["MSFT_PhysicalDisk", "MSFT_StorageReliabilityCounter"]),
    ("ROOT\\CIMV2\\Security\\MicrosoftTpm", &["Win32_Tpm"]),
    ("ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption", &["Win32_EncryptableVolume"]),
    ("ROOT\\SecurityCenter2", &["AntiVirusProduct"]),
    ("ROOT\\Microsoft\\Windows\\Defender", &["MSFT_MpComputerStatus"]),
    ("ROOT\\StandardCimv2", &["MSFT_NetFirewallProfile"]),
    // Last what takes its time, or asks printers far away.
    ("ROOT\\CIMV2", &["Win32_PnPEntity", "Win32_QuickFixEngineering", "SoftwareLicensingProduct", "Win32_Printer"]),
];

/// The question for a class in the language of WMI. Long classes are asked for what is used only, and for Windows' own licence.
fn question(class: &str) -> String {
    let (properties, condition) = match class {
        "Win32_PnPEntity" => ("*", " WHERE DeviceID LIKE 'USB\\\\VID%'"),
        "Win32_NetworkAdapterConfiguration" => ("*", " WHERE IPEnabled = TRUE"),
        "MSFT_NetNeighbor" => ("IPAddress, State", " WHERE AddressFamily = 2"),
        "Win32_Service" => ("Name, DisplayName, State, StartMode", ""),
        "SoftwareLicensingProduct" => (
            "Name, LicenseStatus",
            " WHERE ApplicationID = '55c92734-d682-4d71-983e-d6ec3f16059f' AND PartialProductKey IS NOT NULL",
        ),
        _ => ("*", ""),
    };
    format!("SELECT {properties} FROM {class}{condition}")
}

/// Sends every answer as it comes; a class that answers never holds up what came before it.
pub fn all(answers: &Sender<(&'static str, Vec<Row>)>) {
    let mut registry = Rows::default();
    read_registry(&mut registry);
    for name in NAMES {
        if registry.answered(name) && answers.send((name, registry.take(name))).is_err() {
            return;
        }
    }
    for (namespace, classes) in ASKED {
        let Ok(connection) = WMIConnection::with_namespace_path(namespace) else { continue };
        // BitLocker and TPM answer only to calls whose content is protected; elsewhere it does no harm.
        let _ = connection.set_proxy_blanket(AuthLevel::PktPrivacy);
        for class in classes {
            let Ok(rows) = connection.raw_query::<Map<String, Value>>(question(class)) else { continue };
            if answers.send((class, rows.into_iter().map(Row).collect())).is_err() {
                return;
            }
        }
    }
    if let Ok(rows) = radio_networks() {
        // Where nobody listens any more nothing is left to be asked either.
        let _over = answers.send((network::RADIO, rows));
    }
}

/// Radio networks that this machine is in, with their bars. On Windows 11 the name may need leave to know the place: then it is not
/// told.
fn radio_networks() -> windows::core::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for profile in NetworkInformation::GetConnectionProfiles()? {
        if !profile.IsWlanConnectionProfile().unwrap_or(false) {
            continue;
        }
        let Ok(ssid) = profile.WlanConnectionProfileDetails().and_then(|details| details.GetConnectedSsid()) else {
            continue;
        };
        let adapter = profile.NetworkAdapter()?.NetworkAdapterId()?;
        let mut row = Map::new();
        row.insert("Adapter".into(), format!("{adapter:?}").into());
        row.insert("Ssid".into(), ssid.to_string_lossy().into());
        if let Ok(bars) = profile.GetSignalBars().and_then(|bars| bars.Value()) {
            row.insert("Bars".into(), bars.into());
        }
        rows.push(Row(row));
    }
    Ok(rows)
}

/// The interfaces and how they are set, as they are at this moment.
pub fn network_rows() -> Rows {
    ask_now("ROOT\\CIMV2", &["Win32_NetworkAdapter", "Win32_NetworkAdapterConfiguration"])
}

/// Who is known in the networks around at this moment.
pub fn neighbour_rows() -> Rows {
    ask_now("ROOT\\StandardCimv2", &["MSFT_NetNeighbor"])
}

fn ask_now(namespace: &str, classes: &[&'static str]) -> Rows {
    let mut rows = Rows::default();
    let Ok(connection) = WMIConnection::with_namespace_path(namespace) else { return rows };
    for class in classes {
        if let Ok(found) = connection.raw_query::<Map<String, Value>>(question(class)) {
            rows.put(class, found.into_iter().map(Row).collect());
        }
    }
    rows
}

/// What is read from the registry.
const NAMES: [&str; 9] = [
    system::CURRENT_VERSION,
    system::TIME_ZONE,
    firmware::CONTROL,
    protection::SECURE_BOOT,
    peripherals::EDID,
    software::UNINSTALL,
    upkeep::REBOOT,
    upkeep::DETECT,
    upkeep::INSTALL,
];

fn read_registry(rows: &mut Rows) {
    const UPDATE: &str = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update";
    for (name, path) in [
        (system::CURRENT_VERSION, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"),
        (system::TIME_ZONE, "SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation"),
        (firmware::CONTROL, "SYSTEM\\CurrentControlSet\\Control"),
        (protection::SECURE_BOOT, "SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State"),
    ] {
        put_key(rows, name, path);
    }
    put_key(rows, upkeep::DETECT, &format!("{UPDATE}\\Results\\Detect"));
    put_key(rows, upkeep::INSTALL, &format!("{UPDATE}\\Results\\Install"));
    let asks = |path: &str| Value::from(u8::from(LOCAL_MACHINE.open(path).is_ok()));
    let store = "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending";
    let mut reboot = Map::new();
    reboot.insert("RebootRequired".into(), asks(&format!("{UPDATE}\\RebootRequired")));
    reboot.insert("RebootPending".into(), asks(store));
    rows.put(upkeep::REBOOT, vec![Row(reboot)]);
    rows.put(peripherals::EDID, edids());
    rows.put(software::UNINSTALL, programs());
}

fn put_key(rows: &mut Rows, name: &str, path: &str) {
    if let Ok(key) = LOCAL_MACHINE.open(path) {
        rows.put(name, vec![Row(values(&key))]);
    }
}

/// Texts, numbers and octets of a key; other kinds are left out.
fn values(key: &Key) -> Map<String, Value> {
    let all = key.values().into_iter().flatten();
    all.filter_map(|(name, value)| {
        let value = match value.ty() {
            Type::String | Type::ExpandString => Value::from(String::try_from(value).ok()?),
            Type::U32 => Value::from(u32::try_from(value).ok()?),
            Type::U64 => Value::from(u64::try_from(value).ok()?),
            Type::Bytes if value.len() <= 4096 => Value::from(value.to_vec()),
            _ => return None,
        };
        Some((name, value))
    })
    .collect()
}

fn names(key: &Key) -> Vec<String> {
    key.keys().into_iter().flatten().collect()
}

/// EDID of every screen that was ever connected, by its instance (`DISPLAY\DELA0B1\5&…`).
fn edids() -> Vec<Row> {
    let mut out = Vec::new();
    let Ok(display) = LOCAL_MACHINE.open("SYSTEM\\CurrentControlSet\\Enum\\DISPLAY") else { return out };
    for model in names(&display) {
        let Ok(instances) = display.open(&model) else { continue };
        for instance in names(&instances) {
            let parameters = instances.open(format!("{instance}\\Device Parameters"));
            let Some(edid) = parameters.ok().and_then(|key| values(&key).remove("EDID")) else { continue };
            let name = Value::from(format!("DISPLAY\\{model}\\{instance}"));
            out.push(Row(Map::from_iter([("Instance".to_owned(), name), ("EDID".to_owned(), edid)])));
        }
    }
    out
}

/// The keys of all programs: of the machine for both widths, and of each user whose hive is loaded.
fn programs() -> Vec<Row> {
    const KEY: &str = "Microsoft\\Windows\\CurrentVersion\\Uninstall";
    let mut out = Vec::new();
    let mut put = |root: &Key, path: &str, hive: &str, is_32: bool| {
        let Ok(all) = root.open(path) else { return };
        for name in names(&all) {
            let Ok(key) = all.open(&name) else { continue };
            let mut row = values(&key);
            row.insert("Hive".into(), hive.into());
            row.insert("Wow".into(), u8::from(is_32).into());
            out.push(Row(row));
        }
    };
    put(LOCAL_MACHINE, &format!("SOFTWARE\\{KEY}"), "machine", false);
    put(LOCAL_MACHINE, &format!("SOFTWARE\\WOW6432Node\\{KEY}"), "machine", true);
    // Hives of persons have long security ids; those of services and the class hives (`_Classes`) have no programs.
    for user in names(USERS).iter().filter(|user| user.starts_with("S-1-5-21-") && !user.ends_with("_Classes")) {
        put(USERS, &format!("{user}\\SOFTWARE\\{KEY}"), "user", false);
    }
    out
}

/// `MachineGuid`, by which one installation of Windows is told from others; a clone that was not generalised has the same.
pub fn machine_guid() -> Option<String> {
    LOCAL_MACHINE.open("SOFTWARE\\Microsoft\\Cryptography").ok()?.get_string("MachineGuid").ok()
}
