//! What the machine is made of: SMBIOS through `/sys/class/dmi/id`, boards without it through the device tree.

use crate::{read, roots::Roots};
use model::record::{Baseboard, Bios, Chassis, Facts};
use std::collections::BTreeMap;

/// The texts of SMBIOS by file name, placeholders left out. Serial numbers and the UUID are readable by root only;
/// the service manager may pass them as credentials of the same name.
pub type Texts = BTreeMap<&'static str, String>;

const FILES: [&str; 19] = [
    "bios_date",
    "bios_vendor",
    "bios_version",
    "board_name",
    "board_serial",
    "board_vendor",
    "board_version",
    "chassis_asset_tag",
    "chassis_serial",
    "chassis_type",
    "chassis_vendor",
    "product_family",
    "product_name",
    "product_serial",
    "product_sku",
    "product_uuid",
    "product_version",
    "sys_vendor",
    "chassis_version",
];

/// What beside SMBIOS tells the kind of the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The processor says that a hypervisor is below.
    pub hypervisor: bool,
    /// A battery feeds the whole machine.
    pub battery: bool,
    /// The firmware is UEFI.
    pub uefi: bool,
}

/// States maker, model, chassis, board and firmware in `facts`.
pub fn read(roots: &Roots, hypervisor: bool, facts: &mut Facts) {
    let signs = Signs { hypervisor, battery: has_battery(roots), uefi: roots.sys.join("firmware/efi").exists() };
    let texts = read_texts(roots);
    state(&texts, signs, facts);
    if texts.is_empty() {
        let tree = roots.proc.join("device-tree");
        facts.hardware = facts.hardware.take().or_else(|| read::fact(&tree.join("model")));
        facts.serial = facts.serial.take().or_else(|| read::fact(&tree.join("serial-number")));
    }
}

fn read_texts(roots: &Roots) -> Texts {
    let directory = roots.sys.join("class/dmi/id");
    let credential = |name: &str| roots.credentials.as_ref().and_then(|path| read::fact(&path.join(name)));
    FILES
        .into_iter()
        .filter_map(|name| Some((name, read::fact(&directory.join(name)).or_else(|| credential(name))?)))
        .collect()
}

/// A battery of the machine itself; those of mice and headsets have the scope `Device`.
fn has_battery(roots: &Roots) -> bool {
    let directory = roots.sys.join("class/power_supply");
    read::names(&directory).iter().any(|name| {
        let word = |file: &str| read::word(&directory.join(name).join(file));
        word("type").as_deref() == Some("Battery") && word("scope").as_deref() != Some("Device")
    })
}

/// States what follows from the texts.
pub fn state(texts: &Texts, signs: Signs, facts: &mut Facts) {
    let text = |name: &str| texts.get(name).cloned();
    let number = texts.get("chassis_type").and_then(|text| text.parse::<u8>().ok());
    let is_virtual = signs.hypervisor || is_virtual(texts);
    let kind = if is_virtual { Some("virtual") } else { number.and_then(chassis_kind) };
    facts.device_class = class(kind, number, signs.battery).map(str::to_owned);
    facts.vendor = texts.get("sys_vendor").map(|vendor| trade_name(vendor));
    facts.hardware = model(texts);
    facts.serial = text("product_serial").or_else(|| text("chassis_serial"));
    facts.uuid = texts.get("product_uuid").and_then(|text| uuid(text));
    let chassis = Chassis {
        kind: kind.map(str::to_owned),
        vendor: text("chassis_vendor"),
        model: text("chassis_version"),
        family: text("product_family"),
        sku: text("product_sku"),
        serial: text("chassis_serial"),
        asset_tag: text("chassis_asset_tag"),
        ..Chassis::default()
    };
    facts.chassis = (chassis != Chassis::default()).then_some(chassis);
    let bios = Bios {
        vendor: text("bios_vendor"),
        version: text("bios_version"),
        released_on: texts.get("bios_date").and_then(|text| date(text)),
        ..Bios::default()
    };
    // Which firmware it is can be told only where there is firmware to tell of.
    facts.bios = (bios != Bios::default() || signs.uefi)
        .then(|| Bios { firmware: Some(if signs.uefi { "uefi" } else { "bios" }.to_owned()), ..bios });
    let board = Baseboard {
        vendor: text("board_vendor"),
        model: text("board_name"),
        version: text("board_version"),
        serial: text("board_serial"),
        ..Baseboard::default()
    };
    facts.baseboard = (board != Baseboard::default()).then_some(board);
}

