//! Physical disks from `/sys/block`, with serial numbers also from udev's database.

use crate::{read, roots::Roots};
use model::record::Disk;
use std::path::Path;

/// Most disks stated.
pub const MAX_DISKS: usize = 512;
/// `/sys/block/*/size` counts sectors of 512 octets whatever the disk's own are.
const SECTOR_BYTES: u64 = 512;

/// All physical disks, by name.
pub fn read(roots: &Roots) -> Vec<Disk> {
    let directory = roots.sys.join("block");
    read::names(&directory)
        .iter()
        .filter(|name| is_disk(name))
        .filter_map(|name| read_one(roots, &directory.join(name), name))
        .take(MAX_DISKS)
        .collect()
}

/// Memory disks, images, mappings and arrays are no disks; the empty drives and partitions of eMMC are none either.
fn is_disk(name: &str) -> bool {
    let made =
        ["loop", "ram", "zram", "dm-", "md", "nbd", "drbd", "rbd", "fd"].iter().any(|kind| name.starts_with(kind));
    !made && !(name.starts_with("mmcblk") && (name.contains("boot") || name.ends_with("rpmb")))
}

fn read_one(roots: &Roots, path: &Path, name: &str) -> Option<Disk> {
    let device = path.join("device");
    // A path of a multipath NVMe disk is hidden; its head is the disk.
    if !device.exists() || read::number(&path.join("hidden")) == Some(1) {
        return None;
    }
    let fact = |file: &str| read::fact(&device.join(file));
    let udev = read::text(&path.join("dev"))
        .and_then(|number| read::text(&roots.run.join(format!("udev/data/b{}", number.trim()))))
        .unwrap_or_default();
    let size = read::number(&path.join("size")).and_then(|sectors| sectors.checked_mul(SECTOR_BYTES));
    let size_bytes = size.filter(|size| *size > 0);
    let media = media(
        name,
        read::number(&path.join("queue/rotational")),
        read::number(&path.join("removable")),
        fact("model").as_deref().unwrap_or_default(),
    );
    // A card reader without a card says nothing worth a row.
    if size_bytes.is_none() && media != Some("optical") {
        return None;
    }
    Some(Disk {
        name: model::text::clean(name.as_bytes()),
        // SCSI puts the word ATA where the maker of an ATA disk is due.
        vendor: fact("vendor").filter(|vendor| vendor != "ATA" && !vendor.starts_with("0x")),
        model: fact("model").or_else(|| fact("name")),
        serial: fact("serial")
            .or_else(|| read::fact(&path.join("serial")))
            .or_else(|| udev_serial(&udev))
            .filter(|serial| !model::identity::is_junk(serial)),
        firmware: fact("firmware_rev").or_else(|| fact("rev")).or_else(|| fact("fwrev").filter(|rev| rev != "0x0")),
        size_bytes,
        media: media.map(str::to_owned),
        interface: read::link(path).and_then(|link| interface(name, &link.to_string_lossy())).map(str::to_owned),
        ..Disk::default()
    })
}

/// `hdd` `ssd` `removable` `optical` `virtual`; none when nothing tells.
pub fn media(name: &str, rotational: Option<u64>, removable: Option<u64>, model: &str) -> Option<&'static str> {
    let is_virtual = ["vd", "xvd"].iter().any(|kind| name.starts_with(kind))
        || ["QEMU", "VBOX", "Virtual", "VMware"].iter().any(|word| model.contains(word));
    match (rotational, removable) {
        _ if name.starts_with("sr") => Some("optical"),
        _ if is_virtual => Some("virtual"),
        (_, Some(1)) => Some("removable"),
        (Some(0), _) => Some("ssd"),
        (Some(1), _) => Some("hdd"),
        _ => None,
    }
}

/// How the disk is attached, from its name and its place in the tree of devices.
pub fn interface(name: &str, link: &str) -> Option<&'static str> {
    let on = |part: &str| link.split('/').any(|step| step.starts_with(part));
    match name {
        _ if name.starts_with("nvme") => Some("nvme"),
        _ if name.starts_with("mmcblk") => Some("mmc"),
        _ if on("usb") => Some("usb"),
        _ if name.starts_with("vd") || on("virtio") => Some("virtio"),
        _ if on("ata") => Some("sata"),
        _ if on("end_device-") || on("sas_") => Some("sas"),
        _ if name.starts_with("xvd") => Some("xen"),
        _ => None,
    }
}

