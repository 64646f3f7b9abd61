//! Parts of the machine: processors, memory, disks, volumes, graphics, screens, batteries, printers, USB.
//!
//! Memory and volumes are told in MiB, disks in millions of octets, batteries in mWh (the inventory format of GLPI).

use super::{system::architecture, tree::Node};
use model::record::{Battery, Cpu, Disk, Encryption, Facts, Gpu, MemorySlot, Monitor, Peripheral, Storage};

const MIB: u64 = 1 << 20;
const MILLION: u64 = 1_000_000;

/// States all of them.
pub(super) fn state(content: &Node, facts: &mut Facts) {
    let arch = facts.operating_system.as_ref().and_then(|system| system.arch.clone());
    facts.cpus = content.rows("cpus").iter().map(|row| cpu(row, arch.as_deref())).filter(is_stated).collect();
    facts.memory_slots = content.rows("memories").iter().filter_map(slot).collect();
    facts.disks = content.rows("storages").iter().map(disk).filter(is_stated).collect();
    facts.storage = content.rows("drives").iter().filter_map(volume).collect();
    facts.encryption = content.rows("drives").iter().filter_map(encryption).collect();
    facts.gpus = content.rows("videos").iter().map(gpu).filter(is_stated).collect();
    facts.monitors = content.rows("monitors").iter().map(monitor).filter(is_stated).collect();
    facts.batteries = content.rows("batteries").iter().map(battery).filter(is_stated).collect();
    facts.printers = content.rows("printers").iter().map(printer).filter(is_stated).collect();
    facts.usb_devices = content.rows("usbdevices").iter().map(usb).filter(is_stated).collect();
}

fn is_stated<T: Default + PartialEq>(row: &T) -> bool {
    *row != T::default()
}

fn small(number: Option<u64>) -> Option<u32> {
    number.and_then(|number| u32::try_from(number).ok())
}

/// Some agents tell threads of a core, others of the package; fewer threads than cores is the former, and left out.
fn cpu(row: &Node, arch: Option<&str>) -> Cpu {
    let cores = small(row.amount("core").or_else(|| row.amount("corecount")));
    let threads = small(row.amount("thread")).filter(|threads| cores.is_none_or(|cores| *threads >= cores));
    Cpu {
        vendor: row.known(&["manufacturer"]),
        name: row.known(&["name"]),
        cores,
        threads,
        max_mhz: small(row.amount("speed")),
        arch: arch.map(str::to_owned).or_else(|| row.text("arch").map(|arch| architecture(&arch))),
        ..Cpu::default()
    }
}

fn slot(row: &Node) -> Option<MemorySlot> {
    let size_bytes = row.size("capacity", MIB);
    let stated = MemorySlot {
        slot: row.known(&["caption", "numslots"]),
        kind: row.known(&["type"]).filter(|_| size_bytes.is_some()),
        form_factor: row.known(&["formfactor"]),
        empty: size_bytes.is_none().then_some(true),
        speed_mts: small(row.amount("speed")),
        vendor: row.known(&["manufacturer"]).filter(|_| size_bytes.is_some()),
        part_number: row.known(&["model"]),
        serial: row.known(&["serialnumber", "serial"]),
        ecc: row.word("memorycorrection").and_then(|word| match word.as_str() {
            "none" => Some(false),
            word if word.contains("ecc") => Some(true),
            _ => None,
        }),
        size_bytes,
        ..MemorySlot::default()
    };
    (stated.slot.is_some() || stated.size_bytes.is_some()).then_some(stated)
}