/// Lenovo puts its type number into the product name and the name that people know into the version.
fn model(texts: &Texts) -> Option<String> {
    let lenovo = texts.get("sys_vendor").is_some_and(|vendor| vendor.eq_ignore_ascii_case("lenovo"));
    let spoken = texts.get("product_version").filter(|version| lenovo && version.contains(' '));
    spoken.or_else(|| texts.get("product_name")).cloned()
}

fn is_virtual(texts: &Texts) -> bool {
    let said = |name: &str, words: &[&str]| texts.get(name).is_some_and(|text| words.iter().any(|w| text.contains(w)));
    said("sys_vendor", &["QEMU", "VMware", "innotek", "Xen", "Bochs", "Parallels", "Amazon EC2", "Google", "OpenStack"])
        || said("product_name", &["Virtual Machine", "VirtualBox", "KVM", "VMware", "Standard PC", "BHYVE", "HVM domU"])
}

/// Chassis types of SMBIOS 3.7, 7.4.1, as words of the record.
pub fn chassis_kind(number: u8) -> Option<&'static str> {
    Some(match number & 0x7f {
        3..=5 | 15 | 16 | 24 => "desktop",
        6 | 7 => "tower",
        8..=10 | 14 | 31 | 32 => "laptop",
        11 | 30 => "tablet",
        13 => "all_in_one",
        17 | 23 | 25 => "rack_server",
        28 | 29 => "blade",
        35 | 36 => "mini_pc",
        1 | 2 => return None,
        _ => "other",
    })
}

/// The class of the device: by its chassis, else by a battery. Number 17 is the main chassis of a server, 7 a tower
/// that may be either.
fn class(kind: Option<&str>, number: Option<u8>, battery: bool) -> Option<&'static str> {
    kind.and_then(Chassis::class_of).or(match number {
        _ if battery => Some("laptop"),
        Some(number) if number & 0x7f == 34 => Some("pc"),
        _ => None,
    })
}

/// The short trade name of a maker: known ones by table, others without their legal form.
pub fn trade_name(vendor: &str) -> String {
    const KNOWN: [(&str, &str); 15] = [
        ("hewlett packard enterprise", "HPE"),
        ("hewlett-packard", "HP"),
        ("hp", "HP"),
        ("hpe", "HPE"),
        ("lenovo", "Lenovo"),
        ("dell", "Dell"),
        ("asus", "ASUS"),
        ("acer", "Acer"),
        ("micro-star", "MSI"),
        ("gigabyte", "Gigabyte"),
        ("super micro", "Supermicro"),
        ("supermicro", "Supermicro"),
        ("toshiba", "Toshiba"),
        ("fujitsu", "Fujitsu"),
        ("innotek", "innotek"),
    ];
    let lower = vendor.to_lowercase();
    let begins = |start: &str| {
        lower
            .strip_prefix(start)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()) || start == "asus")
    };
    if let Some((_, name)) = KNOWN.iter().find(|(start, _)| begins(start)) {
        return (*name).to_owned();
    }
    let mut name = vendor.trim();
    while let Some((rest, last)) = name.rsplit_once([' ', ',']) {
        let form = last.trim_end_matches(['.', ',']).to_lowercase();
        let legal = ["inc", "corporation", "corp", "co", "ltd", "limited", "llc", "gmbh", "computer", "international"];
        if rest.trim().is_empty() || !(form.is_empty() || legal.contains(&form.as_str())) {
            break;
        }
        name = rest.trim_end_matches([' ', ',']);
    }
    name.to_owned()
}

/// A UUID in lower case, if it is one and no dummy.
pub fn uuid(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let form =
        text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    (form && !model::identity::is_junk(&text)).then_some(text)
}

/// `05/20/2024` (SMBIOS 3.7, 7.1) to `2024-05-20`.
pub fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split('/').collect();
    let [month, day, year] = parts[..] else {
        return None;
    };
    let number = |text: &str, low, high| text.parse::<u16>().ok().filter(|n| (low..=high).contains(n));
    let year = match year.len() {
        2 => number(year, 80, 99)? + 1900,
        4 => number(year, 1980, 2999)?,
        _ => return None,
    };
    Some(format!("{year}-{:02}-{:02}", number(month, 1, 12)?, number(day, 1, 31)?))
}

#[cfg(test)]
mod tests;