/// The short serial of udev's database: lines `E:ID_SERIAL_SHORT=…`.
pub fn udev_serial(text: &str) -> Option<String> {
    text.lines()
        .find_map(|line| line.strip_prefix("E:ID_SERIAL_SHORT="))
        .and_then(|serial| model::text::clean(serial.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_a_disk() {
        for (name, expected) in [
            ("sda", true),
            ("nvme0n1", true),
            ("sr0", true),
            ("mmcblk0", true),
            ("mmcblk0boot0", false),
            ("loop0", false),
            ("zram0", false),
            ("dm-0", false),
            ("md127", false),
        ] {
            assert_eq!(is_disk(name), expected, "{name}");
        }
    }

    #[test]
    fn media_and_interfaces() {
        for (name, rotational, removable, model, expected) in [
            ("sda", Some(1), Some(0), "ST1000DM010", Some("hdd")),
            ("sda", Some(0), Some(0), "Samsung SSD 870", Some("ssd")),
            ("sdb", Some(1), Some(1), "DataTraveler", Some("removable")),
            ("vda", Some(1), Some(0), "", Some("virtual")),
            ("sda", Some(1), Some(0), "QEMU HARDDISK", Some("virtual")),
            ("sr0", Some(1), Some(1), "DVD-RW", Some("optical")),
            ("sda", None, None, "", None),
        ] {
            assert_eq!(media(name, rotational, removable, model), expected, "{name} {model}");
        }
        for (name, link, expected) in [
            ("sda", "../devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda", Some("sata")),
            ("sdb", "../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host4/block/sdb", Some("usb")),
            ("sdc", "../devices/pci0000:00/host6/port-6:0/end_device-6:0/block/sdc", Some("sas")),
            ("sdd", "../devices/pci0000:00/0000:00:05.0/virtio2/host2/block/sdd", Some("virtio")),
            ("nvme0n1", "../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1", Some("nvme")),
            ("sde", "../devices/platform/x/block/sde", None),
        ] {
            assert_eq!(interface(name, link), expected, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn disks_of_a_pc() {
        let directory = tempfile::tempdir().unwrap();
        let roots = Roots::under(directory.path());
        let put = |path: std::path::PathBuf, content: &str| {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        };
        let real = roots.sys.join("devices/pci0/ata1/host0/block/sda");
        std::fs::create_dir_all(roots.sys.join("block")).unwrap();
        std::os::unix::fs::symlink("../devices/pci0/ata1/host0/block/sda", roots.sys.join("block/sda")).unwrap();
        put(real.join("size"), "1953525168\n");
        put(real.join("dev"), "8:0\n");
        put(real.join("queue/rotational"), "1\n");
        put(real.join("removable"), "0\n");
        put(real.join("device/vendor"), "ATA     \n");
        put(real.join("device/model"), "ST1000DM010-2EP1\n");
        put(real.join("device/rev"), "CC43\n");
        put(roots.run.join("udev/data/b8:0"), "S:disk/x\nE:ID_SERIAL=ST1000_Z9A\nE:ID_SERIAL_SHORT=Z9ABCDEF\n");
        put(roots.sys.join("block/sdb/size"), "0\n");
        put(roots.sys.join("block/sdb/device/model"), "Card Reader\n");
        put(roots.sys.join("block/loop0/size"), "8\n");
        let disks = read(&roots);
        assert_eq!(disks.len(), 1);
        let disk = &disks[0];
        assert_eq!((disk.vendor.as_deref(), disk.model.as_deref()), (None, Some("ST1000DM010-2EP1")));
        assert_eq!((disk.serial.as_deref(), disk.firmware.as_deref()), (Some("Z9ABCDEF"), Some("CC43")));
        assert_eq!((disk.media.as_deref(), disk.interface.as_deref()), (Some("hdd"), Some("sata")));
        assert_eq!(disk.size_bytes, Some(1_000_204_886_016));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), name in any::<String>()) {
            is_disk(&name);
            media(&name, None, None, &text);
            interface(&name, &text);
            prop_assert!(udev_serial(&text).is_none_or(|serial| !serial.is_empty()));
        }
    }
}