fn disk(row: &Node) -> Disk {
    let told: Vec<String> =
        ["type", "description", "interface", "model", "name"].into_iter().filter_map(|key| row.word(key)).collect();
    let among = |words: &[(&str, &str)]| {
        let parts = || told.iter().flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()));
        let found = words.iter().find(|(sign, _)| parts().any(|part| part == *sign));
        found.map(|(_, word)| (*word).to_owned())
    };
    Disk {
        name: row.known(&["name"]),
        vendor: row.known(&["manufacturer"]),
        model: row.known(&["model"]),
        serial: row.known(&["serial", "serialnumber"]),
        firmware: row.known(&["firmware"]),
        size_bytes: row.size("disksize", MILLION),
        media: among(&[
            ("cdrom", "optical"),
            ("dvd", "optical"),
            ("cd", "optical"),
            ("removable", "removable"),
            ("virtual", "virtual"),
            ("ssd", "ssd"),
            ("nvme", "ssd"),
            ("hdd", "hdd"),
        ]),
        interface: among(&[
            ("nvme", "nvme"),
            ("sas", "sas"),
            ("sata", "sata"),
            ("usb", "usb"),
            ("virtio", "virtio"),
            ("scsi", "scsi"),
            ("ide", "ide"),
        ]),
        ..Disk::default()
    }
}

/// What a volume is called: its letter on Windows, where it is mounted elsewhere.
fn place(row: &Node) -> Option<String> {
    row.text("letter").or_else(|| row.text("type").filter(|text| text.starts_with('/')))
}

fn volume(row: &Node) -> Option<Storage> {
    let mount = place(row);
    let (size_bytes, free_bytes) = (row.size("total", MIB)?, row.number("free").and_then(|free| free.checked_mul(MIB)));
    let used_bytes = free_bytes.and_then(|free| size_bytes.checked_sub(free));
    Some(Storage {
        descr: mount.clone().or_else(|| row.known(&["volumn", "label"])),
        size_bytes: Some(size_bytes),
        used_bytes,
        free_bytes: free_bytes.filter(|free| *free <= size_bytes),
        percent: used_bytes.map(|used| (used as f64 * 1000.0 / size_bytes as f64).round() / 10.0),
        file_system: row.text("filesystem"),
        mount,
        ..Storage::default()
    })
}

fn encryption(row: &Node) -> Option<Encryption> {
    let status = row.word("encrypt_status")?;
    let status = match status.as_str() {
        "yes" => "on",
        "no" => "off",
        "partially" => "partial",
        _ => return None,
    };
    let method = row.word("encrypt_name").map(|name| if name.contains("luks") { "luks".into() } else { name });
    Some(Encryption { volume: place(row), method, status: Some(status.into()), ..Encryption::default() })
}

fn gpu(row: &Node) -> Gpu {
    Gpu { name: row.known(&["name", "chipset"]), vram_bytes: row.size("memory", MIB), ..Gpu::default() }
}

/// The description of a screen is `week/year`.
fn monitor(row: &Node) -> Monitor {
    let made = row.text("description").and_then(|text| {
        let (week, year) = text.split_once('/')?;
        Some((week.trim().parse::<u32>().ok()?, year.trim().parse::<u32>().ok()?))
    });
    let made = made.filter(|(_, year)| (1990..=2200).contains(year));
    Monitor {
        vendor: row.known(&["manufacturer"]),
        model: row.known(&["caption", "name"]),
        serial: row.known(&["serial", "altserial"]),
        manufactured_year: made.map(|(_, year)| year),
        manufactured_week: made.map(|(week, _)| week).filter(|week| (1..=53).contains(week)),
        ..Monitor::default()
    }
}

fn battery(row: &Node) -> Battery {
    Battery {
        name: row.known(&["name"]),
        vendor: row.known(&["manufacturer"]),
        serial: row.known(&["serial"]),
        chemistry: row.known(&["chemistry"]),
        design_mwh: row.amount("capacity"),
        full_mwh: row.amount("real_capacity"),
        ..Battery::default()
    }
}

fn printer(row: &Node) -> Peripheral {
    Peripheral {
        name: row.known(&["name"]),
        model: row.known(&["driver"]),
        serial: row.known(&["serial"]),
        port: row.known(&["port"]),
        ..Peripheral::default()
    }
}

fn usb(row: &Node) -> Peripheral {
    let id = |key| row.word(key).filter(|id| id.len() == 4 && id.bytes().all(|octet| octet.is_ascii_hexdigit()));
    Peripheral {
        name: row.known(&["name", "caption"]),
        vendor: row.known(&["manufacturer"]),
        serial: row.known(&["serial"]),
        vendor_id: id("vendorid"),
        product_id: id("productid"),
        ..Peripheral::default()
    }
}
